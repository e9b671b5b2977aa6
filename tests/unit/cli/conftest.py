"""The command in this process, printing to what pytest captures."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from telecine.bootstrap import Workspace, open_workspace
from telecine.cli.app import main
from telecine.cli.session import Door
from tests.e2e.program import Said, open_test_home
from tests.fixtures.engine.home import write_tiny_video

Tell = Callable[..., Said]


def door(open_home: Callable[..., AbstractContextManager[Workspace]]) -> Door:
    """A door that leaves the logs of the test run alone."""
    return Door(open=open_home, configure_logs=lambda *_given: None)


@pytest.fixture
def tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Run a command of the product in a new home, with a new current folder."""
    return _teller(tmp_path, monkeypatch, capsys, open_workspace)


@pytest.fixture
def tell_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tell:
    """The same with the small applications of the engine's tests."""
    return _teller(tmp_path, monkeypatch, capsys, open_test_home)


@pytest.fixture(scope="session")
def tiny_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_video(tmp_path_factory.mktemp("video") / "tiny.mp4")


def _teller(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], open_home: Callable[..., Any]
) -> Tell:
    monkeypatch.setenv("TELECINE_HOME", str(folder / "home"))
    monkeypatch.chdir(folder)

    def run(*arguments: str | Path) -> Said:
        code = main([str(argument) for argument in arguments], door(open_home))
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run
