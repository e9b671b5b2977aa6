"""Reviewing over HTTP: the queue, decisions, and two people who decide at once."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from telecine.engine.states import LIVE_JOBS
from tests.fixtures.engine.film import FilmHome


class Reviewer:
    """Somebody with a page open: what it shows stays as it was loaded."""

    def __init__(self, client: TestClient, ep: str) -> None:
        self._client = client
        self._ep = ep
        self.look()

    def look(self) -> dict[str, Any]:
        self.view: dict[str, Any] = self._client.get(f"{self._ep}/identities").json()
        self.head = self.view["head"]
        return dict(self.view)

    def group(self, label: str) -> str:
        return next(str(group["group"]) for group in self.view["groups"] if group["label"] == label)

    def decide(self, kind: str, status: int = 201, **what: Any) -> dict[str, Any]:
        body = {"kind": kind, "run": self.view["run"], "head": self.head, **what}
        return self._answer(self._client.post(f"{self._ep}/decisions", json=body), status)

    def take_back(self, verb: str, status: int = 201, **what: Any) -> dict[str, Any]:
        return self._answer(self._client.post(f"{self._ep}/decisions/{verb}", json={"head": self.head, **what}), status)

    def _answer(self, answer: Any, status: int) -> dict[str, Any]:
        told: dict[str, Any] = answer.json()
        assert answer.status_code == status, told
        if status == 201:
            self.head = told["head"]
        return told


@pytest.fixture
def ann(client: TestClient, ep: str) -> Reviewer:
    return Reviewer(client, ep)


@pytest.fixture
def bob(client: TestClient, ep: str) -> Reviewer:
    return Reviewer(client, ep)


def labels(client: TestClient, ep: str) -> dict[str, list[str]]:
    """Tracks by label, as they are now."""
    found: dict[str, list[str]] = {}
    for track in client.get(f"{ep}/tracks").json()["items"]:
        found.setdefault(track["label"], []).append(track["track"])
    return found


def test_the_queue_asks_first_about_what_moves_most(client: TestClient, ep: str) -> None:
    told = client.get(f"{ep}/review").json()
    stakes = [item["at_stake"]["seconds"] for item in told["items"]]
    assert stakes == sorted(stakes, reverse=True)
    assert [(item["why"], item["sides"][0]["label"]) for item in told["items"]] == [
        ("unknown", "Unknown 1"),
        ("unknown", "Unknown 2"),
    ]
    assert stakes == [17.0, 4.0]
    for item in told["items"]:
        for side in item["sides"]:
            assert all(client.get(picture).status_code == 200 for picture in side["pictures"])
    first = client.get(f"{ep}/review", params={"limit": 1}).json()
    second = client.get(f"{ep}/review", params={"limit": 1, "cursor": first["next"]}).json()
    assert [*first["items"], *second["items"]] == told["items"]
    assert second["next"] is None
    assert client.get(f"{ep}/review", params={"why": "pair"}).json()["total"] == 0
    assert client.get(f"{ep}/review", params={"why": "nonsense"}).status_code == 422


def test_a_name_that_is_given_shows_and_leaves_the_queue(
    client: TestClient, film: FilmHome, ep: str, ann: Reviewer
) -> None:
    decided = ann.decide("assign", groups=[ann.group("Unknown 1")], name="Cy")
    assert (decided["decision"]["author"], decided["decision"]["state"], decided["head"]) == ("local", "in_force", 1)
    assert decided["job"]["state"] in LIVE_JOBS
    assert client.get(f"{ep}/review").json()["is_current"] is False
    film.work()
    assert labels(client, ep)["Cy"] == ["t-cy-1", "t-cy-2"]
    told = client.get(f"{ep}/review").json()
    assert (told["is_current"], told["head"], told["total"]) == (True, 1, 1)
    assert client.get("/jobs/" + decided["job"]["id"]).json()["state"] == "succeeded"


def test_who_was_said_to_be_nobody_leaves_the_queue(client: TestClient, film: FilmHome, ep: str, ann: Reviewer) -> None:
    before = client.get(f"{ep}/review").json()
    ann.decide("assign", groups=[ann.group("Unknown 1")], nobody=True)
    film.work()
    told = client.get(f"{ep}/review").json()
    assert told["total"] == before["total"] - 1
    assert [item["sides"][0]["groups"] for item in told["items"]] == [before["items"][1]["sides"][0]["groups"]]
    ann.take_back("undo")
    film.work()
    assert client.get(f"{ep}/review").json()["total"] == before["total"]


def test_nobody_overwrites_what_they_have_not_seen(
    client: TestClient, film: FilmHome, ep: str, ann: Reviewer, bob: Reviewer
) -> None:
    ann.decide("assign", groups=[ann.group("Unknown 1")], name="Cy")
    refused = bob.decide("exclude", 409, tracks=["t-cy-2"])
    assert (refused["code"], refused["details"]) == ("changed_meanwhile", {"number": 1, "author": "local"})
    bob.decide("assign", groups=[bob.group("Unknown 2")], name="Dee")
    assert bob.head == 0
    film.work()
    bob.look()
    assert bob.head == 2
    bob.decide("exclude", tracks=["t-cy-2"])
    film.work()
    assert labels(client, ep)["Cy"] == ["t-cy-1"]


def test_results_that_lag_behind_do_not_hide_a_decision(film: FilmHome, ann: Reviewer, bob: Reviewer) -> None:
    ann.decide("assign", groups=[ann.group("Unknown 1")], name="Cy")
    bob.look()
    assert (bob.head, bob.view["is_current"]) == (0, False)
    assert (
        bob.decide("assign", 409, groups=[bob.group("Unknown 1")], name="Somebody Else")["code"] == "changed_meanwhile"
    )


def test_what_one_decided_oneself_can_be_decided_anew_at_once(
    client: TestClient, film: FilmHome, ep: str, ann: Reviewer
) -> None:
    ann.decide("assign", groups=[ann.group("Unknown 1")], name="Cy")
    ann.decide("assign", groups=[ann.group("Unknown 1")], name="Zoë")
    film.work()
    assert labels(client, ep)["Zoë"] == ["t-cy-1", "t-cy-2"]


def test_tracks_are_those_of_the_run_that_was_looked_at(
    client: TestClient, film: FilmHome, ep: str, ann: Reviewer
) -> None:
    """Another run made other tracks meanwhile; what the page shows still says where the faces are."""
    shown = ann.group("Unknown 1")
    film.analyse(faces__tracks={"detect_every": "1/5"})
    ann.decide("assign", groups=[shown], name="Cy")
    film.work()
    assert labels(client, ep)["Cy"] == ["t-cy-1", "t-cy-2"]
    assert ann.decide("exclude", 404, tracks=["t-none"])["code"] == "unknown_track"
    assert ann.decide("exclude", 404, groups=["none"])["code"] == "unknown_group"
    assert ann.decide("exclude", 404, tracks=["t-cy-1"], run="none")["code"] == "unknown_run"


def test_undo_and_redo_take_back_and_put_back(client: TestClient, film: FilmHome, ep: str, ann: Reviewer) -> None:
    ann.decide("assign", groups=[ann.group("Unknown 1")], name="Cy")
    film.work()
    ann.take_back("undo")
    film.work()
    assert "Cy" not in labels(client, ep)
    ann.take_back("redo")
    film.work()
    assert "Cy" in labels(client, ep)
    journal = client.get(f"{ep}/decisions").json()
    assert [(one["number"], one["kind"], one["state"]) for one in journal["items"]] == [
        (3, "redo", "undo"),
        (2, "undo", "undo"),
        (1, "assign", "in_force"),
    ]
    assert (journal["head"], journal["undo"], journal["redo"]) == (3, 1, None)


def test_what_somebody_else_decided_last_is_not_undone_unseen(film: FilmHome, ann: Reviewer, bob: Reviewer) -> None:
    ann.decide("assign", groups=[ann.group("Unknown 1")], name="Cy")
    assert bob.take_back("undo", 409)["code"] == "changed_meanwhile"
    assert bob.take_back("redo", 409)["code"] == "changed_meanwhile"
    assert bob.take_back("undo", number=1)["decision"]["text"] == "undo of 1"
    assert ann.take_back("undo", 404, head=2)["code"] == "not_found"


def test_an_undo_shows_although_what_it_takes_back_is_still_being_made(
    client: TestClient, film: FilmHome, ep: str, ann: Reviewer
) -> None:
    ann.decide("assign", groups=[ann.group("Unknown 1")], name="Cy")
    ann.decide("exclude", groups=[ann.group("Unknown 2")])
    ann.take_back("undo")
    film.work()
    told = client.get(f"{ep}/review").json()
    assert (told["is_current"], told["head"]) == (True, 3)
    assert set(labels(client, ep)) == {"Ada", "Bea", "Cy", "Unknown 1"}


def test_a_lock_holds_until_it_is_taken_back(film: FilmHome, ann: Reviewer) -> None:
    ann.decide("lock", groups=[ann.group("Ada")])
    film.work()
    ann.look()
    assert next(group for group in ann.view["groups"] if group["label"] == "Ada")["is_locked"]
    refused = ann.decide("exclude", 409, tracks=["t-ada-1"])
    assert (refused["code"], refused["details"]) == ("locked", {"number": 1, "author": "local"})
    ann.decide("unlock", groups=[ann.group("Ada")])
    film.work()
    ann.look()
    ann.decide("exclude", tracks=["t-ada-1"])
    assert ann.decide("lock", 400, groups=[ann.group("Ada"), ann.group("Bea")])["code"] == "bad_decision"


def test_merge_and_split_say_who_is_one_person(client: TestClient, film: FilmHome, ep: str, ann: Reviewer) -> None:
    refused = ann.decide("merge", 409, groups=[ann.group("Ada"), ann.group("Unknown 1")])
    assert refused["code"] == "seen_together"
    ann.decide("merge", groups=[ann.group("Unknown 1"), ann.group("Unknown 2")])
    film.work()
    assert labels(client, ep)["Unknown 1"] == ["t-cy-1", "t-dee-1", "t-cy-2"]
    ann.look()
    ann.decide("split", tracks=["t-dee-1"])
    film.work()
    assert labels(client, ep)["Unknown 1"] == ["t-cy-1", "t-cy-2"]
    assert ann.decide("merge", 409, tracks=["t-cy-1", "t-cy-2"])["code"] == "nothing_to_do"


def test_a_confirmed_face_teaches_when_asked_to(client: TestClient, film: FilmHome, ann: Reviewer) -> None:
    decided = ann.decide("assign", groups=[ann.group("Unknown 1")], name="Cy", teach=True)
    (learned,) = decided["taught"]
    assert (learned["person"], len(learned["added"]), decided["untaught"]) == ("cy", 2, None)


@pytest.mark.parametrize(
    "what",
    [
        {"kind": "assign"},
        {"kind": "assign", "name": "A", "nobody": True},
        {"kind": "assign", "name": ""},
        {"kind": "exclude", "name": "A"},
        {"kind": "merge", "others": ["t-ada-1"]},
        {"kind": "rename"},
        {"kind": "exclude", "head": -1},
        {"kind": "exclude", "trakcs": []},
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(ann: Reviewer, what: dict[str, Any]) -> None:
    kind = what.pop("kind")
    assert ann.decide(kind, 422, **{"tracks": ["t-ada-1"], **what})["code"] == "invalid_request"
    assert ann.decide("exclude", 400)["code"] == "nobody_meant"
    assert ann.decide("assign", 404, tracks=["t-ada-1"], person="none")["code"] == "unknown_person"
    assert ann.decide("assign", 400, tracks=["t-ada-1"], nobody=True, teach=True)["code"] == "bad_decision"


def test_the_journal_has_pages(client: TestClient, ep: str, ann: Reviewer) -> None:
    for track in ("t-ada-1", "t-ada-2", "t-bea-1", "t-dee-1", "t-cy-1"):
        ann.decide("exclude", tracks=[track])
    seen: list[int] = []
    cursor: str | None = None
    while True:
        page = client.get(f"{ep}/decisions", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [one["number"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [5, 4, 3, 2, 1]


def test_a_decision_that_is_refused_adds_nobody(client: TestClient, film: FilmHome, ep: str) -> None:
    view = client.get(f"{ep}/identities").json()
    asked = {"kind": "assign", "tracks": ["t-cy-1"], "run": view["run"]}
    assert client.post(f"{ep}/decisions", json={**asked, "name": "Cy", "head": view["head"]}).status_code == 201
    late = client.post(f"{ep}/decisions", json={**asked, "name": "Never Decided", "head": view["head"]})
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    assert [one["name"] for one in client.get("/people").json()["items"]] == ["Ada", "Bea", "Cy"]


@pytest.mark.parametrize("path", ["decisions", "decisions/undo"])
def test_nobody_has_seen_what_was_not_decided(client: TestClient, ep: str, path: str) -> None:
    body = {"kind": "exclude", "tracks": ["t-cy-1"], "head": 10**9} if path == "decisions" else {"head": 10**9}
    answer = client.post(f"{ep}/{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_head")
