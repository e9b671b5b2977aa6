"""The last seconds of a film as the detector of cuts keeps them; frames are named by their number in the film."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from telecine.apps.media.logic.looks import Look, difference


class Window:
    """Looks of the latest frames with their instants and differences; older ones are forgotten.

    Args:
        length: how many frames are kept at least.
    """

    def __init__(self, length: int) -> None:
        self._length = length
        self._base = 0
        self._looks: list[Look] = []
        self._at: list[Fraction] = []
        self._steps: list[float] = []

    @property
    def first(self) -> int:
        """Number of the oldest frame that is kept."""
        return self._base

    @property
    def end(self) -> int:
        """Number of the next frame."""
        return self._base + len(self._looks)

    def append(self, at: Fraction, look: Look) -> None:
        self._steps.append(difference(self._looks[-1], look) if self._looks else 0.0)
        self._looks.append(look)
        self._at.append(at)
        if len(self._looks) >= 2 * self._length:
            gone = len(self._looks) - self._length
            del self._looks[:gone], self._at[:gone], self._steps[:gone]
            self._base += gone

    def at(self, frame: int) -> Fraction:
        return self._at[frame - self._base]

    def look(self, frame: int) -> Look:
        return self._looks[frame - self._base]

    def looks(self, start: int, end: int) -> Sequence[Look]:
        """Frames ``[start, end)``, as far as they are kept."""
        return self._looks[max(start - self._base, 0) : max(end - self._base, 0)]

    def step(self, frame: int) -> float:
        """Difference between a frame and the one before."""
        return self._steps[frame - self._base]

    def steps(self, start: int, end: int) -> Sequence[float]:
        return self._steps[max(start - self._base, 0) : max(end - self._base, 0)]

    def deviations(self, start: int, end: int) -> list[float]:
        """Deviation of luma of each frame in ``[start, end)``."""
        return [float(np.sqrt(look.variance)) for look in self.looks(start, end)]
