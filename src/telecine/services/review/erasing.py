"""Forgetting a person: everything about them goes from the home, and what remembers that there was something says so.

Each step can be done again, and what later steps are found by goes last; so an erasure that was cut short is finished
by asking for it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from telecine.engine.faults import Faults, no_faults
from telecine.engine.ports import ArtifactStore, Clock
from telecine.engine.registry import Registry
from telecine.engine.rows import NewEvent, SeedRow
from telecine.engine.states import LIVE_JOBS
from telecine.engine.store import Store
from telecine.kernel.errors import Conflict
from telecine.services.people import person_id, unknown_person
from telecine.services.review.traces import Subject, Tracer, Traces

TOMBSTONE: Final = {"erased": True}
_UNFINISHED: Final = ".erasing"
_MOST_ROUNDS: Final = 4
_AUDIT_PAGE: Final = 1000
FORGOTTEN: Final = "(somebody who was forgotten)"


class Eraser:
    """Erases people. Only the holder of the home's lock may, so that no task runs meanwhile."""

    def __init__(
        self,
        store: Store,
        artifacts: ArtifactStore,
        registry: Registry,
        clock: Clock,
        *,
        seeds: Path,
        logs: Path,
        days_unused: int | None = None,
        faults: Faults = no_faults,
    ) -> None:
        """`seeds` and `logs` are the folders of people's pictures and of log files.

        `days_unused` is how long biometric data is kept that nothing uses; for ever without it.
        """
        self._store = store
        self._artifacts = artifacts
        self._clock = clock
        self._seeds = seeds
        self._logs = logs
        self._days_unused = days_unused
        self._faults = faults
        self._tracer = Tracer(store, artifacts, registry, clock)

    def look(self, name: str) -> Traces:
        """What would go. Empty while only the end of an earlier erasure is left to do. Raises NotFound."""
        found = self._tracer.traces(self._tracer.subject(name))
        # A name that only turns up in requests or facts is a word like any other, and nobody.
        is_somebody = bool(found.people or found.seeds or found.snapshots or found.decisions)
        if not name.strip() or not (is_somebody or self._is_unfinished(found.subject)):
            with self._store.reading() as reading:
                raise unknown_person(name, reading.people())
        return found

    def begin(self, name: str) -> Traces:
        """Mark somebody as being forgotten; `finish` erases them. Raises NotFound, Conflict while jobs have not ended."""
        found = self.look(name)
        self._begin(found)
        return found

    @property
    def is_begun(self) -> bool:
        """Whether somebody is to be erased."""
        return self._unfinished.is_file()

    def finish(self) -> None:
        """Erase everybody who is marked, unless jobs go on: then it is asked again. Raises what `erase` raises."""
        with self._store.reading() as reading:
            if reading.jobs(states=tuple(LIVE_JOBS), limit=1):
                return
            marked = [person.id for person in reading.people() if person.forgetting_since is not None]
        for person in marked:
            self.erase(person)
        if self.is_begun:
            # Cut short between the last row and the files of the tables.
            self._store.scrub()
            self._unfinished.unlink(missing_ok=True)

    def erase(self, name: str) -> Traces:
        """Erase a person. Returns what there was.

        Raises:
            NotFound: nobody is called so, and nothing is left of an erasure that was cut short.
            Conflict: jobs have not ended.
            StoreBusy: another process reads the tables; ask again.
        """
        first = self.look(name)
        self._begin(first)
        found = first
        for _ in range(_MOST_ROUNDS):
            self._results(found)
            self._logs_without(first.subject)
            self._audit_without(first.subject)
            self._rows(found)
            found = self._tracer.traces(first.subject)
            if not found:
                break
        else:
            raise Conflict(f"somebody adds to {name} at the same time; end other Telecine processes and ask again")
        self._logs_without(first.subject)
        self._store.scrub()
        self._unfinished.unlink(missing_ok=True)
        return first

    def look_unused(self) -> Traces:
        """Biometric data that nothing used for so long: pictures of people, vectors and groups of faces."""
        if self._days_unused is None:
            return self._tracer.nothing()
        return self._tracer.unused(self._clock.now() - timedelta(days=self._days_unused), self._last_use)

    def erase_unused(self) -> Traces:
        """Erase it; names and corrections stay. Returns what there was: nothing while jobs have not ended.

        Raises StoreBusy when another process reads the tables; the next time finishes it.
        """
        with self._store.reading() as reading:
            if reading.jobs(states=tuple(LIVE_JOBS), limit=1):
                return self._tracer.nothing()
        found = self.look_unused()
        if not found:
            return found
        self._results(found)
        self._rows(found)
        with self._store.writing() as tx:
            data = {"seeds": len(found.seeds), "results": len(found.results), "snapshots": len(found.snapshots)}
            tx.add_events([NewEvent("biometrics.erased", self._clock.now(), None, None, data)])
        self._store.scrub()
        return found

    def _last_use(self, seed: SeedRow) -> datetime:
        """When a run was given the picture last, or when it was added."""
        path = self._seeds / seed.sha256
        used = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else seed.created_at
        return max(used, seed.created_at)

    @property
    def _unfinished(self) -> Path:
        """Says whose erasure was begun, by hashes: the name itself must not stay."""
        return self._seeds / _UNFINISHED

    def _is_unfinished(self, subject: Subject) -> bool:
        return self._unfinished.is_file() and bool(_marks(subject) & set(self._unfinished.read_text().split()))

    def _begin(self, found: Traces) -> None:
        """From here on no snapshot holds the person, and nothing can be added."""
        with self._store.writing() as tx:
            live = tx.jobs(states=tuple(LIVE_JOBS), limit=1)
            if live:
                text = (
                    f"job {live[0].id} has not ended; let it end, or stop it with `telecine jobs cancel`, and ask again"
                )
                raise Conflict(text, code="work_goes_on")
            for person in found.people:
                tx.change_person(person.id, {"forgetting_since": self._clock.now()})
        self._seeds.mkdir(parents=True, exist_ok=True)
        self._unfinished.write_text("\n".join(sorted(_marks(found.subject))))
        self._faults.hit("erase.begun")

    def _results(self, found: Traces) -> None:
        """Stored results, then the snapshots that they are found by. Bytes go before the row that says where they are."""
        for row in found.results:
            self._artifacts.remove(row.key, row.fence)
            with self._store.writing() as tx:
                tx.drop_artifact(row.key)
        self._faults.hit("erase.results")
        kept = self._kept()
        for key, fence, _ in list(self._artifacts.folders()):
            # Left behind by runs that were cut short; no row says what they are about.
            if fence and (key, fence) not in kept:
                self._artifacts.remove(key, fence)
        for key in found.snapshots:
            self._artifacts.remove(key, 0)
        self._artifacts.sweep_drafts(older_than_s=0)
        self._faults.hit("erase.snapshots")

    def _kept(self) -> set[tuple[str, int]]:
        folders = {key for key, _, _ in self._artifacts.folders()}
        with self._store.reading() as reading:
            return {(row.key, row.fence) for row in reading.artifacts(list(folders)).values()}

    def _rows(self, found: Traces) -> None:
        """Everything in the tables, in one transaction; the pictures before the rows that name them."""
        with self._store.writing() as tx:
            self._remove_pictures(found.seeds, tx.seeds([person.id for person in tx.people()]))
            self._faults.hit("erase.pictures")
            for entry in found.decisions:
                tx.redact_decision(entry.id, TOMBSTONE)
            for video, app in found.facts:
                tx.replace_facts(video, app, ())
            tx.drop_jobs(found.jobs)
            for person in found.people:
                tx.remove_person(person.id)
            for seed in found.seeds:
                tx.remove_seed(seed.id)
        self._faults.hit("erase.rows")

    def _remove_pictures(self, doomed: Sequence[SeedRow], everybody: Sequence[SeedRow]) -> None:
        """Also pictures that no seed names; nobody adds one while the tables are being written to."""
        gone = {seed.id for seed in doomed}
        kept = {seed.sha256 for seed in everybody if seed.id not in gone} | {_UNFINISHED}
        for path in self._seeds.iterdir():
            if path.name not in kept:
                path.unlink(missing_ok=True)

    def _audit_without(self, subject: Subject) -> None:
        """Who did what stays, and to whom goes; answers that are kept for requests sent again go, too."""
        words, before = subject.words(), None
        while True:
            with self._store.reading() as reading:
                page = reading.audit(before=before, limit=_AUDIT_PAGE)
            named = [entry.id for entry in page if words.search(entry.target)]
            if named:
                with self._store.writing() as tx:
                    tx.redact_audit(named, FORGOTTEN)
            if len(page) < _AUDIT_PAGE:
                break
            before = page[-1].id
        with self._store.writing() as tx:
            tx.drop_requests(self._clock.now())

    def _logs_without(self, subject: Subject) -> None:
        words = subject.words()
        for path in sorted(self._logs.glob("*")):
            if path.is_file():
                _without_lines(path, words.search)


def _marks(subject: Subject) -> set[str]:
    ids = subject.ids | {person_id(name) for name in subject.names}
    return {hashlib.sha256(each.encode()).hexdigest() for each in ids}


def _without_lines(path: Path, is_about: Callable[[str], object]) -> None:
    """Rewritten in place: processes that append to it go on doing so."""
    with path.open("r+", encoding="utf-8", errors="replace") as file:
        lines = file.readlines()
        kept = [line for line in lines if not is_about(line)]
        if len(kept) < len(lines):
            file.seek(0)
            file.writelines(kept)
            file.truncate()
