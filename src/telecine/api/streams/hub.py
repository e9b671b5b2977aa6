"""One reader of the event table for every client of this process.

Clients do not get queues: each remembers how far it has read, and takes what follows from a short common history, or
from the database when it is further behind. So a client that reads slowly costs nothing and holds up nobody.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final

import structlog
from anyio import to_thread

from telecine.api.streams.frames import Told
from telecine.engine.rows import EventRow
from telecine.engine.store import Store
from telecine.kernel.errors import TelecineError

log = structlog.get_logger(__name__)

POLL_S: Final = 0.1
HISTORY: Final = 4096
BATCH: Final = 1000
AT_ONCE: Final = 25
"""Clients that are woken before others of the process have a turn."""

Concerns = Callable[[EventRow], bool]


@dataclass(eq=False)
class Ear:
    """Somebody who waits for events: `concerns` says for which."""

    concerns: Concerns
    heard: asyncio.Event = field(default_factory=asyncio.Event)


class Hub:
    """Reads new events once, keeps the last of them, and wakes those whom they concern."""

    def __init__(self, store: Store, *, poll_s: float = POLL_S) -> None:
        self._store = store
        self._poll_s = poll_s
        self._ears: set[Ear] = set()
        self._history: deque[Told] = deque(maxlen=HISTORY)
        # Every event after `_first`, up to `last`, is in the history.
        self._first = 0
        self._seen = -1
        self.last = 0
        self.is_closing = False

    @property
    def clients(self) -> int:
        """Streams that are open."""
        return len(self._ears)

    async def run(self) -> None:
        """Poll until cancelled."""
        self._first = self.last = await to_thread.run_sync(self._newest)
        # Those who came before this was known look into the database.
        self._rouse()
        while True:
            await asyncio.sleep(self._poll_s)
            if self._ears:
                try:
                    await self._look()
                except TelecineError as error:
                    # The database is locked for long, or away: clients wait, and miss nothing.
                    self._seen = -1
                    log.warning("events.unreadable", error=str(error))

    def close(self) -> None:
        """Tell every client that this server stops."""
        self.is_closing = True
        self._rouse()

    def _rouse(self) -> None:
        for ear in self._ears:
            ear.heard.set()

    def listen(self, concerns: Concerns) -> Ear:
        """To be left with `leave`."""
        ear = Ear(concerns)
        self._ears.add(ear)
        return ear

    def leave(self, ear: Ear) -> None:
        """The client is gone."""
        self._ears.discard(ear)

    async def after(self, seq: int, job_id: str | None = None) -> tuple[list[Told], int]:
        """Events after `seq`, of any job or of one, and how far was read; `last` is further when there are more."""
        if seq >= self._first:
            recent = list(takewhile(lambda told: told.event.seq > seq, reversed(self._history)))
            return recent[::-1], max(seq, self.last)
        last = self.last
        found = await to_thread.run_sync(self._stored, seq, job_id)
        end = found[-1].seq if found else seq
        return [Told(event) for event in found], end if len(found) == BATCH else max(last, end)

    async def _look(self) -> None:
        fresh = await to_thread.run_sync(self._fresh)
        while fresh:
            self._keep(fresh)
            await self._wake(fresh)
            fresh = await to_thread.run_sync(self._stored, self.last, None) if len(fresh) == BATCH else []

    def _keep(self, fresh: Sequence[EventRow]) -> None:
        for event in fresh:
            if len(self._history) == HISTORY:
                self._first = self._history[0].event.seq
            self._history.append(Told(event))
        self.last = fresh[-1].seq

    async def _wake(self, fresh: Sequence[EventRow]) -> None:
        """A few at a time: between them, other requests are answered."""
        for number, ear in enumerate(list(self._ears), start=1):
            if any(ear.concerns(event) for event in fresh):
                ear.heard.set()
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    def _fresh(self) -> list[EventRow]:
        counter = self._store.change_counter()
        if counter == self._seen:
            return []
        found = self._stored(self.last, None)
        self._seen = counter
        return found

    def _stored(self, seq: int, job_id: str | None) -> list[EventRow]:
        with self._store.reading() as reading:
            return reading.events(after=seq, job_id=job_id, limit=BATCH)

    def _newest(self) -> int:
        with self._store.reading() as reading:
            return reading.last_event()
