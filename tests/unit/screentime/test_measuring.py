"""Measured against true seconds."""

from fractions import Fraction

from telecine.apps.screentime.logic.accounting import account
from telecine.apps.screentime.logic.measuring import CAVEAT, Comparison, measure
from telecine.apps.screentime.logic.presence import Sighting
from telecine.kernel.spans import Span
from telecine.records.faces import Assignment
from telecine.records.record import SpanRecord
from telecine.records.screentime import ScreenTime
from telecine.records.truth import TruePerson, TrueTrack, Truth
from tests.fixtures.screentime import assignment, unknown

DURATION = Fraction(20)


def somebody(name: str, *spans: tuple[int, int], is_nameable: bool = False) -> TruePerson:
    tracks = tuple(
        TrueTrack(span=SpanRecord(start=Fraction(start), end=Fraction(end)), boxes=()) for start, end in spans
    )
    return TruePerson(person=name.lower().replace(" ", "-"), name=name, is_nameable=is_nameable, tracks=tracks)


def truth(*people: TruePerson) -> Truth:
    return Truth(
        source="a test",
        duration=DURATION,
        frames=500,
        width=1280,
        height=720,
        frame_rate=Fraction(25),
        is_variable_rate=False,
        shots=(),
        people=people,
        sound=(),
    )


def report(*groups: tuple[Assignment, int, int]) -> ScreenTime:
    sightings = {
        group.track_ids[0]: Sighting(group.track_ids[0], Span(Fraction(start), Fraction(end)), ())
        for group, start, end in groups
    }
    accounts = account([group for group, _, _ in groups], sightings, cuts=(), duration=DURATION, bridge=Fraction(1, 2))
    return ScreenTime(
        duration=DURATION,
        people=accounts.people,
        anyone_s=accounts.anyone_s,
        several_s=accounts.several_s,
        metrics=(),
        warnings=(),
    )


def by_name(rows: list[Comparison]) -> dict[str, Comparison]:
    return {row.name: row for row in rows}


def test_a_named_person_is_compared_by_name_and_by_moment() -> None:
    rows = measure(
        truth(somebody("Ana Bo", (0, 10), is_nameable=True)),
        report((assignment("Ana Bo", ["t"], person="ana-bo"), 2, 13)),
    )
    (row,) = rows
    assert row.error_s == 1
    assert row.missed_s == 2
    assert row.extra_s == 3
    assert row.visible_s - row.true_s == row.extra_s - row.missed_s
    assert not row.is_wrong_name


def test_a_person_id_that_is_the_folder_name_is_found_too() -> None:
    rows = measure(
        truth(somebody("Ana Bo", (0, 10), is_nameable=True)),
        report((assignment("Ana Bo", ["t"], person="Ana Bo"), 0, 10)),
    )
    assert [row.error_s for row in rows] == [0]


def test_people_nobody_could_name_are_paired_by_when_they_are_seen() -> None:
    rows = by_name(
        measure(
            truth(somebody("Ana", (0, 8)), somebody("Bo", (6, 14))),
            report((unknown("Unknown 1", ["a"]), 6, 14), (unknown("Unknown 2", ["b"]), 0, 8)),
        )
    )
    assert rows["Ana"].label == "Unknown 2"
    assert rows["Bo"].label == "Unknown 1"
    assert rows["Ana"].error_s == rows["Bo"].error_s == 0


def test_a_name_for_somebody_else_is_a_wrong_name() -> None:
    rows = by_name(
        measure(truth(somebody("Ana", (0, 8))), report((assignment("Bo", ["t"]), 0, 8))),
    )
    assert rows["Ana"].label is None
    assert rows["Ana"].missed_s == 8
    assert rows["Bo"].is_wrong_name
    assert rows["Bo"].extra_s == 8


def test_naming_somebody_who_could_not_be_named_is_a_wrong_name() -> None:
    (row,) = measure(truth(somebody("Ana", (0, 8))), report((assignment("Ana", ["t"]), 0, 8)))
    assert row.is_wrong_name


def test_an_unknown_more_than_there_is_stands_below_and_is_no_wrong_name() -> None:
    rows = measure(
        truth(somebody("Ana", (0, 8))),
        report((unknown("Unknown 1", ["a"]), 0, 8), (unknown("Unknown 2", ["b"]), 0, 3)),
    )
    assert [row.name for row in rows] == ["Ana", "Unknown 2"]
    assert rows[1].true_s == 0
    assert rows[1].extra_s == 3
    assert not rows[1].is_wrong_name


def test_somebody_who_could_be_named_and_was_not_takes_what_the_others_leave() -> None:
    rows = by_name(
        measure(
            truth(somebody("Ana", (0, 8), is_nameable=True), somebody("Bo", (6, 14))),
            report((unknown("Unknown 1", ["a"]), 6, 14), (unknown("Unknown 2", ["b"]), 0, 8)),
        )
    )
    assert rows["Ana"].label == "Unknown 2"
    assert not rows["Ana"].is_wrong_name


def test_nobody_found_is_all_missed() -> None:
    (row,) = measure(truth(somebody("Ana", (0, 8))), report())
    assert row.label is None
    assert row.missed_s == 8
    assert row.error_s == -8


def test_the_caveat_says_what_is_measured() -> None:
    assert "timing and tracking" in CAVEAT
    assert "RESULTS.md" in CAVEAT
