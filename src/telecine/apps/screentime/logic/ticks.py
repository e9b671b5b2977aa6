"""Spans in whole ticks of a clock: as exact as fractions of seconds, and many times quicker to compare and to add."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from telecine.kernel.spans import Span, in_ticks

Ticks = tuple[int, int]
"""Half-open, from the first tick to the one after the last."""


@dataclass(frozen=True, slots=True)
class Clock:
    """So many ticks a second that every instant of a film is a whole tick, and the middle between any two as well."""

    rate: int

    @classmethod
    def of(cls, instants: Iterable[Fraction]) -> Clock:
        return cls(2 * lcm(*{instant.denominator for instant in instants}))

    def tick(self, instant: Fraction) -> int:
        return in_ticks(instant, self.rate)

    def ticks(self, span: Span) -> Ticks:
        return in_ticks(span.start, self.rate), in_ticks(span.end, self.rate)

    def seconds(self, ticks: int) -> Fraction:
        return Fraction(ticks, self.rate)

    def span(self, ticks: Ticks) -> Span:
        return Span(Fraction(ticks[0], self.rate), Fraction(ticks[1], self.rate))


def union(spans: Iterable[Ticks]) -> list[Ticks]:
    """Sorted disjoint spans that cover exactly `spans`; those that touch are one."""
    merged: list[Ticks] = []
    for start, end in sorted(spans):
        if start == end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def clip(spans: Iterable[Ticks], whole: Ticks) -> list[Ticks]:
    """The part of each span that lies in `whole`, where there is one."""
    parts = ((max(start, whole[0]), min(end, whole[1])) for start, end in spans)
    return [part for part in parts if part[0] < part[1]]


def subtract(spans: Sequence[Ticks], holes: Sequence[Ticks]) -> list[Ticks]:
    """What of `spans` is in none of `holes`; both are sorted and disjoint."""
    left: list[Ticks] = []
    index = 0
    for start, end in spans:
        while index < len(holes) and holes[index][1] <= start:
            index += 1
        begin, at = start, index
        while at < len(holes) and holes[at][0] < end:
            if holes[at][0] > begin:
                left.append((begin, holes[at][0]))
            begin = max(begin, holes[at][1])
            at += 1
        if begin < end:
            left.append((begin, end))
    return left


def total(disjoint: Iterable[Ticks]) -> int:
    """Ticks in spans that do not overlap."""
    return sum(end - start for start, end in disjoint)
