"""Whole ticks say the same as fractions of seconds, and figures are rounded as `round` rounds them."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from telecine.apps.screentime.logic import ticks
from telecine.apps.screentime.logic.exports import decimals
from telecine.kernel.spans import Span, intersect, nearest_tick, subtract, total, union

WHOLE = Span(Fraction(1), Fraction(9))

instants = st.fractions(0, 10, max_denominator=30_000) | st.integers(0, 240).map(lambda n: Fraction(n, 24))
spans = st.lists(st.tuples(instants, instants).map(lambda ends: Span(*sorted(ends))), max_size=8)


@given(spans, spans)
def test_sets_of_ticks_are_sets_of_fractions(first: list[Span], second: list[Span]) -> None:
    clock = ticks.Clock.of([end for span in (WHOLE, *first, *second) for end in (span.start, span.end)])
    whole = clock.ticks(WHOLE)
    one, other = (ticks.union(map(clock.ticks, each)) for each in (first, second))
    assert [clock.span(each) for each in one] == union(first)
    assert [clock.span(each) for each in ticks.clip(one, whole)] == intersect(first, [WHOLE])
    assert [clock.span(each) for each in ticks.subtract(one, other)] == subtract(first, second)
    assert clock.seconds(ticks.total(one)) == total(first)


@given(st.fractions() | st.integers(-9999, 9999).map(lambda n: Fraction(n, 2)), st.sampled_from((1, 10, 1000)))
def test_the_nearest_tick_is_what_round_gives(instant: Fraction, unit: int) -> None:
    assert nearest_tick(instant, unit) == round(instant * unit)


@given(st.fractions() | st.integers(-9999, 9999).map(lambda n: Fraction(n, 2000)), st.integers(0, 4))
def test_decimals_are_the_rounded_number(seconds: Fraction, places: int) -> None:
    assert Decimal(decimals(seconds, places)) == Fraction(round(seconds * 10**places), 10**places)
    assert len(decimals(seconds, places).partition(".")[2]) == places
