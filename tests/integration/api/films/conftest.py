"""A film that was analysed, and a client."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from telecine.adapters.inference.fetching.folder import ModelFolder
from telecine.api.application import create_app
from tests.fixtures.engine.film import FilmHome, film_home, small_film


@pytest.fixture(scope="session")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as it is after one run."""
    folder = tmp_path_factory.mktemp("analysed")
    with film_home(folder, small_film()) as film:
        film.workspace.videos.describe(film.video, show="The Show", season=1, episode=2)
        film.analyse()
    return folder


@pytest.fixture(autouse=True)
def _no_model_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would need one is made up in these films."""
    monkeypatch.setattr(ModelFolder, "has", lambda _folder, _name: True)


@pytest.fixture
def film(analysed: Path, tmp_path: Path) -> Iterator[FilmHome]:
    """A minute with Ada, Bea and two whom nobody knows; analysed, as episode 2 of season 1 of The Show."""
    shutil.copytree(analysed, tmp_path / "film")
    with film_home(tmp_path / "film", small_film()) as film:
        yield film


@pytest.fixture
def client(film: FilmHome) -> Iterator[TestClient]:
    app = create_app(film.workspace)
    with TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50000)) as client:
        yield client


@pytest.fixture
def ep(film: FilmHome) -> str:
    """Where its routes begin."""
    return f"/episodes/{film.video.ep_id}"
