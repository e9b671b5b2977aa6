"""The generic read model: rows projected from the records of applications."""

from __future__ import annotations

from collections.abc import Callable

from telecine.engine.ports import ArtifactStore
from telecine.engine.registry import Registry
from telecine.engine.rows import FactRow
from telecine.engine.stage import Application
from telecine.engine.store import Store, Transaction
from telecine.kernel.errors import CorruptArtifact


class Projector:
    """Turns a committed result into facts, when an application projects it."""

    def __init__(self, registry: Registry, artifacts: ArtifactStore) -> None:
        self._registry = registry
        self._artifacts = artifacts
        self._by_stage: dict[str, list[Application]] = {}
        for app in registry.applications.values():
            if app.projects is not None:
                self._by_stage.setdefault(app.projects.name, []).append(app)

    def project(self, stage: str, key: str, fence: int) -> Callable[[Transaction], None]:
        """Reads the record now; the step returned replaces the rows within a transaction."""
        apps = self._by_stage.get(stage, [])
        if not apps:
            return lambda _tx: None
        artifact = self._registry.stages[stage].produces
        try:
            record = self._artifacts.open(artifact, key, fence, None).record
        except CorruptArtifact:
            return lambda _tx: None
        made = {app.id: list(app.project(record)) for app in apps}

        def write(tx: Transaction) -> None:
            task = tx.tasks_by_key([key]).get(key)
            if task is None:
                return
            for app_id, facts in made.items():
                rows = (
                    FactRow(task.video_id, app_id, f.kind, f.at, f.end, f.subject, f.score, f.text, dict(f.data), key)
                    for f in facts
                )
                tx.replace_facts(task.video_id, app_id, rows)

        return write

    def rebuild(self, store: Store) -> int:
        """Project every succeeded job's results anew, oldest first. How many results were projected."""
        with store.reading() as reading:
            tasks = [
                task
                for job in reversed(reading.jobs(limit=100_000))
                for task in reading.tasks_of_job(job.id)
                if task.stage in self._by_stage
            ]
            rows = reading.artifacts([task.key for task in tasks])
        steps = [self.project(rows[t.key].stage, t.key, rows[t.key].fence) for t in tasks if t.key in rows]
        with store.writing() as tx:
            for step in steps:
                step(tx)
        return len(steps)
