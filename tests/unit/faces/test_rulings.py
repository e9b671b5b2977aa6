"""Decisions applied to tracks: finding what they were about, links that contradict each other, names that win."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from telecine.apps.faces.logic.rulings.attaching import attach
from telecine.apps.faces.logic.rulings.links import read_links
from telecine.apps.faces.logic.rulings.names import read_names
from telecine.apps.faces.logic.trackset import TrackSet, read_tracks
from telecine.records.decisions import Anchor, Evidence, LinkRuling, NameRuling
from tests.fixtures.face_tables import Box, Look, strangers, tables

ANNA, BELA, CARA = strangers(3)
LEFT: Box = (100, 100, 180, 200)
RIGHT: Box = (400, 100, 480, 200)


def track_set(*looks: Look) -> TrackSet:
    made = tables(looks)
    return read_tracks([made["tracks"]], [made["samples"]])


def evidence(start: Fraction | int, end: Fraction | int, box: Box = LEFT, *, count: int = 5) -> Evidence:
    """A face that stood still."""
    begin, length = Fraction(start), Fraction(end) - Fraction(start)
    anchors = tuple(Anchor(at=begin + length * place / count, box=box) for place in range(count))
    return Evidence(artifact="a" * 64, track_id="old", start=begin, end=Fraction(end), anchors=anchors)


def found(pieces: Sequence[Evidence], *looks: Look) -> list[list[int]]:
    return [rows.tolist() for rows in attach(pieces, track_set(*looks))]


def test_a_decision_finds_its_track_among_others_at_the_same_time() -> None:
    looks = [Look("a", ANNA, 0, 4, LEFT), Look("b", BELA, 0, 4, RIGHT)]
    assert found([evidence(0, 4, LEFT), evidence(0, 4, RIGHT)], *looks) == [[0], [1]]


def test_a_box_that_moved_less_than_half_is_the_same_face_and_one_that_moved_more_is_not() -> None:
    near, far = (120.0, 100.0, 200.0, 200.0), (150.0, 100.0, 230.0, 200.0)
    assert found([evidence(0, 4, near), evidence(0, 4, far)], Look("a", ANNA, 0, 4)) == [[0], []]


def test_a_decision_holds_on_every_part_of_a_track_that_was_cut() -> None:
    assert found([evidence(0, 10)], Look("a", ANNA, 0, 4), Look("b", ANNA, 5, 10)) == [[0, 1]]


def test_a_decision_holds_on_a_longer_track_that_its_own_became_part_of() -> None:
    assert found([evidence(4, 6)], Look("a", ANNA, 0, 10)) == [[0]]


def test_of_two_tracks_on_one_face_the_nearer_one_is_meant() -> None:
    looks = [Look("a", ANNA, 0, 4, (110, 100, 190, 200)), Look("b", ANNA, 0, 4, (101, 100, 181, 200))]
    assert found([evidence(0, 4)], *looks) == [[1]]


def test_a_track_that_the_face_leaves_is_not_meant() -> None:
    """Only the first of five anchors is on it: the person walked on and somebody else stands there."""
    anchors = [Anchor(at=Fraction(0), box=LEFT), *(Anchor(at=Fraction(i), box=RIGHT) for i in range(1, 5))]
    piece = Evidence(artifact="a" * 64, track_id="old", start=Fraction(0), end=Fraction(5), anchors=tuple(anchors))
    assert found([piece], Look("a", ANNA, 0, 5, LEFT)) == [[]]


def test_the_end_of_a_track_is_exclusive() -> None:
    piece = Evidence(
        artifact="a" * 64,
        track_id="old",
        start=Fraction(4),
        end=Fraction(5),
        anchors=(Anchor(at=Fraction(4), box=LEFT),),
    )
    assert found([piece], Look("a", ANNA, 0, 4), Look("b", BELA, 4, 8)) == [[1]]


def merge(number: int, *pieces: Evidence) -> LinkRuling:
    return LinkRuling(number=number, kind="merge", tracks=pieces, others=())


def split(number: int, one: Evidence, *others: Evidence) -> LinkRuling:
    return LinkRuling(number=number, kind="split", tracks=(one,), others=others)


THREE = (Look("a", ANNA, 0, 4), Look("b", BELA, 5, 9), Look("c", CARA, 10, 14))
A, B, C = evidence(0, 4), evidence(5, 9), evidence(10, 14)


def test_merging_and_splitting_become_pairs() -> None:
    links = read_links([merge(1, A, B), split(2, C, A)], track_set(*THREE))
    assert links.must.tolist() == [[0, 1]]
    assert links.cannot.tolist() == [[2, 0]]
    assert links.notes == ()


def test_a_later_decision_counts_and_the_older_one_is_noted() -> None:
    links = read_links([merge(1, A, B), split(2, A, B)], track_set(*THREE))
    assert (links.must.tolist(), links.cannot.tolist()) == ([], [[0, 1]])
    assert [(note.number, note.code) for note in links.notes] == [(1, "overruled")]
    links = read_links([split(1, A, B), merge(2, A, B)], track_set(*THREE))
    assert (links.must.tolist(), links.cannot.tolist()) == ([[0, 1]], [])
    assert [(note.number, note.code) for note in links.notes] == [(1, "overruled")]


def test_what_follows_from_newer_decisions_counts_against_older_ones_too() -> None:
    """A is B and B is not C, so that A cannot be C either."""
    links = read_links([merge(1, A, C), merge(2, A, B), split(3, B, C)], track_set(*THREE))
    assert links.must.tolist() == [[0, 1]]
    assert links.cannot.tolist() == [[1, 2]]
    assert [note.number for note in links.notes] == [1]


def test_a_decision_about_tracks_that_are_gone_is_kept_and_noted() -> None:
    gone = evidence(20, 24)
    links = read_links([merge(1, gone, gone), merge(2, A, gone)], track_set(*THREE))
    assert [(note.number, note.code) for note in links.notes] == [(1, "lost"), (2, "partly_lost")]


def name(number: int, person: str | None, *pieces: Evidence) -> NameRuling:
    return NameRuling(number=number, kind="assign", person=person, name=person or "", tracks=pieces)


def test_the_last_name_given_to_a_track_counts() -> None:
    said = read_names([name(1, "anna", A, B), name(2, "bela", B), name(3, None, C)], track_set(*THREE))
    assert said.person == {0: "anna", 1: "bela", 2: None}
    assert said.names == {"anna": "anna", "bela": "bela"}


def test_what_was_excluded_can_be_restored() -> None:
    out = NameRuling(number=1, kind="exclude", person=None, name="", tracks=(A, B))
    back = NameRuling(number=2, kind="restore", person=None, name="", tracks=(B,))
    said = read_names([out, back], track_set(*THREE))
    assert said.excluded.tolist() == [True, False, False]
    assert not np.any(read_names([], track_set(*THREE)).excluded)
