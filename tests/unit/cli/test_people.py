"""`telecine people` beyond adding: names, merging, seeds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from telecine.bootstrap import open_workspace
from tests.unit.cli.conftest import Tell


@pytest.fixture
def two(tell: Tell, tmp_path: Path) -> Tell:
    """A home with Ada, of whom there are two photographs, and Bo."""
    for number in (1, 2, 3):
        (tmp_path / f"{number}.jpg").write_bytes(bytes([number]))
    tell("people", "add", "Ada", tmp_path / "1.jpg", tmp_path / "2.jpg")
    tell("people", "add", "Bo", tmp_path / "3.jpg")
    return tell


def test_a_person_is_renamed_and_found_under_both_names(two: Tell) -> None:
    said = two("people", "rename", "ada", "Ada Lovelace")
    assert said.code == 0
    assert "Ada is called Ada Lovelace now" in said.out
    for name in ("Ada", "ada lovelace"):
        assert json.loads(two("people", "seeds", "list", name, "--json").out)["name"] == "Ada Lovelace"
    assert two("people", "rename", "Ada", " ").code == 2
    assert "Did you mean 'Bo'?" in two("people", "rename", "Boo", "X").err


def test_merging_says_what_happens_and_asks(two: Tell) -> None:
    refused = two("people", "merge", "Ada", "Bo")
    assert refused.code == 3
    assert "2 seeds" in refused.err
    assert "cannot be taken back" in refused.err
    assert "--yes" in refused.err
    document = json.loads(two("people", "merge", "Ada", "Bo", "--yes", "--json").out)
    assert (document["person"], document["merged"], document["moved"]) == ("bo", "ada", ["1.jpg", "2.jpg"])
    (person,) = json.loads(two("people", "list", "--json").out)["people"]
    assert person["photographs"] == ["1.jpg", "2.jpg", "3.jpg"]


def test_seeds_are_listed_before_any_run_and_removed(two: Tell) -> None:
    seeds = json.loads(two("people", "seeds", "list", "Ada", "--json").out)["seeds"]
    assert [(seed["kind"], seed["from"], seed["state"]) for seed in seeds] == [
        ("photo", "1.jpg", "not looked at yet"),
        ("photo", "2.jpg", "not looked at yet"),
    ]
    assert "Removed 2.jpg" in two("people", "seeds", "remove", "Ada", "2.jpg").out
    assert two("people", "seeds", "remove", "Ada", "2.jpg").code == 3
    two("people", "seeds", "remove", "Ada", seeds[0]["seed"])
    assert "Ada has no seeds" in two("people", "seeds", "list", "Ada").out


def test_seeds_come_from_videos_that_were_analysed(two: Tell) -> None:
    assert "no video of that name here" in two("people", "seeds", "add", "film.mp4", "Ada").err


def test_forgetting_says_what_goes_and_what_stays_and_asks(two: Tell, tmp_path: Path) -> None:
    asked = two("people", "forget", "Ada")
    assert asked.code == 3
    for words in ("2 photographs", "What stays: the videos", "telecine-out", "--yes"):
        assert words in asked.err
    assert json.loads(two("people", "seeds", "list", "Ada", "--json").out)["seeds"]
    assert json.loads(two("people", "forget", "Ada", "--yes", "--json").out)["seeds"] == 2
    assert [person["name"] for person in json.loads(two("people", "list", "--json").out)["people"]] == ["Bo"]
    again = two("people", "forget", "Ada", "--yes")
    assert again.code == 3
    assert "nobody is called 'Ada' here" in again.err
    assert [path.name for path in (tmp_path / "home" / "facebank").iterdir()] != []


def test_nobody_is_forgotten_while_another_process_works(two: Tell, tmp_path: Path) -> None:
    with open_workspace(home=tmp_path / "home") as workspace:
        lock = workspace.lock()
        assert lock.acquire()
        refused = two("people", "forget", "Ada", "--yes")
        lock.release()
    assert refused.code == 3
    assert "another Telecine process works" in refused.err
