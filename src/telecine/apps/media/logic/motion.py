"""How much moves, about four times a second, from small pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

_GAP: Final = Fraction(1, 10)
"""Two pictures this far apart are compared: far enough for slow pans, near enough for fast ones."""
_CONTRAST: Final = 8.0

Small = npt.NDArray[np.uint8]


class Sample(NamedTuple):
    """Motion at an instant, 0 (still) to 1, seen by comparison with the picture at `until`."""

    at: Fraction
    until: Fraction
    motion: float


class MotionMeter:
    """Offer every wanted frame; looks at about one pair of them for each `every` seconds.

    Motion is the dense flow between the two (DIS, Kroeger et al. 2016) in picture widths a second.
    """

    def __init__(self, every: Fraction) -> None:
        self._every = every
        self._due: Fraction | None = None
        self._held: tuple[Fraction, Small] | None = None
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self.samples: list[Sample] = []

    def wants(self, at: Fraction) -> bool:
        """Whether the frame at this instant is to be offered."""
        if self._held is not None:
            return at - self._held[0] >= _GAP
        return self._due is None or at >= self._due

    def offer(self, at: Fraction, luma: Small) -> None:
        """Take the small luma ``[h, w]`` of a wanted frame; 64x36 is enough."""
        if self._held is None:
            self._hold(at, luma)
            return
        before, earlier = self._held
        flow = np.asarray(self._flow.calc(earlier, luma, np.zeros((*luma.shape, 2), np.float32)), np.float32)
        self.samples.append(Sample(before, at, motion_of(flow, earlier, luma, float(at - before))))
        self._held = None
        if self._due is not None and at >= self._due:
            self._hold(at, luma)

    def _hold(self, at: Fraction, luma: Small) -> None:
        self._held = (at, luma)
        due = at if self._due is None else self._due
        self._due = due + (math.floor((at - due) / self._every) + 1) * self._every


def motion_of(flow: npt.NDArray[np.float32], earlier: Small, later: Small, seconds: float) -> float:
    """Motion between two pictures, 0 to 1, from the flow ``[h, w, 2]`` that leads from one to the other, in pixels.

    Three parts are joined as probabilities are: how fast the picture goes as a whole and how fast its parts go
    besides (one width a second is 1), and what the flow does not explain, relative to contrast, because it was faster
    than flow can follow.
    """
    height, width = earlier.shape
    whole = np.median(flow.reshape(-1, 2), axis=0)
    scale = width * max(seconds, 1e-3)
    speed = float(np.hypot(whole[0], whole[1])) / scale
    parts = float(np.hypot(flow[..., 0] - whole[0], flow[..., 1] - whole[1]).mean()) / scale
    y, x = np.mgrid[:height, :width].astype(np.float32)
    found = cv2.remap(later, x + flow[..., 0], y + flow[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    rest = float(np.mean(cv2.absdiff(earlier, found))) / (float(earlier.std()) + _CONTRAST)
    still = (1.0 - min(speed, 1.0)) * (1.0 - min(parts, 1.0)) * (1.0 - min(rest, 1.0))
    return float(1.0 - still)


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
