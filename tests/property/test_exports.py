"""What holds for exports whatever is on screen."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from telecine.apps.screentime.logic.formats.vtt import find_cues, timestamp
from telecine.kernel.spans import Span, union

INSTANTS = st.fractions(min_value=0, max_value=20, max_denominator=30_000)
SPANS = st.lists(st.tuples(INSTANTS, INSTANTS).map(lambda pair: Span(min(pair), max(pair))), max_size=8).map(union)
PEOPLE = st.lists(SPANS, max_size=4).map(lambda all_: [(f"Person {n}", spans) for n, spans in enumerate(all_)])


@given(PEOPLE)
def test_cues_never_overlap_and_touch_only_when_the_names_change(people: list[tuple[str, list[Span]]]) -> None:
    cues = find_cues(people)
    assert all(cue.start < cue.end and cue.names for cue in cues)
    for before, after in pairwise(cues):
        assert before.end <= after.start
        assert before.end < after.start or before.names != after.names


@given(PEOPLE)
def test_cues_show_everybody_for_their_seconds_to_the_millisecond(people: list[tuple[str, list[Span]]]) -> None:
    cues = find_cues(people)
    for name, spans in people:
        shown = sum(cue.end - cue.start for cue in cues if name in cue.names)
        assert shown == sum(round(span.end * 1000) - round(span.start * 1000) for span in spans)
        middles = [(span.start + span.end) * 500 for span in spans if span.duration > Fraction(1, 500)]
        assert all(any(cue.start <= at < cue.end and name in cue.names for cue in cues) for at in middles)


@given(st.integers(min_value=0, max_value=10**9))
def test_a_timestamp_is_read_back(milliseconds: int) -> None:
    hours, minutes, seconds = timestamp(milliseconds).split(":")
    assert (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1000) == milliseconds
