"""Which clips show somebody: whole appearances, or parts of long ones, cut on frames."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from telecine.kernel.spans import Span


@dataclass(frozen=True, slots=True)
class Clips:
    """Spans in order of time, and how many shorter ones were left out because there were too many."""

    spans: tuple[Span, ...]
    left_out: int


def plan_clips(
    spans: Sequence[Span],
    instants: Sequence[Fraction],
    cuts: Sequence[Fraction],
    *,
    end: Fraction,
    longest: Fraction,
    most: int,
) -> Clips:
    """Clips of appearances: the longest ones when there are too many.

    Every clip begins with a frame and ends where one begins or the film ends. A longer appearance becomes parts of
    about the same length, cut where a shot begins if one begins nearby.

    Args:
        spans: sorted and disjoint.
        instants: of all frames, sorted.
        cuts: instants at which shots begin, sorted.
        end: of the film.
    """
    parts: list[Span] = []
    for span in spans:
        whole = Span(_snap(span.start, instants, end), _snap(span.end, instants, end))
        if whole.duration:
            parts += _split(whole, instants, cuts, longest)
    kept = sorted(parts, key=lambda part: (-part.duration, part.start))[:most]
    return Clips(tuple(sorted(kept)), len(parts) - len(kept))


def _snap(at: Fraction, instants: Sequence[Fraction], end: Fraction) -> Fraction:
    """The first frame at or after an instant, or the end."""
    place = bisect_left(instants, at)
    return instants[place] if place < len(instants) else max(end, instants[-1] if instants else end)


def _split(span: Span, instants: Sequence[Fraction], cuts: Sequence[Fraction], longest: Fraction) -> list[Span]:
    parts: list[Span] = []
    start = span.start
    while span.end - start > longest:
        count = -(-(span.end - start) // longest)
        at = _cut_near(start + (span.end - start) / count, start, start + longest, instants, cuts)
        if at >= span.end:
            break
        parts.append(Span(start, at))
        start = at
    return [*parts, Span(start, span.end)]


def _cut_near(
    wanted: Fraction, start: Fraction, latest: Fraction, instants: Sequence[Fraction], cuts: Sequence[Fraction]
) -> Fraction:
    """The start of a shot in the second half of what may be taken, else the last frame not after `wanted`."""
    near = cuts[bisect_left(cuts, start + (wanted - start) / 2) : bisect_right(cuts, latest)]
    known = [cut for cut in near if instants[min(bisect_left(instants, cut), len(instants) - 1)] == cut]
    if known:
        return min(known, key=lambda cut: abs(cut - wanted))
    place = bisect_right(instants, wanted) - 1
    if instants[place] > start:
        return instants[place]
    # No frame between: a film that stands still for longer than a clip may be.
    return instants[place + 1] if place + 1 < len(instants) else latest
