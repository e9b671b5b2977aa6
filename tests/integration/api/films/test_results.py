"""Results over HTTP: what was found, of whichever run, and never stale or half."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.fixtures.engine.film import FilmHome


def seconds(position: dict[str, Any]) -> Fraction:
    return Fraction(position["num"], position["den"])


def test_screen_time_is_exact_and_says_on_which_groups_it_rests(client: TestClient, ep: str) -> None:
    told = client.get(f"{ep}/screentime").json()
    people = {person["label"]: person for person in told["people"]}
    assert {"Ada", "Bea", "Unknown 1", "Unknown 2"} == set(people)
    assert people["Ada"]["person"] == "ada"
    assert seconds(people["Ada"]["visible"]) == 13
    assert seconds(told["duration"]) == 60
    groups = {group["group"]: group for group in client.get(f"{ep}/identities").json()["groups"]}
    for person in people.values():
        assert {groups[group]["label"] for group in person["groups"]} == {person["label"]}
        assert client.get(person["picture"]).status_code == 200
    assert told["metrics"]


def test_an_episode_and_its_video_answer_alike(client: TestClient, film: FilmHome, ep: str) -> None:
    for path in ("timeline", "tracks", "identities", "faces?at=3", "review", "decisions"):
        mine, other = client.get(f"{ep}/{path}").json(), client.get(f"/videos/{film.video.id}/{path}").json()
        base = f"/videos/{film.video.id}/"
        assert str(mine).replace(f"{ep}/", base) == str(other), path
    for path in ("/episodes/none/timeline", "/videos/none/timeline"):
        assert client.get(path).json()["code"] == "not_found"


def test_the_timeline_has_every_interval_once_and_in_order(client: TestClient, ep: str) -> None:
    told = client.get(f"{ep}/timeline", params={"tracks": True}).json()
    rows = told["intervals"]
    assert len({len(column) for column in rows.values()}) == 1
    spans = list(zip(rows["lane"], map(Fraction, rows["start"]), map(Fraction, rows["end"]), strict=True))
    assert spans == sorted(spans)
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(spans))
    shown = [told["people"][lane]["label"] for lane, *_ in spans]
    of_ada = sum(
        (end - start for (_, start, end), name in zip(spans, shown, strict=True) if name == "Ada"), Fraction(0)
    )
    assert of_ada == 13
    assert [Fraction(start) for start in told["shots"]["start"]] == [0, 10, 20, 30, 40, 50]
    assert client.get(told["shots"]["thumbnail"][3]).content.endswith(b"3")


@pytest.mark.parametrize("interval", ["10", "7/3", "60", "0.5"])
def test_seconds_of_equal_intervals_add_up_to_the_report(client: TestClient, ep: str, interval: str) -> None:
    told = client.get(f"{ep}/timeline", params={"interval": interval}).json()
    rows = told["buckets"]
    for lane, person in enumerate(told["people"]):
        found = sum(s for at, s in zip(rows["lane"], rows["visible_s"], strict=True) if at == lane)
        assert found == pytest.approx(person["visible_s"], abs=0.05)
    assert max(rows["bucket"]) < rows["count"]


@pytest.mark.parametrize("interval", ["0", "-1", "ten", "1/0", "0.0001"])
def test_intervals_that_make_no_sense_are_refused(client: TestClient, ep: str, interval: str) -> None:
    answer = client.get(f"{ep}/timeline", params={"interval": interval})
    assert (answer.status_code, answer.json()["code"]) in {(400, "bad_time"), (400, "bad_interval")}


def test_pages_of_tracks_are_whole_also_when_a_newer_run_ends_between(
    client: TestClient, film: FilmHome, ep: str
) -> None:
    whole = [track["track"] for track in client.get(f"{ep}/tracks").json()["items"]]
    first = client.get(f"{ep}/tracks", params={"limit": 2}).json()
    seen = [track["track"] for track in first["items"]]
    view = film.workspace.desk.look(film.video)
    film.workspace.desk.exclude(view, ["t-dee-1"], author="somebody")
    film.finish(film.workspace.desk.refresh(view, requested_by="test"))
    page = first
    while page["next"] is not None:
        page = client.get(f"{ep}/tracks", params={"limit": 2, "cursor": page["next"]}).json()
        assert page["run"] == first["run"]
        seen += [track["track"] for track in page["items"]]
    assert seen == whole
    left_out = client.get(f"{ep}/tracks", params={"excluded": True}).json()
    assert [track["track"] for track in left_out["items"]] == ["t-dee-1"]
    assert client.get(f"{ep}/tracks", params={"cursor": "bm9wZQ"}).json()["code"] == "bad_cursor"


def test_tracks_are_chosen_by_group_and_by_person(client: TestClient, ep: str) -> None:
    of_ada = client.get(f"{ep}/tracks", params={"person": "ada"}).json()
    assert [track["track"] for track in of_ada["items"]] == ["t-ada-1", "t-ada-2"]
    group = of_ada["items"][0]["group"]
    details = client.get(f"{ep}/identities/{group}").json()
    assert [track["track"] for track in details["members"]] == ["t-ada-1", "t-ada-2"]
    assert client.get(f"{ep}/identities/none").json()["code"] == "unknown_group"


def test_a_track_shows_its_boxes_and_pictures(client: TestClient, ep: str) -> None:
    told = client.get(f"{ep}/tracks/t-cy-1").json()
    assert told["boxes"]["box"] == [[400, 100, 480, 200]] * 4
    assert [Fraction(at) for at in told["boxes"]["at"]] == [2, Fraction(13, 4), Fraction(9, 2), Fraction(23, 4)]
    (crop,) = told["crops"]
    picture = client.get(crop["picture"])
    assert picture.content == b"t-cy-1"
    assert "immutable" in picture.headers["cache-control"]
    again = client.get(crop["picture"], headers={"If-None-Match": picture.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    bare = client.get(crop["picture"].partition("?")[0])
    assert "immutable" not in bare.headers["cache-control"]
    assert client.get(f"{ep}/crops/t-cy-1/7.jpg").status_code == 404
    assert client.get(f"{ep}/tracks/none").json()["code"] == "unknown_track"


def test_boxes_are_those_of_who_is_on_screen(client: TestClient, ep: str) -> None:
    at = client.get(f"{ep}/faces", params={"at": "2.5"}).json()
    assert {face["label"] for face in at["faces"]} == {"Ada", "Unknown 1"}
    assert client.get(f"{ep}/faces", params={"at": "8"}).json()["faces"] == []
    span = client.get(f"{ep}/faces", params={"from": "6.9", "to": "9.1"}).json()
    assert {track["track"] for track in span["tracks"]} == {"t-ada-1", "t-cy-1", "t-bea-1"}
    for track in span["tracks"]:
        assert len(track["at_s"]) == len(track["box"]) >= 1


@pytest.mark.parametrize(
    "asked",
    [{}, {"at": "1", "from": "0"}, {"from": "0"}, {"from": "5", "to": "5"}, {"from": "0", "to": "500"}, {"at": "x"}],
)
def test_a_question_for_boxes_names_an_instant_or_a_span(client: TestClient, ep: str, asked: dict[str, str]) -> None:
    answer = client.get(f"{ep}/faces", params=asked)
    assert (answer.status_code, answer.json()["code"]) in {(400, "bad_span"), (400, "bad_time")}


@pytest.mark.parametrize("path", ["screentime", "timeline", "identities", "tracks/t-ada-1"])
def test_an_answer_that_is_there_already_is_not_sent_again_until_it_changes(
    client: TestClient, film: FilmHome, ep: str, path: str
) -> None:
    first = client.get(f"{ep}/{path}")
    known = {"If-None-Match": first.headers["etag"]}
    assert client.get(f"{ep}/{path}", headers=known).status_code == 304
    view = film.workspace.desk.look(film.video)
    film.workspace.desk.exclude(view, ["t-dee-1"], author="somebody")
    waiting = client.get(f"{ep}/{path}", headers=known)
    assert (waiting.status_code, waiting.json()["is_current"]) == (200, False)
    film.finish(film.workspace.desk.refresh(view, requested_by="test"))
    after = client.get(f"{ep}/{path}", headers={"If-None-Match": waiting.headers["etag"]})
    assert (after.status_code, after.json()["is_current"], after.json()["head"]) == (200, True, 1)


def test_an_older_run_is_still_there(client: TestClient, film: FilmHome, ep: str) -> None:
    before = client.get(f"{ep}/screentime").json()
    view = film.workspace.desk.look(film.video)
    film.workspace.desk.exclude(view, ["t-dee-1"], author="somebody")
    film.finish(film.workspace.desk.refresh(view, requested_by="test"))
    labels = {person["label"] for person in client.get(f"{ep}/screentime").json()["people"]}
    assert labels == {"Ada", "Bea", "Unknown 1"}
    old = client.get(f"{ep}/screentime", params={"run": before["run"]}).json()
    assert [person["label"] for person in old["people"]] == [person["label"] for person in before["people"]]
    assert (old["head"], old["is_current"]) == (0, False)
    assert client.get(f"{ep}/screentime", params={"run": "none"}).json()["code"] == "unknown_run"
    changed = client.get(f"{ep}/compare").json()
    assert (changed["before"], changed["unknown_after"]["people"]) == (before["run"], 1)
    assert client.get(f"{ep}/compare", params={"runs": "one"}).json()["code"] == "bad_runs"


def test_a_video_that_was_not_analysed_says_so(client: TestClient, film: FilmHome, ep: str) -> None:
    with film.workspace.store.writing() as tx:
        for job in tx.jobs_of_video(film.video.id):
            tx.drop_jobs([job.id])
    for path in ("screentime", "timeline", "tracks", "identities", "faces?at=1", "review", "pairs", "explain?at=1"):
        assert client.get(f"{ep}/{path}").json()["code"] == "nothing_found", path
    assert client.get(f"{ep}/decisions").json()["items"] == []


def test_why_somebody_counts_is_told(client: TestClient, ep: str) -> None:
    told = client.get(f"{ep}/explain", params={"at": "3"}).json()
    assert {face["label"] for face in told["faces"] if face["counts"] != "not_there"} == {"Ada", "Unknown 1"}
    assert all(face["steps"] for face in told["faces"])


def test_pictures_of_the_whole_film_are_there(client: TestClient, ep: str) -> None:
    for name, kind in (("sprite.jpg", "image/jpeg"), ("sprite.vtt", "text/vtt"), ("poster.jpg", "image/jpeg")):
        answer = client.get(f"{ep}/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
    for name in ("99999.jpg", "a%2fb.jpg", "%2e%2e%2fsprite.jpg"):
        assert client.get(f"{ep}/thumbnails/{name}").status_code in {404, 422}, name
