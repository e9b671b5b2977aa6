"""Why a face has a name or none: the reasons are those of the code that decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telecine.apps.faces.logic.naming.rounds import NOBODY, NamingLimits
from telecine.records.explaining import Check, Step
from tests.fixtures.face_tables import SIMILARITY, Look, Vector, between, strangers
from tests.unit.answers.naming_cases import case_of, told

ANNA, BELA, CARLA, STRANGER, OTHER = strangers(5)
LEFT, RIGHT = (100.0, 100.0, 180.0, 200.0), (400.0, 100.0, 480.0, 200.0)
NARROW = (100.0, 100.0, 120.0, 124.0)
ONE_ROUND = NamingLimits(rounds=1)


def _why(
    looks: Sequence[Look],
    track: str,
    people: Sequence[Vector] = (ANNA, BELA),
    limits: NamingLimits | None = None,
    *,
    no_faces: bool = False,
) -> tuple[str | None, Step]:
    return told(case_of(looks, people, limits or NamingLimits(), no_faces=no_faces))[track]


def _missed(step: Step) -> list[Check]:
    return [check for check in step.checks if not check.is_met]


def test_a_named_face_says_by_what_and_by_how_much() -> None:
    person, step = _why([Look("a", ANNA, 0, 2)], "a")
    assert person == "anna"
    assert step.outcome == "photographs"
    assert "4 of 4 samples agree" in step.text
    assert "0.46" in step.text, "the limit: 0.77 of the model's 0.6"


@pytest.mark.parametrize(
    ("look", "limits", "outcome", "setting"),
    [
        pytest.param(Look("x", between(ANNA, STRANGER, 0.6), 0, 2), ONE_ROUND, "too_far", "photos", id="far"),
        pytest.param(Look("x", ANNA, 0, 2, box=NARROW), ONE_ROUND, "too_small", "smallest_px", id="small"),
        pytest.param(Look("x", ANNA, 0, 2, samples=2), ONE_ROUND, "few_samples", "samples", id="few samples"),
    ],
)
def test_the_setting_that_is_proposed_gives_the_name(
    look: Look, limits: NamingLimits, outcome: str, setting: str
) -> None:
    person, step = _why([look], "x", limits=limits)
    assert person is None
    assert step.outcome == outcome
    (missed,) = _missed(step)
    assert missed.setting == f"faces.matches.{setting}"
    assert missed.needs is not None
    field = {"photos": "photos", "smallest_px": "smallest", "samples": "samples"}[setting]
    value = int(missed.needs) if setting == "samples" else float(missed.needs)
    assert _why([look], "x", limits=replace(limits, **{field: value}))[0] == "anna"  # type: ignore[arg-type]


def test_a_face_between_two_people_lacks_a_lead() -> None:
    person, step = _why([Look("x", between(ANNA, BELA, 0.5), 0, 2, noise=0.01)], "x")
    assert person is None
    assert "no_lead" in step.outcome or "nearer than the next person" in step.text


def test_a_stranger_is_as_far_from_the_photographs_as_a_stranger() -> None:
    person, step = _why([Look("x", STRANGER, 0, 2)], "x")
    assert person is None
    assert "as far away as a stranger's" in step.text
    assert not [check for check in _missed(step) if check.needs], "no setting makes a stranger somebody"


def test_a_name_that_somebody_beside_it_has_is_taken() -> None:
    looks = [Look("near", ANNA, 0, 2, box=LEFT), Look("x", between(ANNA, STRANGER, 0.3), 0, 2, box=RIGHT)]
    person, step = _why(looks, "x")
    assert person is None
    assert step.outcome == "taken"
    assert "(track near)" in step.text


def test_two_faces_with_equal_right_to_a_name_are_contested() -> None:
    looks = [Look("one", ANNA, 0, 2, box=LEFT, noise=0.001), Look("x", ANNA, 0, 2, box=RIGHT, noise=0.001)]
    person, step = _why(looks, "x")
    assert person is None
    assert step.outcome == "contested"


def test_what_is_no_face_and_what_cannot_be_compared_say_so() -> None:
    assert _why([Look("x", ANNA, 0, 2)], "x", no_faces=True)[1].outcome == "not_a_face"
    beside = [Look("x", ANNA, 0, 2, has_face=False), Look("a", BELA, 5, 7)]
    assert _why(beside, "x")[1].outcome == "no_samples"


def test_without_photographs_nobody_is_named() -> None:
    case = case_of([Look("x", ANNA, 0, 2)], [ANNA], NamingLimits())
    nobody = replace(case, people=replace(case.people, ids=(), centroids=case.people.centroids[:0]))
    assert nobody.judge() is None


PLACES = st.sampled_from([LEFT, RIGHT, NARROW])
WHO = st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from([0.0, 0.2, 0.35, 0.5]))


@st.composite
def _films(draw: st.DrawFn) -> list[Look]:
    points = (ANNA, BELA, CARLA, STRANGER, OTHER)
    looks = []
    for number in range(draw(st.integers(1, 8))):
        one, other, part = draw(WHO)
        start = draw(st.integers(0, 6))
        looks.append(
            Look(
                f"t{number}",
                between(points[one], points[other], part),
                start,
                start + draw(st.integers(1, 3)),
                box=draw(PLACES),
                samples=draw(st.integers(1, 5)),
                noise=draw(st.sampled_from([0.05, 0.3])),
                sharpness=draw(st.sampled_from([1.0, 8.0, 80.0])),
                has_face=draw(st.booleans()) or draw(st.booleans()),
                seed=number,
            )
        )
    return looks


@settings(max_examples=60, deadline=None)
@given(looks=_films())
def test_every_face_without_a_name_has_a_reason_and_nothing_that_passes_is_left_unnamed(looks: list[Look]) -> None:
    case = case_of(looks, (ANNA, BELA, CARLA), NamingLimits())
    judged = case.judge()
    if judged is not None:
        unnamed = judged.names.person == NOBODY
        assert not (judged.trial.passes & unnamed).any(), "the rounds ended before all was named"
        assert np.all(judged.trial.distance[judged.trial.is_near] <= 0.77 * SIMILARITY.same + 1e-6)
    for person, step in told(case).values():
        if person is None:
            assert step.outcome != "not_named", step
            assert step.text.startswith(("Not named. ", "No face could be compared"))
        else:
            assert step.outcome in {"photographs", "episode", "clothes", "shared"}
