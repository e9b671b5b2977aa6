"""Who gets which seconds."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from telecine.apps.screentime.logic.accounting import Accounts, account
from telecine.apps.screentime.logic.presence import Sighting
from telecine.kernel.errors import DefectError
from telecine.kernel.spans import Span
from telecine.records.faces import Assignment
from tests.fixtures.screentime import assignment, unknown

TRACKS = {
    name: Sighting(name, Span(Fraction(start), Fraction(end)), ())
    for name, start, end in (("a", 0, 4), ("b", 6, 8), ("c", 3, 7), ("d", 8, 10))
}


def accounts(*assignments: Assignment) -> Accounts:
    return account(assignments, TRACKS, cuts=(Fraction(0),), duration=Fraction(10), bridge=Fraction(1, 2))


def labels(found: Accounts) -> Sequence[str]:
    return [person.label for person in found.people]


def test_groups_that_name_one_person_are_one_person() -> None:
    found = accounts(
        assignment("Ana", ["a"], group_id="g1", confidence=0.9), assignment("Ana", ["b"], group_id="g2", confidence=0.6)
    )
    (ana,) = found.people
    assert ana.visible_s == 6
    assert ana.first == 0
    assert ana.last == 8
    assert ana.appearances == 2
    assert ana.share == 0.6
    assert ana.confidence == pytest.approx((0.9 * 4 + 0.6 * 2) / 6)


def test_two_groups_without_a_name_are_two_people() -> None:
    assert labels(accounts(unknown("Unknown 1", ["a"]), unknown("Unknown 2", ["b"]))) == ["Unknown 1", "Unknown 2"]


def test_named_people_come_first_and_then_whoever_is_seen_longest() -> None:
    found = accounts(unknown("Unknown 1", ["a"]), assignment("Bo", ["b"]), assignment("Ana", ["c"]))
    assert labels(found) == ["Ana", "Bo", "Unknown 1"]


def test_what_is_no_face_is_left_out_and_counted() -> None:
    found = accounts(assignment("Ana", ["a"]), unknown("Statue", ["b", "d"], is_face=False))
    assert labels(found) == ["Ana"]
    assert found.left_out == 1
    assert found.left_out_s == 4
    assert found.anyone_s == 4


def test_tracks_that_nobody_owns_are_counted() -> None:
    assert accounts(assignment("Ana", ["a"])).ungrouped == 3


def test_two_people_together_count_as_several() -> None:
    found = accounts(assignment("Ana", ["a"]), assignment("Bo", ["c"]), assignment("Cy", ["b"]))
    assert found.anyone_s == 8
    assert found.several_s == 2


def test_one_person_in_two_tracks_at_once_is_not_several() -> None:
    assert accounts(assignment("Ana", ["a", "c"])).several_s == 0


def test_an_interval_names_the_tracks_that_show_it_and_the_least_sure_name() -> None:
    found = accounts(
        assignment("Ana", ["a"], group_id="g1", confidence=0.9), assignment("Ana", ["c"], group_id="g2", confidence=0.5)
    )
    (interval,) = found.people[0].intervals
    assert interval.tracks == ("a", "c")
    assert interval.confidence == 0.5


def test_a_group_without_confidence_leaves_the_person_without_one() -> None:
    found = accounts(assignment("Ana", ["a"], group_id="g1"), assignment("Ana", ["b"], group_id="g2", confidence=None))
    assert found.people[0].confidence is None


def test_confidence_is_calibrated_only_when_all_of_it_is() -> None:
    sure = assignment("Ana", ["a"], group_id="g1", calibration="calibrated")
    assert accounts(sure).people[0].calibration == "calibrated"
    assert accounts(sure, assignment("Ana", ["b"], group_id="g2")).people[0].calibration == "uncalibrated"


def test_the_evidence_of_a_name_is_that_of_its_least_sure_group() -> None:
    found = accounts(
        assignment("Ana", ["a"], group_id="g1", score=0.3, margin=0.2, agreeing=5, samples=5),
        assignment("Ana", ["b"], group_id="g2", score=0.5, margin=0.1, agreeing=2, samples=3, how="clothes"),
    )
    (ana,) = found.people
    assert ana.score == 0.5
    assert ana.margin == 0.1
    assert (ana.agreeing, ana.samples) == (7, 8)
    assert ana.named_by == ("clothes", "facebank")


def test_the_portrait_is_that_of_the_longest_group_that_has_one() -> None:
    found = accounts(
        assignment("Ana", ["a"], group_id="g1"),
        assignment("Ana", ["b"], group_id="g2", thumbnail="thumbs/2.jpg"),
        assignment("Ana", [], group_id="g3", thumbnail="thumbs/3.jpg"),
    )
    assert found.people[0].thumbnail == "thumbs/2.jpg"


def test_a_group_with_an_unknown_track_is_a_defect() -> None:
    with pytest.raises(DefectError, match="nowhere"):
        accounts(assignment("Ana", ["nowhere"]))
