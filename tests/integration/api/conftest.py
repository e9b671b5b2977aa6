"""An application on a home of its own, and a client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from telecine.api.application import create_app
from telecine.bootstrap import Workspace
from tests.fixtures.engine.home import EngineHome, write_tiny_video


@pytest.fixture(scope="session")
def tiny_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_video(tmp_path_factory.mktemp("video") / "tiny film.mp4")


@pytest.fixture
def home(tmp_path: Path, tiny_video: Path) -> EngineHome:
    return EngineHome(tmp_path, tiny_video)


@pytest.fixture
def workspace(home: EngineHome) -> Iterator[Workspace]:
    with home.open() as workspace:
        yield workspace


@pytest.fixture
def client(workspace: Workspace) -> Iterator[TestClient]:
    with TestClient(create_app(workspace), base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50000)) as client:
        yield client
