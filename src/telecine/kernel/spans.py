"""Exact, half-open spans of time.

Instants are `Fraction` seconds counted from the first frame of the video. A span holds its start and not its
end, so neighbouring spans share no instant and lose none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open ``[start, end)`` in seconds. An empty span (`start == end`) is allowed; a reversed one is not."""

    start: Fraction
    end: Fraction

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"span ends before it starts: {self.start} > {self.end}")

    @property
    def duration(self) -> Fraction:
        return self.end - self.start

    def contains(self, instant: Fraction) -> bool:
        return self.start <= instant < self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def intersection(self, other: Span) -> Span | None:
        """The common part; None when nothing (or only a point) is common."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None

    def split_at(self, cut: Fraction) -> tuple[Span, Span]:
        """Two spans that partition this one. Raises ValueError when `cut` is outside ``[start, end]``."""
        if not self.start <= cut <= self.end:
            raise ValueError(f"{cut} is outside [{self.start}, {self.end}]")
        return Span(self.start, cut), Span(cut, self.end)

    def shifted(self, by: Fraction) -> Span:
        return Span(self.start + by, self.end + by)


def union(spans: Iterable[Span], *, bridge: Fraction = ZERO) -> list[Span]:
    """Sorted disjoint spans that cover exactly `spans`, plus gaps no longer than `bridge` between them."""
    given = list(spans)
    unit = lcm(bridge.denominator, *(d for s in given for d in (s.start.denominator, s.end.denominator)))
    # Whole numbers compare several times faster than fractions, and as exactly.
    whole = ((in_ticks(span.start, unit), in_ticks(span.end, unit), index) for index, span in enumerate(given))
    ticks = sorted(one for one in whole if one[0] != one[1])
    widest = in_ticks(bridge, unit)
    merged: list[Span] = []
    last = 0
    for first, after, index in ticks:
        if not merged or first - last > widest:
            merged.append(given[index])
            last = after
        elif after > last:
            merged[-1] = Span(merged[-1].start, given[index].end)
            last = after
    return merged


def in_ticks(instant: Fraction, unit: int) -> int:
    """An instant in units of ``1 / unit`` seconds; `unit` is a multiple of its denominator."""
    return instant.numerator * (unit // instant.denominator)


def nearest_tick(instant: Fraction, unit: int) -> int:
    """``round(instant * unit)``: the nearest whole number, the even one of two that are as near. Several times faster."""
    whole, rest = divmod(instant.numerator * unit, instant.denominator)
    over = 2 * rest - instant.denominator
    return whole + (over > 0 or (over == 0 and whole % 2))


def subtract(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """What of `spans` is in none of `holes`; sorted and disjoint."""
    left: list[Span] = []
    cut = union(holes)
    index = 0
    for span in union(spans):
        start = span.start
        while index < len(cut) and cut[index].end <= start:
            index += 1
        at = index
        while at < len(cut) and cut[at].start < span.end:
            if cut[at].start > start:
                left.append(Span(start, cut[at].start))
            start = max(start, cut[at].end)
            at += 1
        if start < span.end:
            left.append(Span(start, span.end))
    return left


def intersect(first: Iterable[Span], second: Iterable[Span]) -> list[Span]:
    """What is in both; sorted and disjoint."""
    a, b = union(first), union(second)
    common: list[Span] = []
    i = j = 0
    while i < len(a) and j < len(b):
        part = a[i].intersection(b[j])
        if part:
            common.append(part)
        if a[i].end < b[j].end:
            i += 1
        else:
            j += 1
    return common


def total(spans: Iterable[Span]) -> Fraction:
    """Seconds covered by `spans`, overlaps counted once."""
    covered = union(spans)
    unit = lcm(*(d for s in covered for d in (s.start.denominator, s.end.denominator)))
    return Fraction(sum(in_ticks(span.end, unit) - in_ticks(span.start, unit) for span in covered), unit)


def partitions(whole: Span, parts: Sequence[Span]) -> bool:
    """Whether `parts`, in order, cover `whole` with nothing twice and nothing lost."""
    at = whole.start
    for part in parts:
        if part.start != at or part.duration <= 0:
            return False
        at = part.end
    return at == whole.end
