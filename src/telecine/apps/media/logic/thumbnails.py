"""A picture for each shot, chosen while the film goes by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

_KEPT: Final = 8
_EVERY: Final = Fraction(1, 2)
_SELDOM: Final = Fraction(2)
_SPIKE: Final = 0.35
_SETTLE_FRAMES: Final = 2
"""The first frames after a cut are often the worst coded ones."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A frame that may stand for its shot.

    Attributes:
        frame: its number in the film.
        at: its instant.
        merit: sharpness and exposure, higher is better; see `merit_of`.
        picture: RGB uint8 ``[h, w, 3]``.
    """

    frame: int
    at: Fraction
    merit: float
    picture: Picture


def merit_of(luma: Picture) -> float:
    """How good a picture is to look at: variance of its Laplacian, lowered where it is very dark or very bright."""
    sharpness = float(cv2.Laplacian(luma, cv2.CV_32F).std())
    return sharpness * exposure_of(float(luma.mean()))


def exposure_of(mean: float) -> float:
    """1 for a mean luma between 60 and 190, down to 0.2 towards black and white."""
    return float(np.interp(mean, [16, 60, 190, 240], [0.2, 1.0, 1.0, 0.2]))


class ThumbnailPicker:
    """Says which frames to convert and hands out the best one of each shot once the shot is known.

    Keeps a handful of pictures of the current shot, spread evenly over it, however long it gets.
    """

    def __init__(self) -> None:
        self._due: Fraction | None = None
        self._extra: int | None = None
        self._waiting: list[Candidate] = []
        self._current: list[Candidate] = []
        self._spacing = Fraction(0)

    def wants(self, frame: int, at: Fraction, step: float) -> bool:
        """Whether to offer this frame; `step` is its difference to the frame before."""
        if step >= _SPIKE and (self._extra is None or frame > self._extra):
            self._extra = frame + _SETTLE_FRAMES
        return self._due is None or at >= self._due or frame == self._extra

    def offer(self, candidate: Candidate) -> None:
        """Take a wanted frame, or another one that was converted anyway."""
        self._due = candidate.at + min(max(_EVERY, self._spacing), _SELDOM)
        self._waiting.append(candidate)

    def close(self, first: int) -> Candidate | None:
        """The picture of the shot that ends before frame `first`; None when no frame of it was seen.

        What is waiting must lie before any boundary that is still to come.
        """
        self._advance(first)
        chosen = choose(self._current)
        self._current, self._spacing = [], Fraction(0)
        return chosen

    def settle(self, frame: int) -> None:
        """No boundary before this frame is still to come."""
        self._advance(frame)

    def _advance(self, end: int) -> None:
        while self._waiting and self._waiting[0].frame < end:
            candidate = self._waiting.pop(0)
            if self._current and candidate.at - self._current[-1].at < self._spacing:
                continue
            self._current.append(candidate)
            if len(self._current) > _KEPT:
                self._current = self._current[::2]
                self._spacing = 2 * max(self._spacing, _EVERY)


def choose(candidates: Sequence[Candidate]) -> Candidate | None:
    """The best of the middle half of the time that the candidates cover; of all when none is there."""
    if not candidates:
        return None
    start, end = candidates[0].at, candidates[-1].at
    quarter = (end - start) / 4
    middle = [c for c in candidates if start + quarter <= c.at <= end - quarter]
    return max(middle or candidates, key=lambda candidate: candidate.merit)
