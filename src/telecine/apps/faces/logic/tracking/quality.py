"""How much one sample of a face is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from telecine.kernel.boxes import Box

Landmarks = npt.NDArray[np.float32]

_NOSE_DEPTH = 0.55
"""How far the tip of the nose stands out, in distances between the eyes (mean adult face)."""
_EYES_TO_MOUTH = 1.03
"""Distance from the line of the eyes to the mouth, in distances between the eyes."""
_NOSE_AT = 0.5
"""Where the nose lies between eyes (0) and mouth (1) in a face that looks at the camera."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Approximate angles in degrees: yaw > 0 turns to the viewer's right, pitch > 0 looks down, roll is in the plane."""

    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True, slots=True)
class ClearFace:
    """What makes a face clear: at least this wide and sharp, and not turned farther away."""

    width_px: float
    yaw: float
    pitch: float
    sharpness: float
    score: float


def pose(landmarks: Landmarks) -> Pose:
    """Angles from five landmarks ``[5, 2]`` under orthographic projection of a mean face.

    Good for sorting samples, not for measuring: landmarks of small faces shift by a pixel, and detectors draw both
    eyes into a profile.
    """
    right, left, nose = landmarks[0], landmarks[1], landmarks[2]
    mouth = (landmarks[3] + landmarks[4]) / 2
    middle = (right + left) / 2
    down = mouth - middle
    height = float(np.hypot(*down))
    eyes = float(np.hypot(*(left - right)))
    if height < 1e-3 and eyes < 1e-3:
        return Pose(0.0, 0.0, 0.0)
    axis = left - right if eyes > 0.35 * height else np.array([down[1], -down[0]])
    roll = math.atan2(float(axis[1]), float(axis[0]))
    turn = np.array([[math.cos(roll), math.sin(roll)], [-math.sin(roll), math.cos(roll)]])
    upright_nose = turn @ (nose - middle)
    upright_mouth = turn @ down
    tall = max(1e-3, float(upright_mouth[1]))
    yaw = math.atan2(float(upright_nose[0]), _NOSE_DEPTH * max(eyes, 1e-3))
    pitch = math.atan((float(upright_nose[1]) / tall - _NOSE_AT) * _EYES_TO_MOUTH / _NOSE_DEPTH)
    return Pose(math.degrees(yaw), math.degrees(pitch), math.degrees(roll))


def is_plausible(landmarks: Landmarks, box: Box) -> bool:
    """Whether the landmarks lie as in a face: inside the box, eyes over the mouth, nose not above the eyes."""
    x, y = landmarks[:, 0], landmarks[:, 1]
    margin_x, margin_y = 0.25 * box.width, 0.15 * box.height
    if x.min() < box.x1 - margin_x or x.max() > box.x2 + margin_x:
        return False
    if y.min() < box.y1 - margin_y or y.max() > box.y2 + margin_y:
        return False
    spread = math.hypot(float(np.ptp(x)), float(np.ptp(y)))
    return spread > 0.3 * box.height and 0.4 < box.width / max(box.height, 1e-3) < 1.4


def hidden_parts(boxes: npt.NDArray[np.float32], scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Largest part of each box that one box with a better score covers: float32 ``[n]``, 0 to 1.

    The face with the better score is taken to be in front, so that a crop of the other shows two people.
    """
    if len(boxes) < 2:
        return np.zeros(len(boxes), np.float32)
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    common = np.clip(high - low, 0, None).prod(axis=2)
    own = np.maximum((boxes[:, 2:] - boxes[:, :2]).prod(axis=1), 1e-6)
    covered = np.where(scores[None, :] > scores[:, None], common / own[:, None], 0)
    return np.asarray(covered.max(axis=1), dtype=np.float32)


def sharpness(aligned: npt.NDArray[np.uint8]) -> float:
    """Variance of the Laplacian of the luma of an aligned RGB crop.

    All crops have one size, so that it measures detail of the face and not of the picture: a face of few source
    pixels is enlarged and therefore soft.
    """
    return float(cv2.Laplacian(cv2.cvtColor(aligned, cv2.COLOR_RGB2GRAY), cv2.CV_32F).var())


def worth(box: Box, picture: tuple[int, int], angles: Pose, detail: float, score: float) -> float:
    """Quality of a sample, 0 to 1: a product, since one bad property spoils it.

    Size counts up to 80 px of width, detail (`sharpness`) on a logarithmic scale from 2 to 60, yaw up to 75 and pitch
    up to 60 degrees; a face cut off by the border of the picture loses a third.
    """
    size = _ramp(box.width, 12.0, 80.0)
    sharp = _ramp(math.log(max(detail, 1e-3)), math.log(1.0), math.log(60.0))
    frontal = (1 - _ramp(abs(angles.yaw), 15.0, 85.0)) * (1 - 0.7 * _ramp(abs(angles.pitch), 15.0, 70.0))
    sure = _ramp(score, 0.15, 0.85)
    whole = 1.0 if _is_inside(box, picture) else 0.65
    product = max(size, 0.02) * max(sharp, 0.02) * max(frontal, 0.02) * max(sure, 0.02) * whole
    return float(product**0.25) if product > 0 else 0.0


Unclear = Literal["narrow", "cut_off", "turned", "tilted", "blurred", "unsure"]


def is_clear(box: Box, picture: tuple[int, int], angles: Pose, detail: float, score: float, limits: ClearFace) -> bool:
    """Whether a person would say that the face can be seen well."""
    return not unclear(box, picture, angles, detail, score, limits)


def unclear(
    box: Box, picture: tuple[int, int], angles: Pose, detail: float, score: float, limits: ClearFace
) -> tuple[Unclear, ...]:
    """What keeps a face from being clear; nothing for one that is.

    A face cut by the left or right border is not clear; one cut at the top is a close-up.
    """
    border = 0.06 * box.width
    met: dict[Unclear, bool] = {
        "narrow": box.width >= limits.width_px,
        "cut_off": box.x1 > border and box.x2 < picture[0] - border,
        "turned": abs(angles.yaw) <= limits.yaw,
        "tilted": abs(angles.pitch) <= limits.pitch,
        "blurred": detail >= limits.sharpness,
        "unsure": score >= limits.score,
    }
    return tuple(name for name, is_met in met.items() if not is_met)


def _is_inside(box: Box, picture: tuple[int, int]) -> bool:
    return box.x1 > 1 and box.y1 > 1 and box.x2 < picture[0] - 1 and box.y2 < picture[1] - 1


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))
