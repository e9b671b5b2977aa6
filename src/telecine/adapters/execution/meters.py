"""Progress and ETA of the jobs a supervisor works on, written as coalesced events."""

from __future__ import annotations

from telecine.engine.ports import Clock
from telecine.engine.registry import Registry
from telecine.engine.rows import JobRow, NewEvent
from telecine.engine.states import LIVE_JOBS
from telecine.engine.store import Transaction
from telecine.services.estimate import JobMeter, costs_per_second
from telecine.services.requests import thaw
from telecine.services.taskspec import TaskSpec
from telecine.services.videos import seconds_of


class Meters:
    """One meter a live job; its tasks are read again only when the job gained some."""

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

    def flush(self, tx: Transaction, *, workers: int) -> None:
        """Write progress and ETA of every live job."""
        now = self._clock.now()
        live = tx.jobs(states=tuple(LIVE_JOBS), limit=100)
        for gone in set(self._meters) - {job.id for job in live}:
            del self._meters[gone], self._seen[gone]
        for job in live:
            made = self._meter(tx, job).estimate(is_expanded=job.is_expanded, workers=workers)
            data = {
                "progress": round(made.fraction, 4),
                "eta_s": None if made.remaining_s is None else round(made.remaining_s, 1),
                "tasks_left": job.tasks_left,
                "tasks_total": job.tasks_total,
            }
            tx.change_job(job.id, {"progress": made.fraction})
            tx.add_events([NewEvent("job.progress", now, job.id, None, data)])

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
