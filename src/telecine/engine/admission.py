"""Which tasks may run beside each other on one machine: a pure rule over what stages declare to need."""

from __future__ import annotations

from collections.abc import Collection, Mapping


class Admission:
    """Holds tasks to the memory there is for them.

    The next task is never passed by a smaller one that would fit: it would wait as long as there are small ones. So
    what is asked is only ever whether *the next* task fits beside what runs.

    Args:
        needs: MB by stage.
        memory_mb: MB for all tasks together; None where there is no limit to hold to.
    """

    def __init__(self, needs: Mapping[str, int], memory_mb: int | None) -> None:
        self._needs = dict(needs)
        self._largest = max(self._needs.values(), default=0)
        self.memory_mb = memory_mb

    def need_mb(self, stage: str) -> int:
        """MB that a task of this stage needs; for a stage nobody knows, as much as the largest."""
        return self._needs.get(stage, self._largest)

    def fits(self, stage: str, running: Collection[str] = ()) -> bool:
        """Whether a task of `stage` fits beside one task of each stage named in `running`."""
        return self.memory_mb is None or self._used(running) + self.need_mb(stage) <= self.memory_mb

    def is_open(self, running: Collection[str]) -> bool:
        """Whether any task fits beside these, so that nobody has to ask which one is next."""
        return self.memory_mb is None or self._used(running) + self._largest <= self.memory_mb

    def at_once(self, workers: int) -> int:
        """How many tasks of the stage that needs most fit, for so many workers."""
        if self.memory_mb is None or self._largest <= 0:
            return workers
        return min(workers, self.memory_mb // self._largest)

    def _used(self, running: Collection[str]) -> int:
        return sum(map(self.need_mb, running))


OPEN = Admission({}, None)
"""Holds to nothing."""
