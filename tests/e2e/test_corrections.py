"""Corrections on real footage: they show at once, hold when everything above them is made anew, and can be taken back."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import Telecine, document_of

MEDIA = Path(__file__).resolve().parents[3] / "shared" / "media"
CLIP = MEDIA / "video" / "bbt_annotated_28s" / "bbt_annotated_28s.mp4"
PHOTOGRAPHS = MEDIA / "faces" / "bbt"
STRANGERS = {"howard", "penny"}
"""On screen, and left out of the cast."""
FINER = (
    *("--set", "faces.tracks.detect_every=1/5", "--set", "faces.tracks.watch_every=1/15"),
    *("--set", "faces.tracks.coarse=[640, 384]"),
)

pytestmark = [
    pytest.mark.models,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not CLIP.is_file(), reason="the shared clips are not here"),
]


class Film:
    """One clip, as a person at a terminal sees it."""

    def __init__(self, telecine: Telecine, clip: Path) -> None:
        self._telecine = telecine
        self._clip = clip

    def run(self, *options: object) -> dict[str, Any]:
        return self._json("run", "faces", self._clip, "--cast", "cast", *options)

    def decide(self, verb: str, *options: object) -> dict[str, Any]:
        return self._json("decide", verb, self._clip, *options)

    def people(self) -> dict[str, list[dict[str, Any]]]:
        """Tracks by label."""
        return {group["label"]: group["tracks"] for group in self.decide("show")["groups"]}

    def who_during(self, track: dict[str, Any]) -> set[str]:
        """Everybody on screen at some instant of a track. Finer looks may find less of a face, not another."""
        return {
            label
            for label, tracks in self.people().items()
            if any(other["start_s"] < track["end_s"] and track["start_s"] < other["end_s"] for other in tracks)
        }

    def _json(self, *words: object) -> dict[str, Any]:
        return document_of(self._telecine, *words)


@pytest.fixture
def film(telecine: Telecine, tmp_path: Path) -> Film:
    for person in PHOTOGRAPHS.iterdir():
        if person.is_dir() and person.name not in STRANGERS:
            shutil.copytree(person, tmp_path / "cast" / person.name)
    return Film(telecine, CLIP)


def _longest(tracks: list[dict[str, Any]]) -> dict[str, Any]:
    return max(tracks, key=lambda track: track["end_s"] - track["start_s"])


def test_corrections_hold_when_the_film_is_looked_at_more_finely(film: Film) -> None:
    film.run()
    before = film.people()
    unknown = [label for label in before if label.startswith("Unknown")]
    named = max((label for label in before if not label.startswith(("Unknown", "Not"))), key=lambda x: len(before[x]))
    renamed, left_out = _longest(before[unknown[0]]), _longest(before[unknown[1]])
    moved = _longest(before[named])

    film.decide("assign", unknown[0], "--to", "Zoë Example")
    film.decide("exclude", "--track", left_out["track"])
    document = film.decide("assign", "--track", moved["track"], "--to", "Somebody Else")
    assert document["decision"]["number"] == 3
    made = {stage for stage, figures in document["stages"].items() if figures["cached"] < figures["results"]}
    assert made == {"faces.matches", "screentime.report"}, "a correction decodes nothing and clusters nothing"
    assert "Zoë Example" in film.who_during(renamed)
    assert "Somebody Else" in film.who_during(moved)

    finer = film.run(*FINER)
    assert finer["stages"]["faces.tracks"]["cached"] == 0
    assert "Zoë Example" in film.who_during(renamed)
    assert "Somebody Else" in film.who_during(moved)
    shown = film.decide("show")
    assert shown["excluded"], "what was left out stays left out"
    log = film.decide("log")["decisions"]
    assert [entry["state"] for entry in log] == ["in force"] * 3, log

    for _ in range(3):
        film.decide("undo")
    labels = set(film.people())
    assert labels.isdisjoint({"Zoë Example", "Somebody Else"})
    assert film.decide("show")["excluded"] == []


def test_undo_finds_the_old_result_and_makes_nothing(film: Film) -> None:
    first = film.run()
    film.decide("merge", *[label for label in film.people() if label.startswith("Unknown")][:2])
    undone = film.decide("undo")
    assert undone["cached"] == undone["results"]
    assert undone["people"] == first["people"]
