"""From tracks to identities: constraints of time, blur, clothes, seams, words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest

from telecine.apps.faces.logic.grouping.evidence import CueWeights, clothes_tell, trust
from telecine.apps.faces.logic.grouping.identities import Grouping, group_tracks, identity_ids, singleton_reason
from telecine.apps.faces.logic.grouping.nonfaces import looks_like_a_face
from telecine.apps.faces.logic.grouping.together import seen_together
from telecine.apps.faces.logic.metrics import Counts, identity_metrics
from telecine.apps.faces.logic.trackset import TrackSet, read_tracks
from tests.fixtures.face_tables import SIMILARITY, Look, between, strangers, tables, wearing

ANNA, BELA, CARLA = strangers(3)
LEFT, RIGHT = (100, 100, 180, 200), (400, 100, 480, 200)


def _tracks(looks: Sequence[Look]) -> TrackSet:
    made = tables(looks)
    return read_tracks([made["tracks"]], [made["samples"]])


def _group(looks: Sequence[Look], cues: CueWeights | None = None) -> tuple[TrackSet, Grouping]:
    tracks = _tracks(looks)
    grouping = group_tracks(
        tracks, similarity=SIMILARITY, threshold=SIMILARITY.cluster, cues=CueWeights() if cues is None else cues
    )
    return tracks, grouping


def test_tracks_of_one_person_are_one_identity() -> None:
    _, grouping = _group([Look("a1", ANNA, 0, 2), Look("b1", BELA, 2, 4), Look("a2", ANNA, 4, 6)])
    assert grouping.group.tolist() == [0, 1, 0]


def test_faces_seen_at_the_same_instant_are_different_people() -> None:
    twin = between(ANNA, BELA, 0.05)
    _, grouping = _group([Look("a", ANNA, 0, 2, LEFT), Look("twin", twin, 1, 3, RIGHT)])
    assert grouping.group.tolist() == [0, 1]


def test_two_tracks_on_one_face_are_not_two_people() -> None:
    tracks, grouping = _group([Look("a", ANNA, 0, 2, LEFT), Look("again", ANNA, 1, 3, (104, 102, 184, 204))])
    assert len(seen_together(tracks)) == 0
    assert grouping.group.tolist() == [0, 0]


def test_tracks_that_only_touch_are_not_seen_together() -> None:
    assert len(seen_together(_tracks([Look("a", ANNA, 0, 2, LEFT), Look("b", BELA, 2, 3, RIGHT)]))) == 0


def test_a_track_without_an_embedding_stands_alone_and_says_why() -> None:
    tracks, grouping = _group([Look("a", ANNA, 0, 2), Look("blank", ANNA, 3, 5, has_face=False)])
    assert grouping.group.tolist() == [0, 1]
    assert np.isnan(grouping.distance[1])
    assert not grouping.has_face[1]
    assert "good enough" in singleton_reason(tracks, grouping, 1, threshold=SIMILARITY.cluster)


def test_blurred_faces_must_be_nearer_to_be_one() -> None:
    near = between(ANNA, BELA, 0.45)
    _, sharp = _group([Look("a", ANNA, 0, 2, noise=0), Look("b", near, 3, 5, noise=0)])
    _, blurred = _group([Look("a", ANNA, 0, 2, noise=0, sharpness=2), Look("b", near, 3, 5, noise=0, sharpness=2)])
    assert sharp.group.tolist() == [0, 0]
    assert blurred.group.tolist() == [0, 1]


def _scene(*, uniform: bool) -> list[Look]:
    """A sharp Anna, a blurred one somewhat unlike her, and four others, in one minute."""
    colours = [0, 0, 0, 0, 0, 0] if uniform else [5, 5, 0, 1, 2, 3]
    blurred = between(ANNA, BELA, 0.5)
    others = strangers(4, seed=9)
    people = [ANNA, blurred, *others]
    return [
        Look(f"t{n}", who, 3 * n, 3 * n + 2, noise=0, sharpness=2.5 if n == 1 else 80, clothes=wearing(colour))
        for n, (who, colour) in enumerate(zip(people, colours, strict=True))
    ]


def test_distinctive_clothes_bring_a_blurred_face_to_its_person() -> None:
    assert _group(_scene(uniform=False))[1].group[:2].tolist() == [0, 0]


def test_clothes_that_everybody_wears_say_nothing() -> None:
    assert float(clothes_tell(_tracks(_scene(uniform=True)), scene=60).max()) == 0
    assert _group(_scene(uniform=True))[1].group[:2].tolist() == [0, 1]


def test_clothes_say_nothing_in_another_scene() -> None:
    looks = _scene(uniform=False)
    moved = [*looks[:1], Look("t1", looks[1].who, 600, 602, noise=0, sharpness=2.5, clothes=wearing(5)), *looks[2:]]
    assert _group(moved)[1].group[:2].tolist() == [0, 1]


def test_clothes_never_make_two_sharp_faces_one() -> None:
    looks = [
        Look(f"t{n}", who, 3 * n, 3 * n + 2, noise=0, clothes=wearing(5 if n < 2 else n))
        for n, who in enumerate([ANNA, between(ANNA, BELA, 0.6), *strangers(4, seed=9)])
    ]
    assert _group(looks)[1].group[:2].tolist() == [0, 1]


def test_trust_follows_the_detail_of_embedded_samples() -> None:
    tracks = _tracks([Look(f"t{s}", ANNA, s, s + 1, sharpness=s) for s in (1, 2, 6, 20, 300)])
    assert tracks.detail.tolist() == [1, 2, 6, 20, 300]
    assert trust(tracks)[[0, 1, 3, 4]].tolist() == [0, 0, 1, 1]
    assert 0.4 < trust(tracks)[2] < 0.6


def test_a_track_cut_at_a_seam_is_joined_where_it_goes_on() -> None:
    turned = between(ANNA, BELA, 0.6)
    tracks, grouping = _group(
        [
            Look("before", ANNA, 50, 60, LEFT, noise=0, ends_at_seam=True),
            Look("other", CARLA, 55, 60, RIGHT, ends_at_seam=True),
            Look("after", turned, 60, 65, (104, 101, 185, 203), noise=0, begins_at_seam=True),
        ]
    )
    assert [[tracks.ids[row] for row in pair] for pair in grouping.seams] == [["before", "after"]]
    assert grouping.group.tolist() == [0, 1, 0]


def test_a_seam_does_not_join_different_faces_or_places() -> None:
    _, grouping = _group(
        [
            Look("before", ANNA, 50, 60, LEFT, ends_at_seam=True),
            Look("same place", BELA, 60, 65, LEFT, begins_at_seam=True),
            Look("elsewhere", between(ANNA, CARLA, 0.7), 60, 65, RIGHT, noise=0, begins_at_seam=True),
        ]
    )
    assert len(grouping.seams) == 0


def test_a_seam_joins_by_position_where_a_face_is_missing() -> None:
    _, grouping = _group(
        [
            Look("before", ANNA, 50, 60, LEFT, ends_at_seam=True),
            Look("after", ANNA, 60, 65, LEFT, begins_at_seam=True, has_face=False),
        ]
    )
    assert grouping.group.tolist() == [0, 0]


def test_decisions_of_people_are_followed() -> None:
    tracks = _tracks([Look("a", ANNA, 0, 2), Look("b", BELA, 3, 5), Look("a2", ANNA, 6, 8)])
    grouping = group_tracks(
        tracks,
        similarity=SIMILARITY,
        threshold=SIMILARITY.cluster,
        cues=CueWeights(),
        must=np.array([[0, 1]]),
        cannot=np.array([[0, 2]]),
    )
    assert grouping.group[0] == grouping.group[1] != grouping.group[2]


def test_the_id_of_an_identity_survives_a_change_of_its_lesser_members() -> None:
    main = Look("main", ANNA, 0, 9, samples=8)
    tracks, first = _group([main, Look("b", BELA, 10, 12)])
    more, second = _group([Look("early", ANNA, -5, -4, samples=2), main, Look("b", BELA, 10, 12)])
    one, other = identity_ids(tracks, [first.members(0), first.members(1)])
    assert [one] == identity_ids(more, [second.members(0)])
    assert one != other


def test_seconds_of_overlapping_tracks_are_counted_once() -> None:
    tracks = _tracks([Look("a", ANNA, 0, 2), Look("b", ANNA, 1, Fraction(7, 3)), Look("c", ANNA, 5, 6)])
    assert tracks.duration([2, 0, 1]) == Fraction(10, 3)


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (Look("x", CARLA, 5, 9, sharpness=1), "blurred"),
        (Look("x", CARLA, 5, Fraction(11, 2)), "only once, for 0.5 s"),
        (Look("x", CARLA, 5, 9), "Nobody else"),
        (Look("x", ANNA, 0, 4, RIGHT), "same instant"),
    ],
)
def test_a_lone_track_is_explained(look: Look, words: str) -> None:
    tracks, grouping = _group([Look("a", ANNA, 0, 4, LEFT), look])
    assert words in singleton_reason(tracks, grouping, 1, threshold=SIMILARITY.cluster)


def test_an_identity_of_doubtful_and_shapeless_detections_is_no_face() -> None:
    people = strangers(4, seed=6)
    looks = [
        Look("face", people[0], 0, 2),
        Look("masked", people[1], 3, 5, score=0.4, sharpness=6),
        Look("blurred", people[2], 6, 8, sharpness=1),
        Look("leaves", people[3], 9, 11, score=0.4, sharpness=1),
    ]
    tracks, grouping = _group(looks)
    assert looks_like_a_face(tracks, grouping).tolist() == [True, True, True, False]


def test_figures_warn_at_their_limits() -> None:
    looks = [Look(f"t{n}", who, n, n + Fraction(1, 2)) for n, who in enumerate(strangers(8, seed=4))]
    tracks, grouping = _group(looks)
    counts = Counts(seconds=Fraction(8), detections=10, rejected={"too_small": 6, "appearance_split": 1})
    figures = {metric.name: metric for metric in identity_metrics(tracks, grouping, counts)}
    assert figures["tracks_per_minute"].value == 60
    assert {name for name, metric in figures.items() if metric.is_warning} == {
        "tracks_per_minute",
        "short_track_fraction",
        "singleton_fraction",
        "rejection_rate",
    }
    assert all(metric.advice for metric in figures.values())
    assert figures["forced_splits"].value == 1
    assert figures["identities"].value == 8


def test_figures_of_a_video_without_faces_are_zero() -> None:
    tracks, grouping = _group([])
    figures = identity_metrics(tracks, grouping, Counts(seconds=Fraction(0), detections=0, rejected={}))
    assert {metric.value for metric in figures} == {0}
