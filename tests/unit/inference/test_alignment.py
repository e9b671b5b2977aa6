"""Faces are turned, scaled and moved to where the embedder expects them."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecine.adapters.inference.alignment import DLIB_POINTS, aligned_crop, similarity

REFERENCE = np.array(DLIB_POINTS, np.float32)


def _placed(angle: float, scale: float, x: float, y: float) -> np.ndarray:
    """The reference turned by `angle` (radians), `scale` times as large, moved."""
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return np.asarray((REFERENCE - 75) @ turn.T * scale + (x, y), np.float32)


@given(st.floats(-1.5, 1.5), st.floats(0.1, 8), st.floats(-500, 2000), st.floats(-500, 2000))
def test_landmarks_land_on_the_reference(angle: float, scale: float, x: float, y: float) -> None:
    points = _placed(angle, scale, x, y)
    matrix = similarity(points, REFERENCE)
    landed = points @ matrix[:, :2].T + matrix[:, 2]
    assert np.abs(landed - REFERENCE).max() < 0.2
    assert matrix[0, 0] == pytest.approx(matrix[1, 1])
    assert matrix[0, 1] == pytest.approx(-matrix[1, 0])


def test_one_wrong_landmark_does_not_move_the_face() -> None:
    points = _placed(0.2, 1.5, 300, 200)
    wrong = points.copy()
    wrong[2] += (90, -60)
    assert np.abs(similarity(wrong, REFERENCE) - similarity(points, REFERENCE)).max() < 0.5


def test_the_same_points_give_the_same_matrix_every_time() -> None:
    points = _placed(0.3, 1.2, 100, 100) + np.random.default_rng(1).normal(0, 3, (5, 2)).astype(np.float32)
    first = similarity(points, REFERENCE)
    cv2.setRNGSeed(99)
    assert all(np.array_equal(first, similarity(points, REFERENCE)) for _ in range(20))


@pytest.mark.parametrize(
    "points",
    [
        pytest.param(np.full((5, 2), 40.0, np.float32), id="all at one place"),
        pytest.param(np.array([[10, 10], [10, 10], [10, 10], [10, 10], [30, 10]], np.float32), id="two places"),
        pytest.param(np.array([[1, 1], [2, 2], [3, 3], [4, 4], [5, 5]], np.float32), id="on a line"),
    ],
)
def test_hopeless_landmarks_still_give_a_crop(points: np.ndarray) -> None:
    matrix = similarity(points, REFERENCE)
    assert np.isfinite(matrix).all()
    crop = aligned_crop(np.full((60, 60, 3), 90, np.uint8), points, REFERENCE, 150)
    assert crop.shape == (150, 150, 3)


def test_landmarks_that_are_no_numbers_are_refused() -> None:
    points = REFERENCE.copy()
    points[0, 0] = np.nan
    picture = np.zeros((10, 10, 3), np.uint8)
    with pytest.raises(ValueError, match="finite"):
        aligned_crop(picture, points, REFERENCE, 150)
    with pytest.raises(ValueError, match="five points"):
        aligned_crop(picture, REFERENCE[:4], REFERENCE, 150)


def _dotted(points: np.ndarray, size: int, radius: int) -> np.ndarray:
    picture = np.zeros((size, size, 3), np.uint8)
    for x, y in points:
        cv2.circle(picture, (round(float(x)), round(float(y))), radius, (255, 255, 255), -1)
    return picture


@pytest.mark.parametrize("scale", [0.6, 1.0, 1.9, 2.6, 4.0, 7.3])
@pytest.mark.parametrize("angle", [0.0, 0.4, -0.7])
def test_what_is_at_a_landmark_is_at_the_reference_in_the_crop(scale: float, angle: float) -> None:
    size = int(400 * max(1, scale))
    points = _placed(angle, scale, size * 0.5, size * 0.45)
    crop = aligned_crop(_dotted(points, size, max(2, round(4 * scale))), points, REFERENCE, 150)
    for x, y in REFERENCE:
        spot = crop[int(y) - 8 : int(y) + 9, int(x) - 8 : int(x) + 9, 0].astype(np.float64)
        rows, columns = np.mgrid[int(y) - 8 : int(y) + 9, int(x) - 8 : int(x) + 9]
        middle = ((columns * spot).sum() / spot.sum(), (rows * spot).sum() / spot.sum())
        assert middle == pytest.approx((x, y), abs=1.0)


def test_a_large_face_is_averaged_and_not_sampled() -> None:
    stripes = np.zeros((1600, 1600, 3), np.uint8)
    stripes[:, ::2] = 255
    crop = aligned_crop(stripes, _placed(0, 6, 800, 800), REFERENCE, 150)
    middle = crop[30:120, 30:120].astype(np.float64)
    assert middle.mean() == pytest.approx(127.5, abs=2)
    assert middle.std() < 12


def test_a_face_at_the_edge_of_the_picture_is_filled_with_black() -> None:
    crop = aligned_crop(np.full((200, 200, 3), 200, np.uint8), _placed(0, 3, 20, 20), REFERENCE, 150)
    assert crop[0, 0].tolist() == [0, 0, 0]
    assert crop[-20, -20].tolist() == [200, 200, 200]
