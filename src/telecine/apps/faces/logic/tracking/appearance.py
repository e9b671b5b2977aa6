"""Colour around a face: what tells two people apart when their faces do not."""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from telecine.kernel.boxes import Box

Picture = npt.NDArray[np.uint8]
Histogram = npt.NDArray[np.float32]

BINS: Final = (8, 4, 4)
"""Lightness and the two colour axes of CIE Lab."""
PART: Final = BINS[0] * BINS[1] * BINS[2]
# The colour axes of ordinary pictures stay near the middle of their range; bins outside would stay empty.
_RANGES: Final = (0.0, 256.0, 96.0, 160.0, 96.0, 160.0)
_CLIPPED: Final = np.stack(
    [np.clip(np.arange(256), low, high - 1) for low, high in ((0, 256), (96, 160), (96, 160))], axis=-1
).astype(np.uint8)[None]
_NECK: Final = 0.5
_LEAST_VISIBLE: Final = 0.4
_ENOUGH_PIXELS: Final = 24


def head_region(face: Box) -> Box:
    """Face, hair and neck."""
    return Box(
        face.x1 - 0.25 * face.width,
        face.y1 - 0.3 * face.height,
        face.x2 + 0.25 * face.width,
        face.y2 + 0.2 * face.height,
    )


def hair_region(face: Box) -> Box:
    """A strip over the forehead, as wide as the face and a little more."""
    return Box(
        face.x1 - 0.1 * face.width,
        face.y1 - 0.35 * face.height,
        face.x2 + 0.1 * face.width,
        face.y1 + 0.1 * face.height,
    )


def torso_region(face: Box, yaw: float) -> Box:
    """Chest and shoulders under an upright head turned by `yaw` degrees, positive to the right of the picture.

    A face is the front of a head, and the neck is under the middle of it: half a face's width behind a profile.
    """
    behind = _NECK * face.width * math.sin(math.radians(max(-90.0, min(90.0, yaw))))
    return Box(
        face.x1 - 0.6 * face.width - behind,
        face.y2 + 0.25 * face.height,
        face.x2 + 0.6 * face.width - behind,
        face.y2 + 1.5 * face.height,
    )


def colours(picture: Picture, region: Box) -> Histogram:
    """Square root of the L1-normalised Lab histogram of `region` of an RGB picture, float32 ``[128]`` of unit length.

    The dot product of two is their Bhattacharyya coefficient, 0 to 1. Zeros where less than two fifths of the region
    are inside the picture.
    """
    height, width = picture.shape[:2]
    x1, y1 = max(0, round(region.x1)), max(0, round(region.y1))
    x2, y2 = min(width, round(region.x2)), min(height, round(region.y2))
    if x2 - x1 < 2 or y2 - y1 < 2 or (x2 - x1) * (y2 - y1) < _LEAST_VISIBLE * region.area:
        return np.zeros(PART, np.float32)
    step = max(1, min(x2 - x1, y2 - y1) // _ENOUGH_PIXELS)
    lab = cv2.cvtColor(np.ascontiguousarray(picture[y1:y2:step, x1:x2:step]), cv2.COLOR_RGB2LAB)
    counts = cv2.calcHist([cv2.LUT(lab, _CLIPPED)], [0, 1, 2], None, list(BINS), list(_RANGES)).reshape(-1)
    return np.asarray(np.sqrt(counts / max(1.0, float(counts.sum()))), dtype=np.float32)


def clothes(picture: Picture, face: Box, yaw: float) -> Histogram:
    """Torso, then hair: float32 ``[256]``, each half of unit length or zero; `yaw` as for `torso_region`."""
    return np.concatenate([colours(picture, torso_region(face, yaw)), colours(picture, hair_region(face))])


def mean_clothes(seen: npt.NDArray[np.float32]) -> Histogram | None:
    """Mean of descriptors ``[n, 256]``, each half of unit length again; None when no torso and no hair was seen."""
    if not len(seen):
        return None
    halves = []
    for part in (seen[:, :PART], seen[:, PART:]):
        mean = part.sum(axis=0)
        length = float(np.linalg.norm(mean))
        halves.append(mean / length if length > 0 else mean)
    joined = np.concatenate(halves).astype(np.float32)
    return joined if joined.any() else None
