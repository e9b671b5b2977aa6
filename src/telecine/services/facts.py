"""The generic read model: rows projected from the records of applications."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from telecine.engine.planner import resolve
from telecine.engine.ports import ArtifactStore
from telecine.engine.registry import Registry
from telecine.engine.rows import ArtifactRow, FactRow, JobRow
from telecine.engine.stage import Application
from telecine.engine.states import JobState
from telecine.engine.store import Reading, Store, Transaction
from telecine.kernel.errors import CorruptArtifact, DefectError, UserError
from telecine.records.items import Item
from telecine.services.requests import thaw

_MANY = 100_000


class Projector:
    """Turns results into facts, where an application projects them.

    The facts of a video are those of its newest finished job. They are written when a result is committed, and when a job
    ends whose result was there before it: after an undo, or with settings that were tried once already.
    """

    def __init__(self, registry: Registry, artifacts: ArtifactStore) -> None:
        self._registry = registry
        self._artifacts = artifacts
        self._by_stage: dict[str, list[Application]] = {}
        for app in registry.applications.values():
            if app.projects is not None:
                self._by_stage.setdefault(app.projects.name, []).append(app)

    def project(self, stage: str, key: str, fence: int) -> Callable[[Transaction], None]:
        """Reads the record now; the step returned replaces the rows within a transaction."""
        made = self._made(stage, key, fence)

        def write(tx: Transaction) -> None:
            task = tx.tasks_by_key([key]).get(key) if made else None
            if task is not None:
                _replace(tx, task.video_id, made)

        return write

    def catch_up(self, tx: Transaction, job: JobRow) -> None:
        """Make the facts of the job's video those of its results. Nothing is read where they are already."""
        for stage, row in self._results(tx, job):
            behind = [app for app in self._by_stage[stage] if tx.facts_from(job.video_id, app.id) != row.key]
            if behind:
                _replace(tx, job.video_id, self._made(stage, row.key, row.fence))

    def rebuild(self, store: Store) -> int:
        """Project the newest finished job of every video anew. How many results were projected."""
        newest: dict[tuple[str, str], tuple[str, ArtifactRow]] = {}
        with store.reading() as reading:
            for job in reading.jobs(states=(JobState.SUCCEEDED,), limit=_MANY):
                for stage, row in self._results(reading, job):
                    newest.setdefault((job.video_id, stage), (stage, row))
        made = [(video, self._made(stage, row.key, row.fence)) for (video, _), (stage, row) in newest.items()]
        with store.writing() as tx:
            for video, facts in made:
                _replace(tx, video, facts)
        return len(made)

    def _results(self, reading: Reading, job: JobRow) -> Iterator[tuple[str, ArtifactRow]]:
        """Stages of the job that are projected, with what is there of them."""
        try:
            request = thaw(self._registry, job.resolved)
        except (DefectError, UserError):
            # Of another version, with stages or parameters that this one does not have.
            return
        wanted = self._by_stage.keys() & set(self._registry.closure(request.targets))
        if not wanted:
            return

        def items_of(key: str) -> Sequence[Item] | None:
            row = reading.artifacts([key]).get(key)
            return None if row is None else row.items

        known = resolve(self._registry, request, items_of)
        for stage in sorted(wanted):
            keys = known[stage]
            row = reading.artifacts(keys.keys).get(keys.keys[0]) if keys is not None else None
            if row is not None:
                yield stage, row

    def _made(self, stage: str, key: str, fence: int) -> dict[str, list[FactRow]]:
        """Facts by application, with no video yet; nothing when the result cannot be read."""
        apps = self._by_stage.get(stage, [])
        if not apps:
            return {}
        artifact = self._registry.stages[stage].produces
        try:
            record = self._artifacts.open(artifact, key, fence, None).record
        except CorruptArtifact:
            return {}
        return {
            app.id: [
                FactRow("", app.id, f.kind, f.at, f.end, f.subject, f.score, f.text, dict(f.data), key)
                for f in app.project(record)
            ]
            for app in apps
        }


def _replace(tx: Transaction, video_id: str, made: Mapping[str, Sequence[FactRow]]) -> None:
    for app_id, facts in made.items():
        tx.replace_facts(video_id, app_id, facts)
