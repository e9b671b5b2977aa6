"""Turning a plan into tasks: the one place where tasks come into being or are demanded anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from telecine.engine.planner import InputRef, Keys, Plan, PlannedTask, Request, plan, resolve
from telecine.engine.ports import ArtifactStore, Clock
from telecine.engine.registry import SOURCE_NAME, Registry
from telecine.engine.rows import ArtifactRow, JobRow, NewEvent, NewTask, TaskRow
from telecine.engine.states import LIVE_TASKS, JobState, TaskState
from telecine.engine.store import Transaction
from telecine.kernel.errors import CorruptArtifact
from telecine.records.items import Item
from telecine.records.record import AnyArtifact
from telecine.services.facts import Projector
from telecine.services.requests import model_to_json, thaw
from telecine.services.videos import seconds_of


class Planning:
    """Plans jobs within the transaction of the caller."""

    def __init__(self, registry: Registry, artifacts: ArtifactStore, clock: Clock) -> None:
        self.registry = registry
        self._artifacts = artifacts
        self._clock = clock
        self._projector = Projector(registry, artifacts)

    def preview(self, tx: Transaction, request: Request) -> Plan:
        """What would be done, without doing it; artifacts found lost are forgotten."""
        rows: dict[str, ArtifactRow | None] = {}

        def row_of(key: str) -> ArtifactRow | None:
            if key not in rows:
                found = tx.artifacts([key]).get(key)
                if found is not None and not self._artifacts.exists(found.key, found.fence):
                    tx.drop_artifact(key)
                    found = None
                rows[key] = found
            return rows[key]

        def items_of(key: str) -> Sequence[Item] | None:
            row = row_of(key)
            return row.items if row is not None else None

        return plan(self.registry, request, items_of, lambda key: row_of(key) is not None)

    def expand(self, tx: Transaction, job: JobRow, *, repair: bool = False) -> JobRow:
        """Create, link or demand anew every task the job lacks. Returns the job with its new counters and state.

        `repair` also counts needs anew for tasks that are there already, for when an artifact was lost.
        """
        request = thaw(self.registry, job.resolved)
        made = self.preview(tx, request)
        now = self._clock.now()
        keys = [task.key for task in made.tasks]
        present = tx.tasks_by_key(keys)
        length_s = seconds_of(tx.video(job.video_id))
        fresh = [self._new_task(job, request, task, length_s) for task in made.tasks if task.key not in present]
        ids = tx.add_tasks(fresh, now)
        for task in made.tasks:
            row = present.get(task.key)
            if row is not None:
                self._demand(tx, row, task, job, length_s, repair=repair)
                ids[task.key] = row.id
        tx.link_tasks(job.id, ids.values())
        tx.raise_priority([row.id for row in present.values()], job.priority)
        tx.touch_artifacts([key for keys in made.cached.values() for key in keys], now)
        own = {task.key for task in tx.tasks_of_job(job.id, states=(TaskState.SUCCEEDED,))}
        hits = {stage: len(set(keys) - own) for stage, keys in made.cached.items()}
        tx.add_events(
            [
                NewEvent("task.cached", now, job.id, None, {"stage": stage, "count": count})
                for stage, count in hits.items()
                if count
            ]
        )
        done = job.tasks_total - job.tasks_left
        job = replace(
            job,
            tasks_left=len(made.tasks),
            tasks_total=done + len(made.tasks),
            is_expanded=made.is_expanded,
        )
        tx.change_job(
            job.id,
            {"tasks_left": job.tasks_left, "tasks_total": job.tasks_total, "is_expanded": job.is_expanded},
        )
        return job

    def _demand(
        self, tx: Transaction, row: TaskRow, task: PlannedTask, job: JobRow, length_s: float, *, repair: bool
    ) -> None:
        if row.state in LIVE_TASKS:
            if repair and row.state in (TaskState.WAITING, TaskState.RETRYING):
                tx.renew_needs(row.id, task.needs)
            return
        fresh = {"attempt": 0, "error_code": None, "error_detail": None, "progress": 0.0, "not_before": None}
        fresh["timeout_s"] = task.stage.limits_over(length_s).hard.total_seconds()
        if row.state is TaskState.SUCCEEDED:
            others = [other.id for other in tx.live_jobs_of_task(row.id) if other.id != job.id]
            tx.count_job(others, left=1)
        tx.change_task(row.id, {**fresh, "state": TaskState.WAITING}, expect=(row.state,))
        tx.renew_needs(row.id, task.needs)
        if not task.needs:
            tx.change_task(row.id, {"state": TaskState.QUEUED}, expect=(TaskState.WAITING,))

    def _new_task(self, job: JobRow, request: Request, task: PlannedTask, length_s: float) -> NewTask:
        stage = task.stage
        return NewTask(
            key=task.key,
            stage=stage.id,
            version=stage.version,
            video_id=job.video_id,
            item=task.item,
            spec={
                "params": request.params[stage.id].model_dump(mode="json"),
                "models": {name: model_to_json(request.models[name]) for name in stage.resources.models},
                "inputs": {name: _input_to_json(ref) for name, ref in task.inputs.items()},
                "reads_source": SOURCE_NAME in task.inputs,
            },
            queue=stage.resources.queue,
            priority=job.priority,
            max_attempts=stage.limits.attempts,
            timeout_s=stage.limits_over(length_s).hard.total_seconds(),
            needs=task.needs,
        )

    def can_read(self, snapshot: AnyArtifact, key: str) -> bool:
        """Whether what people edited is still stored under this content hash, in a form that this version reads."""
        found = self._artifacts.newest(key, verify=False)
        if found is None:
            return False
        try:
            self._artifacts.open(snapshot, key, found.fence, None)
        except CorruptArtifact:
            return False
        return True

    def forget(self, tx: Transaction, request: Request) -> None:
        """Remove every result of a request with its bytes, so that all is made anew."""

        def items_of(key: str) -> Sequence[Item] | None:
            row = tx.artifacts([key]).get(key)
            return row.items if row is not None else None

        known = resolve(self.registry, request, items_of)
        doomed = [key for stage in self.registry.closure(request.targets) for key in _keys(known[stage])]
        for key in tx.artifacts(doomed):
            tx.drop_artifact(key)
            while (found := self._artifacts.newest(key, verify=False)) is not None:
                self._artifacts.remove(key, found.fence)

    def finish_if_done(self, tx: Transaction, job: JobRow) -> bool:
        """End the job when nothing is left of it, or when a task failed and nothing else can still run."""
        now = self._clock.now()
        if job.is_expanded and job.tasks_left <= 0:
            values = {"state": JobState.SUCCEEDED, "progress": 1.0, "finished_at": now}
            if tx.change_job(job.id, values, expect=(JobState.QUEUED, JobState.RUNNING)):
                tx.prune_progress(job.id)
                tx.add_events([NewEvent("job.succeeded", now, job.id)])
                self._projector.catch_up(tx, job)
            return True
        if job.tasks_failed > 0 and not tx.has_moving_tasks(job.id):
            self._fail(tx, job)
            return True
        return False

    def _fail(self, tx: Transaction, job: JobRow) -> None:
        now = self._clock.now()
        failed = tx.tasks_of_job(job.id, states=(TaskState.FAILED,))
        first = failed[0] if failed else None
        code = first.error_code if first else "defect"
        detail = first.error_detail if first else "a task of this job failed"
        for task in tx.tasks_only_of(job.id, states=(TaskState.WAITING,)):
            tx.change_task(task.id, {"state": TaskState.CANCELLED, "finished_at": now}, expect=(TaskState.WAITING,))
        values = {"state": JobState.FAILED, "error_code": code, "error_detail": detail, "finished_at": now}
        if tx.change_job(job.id, values, expect=(JobState.QUEUED, JobState.RUNNING)):
            tx.prune_progress(job.id)
            stage = first.stage if first else None
            tx.add_events([NewEvent("job.failed", now, job.id, None, {"code": code, "detail": detail, "stage": stage})])


def _input_to_json(ref: InputRef | None) -> dict[str, object] | None:
    return None if ref is None else {"keys": list(ref.keys), "list_key": ref.list_key}


def _keys(keys: Keys | None) -> tuple[str, ...]:
    return keys.keys if keys is not None else ()
