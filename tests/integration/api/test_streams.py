"""Live events: nothing lost, nothing twice, an end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from telecine.adapters.store.memory import MemoryStore
from telecine.api.streams import following
from telecine.api.streams.hub import BATCH, HISTORY, Hub
from telecine.bootstrap import SystemClock, Workspace
from telecine.engine.rows import EventRow, NewEvent
from tests.fixtures.engine.home import EngineHome, events_of, submit, work

_NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Heard:
    """One event of a stream."""

    kind: str
    data: dict[str, Any]
    number: int | None


def read(text: str) -> Iterator[Heard]:
    """Events of a stream, as the HTML standard reads them."""
    for block in filter(None, text.split("\n\n")):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        number = int(fields["id"]) if "id" in fields else None
        yield Heard(fields["event"], json.loads(fields["data"]), number)


def test_the_stream_of_a_job_tells_everything_once_and_ends(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    job = submit(workspace, home.video).id
    work(workspace, job)
    answer = client.get(f"/jobs/{job}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = [event for event in read(answer.text) if event.number is not None]
    assert [event.number for event in told] == [event.seq for event in events_of(workspace, job)]
    assert (told[0].kind, told[-1].kind) == ("job.queued", "job.succeeded")
    assert "retry: 2000" in answer.text

    middle = told[len(told) // 2]
    rest = client.get(f"/jobs/{job}/events", headers={"Last-Event-ID": str(middle.number)})
    after = [event.number for event in read(rest.text) if event.number is not None]
    assert after == [event.number for event in told[len(told) // 2 + 1 :]]
    assert client.get(f"/jobs/{job}/events", headers={"Last-Event-ID": str(told[-1].number)}).status_code == 204


def test_a_job_that_was_retried_streams_past_its_first_end(
    client: TestClient, workspace: Workspace, home: EngineHome
) -> None:
    job = submit(workspace, home.video).id
    workspace.jobs.cancel(job)
    workspace.jobs.retry(job)
    work(workspace, job)
    kinds = [event.kind for event in read(client.get(f"/jobs/{job}/events").text)]
    assert kinds.count("job.cancelled") == 1
    assert kinds[-1] == "job.succeeded"


def test_a_stream_of_a_job_that_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/jobs/none/events").status_code == 404
    assert client.get("/videos/none/events").status_code == 404
    assert client.get("/jobs/none/events", headers={"Last-Event-ID": "x"}).status_code == 422


def add(store: MemoryStore, *names: str) -> None:
    with store.writing() as tx:
        tx.add_events([NewEvent(name, _NOW, "job") for name in names])


async def take(lines: AsyncIterator[bytes], many: int) -> list[int]:
    """Numbers of the next events."""
    found: list[int] = []
    async with asyncio.timeout(20):
        while len(found) < many:
            found += [event.number for event in read((await anext(lines)).decode()) if event.number is not None]
    return found


def always(_event: EventRow) -> bool:
    return True


@pytest.mark.parametrize("behind", [0, 10, BATCH + 5, HISTORY + 50])
def test_a_client_that_reads_slowly_misses_nothing(behind: int) -> None:
    async def run() -> None:
        store = MemoryStore()
        hub = Hub(store, poll_s=0.01)
        polling = asyncio.create_task(hub.run())
        lines = following._follow(hub, SystemClock(), 0, always)
        await anext(lines)
        add(store, "task.queued")
        assert await take(lines, 1) == [1]
        for _ in range(3):
            add(store, *["task.queued"] * behind)
            await asyncio.sleep(0.05)
        add(store, "task.queued")
        assert await take(lines, 3 * behind + 1) == list(range(2, 3 * behind + 3))
        hub.close()
        assert b"server.closing" in await anext(lines)
        polling.cancel()

    asyncio.run(run())


def test_a_silent_stream_shows_that_it_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "HEARTBEAT_S", 0.02)

    async def run() -> None:
        hub = Hub(MemoryStore(), poll_s=0.01)
        lines = following._follow(hub, SystemClock(), 0, always)
        for _ in range(3):
            assert b"event: heartbeat" in await anext(lines)
        assert hub.clients == 1
        await lines.aclose()  # type: ignore[attr-defined]
        assert hub.clients == 0

    asyncio.run(run())


def test_a_number_of_a_home_that_is_gone_counts_as_the_newest(workspace: Workspace) -> None:
    async def run() -> None:
        hub = Hub(workspace.store, poll_s=0.01)
        answer = following.stream_all(hub, workspace.store, SystemClock(), "999999999")
        lines = answer.body_iterator  # type: ignore[attr-defined]
        await anext(lines)
        with workspace.store.writing() as tx:
            tx.add_events([NewEvent("job.queued", _NOW, None)])
        polling = asyncio.create_task(hub.run())
        assert b"job.queued" in await anext(lines)
        polling.cancel()

    asyncio.run(run())
