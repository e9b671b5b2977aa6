"""States of jobs and tasks: two tables of allowed edges, checked here and nowhere else."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from telecine.kernel.errors import IllegalTransition


class TaskState(StrEnum):
    """Life of a task."""

    WAITING = "waiting"
    QUEUED = "queued"
    RUNNING = "running"
    RETRYING = "retrying"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobState(StrEnum):
    """Life of a job."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


T = TaskState
TASK_EDGES: Final[dict[TaskState, frozenset[TaskState]]] = {
    T.WAITING: frozenset({T.QUEUED, T.CANCELLED}),
    T.QUEUED: frozenset({T.RUNNING, T.CANCELLED}),
    T.RUNNING: frozenset({T.SUCCEEDED, T.FAILED, T.CANCELLED, T.RETRYING, T.QUEUED}),
    T.RETRYING: frozenset({T.QUEUED, T.CANCELLED}),
    T.SUCCEEDED: frozenset({T.WAITING}),
    T.FAILED: frozenset({T.WAITING}),
    T.CANCELLED: frozenset({T.WAITING}),
}
"""`succeeded`, `failed` and `cancelled` go back to `waiting` only on a new demand."""

J = JobState
JOB_EDGES: Final[dict[JobState, frozenset[JobState]]] = {
    J.QUEUED: frozenset({J.RUNNING, J.SUCCEEDED, J.FAILED, J.CANCELLED}),
    J.RUNNING: frozenset({J.SUCCEEDED, J.FAILED, J.CANCELLED}),
    J.SUCCEEDED: frozenset(),
    J.FAILED: frozenset({J.QUEUED}),
    J.CANCELLED: frozenset({J.QUEUED}),
}
"""A job whose every result is there already goes from `queued` to `succeeded` at once."""

LIVE_TASKS: Final = frozenset({T.WAITING, T.QUEUED, T.RUNNING, T.RETRYING})
MOVING_TASKS: Final = frozenset({T.QUEUED, T.RUNNING, T.RETRYING})
"""States from which a task goes on without help from another task."""
LIVE_JOBS: Final = frozenset({J.QUEUED, J.RUNNING})


def check_task(source: TaskState, target: TaskState) -> None:
    """Raises IllegalTransition when a task may not go from `source` to `target`."""
    if target not in TASK_EDGES[source]:
        raise IllegalTransition(f"a task cannot go from {source} to {target}")


def check_job(source: JobState, target: JobState) -> None:
    """Raises IllegalTransition when a job may not go from `source` to `target`."""
    if target not in JOB_EDGES[source]:
        raise IllegalTransition(f"a job cannot go from {source} to {target}")
