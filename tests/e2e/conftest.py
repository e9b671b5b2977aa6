"""The command as a person types it, with the small applications of the engine's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.program import Program
from tests.fixtures.engine.home import EngineHome, write_tiny_video


@pytest.fixture(scope="session")
def tiny_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_video(tmp_path_factory.mktemp("video") / "tiny film.mp4")


@pytest.fixture
def program(tmp_path: Path, tiny_video: Path) -> Program:
    folder = tmp_path / "here"
    folder.mkdir()
    return Program(EngineHome(tmp_path, tiny_video), folder)
