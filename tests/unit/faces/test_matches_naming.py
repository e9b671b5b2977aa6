"""When a track gets a name, and when it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from telecine.apps.faces.logic.grouping.evidence import CueWeights
from telecine.apps.faces.logic.grouping.identities import group_tracks
from telecine.apps.faces.logic.grouping.poorfaces import PoorFaceLimits
from telecine.apps.faces.logic.naming.given import nothing_given
from telecine.apps.faces.logic.naming.groups import Group, number_unknowns
from telecine.apps.faces.logic.naming.people import People, best_two, compare_with_named, learn_people, nobody_named
from telecine.apps.faces.logic.naming.rounds import NOBODY, NamingLimits, name_tracks
from telecine.apps.faces.logic.naming.verdict import decide
from telecine.apps.faces.logic.trackset import TrackSet, read_tracks
from tests.fixtures.face_tables import SIMILARITY, Look, Vector, between, strangers, tables, wearing

ANNA, BELA, CARLA, STRANGER, OTHER = strangers(5)
LEFT, RIGHT = (100, 100, 180, 200), (400, 100, 480, 200)
TINY = (100, 100, 120, 124)


def _people(*who: Vector) -> People:
    names = ["anna", "bela", "carla"]
    return learn_people(np.array(who), names[: len(who)], np.zeros(len(who), np.bool_))


def _decide(
    looks: Sequence[Look], people: People, limits: NamingLimits | None = None, *, no_faces: Sequence[int] = ()
) -> tuple[TrackSet, list[Group]]:
    made = tables(looks)
    tracks = read_tracks([made["tracks"]], [made["samples"]])
    grouping = group_tracks(tracks, similarity=SIMILARITY, threshold=SIMILARITY.cluster, cues=CueWeights())
    is_face = np.ones(len(grouping), np.bool_)
    is_face[grouping.group[list(no_faces)]] = False
    groups = decide(
        tracks,
        grouping,
        people,
        similarity=SIMILARITY,
        limits=NamingLimits() if limits is None else limits,
        is_face=is_face,
    )
    return tracks, groups


def _names(looks: Sequence[Look], people: People, limits: NamingLimits | None = None) -> dict[str, str]:
    tracks, groups = _decide(looks, people, limits)
    return {
        tracks.ids[row]: "" if group.person == NOBODY else people.ids[group.person]
        for group in groups
        for row in group.rows
    }


def test_a_face_like_the_photographs_is_named() -> None:
    looks = [Look("a", ANNA, 0, 2), Look("b", BELA, 3, 5), Look("s", STRANGER, 6, 8)]
    assert _names(looks, _people(ANNA, BELA)) == {"a": "anna", "b": "bela", "s": ""}


def test_a_face_between_two_people_is_named_after_neither() -> None:
    assert _names([Look("x", between(ANNA, BELA, 0.5), 0, 2)], _people(ANNA, BELA)) == {"x": ""}


def test_the_nearest_person_is_not_good_enough_when_far() -> None:
    assert _names([Look("x", between(ANNA, STRANGER, 0.75), 0, 2)], _people(ANNA, BELA)) == {"x": ""}


def test_a_cast_of_one_names_only_that_one() -> None:
    looks = [Look("a", ANNA, 0, 2), Look("s", STRANGER, 3, 5)]
    assert _names(looks, _people(ANNA)) == {"a": "anna", "s": ""}


def test_a_cast_of_nobody_names_nobody() -> None:
    nobody = People(ids=(), centroids=np.zeros((0, 0), np.float32), is_known=np.zeros(0, np.bool_))
    assert _names([Look("a", ANNA, 0, 2)], nobody) == {"a": ""}


@pytest.mark.parametrize(
    "look",
    [
        Look("x", ANNA, 0, 2, TINY),
        Look("x", ANNA, 0, 2, samples=2),
        Look("x", ANNA, 0, 2, has_face=False),
    ],
    ids=["too small", "too few samples", "no embedding"],
)
def test_too_little_evidence_gives_no_name(look: Look) -> None:
    assert _names([look], _people(ANNA, BELA)) == {"x": ""}


def test_samples_that_do_not_agree_give_no_name() -> None:
    # Furniture and statues: each sample is nearest to somebody else, the mean to nobody in particular.
    scattered = Look("x", between(between(ANNA, BELA, 0.5), CARLA, 1 / 3), 0, 2, samples=30, noise=0.9)
    loose = NamingLimits(photos=2.0, margin=0.0, veto=2.0, far=2.0)
    assert _names([scattered], _people(ANNA, BELA, CARLA), loose) == {"x": ""}
    assert _names([scattered], _people(ANNA, BELA, CARLA), replace(loose, samples=1, agreement=0.0)) != {"x": ""}


def test_what_is_no_face_is_never_named() -> None:
    _, groups = _decide([Look("a", ANNA, 0, 2)], _people(ANNA, BELA), no_faces=[0])
    assert [group.person for group in groups] == [NOBODY]


def _today() -> tuple[Look, Look]:
    """Anna as she looks in this video: one face that her photographs explain, and one that only the first explains."""
    first = between(ANNA, OTHER, 0.5)
    return Look("sure", first, 0, 5, noise=0), Look("turned", between(ANNA, OTHER, 0.78), 30, 35, noise=0)


def test_a_sure_face_of_the_episode_helps_to_name_the_others() -> None:
    looks = _today()
    apart = replace(SIMILARITY, cluster=0.1)
    made = tables(looks)
    tracks = read_tracks([made["tracks"]], [made["samples"]])
    grouping = group_tracks(tracks, similarity=apart, threshold=apart.cluster, cues=CueWeights())
    assert len(grouping) == 2
    found = {
        rounds: [
            group.how
            for group in decide(
                tracks,
                grouping,
                _people(ANNA, BELA),
                similarity=SIMILARITY,
                limits=NamingLimits(rounds=rounds),
                is_face=np.ones(2, np.bool_),
            )
        ]
        for rounds in (1, 8)
    }
    assert found == {1: ["facebank", "none"], 8: ["facebank", "episode"]}


def test_tracks_of_a_named_identity_get_its_name() -> None:
    sure, turned = _today()
    short = replace(turned, track="short", samples=2, start=31, end=32, who=between(sure.who, STRANGER, 0.2))
    assert _names([sure, short], _people(ANNA, BELA)) == {"sure": "anna", "short": "anna"}


def test_a_track_that_goes_on_after_a_seam_has_the_name_from_before_it() -> None:
    after = replace(Look("after", between(ANNA, OTHER, 0.5), 10, 14, noise=0, samples=2), begins_at_seam=True)
    tracks, groups = _decide([Look("before", ANNA, 0, 10, noise=0, ends_at_seam=True), after], _people(ANNA, BELA))
    assert [(tracks.ids[row], group.person) for group in groups for row in group.rows] == [("before", 0), ("after", 0)]


def test_two_faces_at_the_same_instant_never_share_a_name() -> None:
    twin = between(ANNA, OTHER, 0.2)
    names = _names([Look("a", ANNA, 0, 2, LEFT), Look("twin", twin, 0, 2, RIGHT)], _people(ANNA, BELA))
    assert names == {"a": "anna", "twin": ""}


def test_of_two_faces_that_fit_a_name_equally_well_neither_gets_it() -> None:
    looks = [Look("one", ANNA, 0, 2, LEFT, seed=1), Look("two", ANNA, 0, 2, RIGHT, seed=2)]
    assert _names(looks, _people(ANNA, BELA)) == {"one": "", "two": ""}


def test_a_face_is_not_named_against_its_photographs() -> None:
    # It looks like Anna's track of today, but its own photographs are clearly Bela's.
    sure, _ = _today()
    like_bela = Look("x", between(BELA, sure.who, 0.42), 30, 35, noise=0)
    assert _names([sure, like_bela], _people(ANNA, BELA))["x"] in {"", "bela"}


@pytest.mark.parametrize(("box", "person"), [(LEFT, 0), (TINY, NOBODY)], ids=["wide enough", "too small"])
def test_a_poor_face_takes_the_name_of_its_identity_against_its_photographs(
    box: tuple[int, int, int, int], person: int
) -> None:
    # The photographs of a face without detail say nothing; its identity was found by its clothes.
    looks = [
        *(Look(f"o{n}", who, 3 * n, 3 * n + 2, clothes=wearing(n)) for n, who in enumerate(strangers(4, seed=9))),
        Look("sharp", ANNA, 20, 23, noise=0, clothes=wearing(9)),
        Look("poor", between(BELA, OTHER, 0.6), 24, 26, box, noise=0, sharpness=5, clothes=wearing(9)),
    ]
    made = tables(looks)
    tracks = read_tracks([made["tracks"]], [made["samples"]])
    grouping = group_tracks(
        tracks, similarity=SIMILARITY, threshold=SIMILARITY.cluster, cues=CueWeights(), poor=PoorFaceLimits()
    )
    assert grouping.by_clothes.tolist() == [5]
    groups = decide(
        tracks,
        grouping,
        _people(ANNA, BELA),
        similarity=SIMILARITY,
        limits=NamingLimits(),
        is_face=np.ones(len(grouping), np.bool_),
    )
    assert {group.person for group in groups if 4 in group.rows} == {0}
    assert {group.person for group in groups if 5 in group.rows} == {person}


def test_outliers_are_left_out_where_there_is_enough_else() -> None:
    seeds = np.array([ANNA, ANNA, ANNA, BELA])
    flags = np.array([False, False, False, True])
    assert learn_people(seeds, ["a"] * 4, flags).centroids == pytest.approx(ANNA[None])
    few = learn_people(seeds[2:], ["a"] * 2, flags[2:])
    assert few.centroids == pytest.approx((ANNA + BELA)[None] / 2)


def test_the_lead_over_nobody_is_the_lead_over_a_stranger() -> None:
    person, distance, margin = best_two(np.array([[0.4], [0.9]], np.float32), SIMILARITY)
    assert person.tolist() == [0, 0]
    assert distance == pytest.approx([0.4, 0.9])
    assert margin == pytest.approx([0.2, 0])


def test_a_track_is_compared_with_the_two_nearest_tracks_of_a_person() -> None:
    pairs = np.array([[np.inf, 0.3, 0.8, 0.1], [0.3, np.inf, np.inf, 0.5]], np.float32)
    found = compare_with_named(pairs, np.array([0, 0, 0, 1]), (0, 1), nobody_named(2, 3))
    assert found.distances[0].tolist() == [pytest.approx(0.55), pytest.approx(0.1), pytest.approx(np.nan, nan_ok=True)]
    assert found.distances[1, 0] == pytest.approx(0.3)
    assert sorted(found.nearest[0, 0].tolist()) == [1, 2]
    assert found.nearest[1, 0].tolist() == [0, -1]
    assert (found.nearest[:, 2] == -1).all()


def test_unknowns_are_numbered_by_screen_time() -> None:
    looks = [Look("brief", ANNA, 0, 1), Look("long", BELA, 2, 9), Look("plant", CARLA, 10, 30)]
    tracks, groups = _decide(looks, _people(STRANGER))
    assert number_unknowns(groups, tracks, [True, True, False]) == ["Unknown 2", "Unknown 1", "Not a face 1"]


def test_a_blurred_face_in_distinctive_clothes_is_named_like_the_sharp_one() -> None:
    others = strangers(4, seed=9)
    blurred = between(ANNA, STRANGER, 0.63)
    looks = [
        Look("sharp", ANNA, 0, 3, noise=0, clothes=wearing(9)),
        Look("poor", blurred, 4, 7, noise=0, sharpness=2.5, clothes=wearing(9)),
        *(Look(f"o{n}", who, 8 + 3 * n, 10 + 3 * n, clothes=wearing(n)) for n, who in enumerate(others)),
    ]
    plain = [replace(look, clothes=wearing(0)) for look in looks]
    assert _names(looks, _people(ANNA, BELA))["poor"] == "anna"
    assert _names(plain, _people(ANNA, BELA))["poor"] == ""
    made = tables(looks)
    tracks = read_tracks([made["tracks"]], [made["samples"]])
    grouping = group_tracks(tracks, similarity=SIMILARITY, threshold=SIMILARITY.cluster, cues=CueWeights())
    names = name_tracks(
        tracks,
        _people(ANNA, BELA),
        grouping.pairs,
        grouping.together,
        similarity=SIMILARITY,
        limits=NamingLimits(),
        allowed=np.ones(len(tracks), np.bool_),
        given=nothing_given(len(tracks)).person,
    )
    assert names.by_clothes[:2].tolist() == [False, True]
