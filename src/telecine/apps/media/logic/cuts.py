"""Hard cuts: from one frame to the next everything is different, and stays so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from telecine.apps.media.logic.looks import (
    Look,
    changes_within,
    colour_histogram,
    difference,
    luma_histogram,
    moved_difference,
)

SUSPECT: Final = 0.15
"""Difference of neighbours from which a cut is thought of at all."""

# Logistic regression on composed clips (docs/decisions/0010-shot-detection.md): offset, lasting difference after motion,
# lasting difference, its ratio to the calmer and to the livelier side, difference of colours and of brightness.
_WEIGHTS: Final = (-5.30, 5.57, 2.03, 0.79, 0.51, 2.73, 2.83)
_HOPELESS: Final = 0.3
_CALM: Final = 0.02
_INSET: Final = 0.4
"""A picture in the picture takes up to this share of it."""


def cut_confidence(
    before: Sequence[Look], after: Sequence[Look], left: Sequence[float], right: Sequence[float]
) -> float:
    """How sure it is, 0 to 1, that a cut lies between the last of `before` and the first of `after`.

    Every frame before is compared with every frame after: after a flash, a frame of flicker or somebody who passes
    close to the camera, some pair is alike again, and after a cut none is. What changes within a rectangle while all
    around it stays is a picture in the picture, or a caption.

    Args:
        before: up to 0.2 s of frames before the place in question.
        after: up to 0.2 s of frames from it on.
        left: differences of neighbours among `before`.
        right: differences of neighbours among `after`.
    """
    if changes_within(before[-1], after[0], _INSET):
        return 0.0
    pairs = np.array([[difference(a, b) for b in after] for a in before])
    row, column = (int(place) for place in np.unravel_index(int(pairs.argmin()), pairs.shape))
    lasting = float(pairs[row, column])
    if lasting < SUSPECT / 2:
        return 0.0
    a, b = max(left, default=0.0), max(right, default=0.0)
    known = (
        lasting,
        math.log((lasting + _CALM) / (min(a, b) + _CALM)),
        math.log((lasting + _CALM) / (max(a, b) + _CALM)),
        _least_shift([colour_histogram(look) for look in before], [colour_histogram(look) for look in after]),
        _least_shift([luma_histogram(look) for look in before], [luma_histogram(look) for look in after]),
    )
    confidence = 0.0
    moved = math.inf
    for i, j in ((-1, 0), (row, column), (0, -1), (-1, -1), (0, 0)):
        moved = min(moved, moved_difference(before[i], after[j]))
        confidence = _logistic(known, moved)
        # More pairs only lower it.
        if confidence < _HOPELESS:
            break
    return confidence


def _logistic(known: tuple[float, ...], moved: float) -> float:
    offset, weight, *weights = _WEIGHTS
    return 1.0 / (1.0 + math.exp(-offset - weight * moved - sum(w * x for w, x in zip(weights, known, strict=True))))


def _least_shift(before: list[npt.NDArray[np.float32]], after: list[npt.NDArray[np.float32]]) -> float:
    """Share of the picture that changed its bin, for the two histograms that are most alike."""
    moved = np.abs(np.stack(before)[:, None] - np.stack(after)[None]).sum(axis=2)
    return float(moved.min()) / 2
