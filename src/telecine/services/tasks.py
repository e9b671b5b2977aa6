"""What the supervisor does with tasks: claim, commit a result, decide about an error, free what a worker lost.

Every function is one step within the caller's transaction, so that several results and claims may share a commit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from telecine.engine.admission import OPEN, Admission
from telecine.engine.faults import Faults, no_faults
from telecine.engine.lists.rows import LEASE_LOST, STAGE
from telecine.engine.ports import Clock
from telecine.engine.registry import Registry
from telecine.engine.retry import Again, decide
from telecine.engine.rows import ArtifactRow, JobRow, NewEvent, TaskRow
from telecine.engine.states import JobState, TaskState
from telecine.engine.store import Transaction
from telecine.kernel.errors import NoMemory, WorkerLost
from telecine.records.items import Item
from telecine.services.jobs import end_cancelled
from telecine.services.planning import Planning
from telecine.services.requests import request_id_of
from telecine.services.taskspec import InputSpec, TaskSpec

LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Result:
    """What a worker published for a task."""

    fence: int
    size_bytes: int
    manifest_sha256: str
    items: tuple[Item, ...] | None
    cost: Mapping[str, float]
    is_adopted: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run ended without a result; `lost_key` names an input that turned out missing or corrupt."""

    code: str
    message: str
    is_retryable: bool
    lost_key: str | None = None


class Tasks:
    """Rules of a task's life; holds no state of its own."""

    def __init__(
        self,
        registry: Registry,
        planning: Planning,
        clock: Clock,
        *,
        faults: Faults = no_faults,
        jitter: Callable[[], float] = lambda: 0.0,
        admission: Admission = OPEN,
    ) -> None:
        self._registry = registry
        self._planning = planning
        self._clock = clock
        self._faults = faults
        self._jitter = jitter
        self.admission = admission

    def claim(
        self,
        tx: Transaction,
        *,
        owner: str,
        queues: Collection[str] | None = None,
        job_ids: Collection[str] | None = None,
        beside_mb: int = 0,
    ) -> TaskSpec | None:
        """The best ready task, now running under a new fence; None when there is none.

        A task that does not fit beside what the other workers of this machine hold waits, and so do the ones after it;
        a task that would never fit fails. A task whose input row is gone is sent back to have the input made again,
        and the next one is tried.
        """
        while True:
            now = self._clock.now()
            if self.lacks_room(tx, beside_mb, queues=queues, job_ids=job_ids):
                return None
            task = tx.claim(owner=owner, now=now, lease_until=now + LEASE, queues=queues, job_ids=job_ids)
            if task is None:
                return None
            jobs = tx.live_jobs_of_task(task.id)
            for job in jobs:
                if job.state is JobState.QUEUED:
                    tx.change_job(job.id, {"state": JobState.RUNNING, "started_at": now}, expect=(JobState.QUEUED,))
                    tx.add_events([NewEvent("job.started", now, job.id)])
            if not self.admission.fits(task.stage):
                self.fail(tx, task.id, task.fence, self._too_large(task.stage))
                continue
            spec, lost = self._spec(tx, task, _marks(jobs))
            if spec is None:
                failure = Failure("input_lost", f"an input of {task.stage} is gone; it is made again", True, lost)
                self.fail(tx, task.id, task.fence, failure)
                continue
            data = {"stage": task.stage, "attempt": task.attempt + 1, "item": task.item.index if task.item else None}
            tx.add_events([NewEvent("task.started", now, job.id, task.id, data) for job in jobs])
            return spec

    def lacks_room(
        self,
        tx: Transaction,
        beside_mb: int,
        *,
        queues: Collection[str] | None = None,
        job_ids: Collection[str] | None = None,
    ) -> bool:
        """Whether there is a next task, and it has to wait until other workers hold less."""
        if self.admission.is_open(beside_mb):
            return False
        task = tx.next_queued(queues=queues, job_ids=job_ids)
        return task is not None and self.admission.fits(task.stage) and not self.admission.fits(task.stage, beside_mb)

    def _too_large(self, stage: str) -> Failure:
        need, there = self.admission.need_mb(stage), self.admission.memory_mb
        return Failure(
            NoMemory.code,
            f"{stage} needs about {need} MB of memory, and {there} MB are there for tasks. Give the machine or its "
            "container more, or say with TELECINE_MEMORY_MB how much tasks may use; then run it again.",
            is_retryable=False,
        )

    def _spec(self, tx: Transaction, task: TaskRow, marks: Mapping[str, str]) -> tuple[TaskSpec | None, str | None]:
        stored: Mapping[str, Mapping[str, list[str]] | None] = task.spec["inputs"]  # type: ignore[assignment]
        wanted = [key for ref in stored.values() if ref is not None for key in ref["keys"]]
        lists = {str(ref["list_key"]) for ref in stored.values() if ref is not None and ref["list_key"]}
        rows = tx.artifacts([*wanted, *lists])
        inputs: dict[str, list[InputSpec] | None] = {}
        for name, ref in stored.items():
            if ref is None:
                inputs[name] = None
                continue
            if name not in self._registry.stages:
                inputs[name] = [InputSpec(key, 0, None) for key in ref["keys"]]
                continue
            items: tuple[Item | None, ...] = (None,) * len(ref["keys"])
            if ref["list_key"]:
                list_row = rows.get(str(ref["list_key"]))
                if list_row is None or list_row.items is None:
                    return None, str(ref["list_key"])
                items = list_row.items
            elif task.item is not None and self._registry.axis(self._registry.stages[name].produces):
                items = (task.item,)
            inputs[name] = []
            for key, item in zip(ref["keys"], items, strict=True):
                row = rows.get(key)
                if row is None:
                    return None, key
                inputs[name].append(InputSpec(key, row.fence, item))  # type: ignore[union-attr]
        video = tx.video(task.video_id)
        spec = TaskSpec(
            task_id=task.id,
            key=task.key,
            fence=task.fence,
            stage=task.stage,
            version=task.version,
            params=task.spec["params"],  # type: ignore[arg-type]
            models=task.spec["models"],  # type: ignore[arg-type]
            item=task.item,
            source=video.source_uri if video is not None else None,
            source_bytes=video.size_bytes if video is not None else 0,
            inputs=inputs,
            timeout_s=task.timeout_s,
            attempt=task.attempt + 1,
            marks=marks,
        )
        return spec, None

    def succeed(self, tx: Transaction, task_id: int, fence: int, result: Result) -> bool:
        """Commit a result. False when the fence is no longer the task's: the result is refused, nothing changes."""
        now = self._clock.now()
        values = {
            "state": TaskState.SUCCEEDED,
            "finished_at": now,
            "progress": 1.0,
            "cost": dict(result.cost),
            "owner": None,
            "lease_until": None,
            "error_code": None,
            "error_detail": None,
        }
        if not tx.change_task(task_id, values, expect=(TaskState.RUNNING,), fence=fence):
            return False
        task = tx.task(task_id)
        assert task is not None  # noqa: S101 - it was changed in this transaction
        tx.put_artifact(
            ArtifactRow(
                key=task.key,
                fence=result.fence,
                stage=task.stage,
                size_bytes=result.size_bytes,
                manifest_sha256=result.manifest_sha256,
                items=result.items,
                created_at=now,
                last_used_at=now,
            )
        )
        tx.satisfy(task.key)
        if not result.is_adopted:
            tx.tally(STAGE, task.stage, seconds=result.cost.get("wall_s", 0.0))
        jobs = tx.live_jobs_of_task(task_id)
        tx.count_job([job.id for job in jobs], left=-1)
        data = {
            "stage": task.stage,
            "item": task.item.index if task.item else None,
            "adopted": result.is_adopted,
            "seconds": result.cost.get("wall_s", 0.0),
        }
        tx.add_events([NewEvent("task.succeeded", now, job.id, task_id, data) for job in jobs])
        for job in jobs:
            self._go_on(tx, job.id, expand=result.items is not None)
        return True

    def _go_on(self, tx: Transaction, job_id: str, *, expand: bool) -> None:
        job = tx.job(job_id)
        if job is None:
            return
        if expand and not job.is_expanded and job.cancel_requested_at is None:
            job = self._planning.expand(tx, job)
        if job.cancel_requested_at is not None:
            self._end_if_cancelled(tx, job)
            return
        self._planning.finish_if_done(tx, job)

    def _end_if_cancelled(self, tx: Transaction, job: JobRow) -> None:
        if not tx.tasks_only_of(job.id, states=(TaskState.RUNNING,)):
            end_cancelled(tx, job, self._clock)

    def fail(self, tx: Transaction, task_id: int, fence: int, failure: Failure) -> bool:
        """Retry, give up, or mend a lost input. False when the fence is no longer the task's."""
        task = tx.task(task_id)
        if task is None or task.state is not TaskState.RUNNING or task.fence != fence:
            return False
        now = self._clock.now()
        used = task.attempt + 1
        step = decide(failure.code, retryable=failure.is_retryable, attempts_used=used, attempts=task.max_attempts)
        values: dict[str, object] = {
            "attempt": used,
            "error_code": failure.code,
            "error_detail": failure.message,
            "owner": None,
            "lease_until": None,
            "progress": 0.0,
        }
        if failure.code == WorkerLost.code:
            tx.tally(LEASE_LOST, task.stage)
        data = {"stage": task.stage, "code": failure.code, "detail": failure.message, "attempt": used}
        jobs = tx.live_jobs_of_task(task_id)
        if isinstance(step, Again):
            delay = step.delay * (1 + 0.25 * self._jitter())
            values |= {"state": TaskState.RETRYING, "not_before": now + delay}
            tx.change_task(task_id, values, expect=(TaskState.RUNNING,), fence=fence)
            data["delay_s"] = delay.total_seconds()
            tx.add_events([NewEvent("task.retrying", now, job.id, task_id, data) for job in jobs])
            if failure.lost_key is not None:
                self._mend(tx, failure.lost_key, jobs)
            return True
        values |= {"state": TaskState.FAILED, "finished_at": now}
        tx.change_task(task_id, values, expect=(TaskState.RUNNING,), fence=fence)
        tx.count_job([job.id for job in jobs], failed=1)
        tx.add_events([NewEvent("task.failed", now, job.id, task_id, data) for job in jobs])
        for job in jobs:
            self._go_on(tx, job.id, expand=False)
        return True

    def _mend(self, tx: Transaction, lost_key: str, jobs: Collection[JobRow]) -> None:
        tx.drop_artifact(lost_key)
        for job in jobs:
            current = tx.job(job.id)
            if current is not None:
                self._planning.expand(tx, current, repair=True)

    def give_back(self, tx: Transaction, task_id: int, fence: int) -> None:
        """A drained or shut down worker returns a task: queued again, no attempt counted."""
        values = {"state": TaskState.QUEUED, "owner": None, "lease_until": None, "progress": 0.0}
        tx.change_task(task_id, values, expect=(TaskState.RUNNING,), fence=fence)

    def end_cancelled(self, tx: Transaction, task_id: int, fence: int) -> None:
        """A running task stopped because its jobs were cancelled."""
        now = self._clock.now()
        jobs = tx.live_jobs_of_task(task_id)
        task = tx.task(task_id)
        if any(job.cancel_requested_at is None for job in jobs):
            self.give_back(tx, task_id, fence)
        else:
            values = {"state": TaskState.CANCELLED, "finished_at": now, "owner": None, "lease_until": None}
            tx.change_task(task_id, values, expect=(TaskState.RUNNING,), fence=fence)
            stage = task.stage if task is not None else ""
            tx.add_events([NewEvent("task.cancelled", now, job.id, task_id, {"stage": stage}) for job in jobs])
        for job in jobs:
            if job.cancel_requested_at is not None:
                self._end_if_cancelled(tx, job)

    def free_lost(self, tx: Transaction, task: TaskRow, why: str) -> None:
        """The worker of a running task is gone: counts an attempt, then queued again or failed."""
        self.fail(tx, task.id, task.fence, Failure(WorkerLost.code, why, is_retryable=True))

    def cancelled_running(self, tx: Transaction) -> list[TaskRow]:
        """Running tasks that only cancelled jobs need."""
        found: dict[int, TaskRow] = {}
        for job in tx.cancelling_jobs():
            running = tx.tasks_of_job(job.id, states=(TaskState.RUNNING,))
            for task in running:
                if all(other.cancel_requested_at is not None for other in tx.live_jobs_of_task(task.id)):
                    found[task.id] = task
            if not running:
                end_cancelled(tx, job, self._clock)
        return list(found.values())


def _marks(jobs: Sequence[JobRow]) -> dict[str, str]:
    """Of the first of the jobs that need a task."""
    if not jobs:
        return {}
    asked_in = request_id_of(jobs[0].resolved)
    return {"job": jobs[0].id, **({} if asked_in is None else {"request_id": asked_in})}
