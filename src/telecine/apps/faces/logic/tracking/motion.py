"""What moved between two frames, seen on small luma pictures."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Luma = npt.NDArray[np.uint8]
Boxes = npt.NDArray[np.float32]

_GRID: Final = 4
_WINDOW: Final = (11, 11)
_LEVELS: Final = 3
_MAX_RETURN_ERROR: Final = 1.0
"""Pixels of the small picture: how far a point may land from where it began when it is followed there and back."""


def changes(before: Luma, after: Luma, boxes: Boxes) -> tuple[float, npt.NDArray[np.float32]]:
    """Mean absolute difference, 0 (same) to 1 (black to white): of the picture, and inside each box float32 ``[n]``."""
    apart = cv2.absdiff(before, after)
    height, width = before.shape
    local = np.zeros(len(boxes), np.float32)
    for row, (x1, y1, x2, y2) in enumerate(boxes):
        part = apart[max(0, int(y1)) : min(height, int(y2) + 1), max(0, int(x1)) : min(width, int(x2) + 1)]
        local[row] = part.mean() / 255 if part.size else 0
    return float(apart.mean() / 255), local


def pan(before: Luma, after: Luma) -> float:
    """How far the picture as a whole moved, as a part of its width: median flow of a coarse grid of points.

    0 when too few points can be followed, as on plain walls or over a cut.
    """
    height, width = before.shape
    x = np.linspace(width * 0.08, width * 0.92, 8, dtype=np.float32)
    y = np.linspace(height * 0.1, height * 0.9, 5, dtype=np.float32)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 1, 2)
    moved, kept = _there_and_back(before, after, points)
    if kept.sum() < 10:
        return 0.0
    steps = np.linalg.norm((moved - points)[kept, 0], axis=1)
    return float(np.median(steps) / width)


def follow(before: Luma, after: Luma, boxes: Boxes) -> tuple[Boxes, npt.NDArray[np.bool_]]:
    """Where boxes went: median flow of a grid of points in each (Kalal, Mikolajczyk and Matas, ICPR 2010).

    Args:
        before: luma uint8 ``[h, w]``.
        after: the same size, a little later.
        boxes: float32 ``[n, 4]`` in pixels of these pictures.

    Returns:
        Moved and scaled boxes float32 ``[n, 4]``, and bool ``[n]``: whether enough points could be followed there
        and back. Boxes that could not be followed are returned as they were.
    """
    found = np.zeros(len(boxes), dtype=np.bool_)
    moved = boxes.astype(np.float32, copy=True)
    if not len(boxes):
        return moved, found
    ticks = np.linspace(0.2, 0.8, _GRID, dtype=np.float32)
    grid = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    sizes = boxes[:, None, 2:] - boxes[:, None, :2]
    points = (boxes[:, None, :2] + grid[None] * sizes).astype(np.float32)
    landed, kept = _there_and_back(before, after, points.reshape(-1, 1, 2))
    landed, kept = landed.reshape(points.shape), kept.reshape(points.shape[:2])
    for row in range(len(boxes)):
        chosen = kept[row]
        if chosen.sum() < _GRID * _GRID // 3:
            continue
        start, end = points[row, chosen], landed[row, chosen]
        shift = np.median(end - start, axis=0)
        scale = _growth(start, end)
        centre = (boxes[row, :2] + boxes[row, 2:]) / 2 + shift
        half = (boxes[row, 2:] - boxes[row, :2]) / 2 * scale
        moved[row] = np.concatenate([centre - half, centre + half])
        found[row] = True
    return moved, found


def _there_and_back(before: Luma, after: Luma, points: Boxes) -> tuple[Boxes, npt.NDArray[np.bool_]]:
    """Lucas-Kanade forth and back; points ``[n, 1, 2]`` and which of them came home."""
    there, ok_there, _ = cv2.calcOpticalFlowPyrLK(
        before, after, points, np.empty_like(points), winSize=_WINDOW, maxLevel=_LEVELS
    )
    back, ok_back, _ = cv2.calcOpticalFlowPyrLK(
        after, before, there, np.empty_like(points), winSize=_WINDOW, maxLevel=_LEVELS
    )
    error = np.linalg.norm((back - points)[:, 0], axis=1)
    kept = (ok_there[:, 0] == 1) & (ok_back[:, 0] == 1) & (error < _MAX_RETURN_ERROR)
    return np.asarray(there, np.float32), np.asarray(kept, np.bool_)


def _growth(start: Boxes, end: Boxes) -> float:
    """Median ratio of the distances between points, after to before."""
    one, two = np.triu_indices(len(start), 1)
    before = np.linalg.norm(start[one] - start[two], axis=1)
    after = np.linalg.norm(end[one] - end[two], axis=1)
    return min(1.25, max(0.8, float(np.median(after / np.maximum(before, 1e-3)))))
