"""Hard cuts: from one frame to the next everything is different, and stays so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from telecine.apps.media.logic.looks import (
    Look,
    colour_histogram,
    difference,
    luma_histogram,
    moved_difference,
)

SUSPECT: Final = 0.15
"""Difference of neighbours from which a cut is thought of at all."""

# Logistic regression on composed clips (docs/decisions/0010-shot-detection.md): lasting difference, lasting difference
# after motion, its ratio to the calmer and to the livelier side, difference of colours and of brightness, offset.
_WEIGHTS: Final = (2.03, 5.57, 0.79, 0.51, 2.73, 2.83, -5.30)
_CALM: Final = 0.02


def cut_confidence(
    before: Sequence[Look], after: Sequence[Look], left: Sequence[float], right: Sequence[float]
) -> float:
    """How sure it is, 0 to 1, that a cut lies between the last of `before` and the first of `after`.

    Every frame before is compared with every frame after: after a flash, a frame of flicker or somebody who passes
    close to the camera, some pair is alike again, and after a cut none is.

    Args:
        before: up to 0.2 s of frames before the place in question.
        after: up to 0.2 s of frames from it on.
        left: differences of neighbours among `before`.
        right: differences of neighbours among `after`.
    """
    pairs = np.array([[difference(a, b) for b in after] for a in before])
    row, column = (int(place) for place in np.unravel_index(int(pairs.argmin()), pairs.shape))
    lasting = float(pairs[row, column])
    if lasting < SUSPECT / 2:
        return 0.0
    looked_at = {(-1, 0), (row - len(before), column), (0, len(after) - 1), (-1, len(after) - 1), (0, 0)}
    moved = min(moved_difference(before[i], after[j]) for i, j in looked_at)
    a, b = max(left, default=0.0), max(right, default=0.0)
    features = (
        lasting,
        moved,
        math.log((lasting + _CALM) / (min(a, b) + _CALM)),
        math.log((lasting + _CALM) / (max(a, b) + _CALM)),
        _least_shift([colour_histogram(look) for look in before], [colour_histogram(look) for look in after]),
        _least_shift([luma_histogram(look) for look in before], [luma_histogram(look) for look in after]),
        1.0,
    )
    return 1.0 / (1.0 + math.exp(-sum(w * x for w, x in zip(_WEIGHTS, features, strict=True))))


def _least_shift(before: list[npt.NDArray[np.float32]], after: list[npt.NDArray[np.float32]]) -> float:
    """Share of the picture that changed its bin, for the two histograms that are most alike."""
    moved = np.abs(np.stack(before)[:, None] - np.stack(after)[None]).sum(axis=2)
    return float(moved.min()) / 2
