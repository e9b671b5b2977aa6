"""Dividing a film into segments of 20 to 30 seconds that end at cuts."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from telecine.kernel.spans import ZERO, Span

_SNAP: Final = Fraction(1, 4)
"""A split moves to a key frame by at most this part of the target length."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Lengths of segments in seconds.

    Attributes:
        target: the length aimed at.
        shortest: below this a segment costs more to start than it saves by running beside others.
        longest: above this, waiting for it at the end costs more.
        shot: a shot longer than this is split.
        lead_in: how far a segment that begins inside a shot may read back.
    """

    target: Fraction = Fraction(25)
    shortest: Fraction = Fraction(20)
    longest: Fraction = Fraction(30)
    shot: Fraction = Fraction(60)
    lead_in: Fraction = Fraction(2)


@dataclass(frozen=True, slots=True)
class Piece:
    """One segment: its span, whether it begins where a shot does, and how far it may read back."""

    span: Span
    starts_at_cut: bool
    lead_in: Fraction


def divide(
    duration: Fraction, starts: Sequence[Fraction], keyframes: Sequence[Fraction], lengths: Lengths | None = None
) -> list[Piece]:
    """Pieces that partition ``[0, duration)``.

    Ends are chosen among the starts of shots (and splits of long ones) by the least total cost: departure from 20 to
    30 s, and the seconds that are decoded in vain because no key frame stands at the start.

    Args:
        starts: starts of shots in order, the first 0.
        keyframes: instants of key frames in order.

    Raises:
        ValueError: `duration` is not positive or `starts` do not begin with 0.
    """
    limits = lengths or Lengths()
    if duration <= 0 or not starts or starts[0] != 0:
        raise ValueError("a film has a positive duration and a first shot at 0")
    shots = [start for start in starts if start < duration]
    places = _places(duration, shots, keyframes, limits)
    chosen = _cheapest(places, keyframes, limits)
    at_cut = set(shots)
    pieces = []
    for start, end in pairwise(chosen):
        shot = shots[bisect_right(shots, start) - 1]
        lead_in = ZERO if start in at_cut else min(limits.lead_in, start - shot)
        pieces.append(Piece(Span(start, end), start in at_cut, lead_in))
    return pieces


def _places(
    duration: Fraction, shots: Sequence[Fraction], keyframes: Sequence[Fraction], limits: Lengths
) -> list[Fraction]:
    """Where a segment may begin, and the end of the film."""
    places = [ZERO]
    for start, end in zip(shots, [*shots[1:], duration], strict=True):
        if end - start > limits.shot:
            count = math.ceil((end - start) / limits.target)
            for number in range(1, count):
                ideal = start + (end - start) * number / count
                split = _snapped(ideal, keyframes, limits.target * _SNAP)
                if places[-1] < split < end:
                    places.append(split)
        places.append(end)
    return places


def _snapped(ideal: Fraction, keyframes: Sequence[Fraction], reach: Fraction) -> Fraction:
    """The key frame nearest to `ideal`, if one is within `reach`."""
    place = bisect_left(keyframes, ideal)
    near = [k for k in keyframes[max(place - 1, 0) : place + 1] if abs(k - ideal) <= reach]
    return min(near, key=lambda k: abs(k - ideal), default=ideal)


def _cheapest(places: Sequence[Fraction], keyframes: Sequence[Fraction], limits: Lengths) -> list[Fraction]:
    """The choice of places with the least cost, from the first to the last (shortest path)."""
    in_vain = [_decoded_in_vain(place, keyframes) for place in places]
    best: list[float] = [0.0] + [math.inf] * (len(places) - 1)
    came_from = [0] * len(places)
    first = 0
    for end in range(1, len(places)):
        while places[end] - places[first] > limits.shot and first < end - 1:
            first += 1
        for start in range(first, end):
            cost = best[start] + _cost(places[end] - places[start], limits) + in_vain[start] / 20
            if cost < best[end]:
                best[end], came_from[end] = cost, start
    chosen = [len(places) - 1]
    while chosen[-1] != 0:
        chosen.append(came_from[chosen[-1]])
    return [places[place] for place in reversed(chosen)]


def _cost(length: Fraction, limits: Lengths) -> float:
    if length < limits.shortest:
        return float((limits.shortest - length) / limits.shortest) ** 2
    if length > limits.longest:
        return float((length - limits.longest) / (limits.longest - limits.shortest)) ** 2
    return 0.01 * abs(float(length - limits.target))


def _decoded_in_vain(place: Fraction, keyframes: Sequence[Fraction]) -> float:
    """Seconds between the key frame at or before `place` and `place`."""
    before = bisect_right(keyframes, place) - 1
    return float(place - keyframes[before]) if before >= 0 else float(place)
