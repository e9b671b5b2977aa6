"""Seeing what moves between two looks for faces."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from telecine.apps.faces.logic.tracking import motion
from telecine.apps.faces.logic.tracking.tracklets import Follower
from telecine.apps.faces.params import TrackParams
from telecine.engine.ports import Frame

_WIDTH = 320
"""Of the luma pictures that are compared, in pixels."""
_STILL = 0.012
"""Change of the picture below which the camera cannot have moved far; saves following points."""


@dataclass(frozen=True, slots=True)
class Motion:
    """What happened since the frame watched before.

    Attributes:
        has_jumped: the picture changed so much that what was there may be gone; said once, however long it goes on.
        is_fast: faces or the camera move so fast that the usual rate of looks loses them.
    """

    has_jumped: bool = False
    is_fast: bool = False


NOTHING = Motion()


class Watcher:
    """Compares frames at a steady rate, and moves living tracks along where something moves."""

    def __init__(self, params: TrackParams, picture: tuple[int, int]) -> None:
        self._params = params
        self._picture = picture
        self._step = max(1, round(picture[0] / _WIDTH))
        self._before: tuple[Fraction, npt.NDArray[np.uint8]] | None = None
        self._was_restless = False

    def open_shot(self) -> None:
        self._before = None
        self._was_restless = False

    def watch(self, frame: Frame, follower: Follower) -> Motion:
        """Compare `frame` with the one before; tracks are followed to where they are in it, or all dropped at a jump."""
        luma = np.array(frame.luma(self._step), order="C")
        held, self._before = self._before, (frame.at, luma)
        if held is None or held[1].shape != luma.shape:
            return NOTHING
        elapsed, before = float(frame.at - held[0]), held[1]
        scale = np.tile([luma.shape[1] / self._picture[0], luma.shape[0] / self._picture[1]], 2).astype(np.float32)
        boxes = np.array([track.box for track in follower.alive], np.float32).reshape(-1, 4) * scale
        change, local = motion.changes(before, luma, boxes)
        is_restless = change > self._params.jump
        has_jumped, self._was_restless = is_restless and not self._was_restless, is_restless
        pans = change > _STILL and len(boxes) > 0 and motion.pan(before, luma) > self._params.motion_pan * elapsed
        if not (is_restless or pans or (local > self._params.motion_change).any()):
            return NOTHING
        moved, found = motion.follow(before, luma, boxes)
        follower.follow(frame.at, moved / scale, found)
        if has_jumped and len(found) and not found.any():
            follower.drop_all(frame.at)
        return Motion(has_jumped, is_fast=pans or self._are_fast(boxes, moved, elapsed))

    def _are_fast(self, boxes: npt.NDArray[np.float32], moved: npt.NDArray[np.float32], elapsed: float) -> bool:
        shift = np.hypot(*((moved + np.roll(moved, 2, axis=1) - boxes - np.roll(boxes, 2, axis=1))[:, :2] / 2).T)
        width = np.maximum(boxes[:, 2] - boxes[:, 0], 1)
        return bool((shift > self._params.motion_face * elapsed * width).any())
