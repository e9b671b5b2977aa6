"""Lanes of the timeline as SVG paths: one unit is one millisecond wide, and a lane is 100 high."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from telecine.kernel.spans import Span, nearest_tick, union
from telecine.records.media import Shot
from telecine.records.screentime import Interval

MOST_RECTANGLES: Final = 20_000
"""Of all lanes together; above it, what is nearer than the eye can tell apart is drawn as one."""
_HEIGHTS: Final = {"clear": (0, 100), "visible": (22, 56), "bridged": (44, 12)}


def milliseconds(seconds: Fraction) -> int:
    """Nearest whole millisecond."""
    return nearest_tick(seconds, 1000)


def grain(intervals: int, duration: Fraction) -> Fraction:
    """Gap in seconds below which neighbours are drawn as one; 0 unless there are too many intervals to draw."""
    return Fraction(0) if intervals <= MOST_RECTANGLES else duration / 8000


def path(spans: Iterable[Span], kind: str, *, bridge: Fraction = Fraction(0)) -> str:
    """SVG path data of one rectangle a span; its height says how well the face was seen."""
    top, height = _HEIGHTS[kind]
    parts: list[str] = []
    for span in union(spans, bridge=bridge):
        start, end = milliseconds(span.start), milliseconds(span.end)
        parts.append(f"M{start} {top}h{max(1, end - start)}v{height}H{start}z")
    return "".join(parts)


def shading(shots: Sequence[Shot]) -> str:
    """SVG path data that covers every second shot."""
    return path((Span(shot.start, shot.end) for shot in shots[1::2]), "clear")


def lines(shots: Sequence[Shot], *, most: int = 400) -> str:
    """SVG path data with a line at every cut; nothing when there are too many to tell apart."""
    if len(shots) > most:
        return ""
    return "".join(f"M{milliseconds(shot.start)} 0V100" for shot in shots[1:])


def spans_of(intervals: Iterable[Interval], *, is_clear: bool, is_bridged: bool) -> list[Span]:
    """Spans of the intervals of one kind."""
    return [
        Span(interval.start, interval.end)
        for interval in intervals
        if interval.is_clear == is_clear and interval.is_bridged == is_bridged
    ]


def shot_at(starts: Sequence[int], tick: int) -> int:
    """Index of the shot that holds `tick`; `starts` are sorted ticks, and the first shot takes what lies before it."""
    return max(0, bisect_right(starts, tick) - 1)


def last_shot_before(starts: Sequence[int], end: int) -> int:
    """Index of the last shot that begins before `end`: a span that ends at a cut does not touch the shot after it."""
    return max(0, bisect_left(starts, end) - 1)


def ticks(duration: Fraction, *, most: int = 10) -> list[Fraction]:
    """Round instants for a ruler, from 0 up to (not including) the end, at most `most` of them."""
    for step in _STEPS:
        if duration / step <= most:
            break
    else:
        step = Fraction(3600 * -(-int(duration) // (3600 * most)))
    count = -(-duration // step)
    return [step * index for index in range(int(count))]


_STEPS: Final = tuple(
    Fraction(seconds) for seconds in ("1/10", "1/5", "1/2", 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
)
