"""People and their pictures over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from telecine.engine.states import JobState
from tests.fixtures.engine.film import PICTURE, FilmHome


@pytest.fixture(autouse=True)
def _without_models(film: FilmHome, monkeypatch: pytest.MonkeyPatch) -> None:
    """The models are not fetched here, so nobody looks at photographs before a run does."""
    monkeypatch.setattr(film.workspace.models, "has", lambda _name: False)


def decide(client: TestClient, ep: str, **what: Any) -> None:
    view = client.get(f"{ep}/identities").json()
    answer = client.post(f"{ep}/decisions", json={"run": view["run"], "head": view["head"], **what})
    assert answer.status_code == 201, answer.json()


def send(client: TestClient, person: str, **photos: bytes) -> Any:
    files = [("photos", (name.replace("_", "."), content, "image/jpeg")) for name, content in photos.items()]
    return client.post(f"/facebank/{person}/seeds", files=files, data={"note": "own pictures, she agreed"})


def test_people_are_listed_in_pages(client: TestClient) -> None:
    for name in ("Cy", "Dee", "Zoë"):
        assert client.post("/people", json={"name": name}).status_code == 201
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = client.get("/people", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [one["person"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == ["ada", "bea", "cy", "dee", "zoe"]
    assert [one["name"] for one in client.get("/people", params={"q": "ZO"}).json()["items"]] == ["Zoë"]


def test_somebody_shows_with_pictures_and_videos(client: TestClient, film: FilmHome) -> None:
    told = client.get("/people/ada").json()
    (seed,) = told["seeds"]
    assert (seed["state"], seed["kind"]) == ("used", "photo")
    picture = client.get(seed["picture"])
    assert picture.content == PICTURE + b"ada"
    assert client.get(seed["picture"], headers={"If-None-Match": picture.headers["etag"]}).status_code == 304
    (seen,) = told["seen"]
    assert (seen["video"], seen["visible"]["seconds"], seen["ep_id"]) == (film.video.id, 13.0, "the-show-s01e02")
    assert client.get("/people/Adda").json()["code"] == "unknown_person"


def test_a_name_changes_and_the_person_stays(client: TestClient, film: FilmHome, ep: str) -> None:
    changed = client.patch("/people/ada", json={"name": "Ada Lovelace", "show": "The Show"}).json()
    assert (changed["person"], changed["name"], changed["show"]) == ("ada", "Ada Lovelace", "the-show")
    assert client.get("/people/Ada").json()["person"] == "ada"
    assert client.patch("/people/ada", json={"name": "Bea"}).json()["code"] == "name_taken"
    assert [one["person"] for one in client.get("/people", params={"show": "The Show"}).json()["items"]] == ["ada"]


def test_two_become_one(client: TestClient) -> None:
    merged = client.post("/people/bea/merge", json={"into": "ada"}).json()
    assert (merged["person"], merged["merged"], merged["seeds_moved"]) == ("ada", "bea", 1)
    told = client.get("/people/bea").json()
    assert (told["person"], [one["visible"]["seconds"] for one in told["seen"]]) == ("ada", [23.0])
    assert client.post("/people/ada/merge", json={"into": "ada"}).json()["code"] == "nothing_to_do"


def test_photographs_are_kept_once_and_for_one_person(client: TestClient) -> None:
    answer = send(
        client, "Cy", one_jpg=b"first", two_png=b"second", again_jpg=b"first", text_txt=b"x", bea_jpg=PICTURE + b"bea"
    )
    assert answer.status_code == 201
    told = {photo["file_name"]: photo for photo in answer.json()["photos"]}
    assert {name: (one["state"], one["code"]) for name, one in told.items()} == {
        "one.jpg": ("added", None),
        "two.png": ("added", None),
        "again.jpg": ("known", None),
        "text.txt": ("refused", "unreadable"),
        "bea.jpg": ("refused", "duplicate"),
    }
    seeds = client.get("/facebank/cy/seeds").json()["items"]
    assert [(one["file_name"], one["state"]) for one in seeds] == [
        ("one.jpg", "not looked at yet"),
        ("two.png", "not looked at yet"),
    ]
    assert {one["note"] for one in seeds} == {"own pictures, she agreed"}
    assert client.get(seeds[1]["picture"]).headers["content-type"] == "image/png"
    assert client.delete(f"/facebank/cy/seeds/{seeds[0]['seed']}").status_code == 204
    assert client.delete(f"/facebank/cy/seeds/{seeds[0]['seed']}").status_code == 404
    assert len(client.get("/facebank/cy/seeds").json()["items"]) == 1
    assert send(client, "Unknown 3", one_jpg=b"x").json()["code"] == "bad_name"


def test_one_picture_stands_for_a_person_until_it_goes(client: TestClient) -> None:
    first = client.get("/people/ada").json()["picture"]
    (sent,) = send(client, "ada", ada_jpg=b"\xff\xd8\xff another").json()["photos"]
    assert client.get("/people/ada").json()["picture"] == first
    chosen = client.post(f"/facebank/ada/seeds/{sent['seed'][:12]}/feature")
    assert (chosen.status_code, sent["seed"] in chosen.json()["picture"]) == (200, True)
    assert client.get("/people/ada").json()["picture"] == chosen.json()["picture"]
    assert client.delete(f"/facebank/ada/seeds/{sent['seed']}").status_code == 204
    assert client.get("/people/ada").json()["picture"] == first
    assert client.post(f"/facebank/ada/seeds/{'0' * 64}/feature").status_code == 404


def test_confirmed_tracks_teach_their_person_only(client: TestClient, film: FilmHome, ep: str) -> None:
    asked = {"video": film.video.ep_id, "tracks": ["t-cy-1", "t-cy-2"]}
    client.post("/people", json={"name": "Cy"})
    assert client.post("/facebank/cy/seeds/from-tracks", json=asked).json()["code"] == "not_confirmed"
    decide(client, ep, kind="assign", tracks=["t-cy-1", "t-cy-2"], person="cy")
    told = client.post("/facebank/cy/seeds/from-tracks", json=asked)
    assert (told.status_code, len(told.json()["added"])) == (201, 2)
    assert client.post("/facebank/ada/seeds/from-tracks", json=asked).json()["code"] == "not_confirmed"
    seed = client.get("/facebank/cy/seeds").json()["items"][0]
    assert (seed["kind"], seed["video"]) == ("crop", film.video.id)


def test_forgetting_says_first_what_goes_and_asks_twice(client: TestClient, film: FilmHome, ep: str) -> None:
    told = client.delete("/people/ada", params={"dry_run": True}).json()
    assert (told["state"], told["photographs"], told["videos"]) == ("would_go", 1, [film.video.id])
    assert client.delete("/people/ada").json()["code"] == "not_asked"
    assert client.get("/people/ada").status_code == 200
    assert client.delete("/people/ada", params={"forget": True}).json()["state"] == "erased"
    for path in ("/people/ada", "/facebank/ada/seeds", f"{ep}/tracks/t-ada-1", f"{ep}/crops/t-ada-1/0.jpg"):
        assert client.get(path).status_code == 404, path
    assert client.get("/people/bea").status_code == 200


def test_forgetting_waits_for_whoever_works_in_the_home(client: TestClient, film: FilmHome, tmp_path: Path) -> None:
    workspace = film.workspace
    lock = workspace.lock()
    assert lock.acquire()
    try:
        begun = client.delete("/people/ada", params={"forget": True})
        assert (begun.status_code, begun.json()["state"]) == (202, "begun")
        assert client.get("/people/ada").json()["is_being_forgotten"]
        assert send(client, "ada", one_jpg=b"x").json()["code"] == "being_forgotten"
        is_gone = lambda: client.get("/people/ada").status_code == 404  # noqa: E731
        workspace.supervisor(workers=1).run(until=is_gone)
    finally:
        lock.release()
    assert not workspace.eraser.is_begun
    assert not list((tmp_path / "film" / "home").rglob("*ada*"))


def test_nobody_is_forgotten_while_jobs_go_on(client: TestClient, film: FilmHome, ep: str) -> None:
    decide(client, ep, kind="exclude", tracks=["t-dee-1"])
    refused = client.delete("/people/ada", params={"forget": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "work_goes_on")
    with film.workspace.store.reading() as reading:
        assert reading.jobs(states=[JobState.QUEUED])


def test_a_search_needs_models_and_a_photograph(client: TestClient) -> None:
    answer = client.post("/facebank/search", files={"photo": ("a.jpg", b"x", "image/jpeg")})
    assert answer.json()["code"] == "models_missing"
    assert client.post("/facebank/search").status_code == 422


@pytest.mark.parametrize("seed", ["..", "xyz", "0" * 65])
def test_a_seed_is_named_by_its_hash(client: TestClient, seed: str) -> None:
    assert client.get(f"/facebank/ada/seeds/{seed}/picture").status_code in {404, 422}
