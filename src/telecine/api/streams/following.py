"""Streams of events: of one job, of one video, of everything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Final

from anyio import to_thread
from fastapi import Header, Response
from fastapi.sse import EventSourceResponse

from telecine.api.streams.frames import TERMINAL, closing, heartbeat, hello
from telecine.api.streams.hub import Hub
from telecine.engine.ports import Clock
from telecine.engine.rows import EventRow
from telecine.engine.states import LIVE_JOBS
from telecine.engine.store import Store
from telecine.kernel.errors import NotFound

HEARTBEAT_S: Final = 10.0
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

LastEventId = Annotated[
    str | None,
    Header(
        pattern=r"^[0-9]{1,18}$", description="Number of the last event that was received; the stream goes on after it."
    ),
]


async def stream_job(hub: Hub, store: Store, clock: Clock, job_id: str, last: str | None) -> Response:
    """Events of one job from its beginning, or after `last`, until it has ended.

    Answers 204 when there is nothing after `last` and nothing will come. Raises NotFound.
    """
    after = await to_thread.run_sync(_known, store, last) if last is not None else 0
    if not await to_thread.run_sync(_goes_on, store, job_id, after):
        return Response(status_code=204)

    async def has_ended(event: EventRow) -> bool:
        return event.type in TERMINAL and not await to_thread.run_sync(_goes_on, store, job_id, event.seq)

    lines = _follow(hub, clock, after, lambda event: event.job_id == job_id, job_id=job_id, has_ended=has_ended)
    return EventSourceResponse(lines, headers=_HEADERS)


def stream_video(hub: Hub, store: Store, clock: Clock, video_id: str, last: str | None) -> Response:
    """Events of all jobs of a video from now on, or after `last`. Never ends by itself."""
    with store.reading() as reading:
        jobs = {job.id for job in reading.jobs_of_video(video_id, limit=1000)}
        newest = reading.last_event()

    def concerns(event: EventRow) -> bool:
        if event.data.get("video_id") == video_id and event.job_id is not None:
            jobs.add(event.job_id)
        return event.job_id in jobs

    after = newest if last is None else min(newest, int(last))
    return EventSourceResponse(_follow(hub, clock, after, concerns), headers=_HEADERS)


def stream_all(hub: Hub, store: Store, clock: Clock, last: str | None) -> Response:
    """Events of all jobs from now on, or after `last`; of tasks only how they ended. Never ends by itself."""
    with store.reading() as reading:
        newest = reading.last_event()

    def concerns(event: EventRow) -> bool:
        return event.type.startswith("job.")

    after = newest if last is None else min(newest, int(last))
    return EventSourceResponse(_follow(hub, clock, after, concerns), headers=_HEADERS)


def _known(store: Store, last: str) -> int:
    """What a client heard last, and no more than there is: numbers of a home that was made anew begin again."""
    with store.reading() as reading:
        return min(reading.last_event(), int(last))


async def _never(_event: EventRow) -> bool:
    return False


async def _follow(
    hub: Hub,
    clock: Clock,
    after: int,
    concerns: Callable[[EventRow], bool],
    *,
    job_id: str | None = None,
    has_ended: Callable[[EventRow], Awaitable[bool]] = _never,
) -> AsyncIterator[bytes]:
    seq = after
    ear = hub.listen(concerns)
    try:
        yield hello(clock.now())
        while not hub.is_closing:
            ear.heard.clear()
            found, seq = await hub.after(seq, job_id)
            for told in found:
                if concerns(told.event):
                    yield told.frame
                    if await has_ended(told.event):
                        return
            if seq < hub.last or hub.is_closing:
                continue
            try:
                async with asyncio.timeout(HEARTBEAT_S):
                    await ear.heard.wait()
            except TimeoutError:
                yield heartbeat(clock.now())
        yield closing(clock.now())
    finally:
        hub.leave(ear)


def _goes_on(store: Store, job_id: str, after: int) -> bool:
    """Whether anything of a job is told after an event, now or later. Raises NotFound."""
    with store.reading() as reading:
        job = reading.job(job_id)
        if job is None:
            raise NotFound(f"there is no job {job_id}")
        return job.state in LIVE_JOBS or bool(reading.events(after=after, job_id=job_id, limit=1))
