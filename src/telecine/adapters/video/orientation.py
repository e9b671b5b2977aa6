"""How stored pictures are turned to stand upright: display matrix and pixel aspect."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, TypeVar

import numpy as np

from telecine.kernel.boxes import Box

A = TypeVar("A", bound=np.generic)

_ROTATIONS: Final[dict[tuple[bool, bool, bool], Literal[0, 90, 180, 270]]] = {
    (False, False, False): 0,
    (True, True, False): 90,
    (False, True, True): 180,
    (True, False, True): 270,
}


@dataclass(frozen=True, slots=True)
class Orientation:
    """A transposition followed by mirroring; every right-angled rotation and reflection is one of these eight."""

    transpose: bool = False
    flip_x: bool = False
    flip_y: bool = False

    @staticmethod
    def from_matrix(matrix: bytes) -> Orientation:
        """From the nine 16.16 integers of a display matrix; what is not right-angled is rounded to what is nearest."""
        a, b, _, c, d = struct.unpack_from("=5i", matrix)
        if abs(b) + abs(c) > abs(a) + abs(d):
            return Orientation(transpose=True, flip_x=c < 0, flip_y=b < 0)
        return Orientation(flip_x=a < 0, flip_y=d < 0)

    @property
    def rotation(self) -> Literal[0, 90, 180, 270]:
        """Clockwise degrees that turn the stored picture upright; for a mirrored one, those left after mirroring."""
        plain = _ROTATIONS.get((self.transpose, self.flip_x, self.flip_y))
        return _ROTATIONS[self.transpose, not self.flip_x, self.flip_y] if plain is None else plain

    @property
    def is_mirrored(self) -> bool:
        return (self.transpose, self.flip_x, self.flip_y) not in _ROTATIONS

    @property
    def is_identity(self) -> bool:
        return not (self.transpose or self.flip_x or self.flip_y)

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Size of the upright picture, or of the stored one from the upright one."""
        return (height, width) if self.transpose else (width, height)

    def apply(self, picture: np.ndarray[tuple[int, ...], np.dtype[A]]) -> np.ndarray[tuple[int, ...], np.dtype[A]]:
        """Upright view of a stored picture ``[h, w]`` or ``[h, w, c]``; copies nothing."""
        turned = picture.swapaxes(0, 1) if self.transpose else picture
        if self.flip_y:
            turned = turned[::-1]
        return turned[:, ::-1] if self.flip_x else turned

    def to_stored(self, box: Box, size: tuple[int, int]) -> Box:
        """Where `box` of the upright picture of this `size` (width, height) lies in the stored one."""
        width, height = size
        x1, x2 = (width - box.x2, width - box.x1) if self.flip_x else (box.x1, box.x2)
        y1, y2 = (height - box.y2, height - box.y1) if self.flip_y else (box.y1, box.y2)
        return Box(y1, x1, y2, x2) if self.transpose else Box(x1, y1, x2, y2)


def square_pixels(width: int, height: int, aspect: Fraction) -> tuple[int, int]:
    """Size of the stored picture with square pixels; only ever enlarges, so that no detail is lost.

    Aspects within 2 % of one come from rounding in encoders, and those beyond 4 from damaged headers; both are taken
    as one.
    """
    if abs(aspect - 1) <= Fraction(1, 50) or not Fraction(1, 4) <= aspect <= 4:
        return width, height
    if aspect > 1:
        return round(width * aspect), height
    return width, round(height / aspect)
