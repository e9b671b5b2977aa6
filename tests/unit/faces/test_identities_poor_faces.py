"""Faces too poor to be compared and the clothes of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from telecine.apps.faces.logic.grouping.evidence import CueWeights
from telecine.apps.faces.logic.grouping.identities import Grouping, group_tracks
from telecine.apps.faces.logic.grouping.poorfaces import PoorFaceLimits
from telecine.apps.faces.logic.trackset import read_tracks
from tests.fixtures.face_tables import CLOTHES, SIMILARITY, Look, Vector, strangers, tables, wearing

PEOPLE = strangers(8, seed=3)
LEFT, RIGHT = (100, 100, 180, 200), (400, 100, 480, 200)
LIMITS = PoorFaceLimits()
POOR = 4.0
"""Sharpness of a face that says little."""


def _mixed(colour: int, other: int, alike: float) -> Vector:
    """Clothes of two colours whose similarity to `wearing(colour)` is `alike`."""
    worn = wearing(colour) * np.float32(alike)
    worn[other] = np.sqrt(1 - alike**2)
    return np.asarray(worn, dtype=np.float32)


def _scene(poor: Look) -> list[Look]:
    """Five people with good faces and colours of their own, one after the other, and somebody with a poor face."""
    good = [Look(f"good{n}", PEOPLE[n], 3 * n, 3 * n + 2, noise=0, clothes=wearing(n)) for n in range(5)]
    return [*good, poor]


def _poor(clothes: Vector, *, start: int = 20, track: str = "poor", who: int = 7) -> Look:
    return Look(track, PEOPLE[who], start, start + 2, noise=0, sharpness=POOR, clothes=clothes)


def _group(looks: Sequence[Look], limits: PoorFaceLimits | None = LIMITS) -> Grouping:
    made = tables(looks)
    tracks = read_tracks([made["tracks"]], [made["samples"]])
    return group_tracks(tracks, similarity=SIMILARITY, threshold=SIMILARITY.cluster, cues=CueWeights(), poor=limits)


def test_a_poor_face_joins_the_person_who_wears_the_same() -> None:
    grouping = _group(_scene(_poor(_mixed(2, 9, 0.95))))
    assert grouping.group.tolist() == [0, 1, 2, 3, 4, 2]
    assert grouping.by_clothes.tolist() == [5]


def test_a_poor_face_stays_apart_when_the_lever_is_off() -> None:
    grouping = _group(_scene(_poor(_mixed(2, 9, 0.95))), None)
    assert grouping.group.tolist() == [0, 1, 2, 3, 4, 5]
    assert not len(grouping.by_clothes)


def test_a_good_face_never_joins_by_clothes() -> None:
    looks = _scene(replace(_poor(wearing(2)), sharpness=80))
    assert _group(looks).group.tolist() == [0, 1, 2, 3, 4, 5]


def test_a_poor_face_in_other_clothes_stays_alone() -> None:
    assert _group(_scene(_poor(_mixed(2, 9, 0.8)))).group.tolist() == [0, 1, 2, 3, 4, 5]


def test_two_people_who_dress_alike_leave_it_open_whose_face_it_is() -> None:
    looks = _scene(_poor(wearing(2)))
    looks[3] = replace(looks[3], clothes=_mixed(2, 9, 0.97))
    assert _group(looks).group[-1] == 5


def test_somebody_seen_at_the_same_instant_in_the_same_clothes_leaves_it_open() -> None:
    beside = Look("beside", PEOPLE[6], 20, 22, RIGHT, noise=0, sharpness=POOR, clothes=_mixed(2, 9, 0.97))
    assert _group([*_scene(_poor(wearing(2))), beside]).group[5:].tolist() == [5, 6]


def test_a_poor_face_does_not_join_a_person_seen_at_the_same_instant() -> None:
    looks = _scene(replace(_poor(wearing(2)), start=6, end=8, box=RIGHT))
    assert _group(looks).group.tolist() == [0, 1, 2, 3, 4, 5]


def test_of_two_poor_faces_seen_together_only_one_can_join_a_person() -> None:
    first = _poor(_mixed(2, 9, 0.99), track="first")
    second = replace(_poor(_mixed(2, 10, 0.93), track="second", who=6), box=RIGHT)
    grouping = _group([*_scene(first), second], PoorFaceLimits(lead=0))
    assert grouping.group.tolist() == [0, 1, 2, 3, 4, 2, 5]


def test_clothes_are_not_compared_across_scenes() -> None:
    assert _group(_scene(_poor(wearing(2), start=600))).group[-1] == 5


def test_clothes_say_nothing_when_too_few_others_were_seen() -> None:
    looks = _scene(_poor(wearing(2)))
    assert _group([*looks[1:4], looks[5]]).group.tolist() == [0, 1, 2, 3]


def test_a_poor_face_without_clothes_or_without_a_vector_is_no_error() -> None:
    bare = _poor(np.zeros(2 * CLOTHES, np.float32), track="bare")
    blank = replace(_poor(wearing(2), start=30, track="blank"), has_face=False)
    assert _group([*_scene(bare), blank]).group.tolist() == [0, 1, 2, 3, 4, 5, 2]


def test_leaves_in_front_of_a_shirt_join_nobody() -> None:
    leaves = replace(_poor(wearing(2)), sharpness=1, score=0.4)
    assert _group(_scene(leaves)).group[-1] == 5


def test_identities_are_numbered_by_their_first_track() -> None:
    early = _poor(_mixed(4, 9, 0.95), start=-5, track="early")
    looks = _scene(early)
    assert _group([looks[-1], *looks[:-1]]).group.tolist() == [0, 1, 2, 3, 4, 0]
