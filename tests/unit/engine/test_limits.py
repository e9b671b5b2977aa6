"""A limit made for an hour of television does not end the work on a long film, and a short clip keeps the whole of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from telecine.apps import APPLICATIONS
from telecine.engine.registry import Registry
from telecine.engine.stage import LIMITS_COVER, Limits

HOUR = LIMITS_COVER.total_seconds()
STAGES = Registry(APPLICATIONS).stages
SCAN, TRACKS, REPORT = STAGES["media.scan"], STAGES["faces.tracks"], STAGES["screentime.report"]

limits = st.tuples(st.floats(1, 10**5), st.floats(1, 10**5)).map(
    lambda both: Limits(soft=timedelta(seconds=min(both)), hard=timedelta(seconds=max(both)))
)
lengths = st.floats(0, 1000 * HOUR)


@given(limits, st.floats(0, HOUR))
def test_up_to_an_hour_the_declared_limits_hold(declared: Limits, length_s: float) -> None:
    stage = replace(SCAN, limits=declared)
    assert _seconds(stage.limits_over(length_s)) == pytest.approx(_seconds(declared), abs=1e-5)


@given(limits, lengths, lengths)
def test_a_longer_film_never_gets_less_and_a_long_one_gets_it_in_proportion(
    declared: Limits, first: float, second: float
) -> None:
    stage = replace(SCAN, limits=declared)
    shorter, longer = (stage.limits_over(length_s) for length_s in sorted((first, second)))
    assert shorter.soft <= longer.soft
    assert shorter.hard <= longer.hard
    assert longer.soft <= longer.hard
    assume(max(first, second) >= HOUR)
    hours = max(first, second) / HOUR
    assert _seconds(longer) == pytest.approx([hours * seconds for seconds in _seconds(declared)], abs=1e-4)


@given(lengths)
def test_an_item_has_the_same_limits_in_every_film(length_s: float) -> None:
    assert TRACKS.limits_over(length_s) == TRACKS.limits


def test_what_a_film_of_four_hours_gets() -> None:
    assert SCAN.limits_over(4 * HOUR).soft == timedelta(seconds=24_000)
    assert SCAN.limits_over(4 * HOUR).hard == timedelta(seconds=28_800)
    assert REPORT.limits_over(4 * HOUR).hard == timedelta(hours=2)
    assert REPORT.limits_over(0.0) == REPORT.limits


def test_grouping_and_reports_have_the_short_limits_and_the_rest_longer_ones() -> None:
    short = {name for name, stage in STAGES.items() if _seconds(stage.limits) == [1200, 1800]}
    assert short == {"faces.likeness", "faces.identities", "faces.matches", "screentime.report"}
    assert all(_seconds(stage.limits) >= [6000, 7200] for name, stage in STAGES.items() if name not in short)


def test_where_one_limit_is_given_the_other_keeps_its_proportion() -> None:
    assert _seconds(Limits().changed(soft_s=3000)) == [3000, 3600]
    assert _seconds(Limits().changed(hard_s=3600)) == [3000, 3600]
    assert _seconds(Limits().changed(soft_s=10, hard_s=3600)) == [10, 3600]
    assert Limits(attempts=7).changed() == Limits(attempts=7)


@pytest.mark.parametrize(("soft_s", "hard_s"), [(0, 10), (-1, 10), (11, 10)])
def test_limits_that_make_no_sense_are_refused(soft_s: float, hard_s: float) -> None:
    with pytest.raises(ValueError, match="soft one first"):
        Limits(soft=timedelta(seconds=soft_s), hard=timedelta(seconds=hard_s))


def _seconds(declared: Limits) -> list[float]:
    return [declared.soft.total_seconds(), declared.hard.total_seconds()]
