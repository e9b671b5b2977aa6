"""The nodes that work, and those that rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from telecine.engine.ports import Clock
from telecine.engine.rows import NodeRow
from telecine.engine.store import Store
from telecine.kernel.errors import NotFound

STALE_AFTER: Final = timedelta(seconds=30)
"""A node that has said nothing for so long is taken for dead; its tasks are taken over when their leases end."""


def is_stale(node: NodeRow, now: datetime) -> bool:
    """Whether a node has been silent for too long."""
    return now - node.heartbeat_at > STALE_AFTER


class Nodes:
    """Every node that ever worked here."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def all(self) -> list[tuple[NodeRow, bool]]:
        """Each with whether it is stale, by name."""
        with self._store.reading() as reading:
            nodes = reading.nodes()
        now = self._clock.now()
        return [(node, is_stale(node, now)) for node in nodes]

    def one(self, name: str) -> tuple[NodeRow, bool] | None:
        """The same for one node; None for one that never worked here."""
        with self._store.reading() as reading:
            node = reading.node(name)
        return None if node is None else (node, is_stale(node, self._clock.now()))

    def set_maintenance(self, name: str, *, is_on: bool) -> None:
        """Let a node finish what it has and take nothing new, or let it go on. Raises NotFound."""
        with self._store.writing() as tx:
            if not tx.set_maintenance(name, is_on=is_on):
                raise NotFound(f"there is no node {name[:100]}; `GET /cluster/nodes` lists those that are known")
