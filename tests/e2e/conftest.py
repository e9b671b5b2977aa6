"""The command as a person types it: the one people install, or with the small applications of the engine's tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.program import PATIENCE_S, Program, Said, Telecine
from tests.fixtures.engine.home import EngineHome, write_tiny_video


@pytest.fixture(scope="session")
def tiny_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_video(tmp_path_factory.mktemp("video") / "tiny film.mp4")


@pytest.fixture
def program(tmp_path: Path, tiny_video: Path) -> Program:
    folder = tmp_path / "here"
    folder.mkdir()
    return Program(EngineHome(tmp_path, tiny_video), folder)


@pytest.fixture
def telecine(tmp_path: Path) -> Telecine:
    """The program that people install, in a new home."""

    def run(*arguments: str | Path, patience_s: float = PATIENCE_S) -> Said:
        ended = subprocess.run(
            [sys.executable, "-m", "telecine.cli", *map(str, arguments)],
            cwd=tmp_path,
            env=os.environ | {"TELECINE_HOME": str(tmp_path / "home")},
            capture_output=True,
            check=False,
            text=True,
            timeout=patience_s,
        )
        return Said(ended.returncode, ended.stdout, ended.stderr)

    return run
