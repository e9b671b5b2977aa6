"""How much moves, about four times a second, from small pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

WIDTH: Final = 80
HEIGHT: Final = 45
_GAP: Final = Fraction(1, 10)
"""Two pictures this far apart are compared: far enough for slow pans, near enough for fast ones."""
_CONTRAST: Final = 8.0

Small = npt.NDArray[np.float32]


class Sample(NamedTuple):
    """Motion at an instant, 0 (still) to 1, seen by comparison with the picture at `until`."""

    at: Fraction
    until: Fraction
    motion: float


class MotionMeter:
    """Offer every frame; looks at about one pair of them for each `every` seconds.

    Args:
        every: seconds between two samples.
    """

    def __init__(self, every: Fraction) -> None:
        self._every = every
        self._due: Fraction | None = None
        self._held: tuple[Fraction, Small] | None = None
        self._window = _hanning()
        self.samples: list[Sample] = []

    def wants(self, at: Fraction) -> bool:
        """Whether the frame at this instant is to be offered."""
        if self._held is not None:
            return at - self._held[0] >= _GAP
        return self._due is None or at >= self._due

    def offer(self, at: Fraction, luma: npt.NDArray[np.uint8]) -> None:
        """Take a wanted frame: luma ``[h, w]`` of any size."""
        shrunk = cv2.resize(luma, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
        small = shrunk.astype(np.float32)
        if self._held is None:
            self._hold(at, small)
            return
        before, earlier = self._held
        self.samples.append(Sample(before, at, motion_between(earlier, small, float(at - before), self._window)))
        self._held = None
        if self._due is not None and at >= self._due:
            self._hold(at, small)

    def _hold(self, at: Fraction, small: Small) -> None:
        self._held = (at, small)
        due = at if self._due is None else self._due
        self._due = due + (math.floor((at - due) / self._every) + 1) * self._every


def motion_between(earlier: Small, later: Small, seconds: float, window: Small | None = None) -> float:
    """Motion between two float32 pictures ``[45, 80]``, 0 to 1.

    Two parts are joined as probabilities are: how fast the whole picture goes (phase correlation; one width a second
    is 1), and what remains different after that shift, relative to contrast.
    """
    (dx, dy), response = cv2.phaseCorrelate(earlier, later, _hanning() if window is None else window)
    contrast = float(earlier.std()) + _CONTRAST
    rest = float(np.abs(later - earlier).mean())
    speed = 0.0
    if response > 0.05:
        shift = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
        moved = cv2.warpAffine(earlier, shift, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
        rest_moved = float(np.abs(later - moved).mean())
        if rest_moved < rest:
            rest = rest_moved
            speed = float(np.hypot(dx / WIDTH, dy / WIDTH)) / max(seconds, 1e-3)
    return 1.0 - (1.0 - min(speed, 1.0)) * (1.0 - min(rest / contrast, 1.0))


def _hanning() -> Small:
    return np.asarray(cv2.createHanningWindow((WIDTH, HEIGHT), cv2.CV_32F), np.float32)


def without_cuts(samples: Sequence[Sample], cuts: Sequence[Fraction]) -> list[tuple[Fraction, float]]:
    """Instants and motion; a pair that spans a cut says nothing and takes the value of the sample before it."""
    inner = sorted(cuts)
    made: list[tuple[Fraction, float]] = []
    place = 0
    for at, until, motion in samples:
        while place < len(inner) and inner[place] <= at:
            place += 1
        spans_cut = place < len(inner) and inner[place] <= until
        made.append((at, made[-1][1] if spans_cut and made else 0.0 if spans_cut else motion))
    return made
