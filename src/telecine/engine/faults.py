"""Named fault points: places where tests may kill the process or raise. In production they do nothing."""

from __future__ import annotations

from typing import Final, Protocol

POINTS: Final = (
    "worker.task.received",
    "worker.task.running",
    "worker.task.finished",
    "artifact.publish.before",
    "artifact.publish.before_manifest",
    "artifact.publish.before_rename",
    "artifact.publish.after",
    "supervisor.claim.before_commit",
    "supervisor.claim.after_commit",
    "supervisor.result.received",
    "supervisor.result.before_commit",
    "supervisor.result.after_commit",
    "supervisor.sweep.before_commit",
    "erase.begun",
    "erase.results",
    "erase.snapshots",
    "erase.pictures",
    "erase.rows",
    "taking.kept",
    "taking.registered",
    "taking.placed",
)
"""Every point there is, in the order in which a task, the erasure of a person or a file that comes in meets them."""


class Faults(Protocol):
    """What product code calls at a fault point."""

    def hit(self, point: str) -> None:
        """May raise, or end the process. Does nothing in production."""
        ...


class NoFaults:
    """Production: nothing happens."""

    def hit(self, point: str) -> None:
        return None


no_faults: Final[Faults] = NoFaults()
