"""Composed episodes: their truth follows from how they are put together, and errors are counted against it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.faces.truth import SeenTrack
from benchmarks.people.episode_film import HEIGHT, WIDTH, Face, Film, Join, Place, Print, Seen, Shot, Sprite
from benchmarks.people.episode_film import read_photographs as read
from benchmarks.people.episode_score import NO_FACE, Row, score, shares, summarise, true_names, wrong_names
from benchmarks.people.episode_script import choose_cast
from benchmarks.people.episodes import PHOTOGRAPHS
from telecine.kernel.spans import Span

SIDE = 100


def _print(person: str) -> Print:
    """A picture that is all face."""
    return Print(np.zeros((SIDE, SIDE, 3), np.uint8), (Face(person, (0, 0, SIDE, SIDE)),))


def _sprite(person: str, x: float, *, to: float | None = None, blur: float = 0.0, scale: float = 1.0) -> Sprite:
    return Sprite(_print(person), Place(x, 100, scale), Place(x if to is None else to, 100, scale), blur)


def _shot(frames: int, *sprites: Sprite) -> Shot:
    return Shot("test", frames, sprites, wall=1)


def _span(first: int, last: int) -> Span:
    return Span(Fraction(first, 25), Fraction(last, 25))


def test_a_cut_ends_one_person_where_the_next_begins() -> None:
    film = Film([_shot(30, _sprite("ann", 200)), _shot(20, _sprite("bob", 200))], [Join("cut"), Join("cut")])
    assert film.spans() == {"ann": [_span(0, 30)], "bob": [_span(30, 50)]}
    assert film.duration == 2


def test_in_a_dissolve_whoever_is_stronger_counts() -> None:
    film = Film([_shot(30, _sprite("ann", 200)), _shot(30, _sprite("bob", 200))], [Join("cut"), Join("dissolve", 10)])
    assert film.duration == Fraction(50, 25)
    assert film.spans() == {"ann": [_span(0, 25)], "bob": [_span(25, 50)]}
    assert {one.person for one in film.truth[22]} == {"ann", "bob"}, (
        "both are there for those who ask whom a track shows"
    )


def test_in_a_fade_the_dark_half_does_not_count() -> None:
    film = Film(
        [_shot(30, _sprite("ann", 200)), _shot(30, _sprite("ann", 200))], [Join("cut"), Join("fade", 6, black=4)]
    )
    assert film.duration == Fraction(64, 25)
    assert film.spans() == {"ann": [_span(0, 27), _span(37, 64)]}


def test_a_face_counts_while_half_of_it_is_inside() -> None:
    film = Film([_shot(101, _sprite("ann", -SIDE, to=0))], [Join("cut")])
    assert film.spans() == {"ann": [_span(50, 101)]}
    leaves = Film([_shot(101, _sprite("ann", WIDTH - SIDE, to=WIDTH))], [Join("cut")])
    assert leaves.spans() == {"ann": [_span(0, 51)]}


def test_a_face_behind_another_picture_does_not_count() -> None:
    film = Film([_shot(10, _sprite("ann", 200), _sprite("bob", 240))], [Join("cut")])
    assert film.spans() == {"bob": [_span(0, 10)]}
    assert Film([_shot(10, _sprite("ann", 200), _sprite("bob", 251))], [Join("cut")]).spans().keys() == {"ann", "bob"}


def test_only_wide_faces_in_focus_are_clear() -> None:
    shots = [
        _shot(10, _sprite("ann", 200)),
        _shot(10, _sprite("ann", 200, blur=5)),
        _shot(10, _sprite("ann", 9, scale=0.2)),
    ]
    film = Film(shots, [Join("cut")] * 3)
    assert film.spans(only_clear=True) == {"ann": [_span(0, 10)]}
    assert film.spans() == {"ann": [_span(0, 30)]}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 30))
def test_no_photograph_both_teaches_and_is_shown(seed: int) -> None:
    cast = choose_cast(np.random.default_rng(seed), read(PHOTOGRAPHS), alike=False)
    shown = {one.path for one in chain(*cast.footage.values(), cast.strangers, cast.groups)}
    taught = set(chain(*cast.seeds.values()))
    assert taught
    assert not taught & shown
    assert all(cast.footage.values()), "everybody who may be shown has a photograph to be shown with"
    assert not any("#" not in face.person for one in cast.strangers for face in one.faces)


def _row(episode: int, true: float, said: float, person: str = "ann") -> Row:
    exact = [Fraction(value) for value in (true, said)]
    return Row(episode, person, exact[0], exact[1], exact[0], exact[1])


def test_errors_are_averaged_over_those_who_are_shown() -> None:
    rows = [_row(0, 10, 9), _row(0, 5, 5), _row(1, 4, 7), _row(1, 1, 0), _row(1, 0, 2)]
    found = summarise(rows)
    assert (found.people, found.missed, found.absent, found.absent_s) == (4, 1, 1, 2.0)
    assert found.mean_s == pytest.approx(5 / 4)
    assert found.part == pytest.approx(5 / 20)
    assert found.worst.error_s == 3
    assert found.low_s == pytest.approx(1 / 2), "the better episode drawn twice"
    assert found.high_s == pytest.approx(4 / 2)


def test_whoever_is_known_gets_a_row_shown_or_not() -> None:
    spans = {"ann": [_span(0, 25)]}
    rows = score(3, ["bob", "ann"], (spans, {}), ({"bob": [_span(0, 50)], "zoe": [_span(0, 5)]}, spans))
    assert [row.person for row in rows] == ["ann", "bob"]
    assert [row.error_s for row in rows] == [-1, 2]
    assert [row.clear_error_s for row in rows] == [1, 0]


def _track(name: str, *samples: tuple[float, tuple[float, float, float, float]]) -> SeenTrack:
    return SeenTrack(name, 0.0, 1.0, samples, "", None, is_face=True, is_clear=True)


def test_names_are_held_against_whom_a_track_shows() -> None:
    here, there = (0.0, 0.0, 50.0, 50.0), (300.0, 0.0, 350.0, float(HEIGHT) / 9)
    truth = [[Seen("ann", here, 1.0, True), Seen("crowd#1", there, 1.0, True)]] * 25
    tracks = [
        _track("a", (0.0, here), (0.4, here), (0.8, there)),
        _track("b", (0.2, there)),
        _track("c", (0.2, (600.0, 0.0, 640.0, 40.0))),
        _track("d", (0.2, here)),
    ]
    truly = true_names(tracks, truth)
    assert truly == ["ann", "crowd#1", NO_FACE, "ann"]
    wrong = wrong_names(7, tracks, ["ann", "ann", "bob", None], truly, ["ann", "bob"])
    assert [(one.truth, one.said, one.is_known) for one in wrong] == [
        ("crowd#1", "ann", False),
        (NO_FACE, "bob", False),
    ]
    assert wrong_names(7, tracks, ["bob"] + [None] * 3, truly, ["ann", "bob"])[0].is_known


def test_frames_are_divided_by_what_became_of_them() -> None:
    film = Film([_shot(20, _sprite("ann", 200), _sprite("zoe", 500)), _shot(5)], [Join("cut"), Join("cut")])
    tracks = [replace(_track("a"), end=0.2), replace(_track("b"), start=0.2, end=0.4), _track("c")]
    found = shares(film, tracks, ["ann", "ann", "zoe"], ["ann", None, "ann"], ["ann"])
    assert found == {"test": {"named": 5, "unnamed": 5, "not found": 10}}
