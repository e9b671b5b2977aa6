"""Every path answers under `/api`, too."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from telecine.bootstrap import Workspace
from tests.fixtures.engine.home import EngineHome


def test_a_path_answers_the_same_under_both_names(client: TestClient) -> None:
    bare, prefixed = client.get("/jobs?limit=3"), client.get("/api/jobs?limit=3")
    assert (prefixed.status_code, prefixed.json()) == (200, bare.json())


def test_addresses_to_go_to_keep_the_prefix(client: TestClient, workspace: Workspace, home: EngineHome) -> None:
    video = workspace.videos.register(home.video).id
    answer = client.post("/api/jobs", json={"app": "words", "video": video})
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/api/jobs/{answer.json()['id']}"
    assert client.get(answer.headers["location"]).json()["id"] == answer.json()["id"]


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/apis/jobs", "/api/api/jobs"])
def test_what_is_nowhere_is_nowhere(client: TestClient, path: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == (307 if path == "/api/" else 404)
