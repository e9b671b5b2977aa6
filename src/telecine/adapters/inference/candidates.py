"""From what a detector's network says to the faces of a picture: fitting, suppression of doubles, clipping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from telecine.engine.capabilities import DetectedFaces
from telecine.kernel.boxes import iou_matrix

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

_MAX_CANDIDATES: Final = 1500


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture as a network takes it.

    Attributes:
        tensor: float32 ``[1, 3, h, w]``, 0 to 255, h and w multiples of the stride; what the picture does not fill,
            at the right and bottom, is black.
        size: width and height of the picture inside the tensor.
        scale: pixels of the tensor for a pixel of the picture given, x and y.
    """

    tensor: Floats
    size: tuple[int, int]
    scale: tuple[float, float]


def fit(
    picture: Picture, *, stride: int, max_pixels: int, fixed: tuple[int, int] | None = None, reverse: bool = False
) -> Fitted:
    """Fit an RGB picture ``[h, w, 3]`` to a network.

    It is padded, never distorted, and made smaller only when it has more than `max_pixels` or than `fixed` holds.

    Args:
        stride: what both sides must be multiples of.
        max_pixels: the largest picture that is looked at in full.
        fixed: height and width when the network takes one size only.
        reverse: give the channels as blue, green, red.

    Raises:
        ValueError: when `picture` is not RGB uint8 with at least one pixel.
    """
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3 or picture.size == 0:
        raise ValueError(f"a picture is RGB uint8 [h, w, 3], not {picture.dtype} {list(picture.shape)}")
    height, width = picture.shape[:2]
    shrink = min(1.0, (max_pixels / (height * width)) ** 0.5)
    if fixed is not None:
        shrink = min(shrink, fixed[0] / height, fixed[1] / width)
    small_height, small_width = max(1, int(height * shrink)), max(1, int(width * shrink))
    if shrink < 1:
        picture = np.asarray(
            cv2.resize(picture, (small_width, small_height), interpolation=cv2.INTER_AREA), dtype=np.uint8
        )
    padded = fixed or (-(-small_height // stride) * stride, -(-small_width // stride) * stride)
    make = np.empty if padded == (small_height, small_width) else np.zeros
    tensor = make((1, 3, *padded), np.float32)
    for index, plane in enumerate(cv2.split(picture)):
        tensor[0, 2 - index if reverse else index, :small_height, :small_width] = plane
    return Fitted(tensor, (small_width, small_height), (small_width / width, small_height / height))


def keep_best(boxes: Floats, scores: Floats, overlap: float) -> npt.NDArray[np.intp]:
    """Greedy suppression: indices, best first, of boxes that overlap no better one by more than `overlap` (IoU)."""
    order = np.argsort(-scores, kind="stable")[:_MAX_CANDIDATES]
    if len(order) < 2:
        return order
    covers = iou_matrix(boxes[order], boxes[order]) > overlap
    alive = np.ones(len(order), bool)
    for row in range(len(order)):
        if alive[row]:
            alive[row + 1 :] &= ~covers[row, row + 1 :]
    return order[alive]


def as_faces(boxes: Floats, scores: Floats, landmarks: Floats, fitted: Fitted, *, overlap: float) -> DetectedFaces:
    """Faces in pixels of the picture given, from boxes ``[n, 4]`` and landmarks ``[n, 5, 2]`` in pixels of the tensor.

    Boxes end at the picture; what has its centre outside the picture is dropped.
    """
    width, height = fitted.size
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    inside = ((centre >= 0) & (centre < (width, height))).all(axis=1) & np.isfinite(boxes).all(axis=1)
    boxes, scores, landmarks = boxes[inside], scores[inside], landmarks[inside]
    kept = keep_best(boxes, scores, overlap)
    limits = np.array([width, height, width, height], np.float32)
    scale: Floats = np.array(fitted.scale, np.float32)
    return DetectedFaces(
        boxes=(np.clip(boxes[kept], 0, limits) / np.tile(scale, 2)).astype(np.float32),
        scores=scores[kept].astype(np.float32),
        landmarks=(landmarks[kept] / scale).astype(np.float32),
    )
