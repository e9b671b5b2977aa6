"""How a supervisor shows itself as a node, and heeds the wish that it rest."""

from __future__ import annotations

from importlib.metadata import version

import structlog

from telecine.engine.ports import Clock
from telecine.engine.rows import NodeRow
from telecine.engine.store import Transaction

log = structlog.get_logger(__name__)


class Presence:
    """A node of the cluster as others see it.

    While people keep it in maintenance, a supervisor that serves everybody begins nothing new; what runs goes on. One
    that somebody started for jobs of their own does not rest.
    """

    def __init__(self, node: str, workers: int, clock: Clock, *, is_lasting: bool) -> None:
        self._node = node
        self._workers = workers
        self._clock = clock
        self._is_lasting = is_lasting
        self._began_at = clock.now()
        self.is_resting = False

    def heed(self, tx: Transaction, *, busy: int, is_draining: bool) -> None:
        """Look whether to rest."""
        node = tx.node(self._node) if self._is_lasting else None
        is_resting = node is not None and node.in_maintenance
        if is_resting != self.is_resting:
            self.is_resting = is_resting
            log.info("supervisor.resting" if is_resting else "supervisor.going_on")
            self.show(tx, busy=busy, is_draining=is_draining)

    def show(self, tx: Transaction, *, busy: int, is_draining: bool) -> None:
        """Say that this node is alive, and what it does."""
        data = {
            "workers": self._workers,
            "busy": busy,
            "version": version("telecine"),
            "started_at": self._began_at.isoformat(),
        }
        tx.put_node(NodeRow(self._node, self._clock.now(), not (is_draining or self.is_resting), data))
