"""What changed between two reports."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from telecine.records.screentime import ScreenTime
from telecine.services.overview.comparing import _people, _unknown
from tests.fixtures.screentime import Episode, Track, assignment, unknown

TRACKS = (
    Track("a", Fraction(0), Fraction(4), (True,)),
    Track("b", Fraction(5), Fraction(7), (True,)),
    Track("c", Fraction(8), Fraction(9), (True,)),
)


def _report(folder: Path, *assignments: object) -> ScreenTime:
    return Episode(Fraction(10), (), TRACKS, tuple(assignments)).report(folder)  # type: ignore[arg-type]


def test_who_came_who_is_gone_and_what_an_unknown_became(tmp_path: Path) -> None:
    before = _report(tmp_path / "one", assignment("Ana", ["a"]), assignment("Ben", ["b"]), unknown("Unknown 1", ["c"]))
    after = _report(tmp_path / "two", assignment("Ana", ["a", "b"]), assignment("Cyd", ["c"]))
    found = {one.label: one for one in _people(before, after)}
    assert list(found) == ["Ana", "Ben", "Cyd"]
    assert (found["Ana"].visible_s, found["Ana"].was) == (Fraction(2), ("Ben",))
    assert (found["Ben"].after, found["Ben"].visible_s) == (None, Fraction(-2))
    assert found["Cyd"].before is None
    assert found["Cyd"].was == ("Unknown 1",)
    assert (_unknown(before), _unknown(after)) == ((1, Fraction(1)), (0, Fraction(0)))


def test_the_same_report_has_no_difference(tmp_path: Path) -> None:
    report = _report(tmp_path, assignment("Ana", ["a", "b"]), unknown("Unknown 1", ["c"]))
    assert all(not one.visible_s and not one.clear_s and not one.was for one in _people(report, report))
