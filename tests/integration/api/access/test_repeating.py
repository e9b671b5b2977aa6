"""A POST that is sent again with its Idempotency-Key is done once and answered alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from telecine.bootstrap import Workspace
from telecine.services.access.roles import Role
from tests.integration.api.access.conftest import Guarded


def post(client: TestClient, key: str, video: str, **more: object) -> tuple[int, dict[str, object], bool]:
    """Status, job and whether it was an old answer."""
    answer = client.post("/jobs", json={"app": "words", "video": video, **more}, headers={"Idempotency-Key": key})
    return answer.status_code, answer.json(), answer.headers.get("idempotency-replayed") == "true"


@pytest.fixture
def video(guarded: Guarded, tiny_video: Path) -> str:
    return guarded.workspace.videos.register(tiny_video).id


def jobs_of(workspace: Workspace) -> int:
    with workspace.store.reading() as reading:
        return len(reading.jobs(limit=100))


def test_the_same_request_is_done_once_even_when_the_job_has_ended_since(guarded: Guarded, video: str) -> None:
    editor = guarded.client(Role.EDITOR)
    first = post(editor, "one", video)
    guarded.workspace.jobs.cancel(str(first[1]["id"]))
    again = post(editor, "one", video)
    assert not first[2]
    assert again == (first[0], first[1], True)
    other = post(editor, "two", video)
    assert not other[2]
    assert other[1]["id"] != first[1]["id"]
    assert jobs_of(guarded.workspace) == 2


def test_a_key_is_for_one_request(guarded: Guarded, video: str) -> None:
    editor = guarded.client(Role.EDITOR)
    post(editor, "one", video)
    status, body, _ = post(editor, "one", video, priority=3)
    assert (status, body["code"]) == (422, "key_reused")
    assert editor.post("/jobs", json={}, headers={"Idempotency-Key": "x" * 256}).status_code == 422


def test_a_key_belongs_to_who_sent_it(guarded: Guarded, video: str) -> None:
    first = post(guarded.client(Role.EDITOR), "one", video)
    other = post(guarded.client(Role.ADMIN), "one", video)
    assert not other[2]
    # The same live request is the same job, whoever asks.
    assert other[1]["id"] == first[1]["id"]
    stranger = guarded.client(None)
    assert post(stranger, "one", video)[0] == 401
    viewer = guarded.client(Role.VIEWER)
    assert [post(viewer, "one", video)[0] for _ in range(2)] == [403, 403]


def test_a_key_that_was_revoked_is_answered_nothing(guarded: Guarded, video: str) -> None:
    editor = guarded.client(Role.EDITOR)
    assert post(editor, "one", video)[0] in {200, 202}
    for row in guarded.workspace.access.keys.all():
        guarded.workspace.access.keys.revoke(row.id)
    assert post(editor, "one", video)[0] == 401


def test_what_was_refused_is_answered_alike_and_what_is_under_way_is_told(guarded: Guarded, video: str) -> None:
    editor = guarded.client(Role.EDITOR)
    refused = [post(editor, "odd", "nope") for _ in range(2)]
    assert [one[0] for one in refused] == [404, 404]
    assert [one[2] for one in refused] == [False, True]
    repeating = guarded.workspace.access.repeating
    assert repeating.begin("k", "/jobs", "s") is None
    with pytest.raises(Exception, match="under way"):
        repeating.begin("k", "/jobs", "s")
    repeating.forget("k")
    assert repeating.begin("k", "/jobs", "s") is None


def test_an_answer_is_kept_for_a_day(guarded: Guarded) -> None:
    repeating = guarded.workspace.access.repeating
    repeating.begin("k", "/jobs", "s")
    repeating.end("k", {"status": 200})
    assert repeating.begin("k", "/jobs", "s") == {"status": 200}
    guarded.clock.move(hours=23)
    repeating.sweep()
    assert repeating.begin("k", "/jobs", "s") == {"status": 200}
    guarded.clock.move(hours=2)
    repeating.sweep()
    assert repeating.begin("k", "/jobs", "s") is None
