"""A job whose models are still to be fetched waits for them, and says so."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from telecine.adapters.inference.fetching.checking import FetchProgress, OnProgress
from telecine.kernel.errors import TransientError
from tests.fixtures.engine.film import FilmHome
from tests.fixtures.engine.home import job_of

EP = "the-show-s01e02"


class Shelf:
    """Stands for the folder of models: empty, until something is fetched."""

    def __init__(self) -> None:
        self.here: set[str] = set()
        self.failures = 0

    def has(self, name: str) -> bool:
        return name in self.here

    def fetch(self, names: Sequence[str], progress: OnProgress) -> dict[str, Path]:
        if self.failures:
            self.failures -= 1
            raise TransientError("the registry cannot be reached; try again later", code="fetch_failed")
        for name in names:
            progress(FetchProgress(name, "downloading", 5, 10))
        self.here |= set(names)
        return {}


@pytest.fixture
def shelf(film: FilmHome, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    shelf = Shelf()
    monkeypatch.setattr(film.workspace.models, "has", shelf.has)
    monkeypatch.setattr(film.workspace.models, "fetch", shelf.fetch)
    return shelf


def test_models_are_fetched_before_the_job_is_planned(client: TestClient, film: FilmHome, shelf: Shelf) -> None:
    shelf.failures = 1
    asked = {"app": "faces", "video": film.video.id, "params": {"faces.tracks": {"detect_every": "1/2"}}}
    job = client.post("/jobs", json=asked).json()
    assert (job["state"], job["video"]["id"], job["tasks_total"]) == ("queued", film.video.id, 0)
    assert client.post("/jobs", json=asked).json()["id"] == job["id"]
    with film.workspace.sources.working(lambda: None):
        for _ in range(200):
            if job_of(film.workspace, job["id"]).tasks_total:
                break
            time.sleep(0.05)
    assert shelf.here
    film.finish(job_of(film.workspace, job["id"]))


def test_a_model_is_fetched_when_it_is_asked_for(client: TestClient, shelf: Shelf) -> None:
    shelf.failures = 1
    assert client.post("/models/nothing/fetch").status_code == 404
    answer = client.post("/models/yunet/fetch")
    assert (answer.status_code, answer.json()["name"]) == (202, "yunet")
    assert _fetching(client, "yunet") == {
        "step": "failed",
        "done_bytes": 0,
        "total_bytes": 0,
        "error": {"code": "fetch_failed", "message": "the registry cannot be reached; try again later"},
    }
    assert client.post("/models/yunet/fetch").status_code == 202
    assert _fetching(client, "yunet") is None
    assert shelf.here == {"yunet"}


def _fetching(client: TestClient, name: str) -> dict[str, Any] | None:
    """How far it is when it is no longer under way."""
    for _ in range(200):
        found = next(model["fetching"] for model in client.get("/models").json()["items"] if model["name"] == name)
        if found is None or found["step"] == "failed":
            return cast("dict[str, Any] | None", found)
        time.sleep(0.05)
    raise AssertionError("it never ended")
