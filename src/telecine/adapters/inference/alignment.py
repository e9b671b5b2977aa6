"""Turns, scales and moves a face so that its five landmarks lie where an embedder was trained to see them."""

from __future__ import annotations

import math
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from telecine.adapters.inference.candidates import Floats, Picture

Matrix = npt.NDArray[np.float64]

# Where CenterFace's landmarks lie on dlib's own aligned crops of 150 pixels, as measured over many faces.
DLIB_POINTS: Final = ((47.8, 47.4), (102.4, 46.5), (73.5, 75.1), (52.1, 103.3), (97.6, 103.0))

# The five points of ArcFace and SFace on crops of 112 pixels (Deng et al., "ArcFace", 2019).
ARCFACE_POINTS: Final = (
    (38.2946, 51.6963),
    (73.5318, 51.5014),
    (56.0252, 71.7366),
    (41.5493, 92.3655),
    (70.7299, 92.2041),
)


def aligned_crop(picture: Picture, landmarks: Floats, reference: Floats, side: int) -> Picture:
    """RGB crop ``[side, side, 3]`` of an RGB picture, with `landmarks` ``[5, 2]`` moved to `reference` ``[5, 2]``.

    Where the face is more than twice as large as the crop it is averaged down first, as sampling it would alias.
    What lies outside the picture is black.

    Raises:
        ValueError: when landmarks are not ``[5, 2]`` finite numbers.
    """
    if landmarks.shape != (5, 2) or not np.isfinite(landmarks).all():
        raise ValueError("a face is aligned by five points x, y that are finite numbers")
    matrix = similarity(landmarks, reference)
    factor = int(1 / math.hypot(matrix[0, 0], matrix[1, 0]))
    if factor >= 2:
        picture, matrix = _averaged(picture, matrix, side, factor)
    warped = cv2.warpAffine(picture, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(warped, dtype=np.uint8)


def similarity(points: Floats, reference: Floats) -> Matrix:
    """The turn, scale and shift ``[2, 3]`` that takes `points` nearest to `reference`.

    Least median of squares, which ignores up to two wrong points (a profile hides an eye); least squares where that
    finds nothing. The same points give the same matrix always: OpenCV's search starts from a fixed seed.
    """
    # OpenCV's types do not say that the matrix is None when it finds nothing.
    answer: tuple[Any, Any] = cv2.estimateAffinePartial2D(
        points.astype(np.float64), reference.astype(np.float64), method=cv2.LMEDS, refineIters=10
    )
    found = answer[0]
    if found is not None and np.isfinite(found).all() and math.hypot(found[0, 0], found[1, 0]) > 1e-6:
        return np.asarray(found, np.float64)
    return _least_squares(points.astype(np.float64), reference.astype(np.float64))


def _least_squares(points: Matrix, reference: Matrix) -> Matrix:
    """Umeyama's closed form (IEEE PAMI 13(4), 1991) in the plane, without reflection; points that coincide are moved only."""
    middle, target = points.mean(axis=0), reference.mean(axis=0)
    here = (points - middle) @ np.array([1, 1j])
    there = (reference - target) @ np.array([1, 1j])
    spread = float((np.abs(here) ** 2).sum())
    turn = complex((np.conj(here) * there).sum()) / spread if spread > 1e-9 else 1 + 0j
    if abs(turn) < 1e-6:
        turn = 1 + 0j
    linear = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
    return np.hstack([linear, (target - linear @ middle)[:, None]])


def _averaged(picture: Picture, matrix: Matrix, side: int, factor: int) -> tuple[Picture, Matrix]:
    """The part of `picture` that the crop shows, made `factor` times smaller by averaging, and the matrix for it."""
    back = cv2.invertAffineTransform(matrix)
    corners = np.array([[0, 0, 1], [side, 0, 1], [0, side, 1], [side, side, 1]], np.float64) @ back.T
    height, width = picture.shape[:2]
    left, top = (int(max(0, math.floor(value) - factor)) for value in corners.min(axis=0))
    right = int(min(width, math.ceil(corners[:, 0].max()) + factor))
    bottom = int(min(height, math.ceil(corners[:, 1].max()) + factor))
    columns, rows = (right - left) // factor, (bottom - top) // factor
    if columns < 1 or rows < 1:
        return picture, matrix
    part = picture[top : top + rows * factor, left : left + columns * factor]
    small = cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA)
    # A pixel of the small picture has its centre between the centres of those it was made from.
    shift = (factor - 1) / 2
    grow = np.array([[factor, 0, left + shift], [0, factor, top + shift], [0, 0, 1]], np.float64)
    return np.asarray(small, dtype=np.uint8), matrix @ grow
