"""Cleaning up what nothing needs: ended jobs, unused results, orphans. Never sources, people, seeds or decisions.

Also looking whether what is kept is still whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from telecine.engine.ports import ArtifactStore, Clock
from telecine.engine.states import LIVE_JOBS
from telecine.engine.store import Store
from telecine.kernel.errors import CorruptArtifact

ORPHAN_AGE = timedelta(hours=24)
_BATCH = 500


_WHOLE = 10_000
_PROVED = 20


@dataclass(frozen=True, slots=True)
class Examined:
    """What a look at the stored results found: `lost` have no files or files of another size, `damaged` other bytes."""

    results: int
    size_bytes: int
    proved: int
    lost: int
    damaged: int


def examine(store: Store, artifacts: ArtifactStore, now: datetime) -> Examined:
    """Look whether the files of results are there, and read those of the newest again."""
    with store.reading() as reading:
        rows = reading.artifacts_unused_since(now + timedelta(days=1), limit=_WHOLE)
    there = [row for row in rows if artifacts.exists(row.key, row.fence)]
    newest = sorted(there, key=lambda row: row.created_at)[-_PROVED:]
    damaged = 0
    for row in newest:
        try:
            artifacts.verify(row.key, row.fence)
        except CorruptArtifact:
            damaged += 1
    size = sum(row.size_bytes for row in there)
    return Examined(len(rows), size, len(newest), len(rows) - len(there), damaged)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a clean-up removed, or would remove."""

    jobs: int
    artifacts: int
    orphans: int
    drafts: int
    bytes_freed: int


class Sweeper:
    """Removes in an order that never leaves a row without its bytes for longer than a cache check notices."""

    def __init__(self, store: Store, artifacts: ArtifactStore, clock: Clock) -> None:
        self._store = store
        self._artifacts = artifacts
        self._clock = clock

    def sweep(self, *, jobs_older_than: timedelta, artifacts_older_than: timedelta, is_dry_run: bool = False) -> Swept:
        """Remove what is older; with `is_dry_run` only count."""
        now = self._clock.now()
        jobs = self._jobs(now - jobs_older_than, is_dry_run=is_dry_run)
        artifacts, freed = self._artifacts_unused(now - artifacts_older_than, is_dry_run=is_dry_run)
        orphans, orphan_bytes = self._orphans(now, artifacts_older_than, is_dry_run=is_dry_run)
        drafts = 0 if is_dry_run else self._artifacts.sweep_drafts(older_than_s=ORPHAN_AGE.total_seconds())
        return Swept(jobs, artifacts, orphans, drafts, freed + orphan_bytes)

    def _jobs(self, before: datetime, *, is_dry_run: bool) -> int:
        if is_dry_run:
            with self._store.reading() as reading:
                jobs = reading.jobs(limit=1_000_000)
            return sum(job.finished_at is not None and job.finished_at < before for job in jobs)
        with self._store.writing() as tx:
            return tx.remove_jobs(before)

    def _artifacts_unused(self, before: datetime, *, is_dry_run: bool) -> tuple[int, int]:
        if is_dry_run:
            with self._store.reading() as reading:
                rows = reading.artifacts_unused_since(before, limit=1_000_000)
            return len(rows), sum(row.size_bytes for row in rows)
        count = freed = 0
        while True:
            with self._store.writing() as tx:
                rows = tx.artifacts_unused_since(before, limit=_BATCH)
                for row in rows:
                    tx.drop_artifact(row.key)
            if not rows:
                return count, freed
            for row in rows:
                freed += self._artifacts.remove(row.key, row.fence)
            count += len(rows)

    def _orphans(self, now: datetime, snapshots_older_than: timedelta, *, is_dry_run: bool) -> tuple[int, int]:
        """Folders that no row reads, once they are a day old; snapshots that no live job names."""
        count = freed = 0
        with self._store.reading() as reading:
            live = reading.jobs(states=tuple(LIVE_JOBS), limit=100_000)
        snapshots = {str(key) for job in live for key in _snapshots(job.resolved)}
        for key, fence, modified in list(self._artifacts.folders()):
            age = now.timestamp() - modified
            is_snapshot = fence == 0
            limit = snapshots_older_than if is_snapshot else ORPHAN_AGE
            if age < limit.total_seconds() or key in snapshots:
                continue
            with self._store.reading() as reading:
                row = reading.artifacts([key]).get(key)
            if row is not None and row.fence == fence:
                continue
            count += 1
            if not is_dry_run:
                freed += self._artifacts.remove(key, fence)
        return count, freed


def _snapshots(resolved: object) -> list[object]:
    found = resolved.get("snapshots") if isinstance(resolved, dict) else None
    return list(found.values()) if isinstance(found, dict) else []
