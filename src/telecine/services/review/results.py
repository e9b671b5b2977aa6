"""What a job consists of, as the store knows it now: every stage with its keys, tasks and results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from telecine.engine.planner import Keys, resolve
from telecine.engine.registry import Registry
from telecine.engine.rows import ArtifactRow, JobRow, TaskRow, VideoRow
from telecine.engine.states import JobState
from telecine.engine.store import Reading
from telecine.kernel.errors import NotFound
from telecine.records.items import Item
from telecine.records.record import AnyArtifact
from telecine.services.requests import formats_of, thaw


@dataclass(frozen=True)
class Shape:
    """`keys` holds, in the order of work, every stage the job needs; None where a list above it is missing still."""

    keys: Mapping[str, Keys | None]
    tasks: Sequence[TaskRow]
    rows: Mapping[str, ArtifactRow]

    def cached(self, stage: str) -> int:
        """Results of a stage that were there before the job."""
        keys = self.keys[stage]
        own = {task.key for task in self.tasks}
        return sum(key in self.rows and key not in own for key in (keys.keys if keys is not None else ()))

    def total(self, stage: str) -> int | None:
        """Results that the job needs of a stage; None while nobody knows."""
        keys = self.keys[stage]
        return None if keys is None else len(keys.keys)


def results_with(
    registry: Registry, reading: Reading, video: VideoRow, artifact: AnyArtifact
) -> Iterator[tuple[JobRow, Shape, ArtifactRow]]:
    """Finished jobs of a video, newest first, whose result `artifact`, one for the video, is still there."""
    for job in reading.jobs_of_video(video.id):
        if job.state is not JobState.SUCCEEDED:
            continue
        shape = read_shape(registry, reading, job)
        keys = shape.keys.get(artifact.name)
        row = shape.rows.get(keys.keys[0]) if keys is not None else None
        if row is not None:
            yield job, shape, row


def newest_of_all(
    registry: Registry, reading: Reading, artifact: AnyArtifact, *, most_jobs: int = 30
) -> Iterator[ArtifactRow]:
    """Different results `artifact`, one a job, of the newest finished jobs of all videos that still have it."""
    seen: set[str] = set()
    for job in reading.jobs(states=(JobState.SUCCEEDED,), limit=most_jobs):
        shape = read_shape(registry, reading, job)
        keys = shape.keys.get(artifact.name)
        row = shape.rows.get(keys.keys[0]) if keys is not None else None
        if row is not None and row.key not in seen:
            seen.add(row.key)
            yield row


def newest_with(
    registry: Registry, reading: Reading, video: VideoRow, artifact: AnyArtifact
) -> tuple[JobRow, Shape, ArtifactRow]:
    """The newest of `results_with`. Raises NotFound.

    A job that made exports repeats the analysis of another one, so it counts only where there is no other.
    """
    newest: tuple[JobRow, Shape, ArtifactRow] | None = None
    for found in results_with(registry, reading, video, artifact):
        if not formats_of(registry, found[0]):
            return found
        newest = newest or found
    if newest is not None:
        return newest
    raise NotFound(
        f"nothing has been found in {video.name} yet; run `telecine run faces {video.name}` first",
        code="nothing_found",
    )


def finished_with(
    registry: Registry, reading: Reading, video: VideoRow, artifact: AnyArtifact, run: str
) -> tuple[JobRow, Shape, ArtifactRow]:
    """A finished job of a video by its id. Raises NotFound when it is none, or `artifact` was cleaned up."""
    job = reading.job(run)
    if job is None or job.video_id != video.id:
        raise NotFound(f"{video.name} has no run {run}", code="unknown_run")
    if job.state is not JobState.SUCCEEDED:
        raise NotFound(f"run {run} has no results: it has {job.state}", code="run_not_finished")
    shape = read_shape(registry, reading, job)
    keys = shape.keys.get(artifact.name)
    row = shape.rows.get(keys.keys[0]) if keys is not None and keys.keys else None
    if row is None:
        text = f"the results of {artifact.name} of run {run} are not there any more; run the video again"
        raise NotFound(text, code="cleaned_up")
    return job, shape, row


def read_shape(registry: Registry, reading: Reading, job: JobRow) -> Shape:
    """The shape of `job` now."""
    request = thaw(registry, job.resolved)

    def items_of(key: str) -> Sequence[Item] | None:
        row = reading.artifacts([key]).get(key)
        return None if row is None else row.items

    known = resolve(registry, request, items_of)
    keys = {stage: known[stage] for stage in registry.closure(request.targets)}
    wanted = [key for found in keys.values() if found is not None for key in found.keys]
    return Shape(keys, reading.tasks_of_job(job.id), reading.artifacts(wanted))
