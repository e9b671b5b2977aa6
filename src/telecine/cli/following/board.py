"""How far a job is: a value that events change, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from telecine.engine.rows import EventRow, TaskRow
from telecine.engine.states import TaskState
from telecine.services.review.results import Shape

_RUNNING = TaskState.RUNNING
_STATES = {
    "task.started": TaskState.RUNNING,
    "task.succeeded": TaskState.SUCCEEDED,
    "task.failed": TaskState.FAILED,
    "task.retrying": TaskState.RETRYING,
    "task.cancelled": TaskState.CANCELLED,
}


@dataclass
class TaskLine:
    """One task as people see it."""

    stage: str
    state: TaskState
    progress: float = 0.0
    seconds: float = 0.0


@dataclass
class StageLine:
    """One stage as people see it; `total` is None while nobody knows how many results it will have."""

    stage: str
    total: int | None
    cached: int
    done: int
    running: int
    partly: float
    retrying: int
    failed: int
    seconds: float

    @property
    def word(self) -> str:
        """Its state in one word."""
        if self.failed:
            return "failed"
        if self.total is not None and self.done + self.cached >= self.total:
            return "cached" if self.cached and not self.done else "done"
        if self.running:
            return "running"
        return "retrying" if self.retrying else "waiting"

    @property
    def fraction(self) -> float:
        """Part that is done, 0 to 1."""
        if not self.total:
            return 1.0 if self.total == 0 else 0.0
        return min(1.0, (self.done + self.cached + self.partly) / self.total)


@dataclass
class Board:
    """Progress of one job."""

    fraction: float = 0.0
    remaining_s: float | None = None
    retried: int = 0
    _order: list[str] = field(default_factory=list)
    _total: dict[str, int | None] = field(default_factory=dict)
    _cached: dict[str, int] = field(default_factory=dict)
    _tasks: dict[int, TaskLine] = field(default_factory=dict)

    def load(self, shape: Shape) -> None:
        """Take the tasks and totals that the store knows."""
        self._order = list(shape.keys)
        self._total = {stage: shape.total(stage) for stage in shape.keys}
        self._cached = {stage: shape.cached(stage) for stage in shape.keys}
        for task in shape.tasks:
            self._tasks[task.id] = _line(task)

    def apply(self, events: Sequence[EventRow]) -> None:
        """Take what happened since."""
        for event in events:
            if event.type == "job.progress":
                self._move(event.data)
            elif event.task_id is not None and event.type.startswith("task."):
                self._change(event.task_id, event)

    def lines(self) -> list[StageLine]:
        """Every stage in the order of work."""
        by_stage: dict[str, list[TaskLine]] = {stage: [] for stage in self._order}
        for task in self._tasks.values():
            by_stage.setdefault(task.stage, []).append(task)
        return [self._stage(stage, tasks) for stage, tasks in by_stage.items()]

    def _stage(self, stage: str, tasks: Sequence[TaskLine]) -> StageLine:
        running = [task for task in tasks if task.state is _RUNNING]
        return StageLine(
            stage=stage,
            total=self._total.get(stage),
            cached=self._cached.get(stage, 0),
            done=sum(task.state is TaskState.SUCCEEDED for task in tasks),
            running=len(running),
            partly=sum(task.progress for task in running),
            retrying=sum(task.state is TaskState.RETRYING for task in tasks),
            failed=sum(task.state is TaskState.FAILED for task in tasks),
            seconds=sum(task.seconds for task in tasks),
        )

    def _move(self, data: Mapping[str, Any]) -> None:
        self.fraction = max(self.fraction, float(data["progress"]))
        left = data["eta_s"]
        self.remaining_s = None if left is None else float(left)

    def _change(self, task_id: int, event: EventRow) -> None:
        data: Mapping[str, Any] = event.data
        task = self._tasks.get(task_id)
        if task is None:
            task = self._tasks[task_id] = TaskLine(str(data["stage"]), _RUNNING)
        if event.type == "task.progress":
            task.progress = float(data["progress"])
            return
        state = _STATES.get(event.type)
        if state is None:
            return
        task.state = state
        task.progress = 1.0 if state is TaskState.SUCCEEDED else 0.0
        task.seconds += float(data.get("seconds", 0.0))
        self.retried += state is TaskState.RETRYING


def _line(task: TaskRow) -> TaskLine:
    return TaskLine(task.stage, task.state, task.progress, task.cost.get("wall_s", 0.0))
