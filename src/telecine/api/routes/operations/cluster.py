"""Nodes: who works, who rests, and what happened lately."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.jobs import Viewer
from telecine.api.routes.operations.lists import Admin, Internal
from telecine.api.shapes.operations import ClusterAnalytics, Maintenance, Node, Nodes
from telecine.services.operations.nodes import is_stale

router = APIRouter(prefix="/cluster", tags=["cluster"])

NodeName = Annotated[str, Path(max_length=63, examples=["local"])]
Days = Annotated[int, Query(ge=1, le=90, description="How many days, today among them.")]


@router.get("/nodes")
def list_nodes(home: Home, _asking: Viewer, _internal: Internal = None) -> Nodes:
    """Every node that ever worked here, with its last heartbeat; one comes every 10 s."""
    now = home.clock.now()
    found = home.operations.nodes.all()
    return Nodes(own=home.settings.node, nodes=[Node.of(node, now, is_stale=is_silent) for node, is_silent in found])


@router.post("/nodes/{name}/maintenance", responses=responses(404, 422, 503))
def set_maintenance(home: Home, _asking: Admin, name: NodeName, asked: Maintenance, _internal: Internal = None) -> Node:
    """Let a node finish what it has and take nothing new, or let it go on. It stays so when it is started again."""
    home.operations.nodes.set_maintenance(name, is_on=asked.on)
    home.home.poke()
    with home.store.reading() as reading:
        node = reading.node(name)
    assert node is not None  # noqa: S101 - nodes are never removed
    now = home.clock.now()
    return Node.of(node, now, is_stale=is_stale(node, now))


@router.get("/analytics", responses=responses(422))
def analytics(home: Home, _asking: Viewer, days: Days = 30, _internal: Internal = None) -> ClusterAnalytics:
    """Jobs by day and end, seconds by stage, failures by code. Of each end, the newest 100,000 jobs are counted."""
    return ClusterAnalytics.of(home.operations.counting.of_days(days))
