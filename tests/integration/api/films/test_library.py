"""Episodes, shows, exports and the catalogue over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.fixtures.engine.film import FilmHome


def test_an_episode_is_listed_read_and_changed(client: TestClient, film: FilmHome, ep: str) -> None:
    (listed,) = client.get("/episodes", params={"show": "The Show"}).json()["items"]
    assert listed["ep_id"] == "the-show-s01e02" == client.get(ep).json()["ep_id"]
    assert client.get("/episodes", params={"show": "another"}).json()["items"] == []
    changed = client.patch(ep, json={"episode": 3}).json()
    assert changed["ep_id"] == "the-show-s01e03"
    assert client.get(ep).status_code == 404
    asked = {"video": film.video.id, "show": "Other", "season": 2, "episode": 5}
    made = client.post("/episodes", json=asked)
    assert (made.status_code, made.headers["location"]) == (201, "/episodes/other-s02e05")
    assert client.post("/episodes", json=asked | {"video": "none"}).status_code == 404
    assert client.post("/episodes", json=asked | {"season": -1}).status_code == 422


def test_an_episode_is_asked_for_before_its_file_is_here(client: TestClient, film: FilmHome, ep: str) -> None:
    asked = {"show": "Other Show", "season": 2, "episode": 5}
    awaited = client.post("/episodes", json=asked)
    assert awaited.status_code == 202
    assert awaited.json()["assets_url"] == "/episodes/other-show-s02e05/assets"
    begun = client.post(awaited.json()["assets_url"], json={"filename": "e5.mp4", "size_bytes": 1000})
    assert begun.status_code == 201, begun.text
    assert client.get("/episodes/other-show-s02e05").status_code == 404
    here = client.post("/episodes", json={"show": "The Show", "season": 1, "episode": 2})
    assert (here.status_code, here.json()["id"]) == (200, film.video.id)
    assert client.post("/episodes", json=asked | {"show": "!!!"}).json()["code"] == "bad_show"


def test_removing_says_before_what_goes(client: TestClient, film: FilmHome, ep: str) -> None:
    client.post(f"{ep}/decisions", json={"kind": "exclude", "tracks": ["t-dee-1"], "head": 0})
    film.work()
    told = client.delete(ep, params={"dry_run": True})
    assert told.status_code == 200
    assert client.get(f"{ep}/screentime").status_code == 200
    assert client.delete(ep).json().keys() == told.json().keys()
    assert client.get(f"{ep}/screentime").status_code == 404


def test_status_says_how_far_an_episode_is(client: TestClient, film: FilmHome, ep: str) -> None:
    told = client.get(f"{ep}/status").json()
    assert (told["job"]["state"], told["questions"], told["questions_s"]) == ("succeeded", 2, 21.0)
    assert (told["is_current"], told["decisions"]) == (True, 0)
    client.post(f"{ep}/decisions", json={"kind": "exclude", "tracks": ["t-dee-1"], "head": 0})
    told = client.get(f"{ep}/status").json()
    assert (told["is_current"], told["decisions"], told["job"]["state"]) == (False, 1, "queued")
    film.work()
    assert client.get(f"{ep}/status").json()["questions"] == 1


def test_runs_have_pages(client: TestClient, film: FilmHome, ep: str) -> None:
    made = [film.analyse(faces__matches={"smallest_px": px}).id for px in (20, 21, 22)]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = client.get(f"{ep}/runs", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [job["id"] for job in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen[:3] == made[::-1]
    assert len(seen) == len(set(seen)) == 4


def test_a_show_adds_up_over_its_episodes(client: TestClient, ep: str) -> None:
    (show,) = client.get("/shows").json()["items"]
    assert (show["show"], show["seasons"], show["episodes"], show["analysed"]) == ("the-show", [1], 1, 1)
    told = client.get("/shows/The Show", params={"together": True}).json()
    assert [(one["name"], one["visible"]["seconds"]) for one in told["total"]["people"]] == [
        ("Ada", 13.0),
        ("Bea", 10.0),
    ]
    assert told["total"]["unknown"]["seconds"] == 21.0
    assert [season["season"] for season in told["seasons"]] == [1]
    assert client.get("/shows/none").status_code == 404
    assert client.get("/shows/the-show", params={"season": 9}).status_code == 404


def test_somebody_belongs_to_a_show_before_being_seen(client: TestClient, ep: str) -> None:
    added = client.post("/shows/the-show/people", json={"name": "Zoë"})
    assert (added.status_code, added.json()["person"]) == (201, "zoe")
    people = client.get("/shows/the-show/people").json()["items"]
    assert [(one["person"], one["is_cast"]) for one in people] == [("ada", False), ("bea", False), ("zoe", True)]


def test_an_export_is_made_from_the_newest_run(client: TestClient, film: FilmHome, ep: str) -> None:
    answer = client.post(f"{ep}/export", json={"formats": ["vtt", "timeline"], "people": ["Ada"], "interval": "5"})
    assert answer.status_code == 202
    job = answer.json()
    assert (set(job["exports"]), job["params"]["screentime.timeline"]["interval"]) == ({"vtt", "timeline"}, "5")
    film.work()
    done = client.get(f"/jobs/{job['id']}").json()
    assert done["state"] == "succeeded"
    assert {task["stage"] for task in done["tasks"]} >= {"screentime.vtt", "screentime.timeline"}
    by_format = client.post(f"{ep}/export", json={"formats": ["otio"], "params": {"otio": {"handle": "1/2"}}})
    assert by_format.json()["params"]["screentime.otio"]["handle"] == "1/2"


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"formats": []}, 422, "invalid_request"),
        ({"formats": ["vtv"]}, 400, "unknown_format"),
        ({"formats": ["vtt"], "people": ["Adda"]}, 400, "unknown_person"),
        ({"formats": ["vtt"], "interval": "5"}, 400, "useless_option"),
        ({"formats": ["pdf"], "people": ["Ada"]}, 400, "useless_option"),
        ({"formats": ["timeline"], "interval": "x"}, 400, "bad_parameter"),
        ({"formats": ["vtt"], "params": {"vtt": {"colour": 1}}}, 400, "bad_parameter"),
    ],
)
def test_an_export_that_cannot_be_is_refused(
    client: TestClient, ep: str, asked: dict[str, Any], status: int, code: str
) -> None:
    answer = client.post(f"{ep}/export", json=asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_catalogue_has_a_form_for_everything_that_can_be_set(client: TestClient, film: FilmHome) -> None:
    apps = {app["app"]: app for app in client.get("/applications").json()["items"]}
    assert {one["format"] for one in apps["screentime"]["formats"]} >= {"vtt", "otio", "pdf"}
    stages = {stage["stage"]: stage for stage in client.get("/stages").json()["items"]}
    assert set(stages) == set(film.registry.stages)
    assert set(apps["faces"]["stages"]) <= set(stages)
    one = client.get("/stages/faces.tracks").json()
    assert one == stages["faces.tracks"]
    fields = film.registry.stage("faces.tracks").params.model_fields
    assert set(one["params"]["properties"]) == set(fields)
    assert all("default" in each for each in one["params"]["properties"].values())
    assert "Did you mean" in client.get("/stages/faces.track").json()["detail"]
    models = {model["capability"] for model in client.get("/models").json()["items"]}
    assert {"face-detector", "face-embedder"} <= models


def test_a_plan_says_what_would_run(client: TestClient, film: FilmHome) -> None:
    asked = {"app": "faces", "video": film.video.id}
    same = client.post("/jobs/plan", json=asked).json()
    assert sum(stage["to_run"] for stage in same["stages"]) == 0
    other = client.post("/jobs/plan", json=asked | {"params": {"faces.matches": {"smallest_px": 20}}}).json()
    assert [stage["stage"] for stage in other["stages"] if stage["to_run"]] == ["faces.matches", "screentime.report"]
    jobs = len(client.get("/jobs").json()["items"])
    assert jobs == 1
    assert client.post("/jobs/plan", json=asked | {"app": "fcaes"}).json()["code"] == "unknown_application"
