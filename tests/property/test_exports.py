"""What holds for exports whatever is on screen."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from telecine.apps.screentime.logic.formats.boxes import Trace, find_boxes
from telecine.apps.screentime.logic.formats.clipping import plan_clips
from telecine.apps.screentime.logic.formats.cutlist import Source, find_events, widen
from telecine.apps.screentime.logic.formats.intervals import find_cells
from telecine.apps.screentime.logic.formats.timecode import USUAL_RATES, grid_of, read_timecode, write_timecode
from telecine.apps.screentime.logic.formats.vtt import find_cues, timestamp
from telecine.kernel.spans import ZERO, Span, partitions, subtract, union
from telecine.records.screentime import Interval

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


@given(st.sampled_from(USUAL_RATES), st.integers(min_value=0, max_value=5 * 24 * 3600 * 60))
def test_a_timecode_names_one_frame_of_a_day(rate: Fraction, frame: int) -> None:
    grid = grid_of(rate, is_variable=False)
    day = read_timecode("23:59:59:" + str(grid.base - 1), grid) + 1
    text = write_timecode(frame, grid)
    assert read_timecode(text, grid) == frame % day
    assert write_timecode(frame % day, grid) == text


@given(SPANS, st.sampled_from([*USUAL_RATES, Fraction(15), Fraction(137, 5)]), st.booleans())
def test_events_follow_each_other_and_keep_the_seconds_to_a_frame(
    spans: list[Span], rate: Fraction, is_variable: bool
) -> None:
    grid = grid_of(rate, is_variable=is_variable)
    events = find_events(spans, Source("film.mp4", grid, grid.frame_at(Fraction(20)), 2))
    record = 0
    for event in events:
        assert (event.record, event.frames > 0) == (record, True)
        record += event.frames
        assert abs(grid.seconds(event.frames) - event.span.duration) <= 1 / grid.counts
    assert all(before.end <= after.start for before, after in pairwise(events))


@given(SPANS, *(st.sampled_from([ZERO, Fraction(1, 3), Fraction(2)]) for _ in range(3)))
def test_widened_spans_are_disjoint_and_hold_what_was_long_enough(
    spans: list[Span], handle: Fraction, join: Fraction, shortest: Fraction
) -> None:
    whole = Span(ZERO, Fraction(20))
    wide = widen(spans, handle=handle, join=join, shortest=shortest, whole=whole)
    assert wide == union(wide)
    assert subtract(wide, [whole]) == []
    assert subtract([span for span in spans if span.duration >= shortest], wide) == []


@given(
    SPANS,
    SPANS,
    st.fractions(min_value=1, max_value=30, max_denominator=10),
    st.sampled_from([Fraction(20), Fraction(61, 3)]),
)
def test_the_intervals_partition_the_film_and_keep_every_second(
    clear: list[Span], others: list[Span], every: Fraction, duration: Fraction
) -> None:
    kinds = [(span, True, False) for span in clear]
    kinds += [(span, False, bool(n % 2)) for n, span in enumerate(subtract(others, clear))]
    intervals = [
        Interval(start=span.start, end=span.end, is_clear=is_clear, is_bridged=is_bridged, confidence=None, tracks=())
        for span, is_clear, is_bridged in kinds
    ]
    cells = find_cells([intervals], duration, every)
    assert partitions(Span(ZERO, duration), [cell.span for cell in cells])
    found = [cell.people[0] for cell in cells if cell.people]
    wanted = {"clear": ZERO, "visible": ZERO, "bridged": ZERO}
    for span, is_clear, is_bridged in kinds:
        wanted["bridged" if is_bridged else "visible"] += span.duration
        wanted["clear"] += span.duration if is_clear else 0
    assert sum((one.visible for one in found), ZERO) == wanted["visible"]
    assert sum((one.clear for one in found), ZERO) == wanted["clear"]
    assert sum((one.bridged for one in found), ZERO) == wanted["bridged"]


SIDES = st.floats(min_value=-60, max_value=260, width=32)
TRACES = st.lists(
    st.builds(
        lambda span, samples: (span, samples),
        st.tuples(INSTANTS, INSTANTS).map(lambda pair: Span(min(pair), max(pair))),
        st.dictionaries(INSTANTS, st.tuples(SIDES, SIDES, SIDES, SIDES), min_size=1, max_size=4),
    ),
    max_size=4,
)


@given(TRACES, st.lists(INSTANTS, unique=True, max_size=40).map(sorted))
def test_boxes_stay_in_the_picture_and_in_the_span_of_their_track(
    given_: list[tuple[Span, dict[Fraction, tuple[float, ...]]]], instants: list[Fraction]
) -> None:
    traces = [
        Trace(
            f"t{number}",
            span,
            tuple(sorted(samples)),
            np.array([samples[at] for at in sorted(samples)], np.float32),
            np.ones(len(samples), np.float32),
            np.ones(len(samples), np.bool_),
        )
        for number, (span, samples) in enumerate(given_)
    ]
    boxes = find_boxes(traces, instants, (200, 100))
    places = list(zip(boxes.frame.tolist(), boxes.track.tolist(), strict=True))
    assert places == sorted(set(places))
    assert all(traces[track].span.contains(instants[frame]) for frame, track in places)
    assert ((boxes.box[:, :2] >= 0) & (boxes.box[:, 2:] - boxes.box[:, :2] >= 1)).all()
    assert ((boxes.box[:, 2] <= 200) & (boxes.box[:, 3] <= 100)).all()
    for row, (frame, track) in enumerate(places):
        assert bool(boxes.is_detected[row]) == (instants[frame] in traces[track].at)


@given(
    SPANS,
    st.lists(INSTANTS, unique=True, min_size=2, max_size=60).map(sorted),
    st.lists(INSTANTS, max_size=5).map(sorted),
    st.fractions(min_value=1, max_value=5, max_denominator=10),
    st.integers(min_value=1, max_value=6),
)
def test_clips_begin_with_a_frame_and_are_disjoint_parts_of_appearances(
    spans: list[Span], instants: list[Fraction], cuts: list[Fraction], longest: Fraction, most: int
) -> None:
    end = instants[-1] + 1
    widest = max(after - before for before, after in pairwise([*instants, end]))
    every = plan_clips(spans, instants, cuts, end=end, longest=longest, most=10_000)
    assert every.left_out == 0
    for clip in every.spans:
        assert clip.start in instants
        assert clip.end in {*instants, end}
        assert 0 < clip.duration <= max(longest, widest)
    assert all(before.end <= after.start for before, after in pairwise(every.spans))
    covered = {at for at in instants if any(span.contains(at) for span in spans)}
    assert covered == {at for at in instants if any(clip.contains(at) for clip in every.spans)}
    few = plan_clips(spans, instants, cuts, end=end, longest=longest, most=most)
    assert len(few.spans) == min(most, len(every.spans))
    assert few.left_out == len(every.spans) - len(few.spans)
    assert set(few.spans) <= set(every.spans)
