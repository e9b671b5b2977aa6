"""Jobs and their tasks over the wire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal, Self

from pydantic import Field

from telecine.api.shapes.shape import Asked, Flag, Shape, Whole
from telecine.engine.rows import JobRow, TaskRow, VideoRow
from telecine.engine.states import JobState, TaskState
from telecine.kernel.redaction import hide_places, hide_secrets

NOTHING_TOLD: Final[Mapping[str, Any]] = {}


class Failure(Shape):
    """Why something failed."""

    code: str
    message: str

    @classmethod
    def of(cls, code: str | None, detail: str | None) -> Self | None:
        """None without a code. Secrets and paths of this machine are left out."""
        return None if code is None else cls(code=code, message=hide_places(hide_secrets(detail or code)))


class VideoRef(Shape):
    """The video of a job."""

    id: str | None = Field(description="Null while the file is still to be brought here.")
    name: str


class Job(Shape):
    """A request and how far it is."""

    id: str = Field(examples=["local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8"])
    app: str = Field(examples=["faces"])
    video: VideoRef
    state: JobState
    progress: float = Field(ge=0, le=1, description="Part of the work that is done, by its measured cost.")
    eta_s: float | None = Field(description="Seconds that are left, from measured costs; null while nothing is known.")
    doing: str | None = Field(
        description="What is going on now; null while nothing is told.", examples=["Finding faces"]
    )
    priority: int
    params: dict[str, Any]
    exports: list[str] = Field(description="Formats that are made beside the targets of the application.")
    tasks_total: int
    tasks_left: int
    requested_by: str
    node: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    is_stopping: bool = Field(description="Somebody asked to cancel it, and it has not stopped yet.")
    error: Failure | None

    @classmethod
    def of(
        cls, job: JobRow, video: VideoRow | None, exports: tuple[str, ...], told: Mapping[str, Any] = NOTHING_TOLD
    ) -> Self:
        """`told` is what its last progress said."""
        return cls(
            id=job.id,
            app=job.app,
            video=VideoRef(
                id=None if video is None or video.is_awaited else video.id,
                name=video.name if video is not None else job.video_id,
            ),
            state=job.state,
            progress=job.progress if job.state is not JobState.SUCCEEDED else 1.0,
            eta_s=told.get("eta_s"),
            doing=told.get("doing"),
            priority=job.priority,
            params=dict(job.params),
            exports=list(exports),
            tasks_total=job.tasks_total,
            tasks_left=job.tasks_left,
            requested_by=job.requested_by,
            node=job.node,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            is_stopping=job.cancel_requested_at is not None and job.finished_at is None,
            error=Failure.of(job.error_code, job.error_detail),
        )


class Task(Shape):
    """One stage to be run for one key."""

    id: int
    stage: str
    item: int | None = Field(description="Number of the part of the video; null for stages that run once.")
    start_s: float | None
    end_s: float | None
    state: TaskState
    attempt: int
    max_attempts: int
    progress: float
    cost: dict[str, float] = Field(description="Measured seconds, CPU seconds and memory of the last run.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: Failure | None

    @classmethod
    def of(cls, task: TaskRow) -> Self:
        span = task.item.span if task.item is not None else None
        return cls(
            id=task.id,
            stage=task.stage,
            item=task.item.index if task.item is not None else None,
            start_s=float(span.start) if span is not None else None,
            end_s=float(span.end) if span is not None else None,
            state=task.state,
            attempt=task.attempt,
            max_attempts=task.max_attempts,
            progress=task.progress,
            cost=dict(task.cost),
            created_at=task.created_at,
            started_at=task.started_at,
            finished_at=task.finished_at,
            error=Failure.of(task.error_code, task.error_detail),
        )


class JobDetails(Job):
    """A job with its tasks and the settings it ran with; secrets show as `set` or `unset`."""

    settings: dict[str, Any]
    request_id: str | None = Field(description="Of the HTTP request that asked for it; lines of the log name it.")
    tasks: list[Task]


class Accepted(Shape):
    """Work that was accepted and is done in the background."""

    job_id: str = Field(examples=["local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8"])
    status: Literal["queued"]
    is_async: Literal[True] = Field(serialization_alias="async")


class NewJob(Asked):
    """What is asked for: an application on a video that is there."""

    app: str = Field(examples=["faces"], max_length=100)
    video: str = Field(description="Id of a video.", examples=["5f1d7a84db00d2fc"], max_length=200)
    params: Mapping[str, Mapping[str, Any]] = Field(
        default_factory=dict, description="Parameters by stage, only what differs from the defaults."
    )
    tiers: Mapping[str, str] = Field(
        default_factory=dict, description="Models by capability: `default`, `best` or a model's name; `*` for all."
    )
    exports: list[str] = Field(default_factory=list, max_length=50, description="Formats to be made, too.")
    priority: Whole = Field(0, ge=-1000, le=1000, description="Higher goes first.")
    fresh: Flag = Field(False, description="Make everything anew, also what is there already.")


class NewPriority(Asked):
    """Another priority for a job that has not ended."""

    priority: Whole = Field(ge=-1000, le=1000)
