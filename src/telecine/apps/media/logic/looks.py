"""What of a frame is kept for finding cuts: a picture of 64x36 and its colours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Vector = npt.NDArray[np.float32]

WIDTH: Final = 64
HEIGHT: Final = 36
FLAT_VARIANCE: Final = 4.0
"""Below this variance of luma (a deviation of 2 of 255) a picture shows nothing: black, white, or one colour."""

_BLOCK: Final = (16, 12)
_REACH: Final = (8, 6)
_NOISE: Final = 12.0
_CELL: Final = 4
_FILLED: Final = 0.8
_AROUND: Final = 0.15
_SEEN: Final = 0.4
_CONTRAST: Final = 3.0


@dataclass(frozen=True, slots=True)
class Look:
    """A frame as the detector of cuts sees it.

    Attributes:
        luma: uint8 ``[36, 64]``.
        chroma: uint8 ``[2, 18, 32]``, Cb and Cr.
        centred: float32 ``[576]``, luma at 32x18 less its mean.
        mean: of luma.
        variance: of luma at 32x18.
    """

    luma: Picture
    chroma: Picture
    centred: Vector
    mean: float
    variance: float

    @property
    def is_flat(self) -> bool:
        return self.variance < FLAT_VARIANCE


def look_at(luma: Picture, cb: Picture, cr: Picture) -> Look:
    """Reduce planes ``[h, w]`` (any size, as stored or subsampled) to a `Look`."""
    small = _shrunk(luma, WIDTH, HEIGHT)
    coarse = _shrunk(small, WIDTH // 2, HEIGHT // 2).astype(np.float32).ravel()
    mean = float(coarse.sum()) / len(coarse)
    centred = coarse - np.float32(mean)
    chroma = np.empty((2, HEIGHT // 2, WIDTH // 2), np.uint8)
    chroma[0], chroma[1] = (_shrunk(plane, WIDTH // 2, HEIGHT // 2) for plane in (cb, cr))
    return Look(small, chroma, centred, mean, float(centred @ centred) / len(centred))


def difference(a: Look, b: Look) -> float:
    """One minus the correlation of two pictures, 0 (same) to 2.

    Gain and offset do not matter, so that dark scenes count as much as bright ones; what noise alone explains is
    taken as common, so that two black frames are equal.
    """
    common = float(a.centred @ b.centred) / len(a.centred) + _NOISE
    return 1.0 - common / math.sqrt((a.variance + _NOISE) * (b.variance + _NOISE))


def moved_difference(a: Look, b: Look) -> float:
    """How little of one picture is found again in the other, 0 to 1, when each part may have moved.

    Blocks of a quarter of the width are searched for within an eighth of the width; the mean of their best
    correlations is weighted by contrast. Pans, zooms and people who walk keep this low; a cut does not.
    """
    if a.is_flat or b.is_flat:
        return 0.0 if a.is_flat and b.is_flat else 1.0
    return min(_search(a.luma, b.luma), _search(b.luma, a.luma))


def changes_within(a: Look, b: Look, share: float) -> bool:
    """Whether what differs between neighbours is a filled rectangle of at most `share` of the picture.

    Differences count from a quarter of the contrast of the picture on, in blocks of 4x4. Around it there may be a
    little movement, and there must be something to see: on blank paper nothing says that the scene is the same.
    """
    steps = _cells(np.asarray(cv2.absdiff(a.luma, b.luma), np.uint8)).mean(axis=(1, 3))
    changed = (steps > max(2.5, math.sqrt(min(a.variance, b.variance)) / 4)).astype(np.uint8)
    _, labels, parts, _ = cv2.connectedComponentsWithStats(changed, connectivity=4)
    if len(parts) < 2:
        return False
    largest = 1 + int(parts[1:, cv2.CC_STAT_AREA].argmax())
    area = int(parts[largest, cv2.CC_STAT_AREA])
    box = int(parts[largest, cv2.CC_STAT_WIDTH]) * int(parts[largest, cv2.CC_STAT_HEIGHT])
    if box > share * changed.size or area < _FILLED * box:
        return False
    inside = labels == largest
    is_seen = _cells(a.luma).std(axis=(1, 3))[~inside] >= _CONTRAST
    return bool(is_seen.mean() >= _SEEN and steps[~inside].mean() <= _AROUND * steps[inside].mean())


def _cells(luma: Picture) -> Picture:
    return luma.reshape(HEIGHT // _CELL, _CELL, WIDTH // _CELL, _CELL)


def luma_histogram(look: Look) -> Vector:
    """Shares float32 ``[16]``."""
    counts = np.bincount(look.luma.ravel() >> 4, minlength=16)
    return np.asarray(counts / look.luma.size, np.float32)


def colour_histogram(look: Look) -> Vector:
    """Shares float32 ``[64]`` of 8x8 fields of Cb and Cr around grey."""
    fields = np.clip((look.chroma.reshape(2, -1).astype(np.int16) - 64) >> 4, 0, 7)
    counts = np.bincount(fields[0] * 8 + fields[1], minlength=64)
    return np.asarray(counts / fields.shape[1], np.float32)


def _search(inside: Picture, blocks: Picture) -> float:
    (width, height), (dx, dy) = _BLOCK, _REACH
    padded = cv2.copyMakeBorder(inside, dy, dy, dx, dx, cv2.BORDER_REPLICATE)
    contrasts = blocks.reshape(HEIGHT // height, height, WIDTH // width, width).std(axis=(1, 3), dtype=np.float32)
    found = weights = 0.0
    for row, column in np.argwhere(contrasts >= _CONTRAST).tolist():
        y, x = row * height, column * width
        block = blocks[y : y + height, x : x + width]
        field = padded[y : y + height + 2 * dy, x : x + width + 2 * dx]
        best = float(cv2.minMaxLoc(cv2.matchTemplate(field, block, cv2.TM_CCOEFF_NORMED))[1])
        weight = min(float(contrasts[row, column]), 20.0)
        found += weight * min(max(best, 0.0), 1.0)
        weights += weight
    return 1.0 - found / weights if weights else 0.0


def _shrunk(picture: Picture, width: int, height: int) -> Picture:
    shrunk = cv2.resize(np.ascontiguousarray(picture), (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk, np.uint8)
