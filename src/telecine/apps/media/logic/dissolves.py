"""Dissolves: for some frames the picture is a mixture of what was and what comes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from telecine.apps.media.logic.looks import Look, colour_histogram, difference, moved_difference

# Logistic regression on composed clips (docs/decisions/0010-shot-detection.md): rest that no mixture explains, departure
# from an even mixture, difference of the ends, the same after motion, unrest outside and inside, colours, offset.
_WEIGHTS: Final = (-15.64, -4.21, 2.29, 5.51, 1.01, -2.32, 2.68, -3.99)
_LENGTHS_S: Final = (0.16, 0.24, 0.32, 0.4, 0.52, 0.64, 0.8, 1.0, 1.2)
_SHIFTS: Final = 8
_DIFFERENT: Final = 0.3
_SHIFT_S: Final = 0.04
_SEEN_AGAIN: Final = 0.3
_NEAREST: Final = 3
_HOPELESS: Final = 0.3


class Dissolve(NamedTuple):
    """A gradual change: the last frame of the old picture, the first of the new one, and how sure it is."""

    last: int
    first: int
    confidence: float


def find_dissolve(looks: Sequence[Look], centre: int, frames_per_s: float) -> Dissolve | None:
    """The mixture around `centre` that fits best; its confidence says whether it is one.

    `looks` hold no cut. For each length and place, the frames inside are projected onto the line from the frame
    before to the frame after; a dissolve moves evenly along that line and leaves little beside it, while a moving
    camera does not.
    """
    step = max(1, round(_SHIFT_S * frames_per_s))
    lengths = sorted({max(3, round(seconds * frames_per_s)) for seconds in _LENGTHS_S})
    pictures = np.stack([look.centred + np.float32(look.mean) for look in looks])
    best: tuple[float, int, int, float, float, float] | None = None
    for length in lengths:
        for shift in range(-_SHIFTS, _SHIFTS + 1, 1 if length < 8 else 2):
            a = centre + shift * step - length // 2 - 1
            b = a + length + 1
            if a < 0 or b >= len(looks):
                continue
            ends = difference(looks[a], looks[b])
            if ends < _DIFFERENT:
                continue
            fit = _mixture(pictures[a : b + 1])
            if fit is None:
                continue
            score = fit[0] + fit[1] / 2 - 0.6 * ends
            if best is None or score < best[0]:
                best = (score, a, b, *fit, ends)
    if best is None:
        return None
    _, a, b, rest, departure, ends = best
    confidence = _confidence(looks, a, b, (rest, departure, ends))
    if confidence >= _HOPELESS and seen_again(looks, a, b, 2 * step) < _SEEN_AGAIN:
        return None
    return Dissolve(a, b, confidence)


def seen_again(looks: Sequence[Look], a: int, b: int, step: int) -> float:
    """How different the old picture `a` is from all later ones, and the new one `b` from all earlier ones, at least.

    Smoke that clears and somebody who passes show what was there before; a change of scene does not.
    """
    pairs = [(looks[a], look) for look in looks[b::step]] + [(look, looks[b]) for look in looks[a::-step]]
    nearest = sorted(((difference(*pair), place) for place, pair in enumerate(pairs)))[:_NEAREST]
    return min(min(apart, moved_difference(*pairs[place])) for apart, place in nearest)


def _mixture(pictures: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> tuple[float, float] | None:
    """Mean share of the change that no mixture of the ends explains, and the largest departure from an even one."""
    change = pictures[-1] - pictures[0]
    energy = float(change @ change)
    if energy < len(change):
        return None
    inside = pictures[1:-1] - pictures[0]
    shares = inside @ change / energy
    rest = ((inside - shares[:, None] * change) ** 2).sum(axis=1) / energy
    even = np.arange(1, len(shares) + 1) / (len(shares) + 1)
    return float(rest.mean()), float(np.abs(shares - even).max())


def _confidence(looks: Sequence[Look], a: int, b: int, fit: tuple[float, float, float]) -> float:
    earlier, later = max(0, a - 4), min(len(looks) - 1, b + 4)
    ends = ((a, b), (a, later), (earlier, b))
    moved = min(moved_difference(looks[i], looks[j]) for i, j in ends)
    unrest = max(difference(looks[earlier], looks[a]), difference(looks[b], looks[later]))
    inside = max(difference(looks[i], looks[i + 1]) for i in range(a, b))
    colours = float(np.abs(colour_histogram(looks[a]) - colour_histogram(looks[b])).sum()) / 2
    features = (*fit, moved, unrest, inside, colours, 1.0)
    return 1.0 / (1.0 + math.exp(-sum(w * x for w, x in zip(_WEIGHTS, features, strict=True))))
