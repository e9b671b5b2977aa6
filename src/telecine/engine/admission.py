"""Which tasks may run beside each other on one machine: a pure rule over the memory that stages declare."""

from __future__ import annotations

from collections.abc import Collection, Mapping


class Admission:
    """Holds the workers of a machine to the memory there is for them.

    A worker keeps what it has loaded, so it counts with the most that any of the stages it has run needs, busy or not.
    The next task is never passed by a smaller one that would fit: it would wait as long as there are small ones. So
    what is asked is only ever whether *the next* task fits beside the other workers.

    Args:
        needs: MB by stage.
        memory_mb: MB for all workers together; None where there is no limit to hold to.
    """

    def __init__(self, needs: Mapping[str, int], memory_mb: int | None) -> None:
        self._needs = dict(needs)
        self._largest = max(self._needs.values(), default=0)
        self.memory_mb = memory_mb

    def need_mb(self, stage: str) -> int:
        """MB of a worker that runs this stage; for a stage nobody knows, as much as for the largest."""
        return self._needs.get(stage, self._largest)

    def held_mb(self, ran: Collection[str]) -> int:
        """MB of a worker that has run these stages."""
        return max(map(self.need_mb, ran), default=0)

    def fits(self, stage: str, beside_mb: int = 0) -> bool:
        """Whether a worker may run `stage` while the others hold `beside_mb`."""
        return self.memory_mb is None or beside_mb + self.need_mb(stage) <= self.memory_mb

    def is_open(self, beside_mb: int) -> bool:
        """Whether any stage may be run beside that, so that nobody has to ask which one is next."""
        return self.memory_mb is None or beside_mb + self._largest <= self.memory_mb

    def at_once(self, workers: int) -> int:
        """How many tasks of the stage that needs most fit, for so many workers."""
        if self.memory_mb is None or self._largest <= 0:
            return workers
        return min(workers, self.memory_mb // self._largest)


OPEN = Admission({}, None)
"""Holds to nothing."""
