"""What the timeline draws."""

from fractions import Fraction

import pytest

from telecine.apps.screentime.logic import lanes
from telecine.kernel.spans import Span


def test_a_span_is_a_rectangle_in_milliseconds() -> None:
    assert lanes.path([Span(Fraction(1), Fraction(5, 2))], "clear") == "M1000 0h1500v100H1000z"


def test_a_span_shorter_than_a_millisecond_can_still_be_seen() -> None:
    assert "h1v" in lanes.path([Span(Fraction(1), Fraction(10_001, 10_000))], "clear")


@pytest.mark.parametrize(("intervals", "is_thinned"), [(20_000, False), (20_001, True)])
def test_only_too_many_intervals_are_drawn_together(intervals: int, is_thinned: bool) -> None:
    assert (lanes.grain(intervals, Fraction(3600)) > 0) == is_thinned


@pytest.mark.parametrize(
    "duration",
    [Fraction(1, 25), Fraction(1), Fraction(7), Fraction(72), Fraction(3600), Fraction(36_000), Fraction(400_000)],
)
def test_a_ruler_has_few_round_marks_and_starts_at_zero(duration: Fraction) -> None:
    marks = lanes.ticks(duration)
    assert marks[0] == 0
    assert 1 <= len(marks) <= 10
    assert marks[-1] < duration


def test_a_span_that_ends_at_a_cut_does_not_touch_the_next_shot() -> None:
    starts = [0, 2, 5]
    assert lanes.shot_at(starts, 2) == 1
    assert lanes.last_shot_before(starts, 5) == 1
