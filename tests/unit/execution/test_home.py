"""A home, and a database beside it, have to be where SQLite keeps its promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from telecine.adapters.execution import home as module
from telecine.adapters.execution.home import Home
from telecine.bootstrap import open_workspace
from telecine.kernel.errors import UserError


@pytest.fixture
def far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks as if it were on another machine."""
    folder = tmp_path / "far"
    folder.mkdir()
    monkeypatch.setattr(module, "file_system_of", lambda path: "nfs4" if path.is_relative_to(folder) else "ext4")
    return folder


def test_a_home_on_a_network_file_system_is_refused(far: Path) -> None:
    with pytest.raises(UserError, match=r"network file system \(nfs4\).*with --home or TELECINE_HOME") as caught:
        Home(far / "home").prepare()
    assert caught.value.code == "home_on_network"


@pytest.mark.parametrize("name", ["DATABASE_PATH", "DATABASE_URL"])
def test_a_database_on_a_network_file_system_is_refused(
    name: str, far: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, f"{'sqlite:///' if name == 'DATABASE_URL' else ''}{far / 'state.db'}")
    refused = pytest.raises(UserError, match="Choose a local folder with TELECINE_STORE__URL")
    with refused, open_workspace(home=tmp_path / "home"):
        pytest.fail("opened")
    assert not list(far.iterdir())


def test_a_database_may_lie_beside_its_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_PATH", str(tmp_path / "state.db"))
    with open_workspace(home=tmp_path / "home") as workspace, workspace.store.reading() as reading:
        assert reading.jobs() == []
    assert (tmp_path / "state.db").exists()
    assert not (tmp_path / "home" / "telecine.db").exists()
