"""Health, figures, nodes and explanations over the wire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from telecine.api.shapes.jobs import Failure, Job
from telecine.api.shapes.shape import Asked, Flag, Page, Shape
from telecine.engine.rows import NodeRow, TaskRow
from telecine.engine.states import JobState
from telecine.kernel.redaction import hide_places, hide_secrets
from telecine.services.operations.explaining import Explanation, advice_on
from telecine.services.operations.figures import Analytics
from telecine.services.operations.health import Health, Looked

Word = Literal["ok", "unconfigured", "error"]


class HealthPart(Shape):
    """What one look found."""

    seconds: float
    why: str | None = Field(description="What is wrong; null while nothing is.")


class Supervision(Shape):
    """Whether somebody works on jobs. Without anybody, jobs wait; the server itself is well."""

    state: Literal["ok", "stale", "absent"]
    heartbeat_age_s: float | None
    is_accepting: bool


class HealthDetails(Shape):
    """How each answer came to be."""

    redis: HealthPart
    storage: HealthPart
    db: HealthPart
    supervisor: Supervision


class Healthz(Shape):
    """Whether everything that the server stands on works. What is not configured counts as healthy."""

    status: Word
    version: str = Field(examples=["0.1.0"])
    redis: Word
    storage: Word
    db: Word
    details: HealthDetails

    @classmethod
    def of(cls, health: Health, version: str, supervision: Supervision) -> Self:
        parts = {name: _part(looked) for name, looked in health.parts.items()}
        words = {name: looked.word for name, looked in health.parts.items()}
        return cls(
            status="ok" if health.is_well else "error",
            version=version,
            redis=words["redis"],
            storage=words["storage"],
            db=words["db"],
            details=HealthDetails(
                redis=parts["redis"], storage=parts["storage"], db=parts["db"], supervisor=supervision
            ),
        )


class NodeHealth(Shape):
    """This node and its database in short."""

    status: Literal["ok", "degraded"]
    node: str
    db: Word
    accepting: bool = Field(description="Whether somebody takes new work here.")
    maintenance_mode: bool
    accepting_new_jobs: bool = Field(description="The same as `accepting`, under its older name.")


class JobFigures(Shape):
    """Jobs in figures."""

    jobs_queued: int
    jobs_processing: int
    jobs_completed: int
    jobs_failed: int
    jobs_submitted_this_process: int = Field(description="Jobs that this process accepted since it started.")
    uptime_seconds: int
    node: str


class Node(Shape):
    """A node: a process group that works on jobs."""

    name: str = Field(examples=["local"])
    heartbeat_at: datetime
    heartbeat_age_s: float
    is_stale: bool = Field(description="It has been silent for 30 s. Its tasks are taken over when their leases end.")
    is_accepting: bool = Field(description="Whether it is alive and takes new work.")
    in_maintenance: bool
    workers: int
    busy: int = Field(description="Workers that had a task at the last heartbeat.")
    version: str | None
    started_at: datetime | None

    @classmethod
    def of(cls, node: NodeRow, now: datetime, *, is_stale: bool) -> Self:
        data: Mapping[str, Any] = node.data
        return cls(
            name=node.name,
            heartbeat_at=node.heartbeat_at,
            heartbeat_age_s=max(0.0, (now - node.heartbeat_at).total_seconds()),
            is_stale=is_stale,
            is_accepting=node.is_accepting and not is_stale and not node.in_maintenance,
            in_maintenance=node.in_maintenance,
            workers=int(data.get("workers", 0)),
            busy=0 if is_stale else int(data.get("busy", 0)),
            version=data.get("version"),
            started_at=data.get("started_at"),
        )


class Nodes(Shape):
    """Every node that ever worked here."""

    own: str = Field(serialization_alias="self", description="Name of the node that answers.")
    nodes: list[Node]


class Maintenance(Asked):
    """Whether a node rests: it finishes what it has and takes nothing new."""

    on: Flag = Field(description="Whether it rests; `enabled` is the older name.")

    @model_validator(mode="before")
    @classmethod
    def _older(cls, given: object) -> object:
        if isinstance(given, dict) and "enabled" in given and "on" not in given:
            return {"on" if name == "enabled" else name: value for name, value in given.items()}
        return given


class ServerSetting(Shape):
    """Something that can be set, and how it is."""

    name: str = Field(examples=["TELECINE_WORKERS"])
    value: Any = Field(description="Of a secret only `set` or `unset`; paths of the machine are left out.")
    is_default: bool
    meaning: str


class JobPage(Page[Job]):
    """One page of jobs."""

    total: int | None = Field(description="How many the whole list has; null where that would mean to look at each.")


class BulkDelete(Asked):
    """Jobs to be removed."""

    ids: list[str] = Field(min_length=1, max_length=1000)


class Kept(Shape):
    """A job that stays, and why."""

    id: str
    error: Failure


class BulkDeleted(Shape):
    """What became of the jobs that were named."""

    removed: int
    kept: list[Kept]


class Day(Shape):
    """Jobs that ended on one day (UTC)."""

    day: dt.date
    succeeded: int
    failed: int
    cancelled: int


class StageFigures(Shape):
    """A stage since this home was made; results that were there already are not counted."""

    stage: str = Field(examples=["faces.tracks"])
    runs: int
    seconds: float
    mean_s: float


class FailureFigures(Shape):
    """Jobs that failed with one code."""

    code: str
    jobs: int
    advice: str


class ClusterAnalytics(Shape):
    """What happened in some days."""

    days: list[Day]
    stages: list[StageFigures]
    failures: list[FailureFigures]
    videos_in_a_week: int

    @classmethod
    def of(cls, found: Analytics) -> Self:
        days: dict[dt.date, dict[JobState, int]] = {}
        for row in found.days:
            days.setdefault(row.day, {})[row.state] = row.jobs
        return cls(
            days=[
                Day(
                    day=day,
                    succeeded=by.get(JobState.SUCCEEDED, 0),
                    failed=by.get(JobState.FAILED, 0),
                    cancelled=by.get(JobState.CANCELLED, 0),
                )
                for day, by in days.items()
            ],
            stages=[
                StageFigures(stage=name, runs=each.number, seconds=each.seconds, mean_s=each.seconds / each.number)
                for name, each in found.stages.items()
            ],
            failures=[
                FailureFigures(code=code, jobs=number, advice=advice_on(code))
                for code, number in sorted(found.failures.items(), key=lambda each: (-each[1], each[0]))
            ],
            videos_in_a_week=found.videos_in_a_week,
        )


class TaskFailure(Shape):
    """A task that failed or is tried again, and what to do."""

    task_id: int
    stage: str
    item: int | None
    state: str
    attempt: int
    max_attempts: int
    error: Failure | None
    advice: str

    @classmethod
    def of(cls, task: TaskRow) -> Self:
        return cls(
            task_id=task.id,
            stage=task.stage,
            item=task.item.index if task.item is not None else None,
            state=task.state,
            attempt=task.attempt,
            max_attempts=task.max_attempts,
            error=Failure.of(task.error_code, task.error_detail),
            advice=advice_on(task.error_code),
        )


class JobExplanation(Shape):
    """Why a job is as it is, and what to do about it."""

    job_id: str
    state: JobState
    summary: str = Field(examples=["It failed in faces.tracks; 3 of 7 tasks are finished and kept."])
    error: Failure | None
    advice: str | None = Field(description="What to do; null where there is nothing to do.")
    can_retry: bool = Field(description="Whether `POST /jobs/{job_id}/retry` goes on from what is finished.")
    failures: list[TaskFailure]

    @classmethod
    def of(cls, found: Explanation) -> Self:
        job = found.job
        return cls(
            job_id=job.id,
            state=job.state,
            summary=found.summary,
            error=Failure.of(job.error_code, job.error_detail),
            advice=found.advice,
            can_retry=job.state in {JobState.FAILED, JobState.CANCELLED},
            failures=[TaskFailure.of(task) for task in found.failures],
        )


def _part(looked: Looked) -> HealthPart:
    why = None if looked.why is None else hide_places(hide_secrets(looked.why))
    return HealthPart(seconds=round(looked.seconds, 4), why=why)
