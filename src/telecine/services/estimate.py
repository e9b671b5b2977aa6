"""Progress and the time that is left, from measured costs of earlier tasks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from telecine.engine.registry import Registry
from telecine.engine.rows import TaskRow
from telecine.engine.states import TaskState
from telecine.engine.store import Reading

_OVERHEAD_S = 0.05
_DEFAULT_LENGTH_S = 60.0


@dataclass
class StageMeter:
    """Tasks of one stage of a job."""

    total: int = 0
    done: int = 0
    failed: int = 0
    running: dict[int, float] = field(default_factory=dict)
    """Fraction done by task id."""

    @property
    def finished(self) -> float:
        return self.done + sum(self.running.values())


@dataclass(frozen=True, slots=True)
class Estimate:
    """How far a job is and how long it may take; `remaining_s` is None while nothing is known."""

    fraction: float
    remaining_s: float | None


class JobMeter:
    """Counts the work of one job and turns it into a fraction and an ETA.

    Work is weighed in seconds: what tasks of the same stage took before for a second of video, or the rough figure
    the stage declares.
    """

    def __init__(
        self, registry: Registry, stages: Collection[str], costs: Mapping[str, float], length_s: float | None
    ) -> None:
        self._registry = registry
        self._costs = costs
        self._length_s = length_s or _DEFAULT_LENGTH_S
        self.stages: dict[str, StageMeter] = {name: StageMeter() for name in stages}
        self._best = 0.0
        self._open: dict[int, str] = {}

    def load(self, tasks: Collection[TaskRow]) -> None:
        """Count the tasks that are known now."""
        for meter in self.stages.values():
            meter.total, meter.done, meter.failed = 0, 0, 0
            meter.running.clear()
        self._open.clear()
        for task in tasks:
            meter = self.stages.setdefault(task.stage, StageMeter())
            meter.total += 1
            meter.done += task.state is TaskState.SUCCEEDED
            meter.failed += task.state is TaskState.FAILED
            if task.state is not TaskState.SUCCEEDED:
                self._open[task.id] = task.stage

    def progress(self, task_id: int, fraction: float) -> None:
        """A running task is this far; tasks of other jobs are ignored."""
        stage = self._open.get(task_id)
        if stage is not None:
            self.stages[stage].running[task_id] = fraction

    def end(self, task_id: int, *, is_done: bool) -> None:
        """A task stopped running, with a result or without."""
        stage = self._open.get(task_id)
        if stage is None:
            return
        meter = self.stages[stage]
        meter.running.pop(task_id, None)
        if is_done:
            meter.done += 1
            del self._open[task_id]

    def weight(self, stage_id: str) -> float:
        """Seconds of work of the whole stage."""
        stage = self._registry.stages.get(stage_id)
        rough = stage.resources.cost if stage is not None else 0.01
        return self._costs.get(stage_id, rough) * self._length_s + _OVERHEAD_S

    def doing(self) -> str | None:
        """What people are told is going on: of the stages that run, the one with most work left."""
        left = {
            stage_id: self.weight(stage_id) * (1 - meter.finished / meter.total)
            for stage_id, meter in self.stages.items()
            if meter.running and meter.total
        }
        if not left:
            return None
        stage = self._registry.stages.get(max(left, key=left.__getitem__))
        return None if stage is None else stage.doing or stage.id

    def estimate(self, *, is_expanded: bool, workers: int) -> Estimate:
        """Never goes back; stages whose tasks are not known yet count as not begun."""
        whole = done = 0.0
        for stage_id, meter in self.stages.items():
            if meter.total == 0 and is_expanded:
                continue
            weight = self.weight(stage_id)
            whole += weight
            done += weight * (meter.finished / meter.total if meter.total else 0.0)
        fraction = min(1.0, done / whole) if whole else 0.0
        self._best = max(self._best, fraction)
        parallel = 0.0
        for stage_id, meter in self.stages.items():
            if meter.total == 0 and is_expanded:
                continue
            left = self.weight(stage_id) * (1 - (meter.finished / meter.total if meter.total else 0.0))
            stage = self._registry.stages.get(stage_id)
            is_wide = stage is not None and stage.scope.each_of is not None
            parallel += left / (min(workers, max(1, meter.total)) if is_wide and meter.total else 1)
        return Estimate(self._best, parallel)


def costs_per_second(reading: Reading, stages: Collection[str], length_of: Mapping[str, float]) -> dict[str, float]:
    """Measured seconds of work for a second of video, by stage, from the newest succeeded tasks.

    `length_of` maps video ids to their length in seconds; tasks of other videos are left out, except those of items,
    which know their own span.
    """
    found: dict[str, float] = {}
    for stage_id, tasks in reading.stage_costs(stages).items():
        spent = covered = 0.0
        for task in tasks:
            length = float(task.item.span.duration) if task.item else length_of.get(task.video_id, 0.0)
            wall = task.cost.get("wall_s", 0.0)
            if length > 0 and wall > 0:
                spent += wall
                covered += length
        if covered:
            found[stage_id] = spent / covered
    return found
