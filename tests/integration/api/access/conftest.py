"""An application where everybody has to log in, a key for each role, and a clock that can be moved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from telecine.api.application import create_app
from telecine.bootstrap import Workspace
from telecine.services.access.auditing import Access, Audit
from telecine.services.access.keys import Keys
from telecine.services.access.logins import Logins
from telecine.services.access.repeating import Repeating
from telecine.services.access.roles import Role
from tests.fixtures.engine.home import EngineHome

ADDRESS = "http://127.0.0.1:8000"


class MovableClock:
    """Stands still unless it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2030, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Guarded:
    """An application in token mode."""

    workspace: Workspace
    clock: MovableClock
    keys: dict[Role, str]

    def client(self, role: Role | None = None, *, address: str = "192.0.2.7", base_url: str = ADDRESS) -> TestClient:
        """Somebody with the key of a role, or without one; all clients share one application."""
        headers = {} if role is None else {"Authorization": f"Bearer {self.keys[role]}"}
        return TestClient(self.app, base_url=base_url, client=(address, 50000), headers=headers)

    def __post_init__(self) -> None:
        self.app = create_app(self.workspace)

    def audited(self) -> list[tuple[str, str, object]]:
        """Actor, action and status of everything that was noted, the oldest first."""
        rows = self.workspace.access.audit.page(before=None, limit=1000)
        return [(row.actor, row.action, row.data.get("status")) for row in reversed(rows)]


def guard_home(workspace: Workspace) -> Guarded:
    """The application, with a key for each role."""
    clock = MovableClock()
    store = workspace.store
    access = Access(
        Keys(store, clock, os.urandom), Logins(store, clock, os.urandom), Audit(store, clock), Repeating(store, clock)
    )
    keys = {role: access.keys.create(role.word, role)[1] for role in Role}
    return Guarded(replace(workspace, clock=clock, access=access), clock, keys)


@pytest.fixture
def guarded(home: EngineHome) -> Iterator[Guarded]:
    with home.open(auth={"mode": "token"}) as workspace:
        yield guard_home(workspace)
