"""Which two are asked about, and which never are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from telecine.apps.faces.logic.closeness import mean_distances, mean_distances_from
from telecine.apps.faces.logic.naming.case import Case
from telecine.apps.faces.logic.naming.rounds import NamingLimits
from telecine.apps.faces.logic.pairs import FARTHEST, Pair, Shown, same_person_pairs
from tests.fixtures.face_tables import SIMILARITY, Look, between, strangers
from tests.unit.answers.naming_cases import case_of

ANNA, BELA, STRANGER = strangers(3)
LEFT, RIGHT = (100.0, 100.0, 180.0, 200.0), (400.0, 100.0, 480.0, 200.0)
CHANGED = between(ANNA, STRANGER, 0.55)
"""Anna in other light: too far to be joined, nearer than a stranger."""


def _shown(case: Case, people: dict[str, str | None]) -> list[Shown]:
    return [
        Shown(label, person, np.array([row for row, track in enumerate(case.tracks.ids) if track.startswith(label)]))
        for label, person in people.items()
    ]


def _ask(looks: Sequence[Look], people: dict[str, str | None], cannot: Sequence[tuple[int, int]] = ()) -> list[Pair]:
    case = case_of(looks, [ANNA], NamingLimits())
    together = np.concatenate([case.grouping.together, np.array(cannot, np.int64).reshape(-1, 2)])
    case = replace(case, grouping=replace(case.grouping, together=together))
    return same_person_pairs(case, _shown(case, people), threshold=SIMILARITY.cluster)


def test_somebody_in_other_light_is_asked_about_and_a_stranger_is_not() -> None:
    looks = [Look("a", ANNA, 0, 4), Look("b", CHANGED, 5, 7), Look("c", BELA, 8, 9)]
    (pair,) = _ask(looks, {"a": None, "b": None, "c": None})
    assert (pair.one, pair.other) == (0, 1), "the one with more seconds comes first"
    assert SIMILARITY.cluster < pair.distance < SIMILARITY.same
    assert "joined up to 0.42" in pair.reason


def test_the_likeliest_comes_first_and_a_name_before_an_unknown() -> None:
    looks = [Look("a", ANNA, 0, 1), Look("b", CHANGED, 5, 9), Look("c", between(ANNA, STRANGER, 0.45), 10, 12)]
    pairs = _ask(looks, {"a": "anna", "b": None, "c": None})
    assert [pair.distance for pair in pairs] == sorted(pair.distance for pair in pairs)
    assert all(pair.one == 0 for pair in pairs if 0 in {pair.one, pair.other})


def test_two_who_are_seen_together_are_never_asked_about() -> None:
    looks = [Look("a", ANNA, 0, 4, box=LEFT), Look("b", CHANGED, 2, 7, box=RIGHT)]
    assert _ask(looks, {"a": None, "b": None}) == []


def test_two_who_were_said_to_be_two_are_not_asked_about_again() -> None:
    looks = [Look("a", ANNA, 0, 4), Look("b", CHANGED, 5, 7)]
    assert len(_ask(looks, {"a": None, "b": None})) == 1
    assert _ask(looks, {"a": None, "b": None}, cannot=[(0, 1)]) == []


def test_two_people_with_a_name_each_are_not_asked_about() -> None:
    looks = [Look("a", ANNA, 0, 4), Look("b", CHANGED, 5, 7)]
    assert _ask(looks, {"a": "anna", "b": "bela"}) == []


@settings(max_examples=50, deadline=None)
@given(
    places=st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 6), st.integers(1, 4), st.booleans()), min_size=2, max_size=7
    )
)
def test_what_cannot_be_is_never_proposed(places: list[tuple[int, int, int, bool]]) -> None:
    points = (ANNA, CHANGED, BELA)
    looks = [
        Look(f"{number}", points[who], start, start + length, box=LEFT if left else RIGHT, seed=number)
        for number, (who, start, length, left) in enumerate(places)
    ]
    case = case_of(looks, [ANNA], NamingLimits())
    shown = _shown(case, {look.track: None for look in looks})
    beside = {frozenset(map(int, pair)) for pair in case.grouping.together}
    table = mean_distances(case.tracks, case.grouping.pairs, case.grouping.together, np.arange(len(looks)))
    np.testing.assert_array_equal(table, table.T)
    groups = np.arange(len(looks)) // 2
    whole = mean_distances(case.tracks, case.grouping.pairs, case.grouping.together, groups)
    for one in range(len(whole)):
        row = mean_distances_from(case.tracks, case.grouping.pairs, case.grouping.together, groups, one)
        np.testing.assert_allclose(row, whole[one], rtol=1e-5)
    for pair in same_person_pairs(case, shown, threshold=SIMILARITY.cluster):
        assert frozenset({pair.one, pair.other}) not in beside
        assert pair.distance <= FARTHEST * SIMILARITY.same
        assert pair.nearest <= pair.distance + 1e-5
