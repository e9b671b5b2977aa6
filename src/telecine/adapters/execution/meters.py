"""Progress and ETA of the jobs a supervisor works on, written as coalesced events."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from telecine.engine.ports import Clock
from telecine.engine.registry import Registry
from telecine.engine.rows import JobRow, NewEvent
from telecine.engine.store import Transaction
from telecine.services.estimate import JobMeter, costs_per_second
from telecine.services.requests import thaw
from telecine.services.taskspec import TaskSpec
from telecine.services.videos import seconds_of

MOST_METERS: Final = 64


class Meters:
    """One meter for each job that something happened to lately; its tasks are read again only when it gained some."""

    def __init__(self, registry: Registry, clock: Clock) -> None:
        self._registry = registry
        self._clock = clock
        self._meters: dict[str, JobMeter] = {}
        self._seen: dict[str, tuple[int, bool]] = {}

    def task_progress(self, tx: Transaction, spec: TaskSpec, fraction: float) -> None:
        """A running task is this far."""
        for meter in self._meters.values():
            meter.progress(spec.task_id, fraction)
        now = self._clock.now()
        data = {"stage": spec.stage, "progress": round(fraction, 4), "item": spec.item.index if spec.item else None}
        for job in tx.live_jobs_of_task(spec.task_id):
            tx.add_events([NewEvent("task.progress", now, job.id, spec.task_id, data)])

    def task_ended(self, task_id: int, *, is_done: bool) -> None:
        """A task stopped running."""
        for meter in self._meters.values():
            meter.end(task_id, is_done=is_done)

    def flush(self, tx: Transaction, task_ids: Iterable[int], *, workers: int) -> None:
        """Write progress and ETA of the live jobs that need one of these tasks, which run or have just ended."""
        now = self._clock.now()
        concerned = {job.id: job for task_id in task_ids for job in tx.live_jobs_of_task(task_id)}
        self._forget(tx, concerned)
        for job in concerned.values():
            meter = self._meter(tx, job)
            made = meter.estimate(is_expanded=job.is_expanded, workers=workers)
            data = {
                "progress": round(made.fraction, 4),
                "doing": meter.doing(),
                "eta_s": None if made.remaining_s is None else round(made.remaining_s, 1),
                "tasks_left": job.tasks_left,
                "tasks_total": job.tasks_total,
            }
            tx.change_job(job.id, {"progress": made.fraction})
            tx.add_events([NewEvent("job.progress", now, job.id, None, data)])

    def _forget(self, tx: Transaction, concerned: Collection[str]) -> None:
        """Meters of jobs that have ended, and the oldest when there are many."""
        others = [job_id for job_id in self._meters if job_id not in concerned]
        live = tx.live_among(others) if others else set()
        excess = max(0, len(others) - MOST_METERS)
        for number, job_id in enumerate(others):
            if job_id not in live or number < excess:
                del self._meters[job_id], self._seen[job_id]

    def _meter(self, tx: Transaction, job: JobRow) -> JobMeter:
        found = self._meters.get(job.id)
        if found is None:
            request = thaw(self._registry, job.resolved)
            stages = self._registry.closure(request.targets)
            lengths = {video.id: seconds_of(video) for video in tx.videos(limit=100)}
            length = lengths.get(job.video_id)
            if length is None:
                length = seconds_of(tx.video(job.video_id))
            found = JobMeter(self._registry, stages, costs_per_second(tx, stages, lengths), length or None)
            self._meters[job.id] = found
        shape = (job.tasks_total, job.is_expanded)
        if self._seen.get(job.id) != shape:
            self._seen[job.id] = shape
            found.load(tx.tasks_of_job(job.id))
        return found
