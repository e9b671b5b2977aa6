"""Wipes: every place of the picture changes from what was to what comes once, some places earlier than others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from telecine.apps.media.logic.dissolves import seen_again
from telecine.apps.media.logic.looks import Look, difference, moved_difference

# Logistic regression on composed clips (docs/decisions/0010-shot-detection.md): rest, back, places, ends, moved, step,
# again, offset. It knows only what passes the three limits below.
_WEIGHTS: Final = (-16.58, -6.11, 4.84, 2.49, 10.0, -2.87, 0.83, -6.58)
_UNEVEN: Final = 0.5
_JUMP: Final = 0.5
_SEEN_AGAIN: Final = 0.3
_LENGTHS_S: Final = (0.24, 0.36, 0.5, 0.65, 0.8, 1.0, 1.2)
_SHIFTS: Final = range(-5, 6)
_SHIFT_S: Final = 0.08
_DIFFERENT: Final = 0.3
_MOVED: Final = 0.38
_CONTRAST: Final = 16.0
"""Places at which old and new picture differ by less say nothing."""
_PLACES: Final = 0.1
_GLIMPSES: Final = 10
"""Pictures that are looked at while the place is searched for."""


class Fit(NamedTuple):
    """How well frames are explained as a wipe, most of it 0 (perfect) to about 1.

    Attributes:
        rest: how far places are from both pictures, as a share of what lies between these.
        back: share of places that go back to the old picture after they had the new one.
        uneven: largest departure from an even progress.
        jump: largest share of the picture that changes in one frame.
        places: share of the picture at which the two differ.
        ends: `difference` of the two pictures.
        moved: the same after motion.
        step: largest `difference` of two neighbours.
        again: see `seen_again`; what only covers a scene lets it be seen again.
    """

    rest: float
    back: float
    uneven: float
    jump: float
    places: float
    ends: float
    moved: float
    step: float
    again: float


class Wipe(NamedTuple):
    """The last frame of the old picture alone, the first of the new one alone, and how sure it is."""

    last: int
    first: int
    confidence: float


def find_wipe(looks: Sequence[Look], centre: int, frames_per_s: float) -> Wipe | None:
    """The wipe around `centre` that fits best; its confidence says whether it is one. `looks` hold no cut."""
    step = max(1, round(_SHIFT_S * frames_per_s))
    reach = round(_LENGTHS_S[3] * frames_per_s)
    if moved_difference(looks[max(0, centre - reach)], looks[min(centre + reach, len(looks) - 1)]) < _MOVED:
        return None
    pictures = np.stack([look.centred + np.float32(look.mean) for look in looks])
    best: tuple[float, int, int] | None = None
    for length in sorted({max(4, round(seconds * frames_per_s)) for seconds in _LENGTHS_S}):
        for shift in _SHIFTS:
            a = centre + shift * step - length // 2 - 1
            b = a + length + 1
            if a < 0 or b >= len(looks):
                continue
            ends = difference(looks[a], looks[b])
            glimpses = np.linspace(a, b, min(length + 2, _GLIMPSES)).round().astype(int)
            passage = _passage(pictures[glimpses]) if ends >= _DIFFERENT else None
            if passage is None:
                continue
            rest, back, uneven, _, places = passage
            score = rest + back + uneven / 2 - 0.3 * min(ends, 1.0) - 0.3 * places
            if best is None or score < best[0]:
                best = (score, a, b)
    return _judged(looks, pictures, best[1], best[2], step) if best else None


def _judged(looks: Sequence[Look], pictures: npt.NDArray[np.float32], a: int, b: int, step: int) -> Wipe:
    passage = _passage(pictures[a : b + 1])
    if passage is None or passage[2] > _UNEVEN or passage[3] > _JUMP:
        return Wipe(a, b, 0.0)
    fit = Fit(
        *passage,
        ends=min(difference(looks[a], looks[b]), 1.0),
        moved=moved_difference(looks[a], looks[b]),
        step=max(difference(looks[i], looks[i + 1]) for i in range(a, b)),
        again=seen_again(looks, a, b, step),
    )
    return Wipe(a, b, _confidence(fit))


def _confidence(fit: Fit) -> float:
    if fit.again < _SEEN_AGAIN:
        return 0.0
    features = (fit.rest, fit.back, fit.places, fit.ends, fit.moved, fit.step, fit.again, 1.0)
    return 1.0 / (1.0 + math.exp(-sum(w * x for w, x in zip(_WEIGHTS, features, strict=True))))


def _passage(pictures: npt.NDArray[np.float32]) -> tuple[float, float, float, float, float] | None:
    """The first five figures of `Fit` for pictures of which the first is the old one and the last the new one."""
    old, new = pictures[0], pictures[-1]
    apart = np.abs(new - old)
    counted = apart >= _CONTRAST
    places = float(counted.mean())
    if places < _PLACES:
        return None
    inside = pictures[1:-1, counted]
    to_old, to_new = np.abs(inside - old[counted]), np.abs(inside - new[counted])
    rest = float(np.minimum(np.minimum(to_old, to_new) / apart[counted], 1.0).mean())
    is_new = to_new < to_old
    back = float((is_new[:-1] & ~is_new[1:]).any(axis=0).mean())
    shares = np.concatenate([[0.0], is_new.mean(axis=1), [1.0]])
    even = np.linspace(0, 1, len(shares))
    return rest, back, float(np.abs(shares - even).max()), float(np.diff(shares).max()), places
