"""What a running Telecine is looked after with."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

from telecine.adapters.execution.home import Home
from telecine.adapters.files.probing import probe_folder
from telecine.engine.ports import Clock
from telecine.engine.store import Store
from telecine.services.operations.explaining import Explaining
from telecine.services.operations.figures import Counting
from telecine.services.operations.health import HealthChecks
from telecine.services.operations.nodes import Nodes
from telecine.services.operations.removing import Removing
from telecine.settings import Settings


@dataclass(frozen=True)
class Operations:
    """Services of people who run a server."""

    version: str
    health: HealthChecks
    nodes: Nodes
    counting: Counting
    removing: Removing
    explaining: Explaining


def wire_operations(settings: Settings, home: Home, store: Store, clock: Clock) -> Operations:
    """Services on an opened home. Redis is no part of this version, so it is never configured."""

    def read_store() -> None:
        with store.reading() as reading:
            reading.last_event()

    floor = settings.store.free_floor_mb * 2**20
    probes = {"redis": None, "storage": lambda: probe_folder(home.store, floor_bytes=floor), "db": read_store}
    return Operations(
        version=version("telecine"),
        health=HealthChecks(probes),
        nodes=Nodes(store, clock),
        counting=Counting(store, clock),
        removing=Removing(store),
        explaining=Explaining(store, clock),
    )
