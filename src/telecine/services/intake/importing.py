"""Bringing files here for jobs that wait for them; one thread of a worker process each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Protocol

import structlog

from telecine.engine.ports import Clock
from telecine.engine.rows import ImportRow, JobRow, VideoRow
from telecine.kernel.errors import Cancelled, DefectError, TelecineError
from telecine.services.intake.awaiting import Awaiting

log = structlog.get_logger(__name__)

LOOK_S = 0.5
TELL_S = 0.5

Told = Callable[[int, int | None], None]


class Bring(Protocol):
    """Makes a video of what lies at a location; `told` gets bytes done and their total, and raises to stop."""

    def __call__(self, location: str, told: Told, /) -> VideoRow: ...


class Importer:
    """Takes one import after the other; several may run beside each other in one process."""

    def __init__(
        self,
        awaiting: Awaiting,
        clock: Clock,
        bring: Mapping[str, Bring],
        *,
        prepare: Callable[[JobRow, Told], None],
        poke: Callable[[], None] = lambda: None,
    ) -> None:
        """`bring` by kind of source; `prepare` fetches what a job needs beside its video; `poke` tells the supervisor."""
        self._awaiting = awaiting
        self._clock = clock
        self._bring = bring
        self._prepare = prepare
        self._poke = poke

    def run(self, stop: threading.Event) -> None:
        """Until told to stop. What was begun then goes on with the next process."""
        while not stop.is_set():
            try:
                has_worked = self.step(stop)
            except TelecineError as error:
                log.warning("import.interrupted", error=str(error))
                has_worked = False
            if not has_worked:
                stop.wait(LOOK_S)

    def step(self, stop: threading.Event) -> bool:
        """Bring one file. Whether there was one to bring."""
        begun = self._awaiting.begin()
        if begun is None:
            return False
        row, job = begun
        told = self._teller(row, stop)
        try:
            video = self._bring[row.kind](row.location, told)
            self._prepare(job, told)
        except Cancelled:
            return True
        except TelecineError as error:
            self._awaiting.failed(row, error)
        except Exception as error:
            log.exception("import.defect")
            self._awaiting.failed(row, DefectError(f"the file could not be brought here: {type(error).__name__}"))
        else:
            self._awaiting.arrived(row, video)
            self._poke()
        return True

    def _teller(self, row: ImportRow, stop: threading.Event) -> Told:
        last = self._clock.monotonic() - TELL_S

        def told(done: int, whole: int | None) -> None:
            nonlocal last
            if stop.is_set():
                raise Cancelled("the process ends")
            now = self._clock.monotonic()
            if now - last >= TELL_S:
                last = now
                if not self._awaiting.tell(row, done, whole):
                    raise Cancelled("nobody wants the file any more")

        return told
