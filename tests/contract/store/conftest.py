"""Every port has one suite, and every adapter of it runs the whole suite."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from telecine.adapters.store.memory import MemoryStore
from telecine.adapters.store.sql import SqlStore
from telecine.engine.store import Store


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with empty tables; tests work on copies, since making the tables takes a while."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    SqlStore.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Path:
    """A file of this test, with empty tables."""
    return Path(shutil.copy(empty_database, tmp_path / "telecine.db"))


@pytest.fixture
def open_store(database: Path) -> Iterator[Callable[..., SqlStore]]:
    """Opens one more store on the file of this test; takes what `SqlStore.open` takes beside the URL."""
    opened: list[SqlStore] = []

    def _open(**options: Any) -> SqlStore:
        opened.append(SqlStore.open(f"sqlite:///{database}", **options))
        return opened[-1]

    yield _open
    for store in opened:
        store.close()


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store of each kind."""
    if request.param == "memory":
        return MemoryStore()
    made: SqlStore = request.getfixturevalue("open_store")()
    return made
