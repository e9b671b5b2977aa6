"""Films that appear in a folder: taken in once they have stopped growing, and never twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from telecine.engine.ports import Clock
from telecine.engine.rows import WatchedRow
from telecine.engine.store import Store
from telecine.kernel.errors import TelecineError
from telecine.services.intake.awaiting import Awaiting, Source
from telecine.services.jobs import Submission

log = structlog.get_logger(__name__)

AUTHOR: Final = "watched folder"


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it is now."""

    size_bytes: int
    mtime_ns: int


class Watching:
    """Decides which of the files that were seen are to be taken in now."""

    def __init__(self, store: Store, awaiting: Awaiting, clock: Clock, *, app: str, settle_s: float) -> None:
        self._store = store
        self._awaiting = awaiting
        self._clock = clock
        self._app = app
        self._settle_s = settle_s
        self._growing: dict[Path, tuple[Seen, float]] = {}

    def look(self, found: Mapping[Path, Seen]) -> list[str]:
        """Note how files are now, and ask for jobs on those that have not changed for long enough. Ids of the jobs."""
        now = self._clock.monotonic()
        self._growing = {path: self._since(path, seen, now) for path, seen in self._new(found).items()}
        ready = [
            path for path, (seen, since) in self._growing.items() if seen.size_bytes and now - since >= self._settle_s
        ]
        return [job for path in ready for job in self._take(path, self._growing.pop(path)[0])]

    def _new(self, found: Mapping[Path, Seen]) -> dict[Path, Seen]:
        with self._store.reading() as reading:
            known = reading.watched([str(path) for path in found])
        return {path: seen for path, seen in found.items() if known.get(str(path)) != (seen.size_bytes, seen.mtime_ns)}

    def _since(self, path: Path, seen: Seen, now: float) -> tuple[Seen, float]:
        before = self._growing.get(path)
        return before if before is not None and before[0] == seen else (seen, now)

    def _take(self, path: Path, seen: Seen) -> Iterable[str]:
        asked = Submission("", self._app, requested_by=AUTHOR)
        try:
            job = self._awaiting.ask(Source("path", str(path), path.name), asked)
        except TelecineError as error:
            log.warning("watch.not_taken", name=path.name, error=str(error))
            return []
        with self._store.writing() as tx:
            tx.remember_watched(WatchedRow(str(path), seen.size_bytes, seen.mtime_ns, job.id, self._clock.now()))
        log.info("watch.taken", name=path.name, job=job.id)
        return [job.id]
