"""Every path of earlier systems does what the path of today does."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from telecine.engine.states import JobState
from telecine.services.requests import target_names
from tests.fixtures.engine.film import FilmHome

EP = "the-show-s01e02"
TRACKS, GROUPS, NAMES = ("faces.tracks",), ("faces.identities",), ("faces.matches",)

STARTS: list[tuple[str, dict[str, Any], tuple[str, ...] | None]] = [
    ("/jobs/detect_track", {"ep_id": EP}, TRACKS),
    ("/jobs/detect_track_async", {"ep_id": EP}, TRACKS),
    ("/jobs/faces_embed", {"ep_id": EP}, TRACKS),
    ("/jobs/faces_embed_async", {"ep_id": EP}, TRACKS),
    ("/jobs/cluster", {"ep_id": EP}, GROUPS),
    ("/jobs/cluster_async", {"ep_id": EP}, GROUPS),
    ("/jobs/screen_time/analyze", {"ep_id": EP}, None),
    (f"/episodes/{EP}/runs/newest/jobs/detect_track", {}, TRACKS),
    (f"/episodes/{EP}/runs/newest/jobs/faces_embed", {}, TRACKS),
    (f"/episodes/{EP}/runs/newest/jobs/cluster", {}, GROUPS),
    (f"/episodes/{EP}/runs/newest/jobs/screentime", {}, None),
    (f"/episodes/{EP}/operations/detect_track", {}, TRACKS),
    (f"/episodes/{EP}/operations/faces_embed", {}, TRACKS),
    (f"/episodes/{EP}/operations/reembed", {}, TRACKS),
    (f"/episodes/{EP}/operations/cluster", {}, GROUPS),
    (f"/episodes/{EP}/operations/recluster", {}, GROUPS),
    (f"/episodes/{EP}/operations/auto_group", {}, None),
    (f"/episodes/{EP}/operations/refresh_similarity", {}, NAMES),
    (f"/episodes/{EP}/clusters/group_async", {}, None),
]


@pytest.mark.parametrize(("path", "body", "only"), STARTS)
def test_a_start_makes_its_targets_and_is_refused_while_it_is_under_way(
    client: TestClient, film: FilmHome, path: str, body: dict[str, Any], only: tuple[str, ...] | None
) -> None:
    # Another look at the film, so that something is left to do.
    asked = {**body, "params": {"faces.tracks": {"detect_every": "1/2"}}}
    answer = client.post(path, json=asked)
    assert answer.status_code == 202, answer.text
    job = answer.json()
    assert (job["status"], job["async"], job["ignored"]) == ("queued", True, [])
    with film.workspace.store.reading() as reading:
        row = reading.job(job["job_id"])
    assert row is not None
    if only is not None:
        assert target_names(row.resolved) == only
    again = client.post(path, json=asked)
    assert (again.status_code, again.json()["code"]) == (409, "in_progress")
    assert again.json()["details"]["job_id"] == job["job_id"]
    film.finish(row)


def test_what_earlier_systems_took_is_named_as_ignored(client: TestClient) -> None:
    answer = client.post("/jobs/detect_track", json={"ep_id": EP, "run_id": "x", "stride": 6, "det_thresh": 0.5})
    assert answer.json()["ignored"] == ["det_thresh", "stride"]


@pytest.mark.parametrize("path", ["/jobs/nonsense", f"/episodes/{EP}/operations/nonsense"])
def test_an_operation_that_is_none_is_not_found(client: TestClient, path: str) -> None:
    answer = client.post(path, json={"ep_id": EP})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_operation")


@pytest.mark.parametrize("path", ["/jobs/detect_track", "/jobs/screen_time/analyze"])
def test_an_episode_that_is_none_is_not_found(client: TestClient, path: str) -> None:
    assert client.post(path, json={"ep_id": "none-s01e01"}).status_code == 404


def test_a_job_is_told_in_the_words_of_celery(client: TestClient, film: FilmHome) -> None:
    job = client.post("/jobs/cluster", json={"ep_id": EP, "params": {"faces.tracks": {"detect_every": "1/2"}}}).json()[
        "job_id"
    ]
    waiting = client.get(f"/celery_jobs/{job}").json()
    assert (waiting["state"], waiting["raw_state"], waiting["result"]) == ("queued", "PENDING", None)
    assert client.post(f"/celery_jobs/{job}/cancel").json()["state"] == "cancelled"
    gone = client.get(f"/celery_jobs/{job}").json()
    assert (gone["state"], gone["raw_state"]) == ("cancelled", "REVOKED")
    film.workspace.jobs.retry(job)
    film.work()
    done = client.get(f"/celery_jobs/{job}").json()
    assert (done["state"], done["raw_state"], done["progress"]["progress"]) == ("success", "SUCCESS", 1.0)
    assert client.get(done["result"]["artifacts"]).status_code == 200
    assert client.get("/celery_jobs/none").status_code == 404


@pytest.mark.parametrize("path", ["/celery_jobs/stream/{job}", "/jobs/{job}/stream", "/jobs/{job}/events"])
def test_the_streams_of_a_job_are_one(client: TestClient, film: FilmHome, path: str) -> None:
    with film.workspace.store.reading() as reading:
        job = reading.jobs(states=[JobState.SUCCEEDED])[0].id
    expected = _told(client, f"/jobs/{job}/events")
    assert expected
    assert _told(client, path.format(job=job)) == expected


def _told(client: TestClient, path: str) -> list[str]:
    """The events of a stream; beats come when they come."""
    return [one for one in client.get(path).text.split("\n\n") if one.startswith("event: ") and "heartbeat" not in one]


def _groups(client: TestClient) -> dict[str, str]:
    """Ids of groups by what they are called."""
    return {one["label"]: one["group"] for one in client.get(f"/episodes/{EP}/identities").json()["groups"]}


def test_clusters_are_assigned_in_a_batch(client: TestClient, film: FilmHome) -> None:
    groups = _groups(client)
    unknown = sorted(label for label in groups if label.startswith("Unknown"))
    body = {
        "assignments": [
            {"cluster_id": groups[unknown[0]], "name": "Cy"},
            {"cluster_id": groups[unknown[1]], "target_cast_id": "bea"},
        ]
    }
    answer = client.post(f"/episodes/{EP}/clusters/batch_assign_async", json=body)
    assert answer.status_code == 202, answer.text
    film.work()
    labels = _groups(client)
    assert "Cy" in labels
    assert not [label for label in labels if label.startswith("Unknown")]
    kinds = [one["kind"] for one in client.get(f"/episodes/{EP}/decisions").json()["items"]]
    assert kinds == ["assign", "assign"]


def test_a_batch_that_is_waited_for_answers_when_it_is_done_or_says_that_it_goes_on(
    client: TestClient, film: FilmHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    from telecine.api.routes import aliases

    monkeypatch.setattr(aliases, "_WAIT_S", 0.3)
    groups = _groups(client)
    label = next(label for label in groups if label.startswith("Unknown"))
    body = {"assignments": [{"cluster_id": groups[label], "name": "Cy"}]}
    going_on = client.post(f"/episodes/{EP}/clusters/batch_assign", json=body)
    assert (going_on.status_code, going_on.json()["async"]) == (202, True)
    assert client.post(f"/episodes/{EP}/clusters/group", json={}).status_code == 409
    film.work()
    # Everything is there: such a job has succeeded at once.
    done = client.post(f"/episodes/{EP}/clusters/group", json={})
    assert (done.status_code, done.json()["status"], done.json()["async"]) == (200, "success", False)


def test_identities_are_corrected_under_their_older_paths(client: TestClient, film: FilmHome) -> None:
    def say(verb: str, body: dict[str, str]) -> None:
        answer = client.post(f"/identities/{EP}/{verb}", json=body)
        assert answer.status_code == 202, answer.text
        film.work()

    groups = _groups(client)
    unknown = sorted(label for label in groups if label.startswith("Unknown"))
    unnamed = client.post(
        f"/identities/{EP}/move_track", json={"track_id": "t-ada-2", "target_identity_id": groups[unknown[0]]}
    )
    assert (unnamed.status_code, unnamed.json()["code"]) == (409, "conflict")
    say("rename", {"identity_id": groups[unknown[0]], "name": "Cy"})
    left = _groups(client)
    say("merge", {"source_id": left["Bea"], "target_id": next(left[one] for one in left if one.startswith("Unknown"))})
    say("move_track", {"track_id": "t-ada-2", "target_identity_id": _groups(client)["Cy"]})
    say("drop_track", {"track_id": "t-ada-1"})
    kinds = [one["kind"] for one in client.get(f"/episodes/{EP}/decisions").json()["items"]]
    assert kinds == ["exclude", "assign", "merge", "assign"]
    assert set(_groups(client)) == {"Bea", "Cy"}
    assert client.post(f"/identities/{EP}/drop_track", json={"track_id": "none"}).status_code == 404
