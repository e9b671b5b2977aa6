"""Times and figures as people read them."""

from fractions import Fraction

import pytest

from telecine.apps.screentime.logic import wording
from telecine.apps.screentime.logic.exports import decimals
from telecine.records.faces import Metric


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (Fraction(0), "0.0 s"),
        (Fraction(125, 10), "12.5 s"),
        (Fraction(5999, 100), "1 min 00.0 s"),
        (Fraction(725, 10), "1 min 12.5 s"),
        (Fraction(359_999, 100), "1 h 00 min 00 s"),
        (Fraction(3732), "1 h 02 min 12 s"),
    ],
)
def test_a_length_reads_as_people_say_it(seconds: Fraction, text: str) -> None:
    assert wording.duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "places", "text"),
    [
        (Fraction(0), 1, "0:00.0"),
        (Fraction(59_999, 1000), 1, "0:59.9"),
        (Fraction(1001, 30_000), 3, "0:00.033"),
        (Fraction(3727), 0, "1:02:07"),
    ],
)
def test_a_position_is_cut_and_never_rounded_up(seconds: Fraction, places: int, text: str) -> None:
    assert wording.clock(seconds, places) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (0.001, "< 1 %"), (0.37, "37 %"), (0.999, "> 99 %"), (1, "100 %")]
)
def test_almost_nothing_and_almost_all_are_told_apart_from_both(share: float, text: str) -> None:
    assert wording.percent(share) == text


@pytest.mark.parametrize(
    ("name", "text"), [("Ana", "A"), ("Ana de Bo", "AB"), ("", "?"), ("<b>", "?"), ("林 志玲", "林志")]
)
def test_initials_stand_for_any_name(name: str, text: str) -> None:
    assert wording.initials(name) == text


@pytest.mark.parametrize(
    ("rate", "is_variable", "text"),
    [
        (Fraction(25), False, "25 fps"),
        (Fraction(30_000, 1001), False, "29.97 fps"),
        (Fraction(27), True, "variable, 27 fps on average"),
    ],
)
def test_a_frame_rate_reads_as_people_write_it(rate: Fraction, is_variable: bool, text: str) -> None:
    assert wording.rate(rate, is_variable=is_variable) == text


def test_a_metric_shows_its_unit() -> None:
    metric = Metric(name="tracks_per_minute", value=11.62, unit="1/min", warn_above=50, is_warning=False, advice="")
    assert wording.metric_name(metric) == "Tracks per minute"
    assert wording.metric_value(metric, metric.value) == "11.6 a minute"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (Fraction(1, 3), "0.333"),
        (Fraction(2, 3), "0.667"),
        (Fraction(1, 2000), "0.000"),
        (Fraction(10**9), "1000000000.000"),
    ],
)
def test_decimals_are_always_three(seconds: Fraction, text: str) -> None:
    assert decimals(seconds) == text
