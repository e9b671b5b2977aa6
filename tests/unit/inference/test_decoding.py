"""From maps a network could give to boxes and landmarks, worked out by hand."""

import math

import numpy as np
import pytest

from telecine.adapters.inference import yunet
from telecine.adapters.inference.centerface import decode


def _maps() -> np.ndarray:
    maps = np.zeros((15, 20, 30), np.float32)
    maps[0] = -10
    return maps


def test_a_cell_of_centerface_becomes_its_box_and_landmarks() -> None:
    maps = _maps()
    maps[0, 7, 11] = 2.0
    maps[1:5, 7, 11] = [math.log(10), math.log(8), 0.25, -0.5]
    maps[5:, 7, 11] = [0.4, 0.25, 0.4, 0.75, 0.6, 0.5, 0.8, 0.3, 0.8, 0.7]
    boxes, scores, landmarks = decode(maps, 0.5)
    # Centre 4 * (11 - 0.5 + 0.5), 4 * (7 + 0.25 + 0.5); 32 wide, 40 high.
    assert boxes[0] == pytest.approx([28, 11, 60, 51], abs=1e-4)
    assert scores[0] == pytest.approx(1 / (1 + math.exp(-2)))
    assert landmarks[0] == pytest.approx(np.array([[36, 27], [52, 27], [44, 35], [37.6, 43], [50.4, 43]]), abs=1e-4)


def test_the_limit_of_centerface_is_a_probability_and_exclusive() -> None:
    maps = _maps()
    maps[0, 1, 1], maps[0, 2, 2] = 0.0, 0.01
    assert len(decode(maps, 0.5)[1]) == 1
    assert len(decode(maps, 0.49)[1]) == 2
    assert len(decode(maps, 1.0)[1]) == 0
    assert len(decode(maps, 0.0)[1]) == 600


def test_no_face_is_no_rows_of_the_right_shape() -> None:
    boxes, scores, landmarks = decode(_maps(), 0.5)
    assert (boxes.shape, scores.shape, landmarks.shape) == ((0, 4), (0,), (0, 5, 2))


def test_a_cell_of_yunet_becomes_its_box_and_landmarks() -> None:
    width, cells = 64, 8 * 6
    face, thing = np.zeros((1, cells, 1), np.float32), np.full((1, cells, 1), 0.64, np.float32)
    box, points = np.zeros((1, cells, 4), np.float32), np.zeros((1, cells, 10), np.float32)
    cell = 2 * 8 + 5
    face[0, cell] = 1.0
    box[0, cell] = [0.5, 0.25, math.log(4), math.log(6)]
    points[0, cell] = np.arange(10) / 10
    boxes, scores, landmarks = yunet.decode(face, thing, box, points, stride=8, width=width, threshold=0.5)
    assert boxes[0] == pytest.approx([44 - 16, 18 - 24, 44 + 16, 18 + 24], abs=1e-4)
    assert scores[0] == pytest.approx(0.8)
    assert landmarks[0, 0] == pytest.approx([40, 16.8])
    assert landmarks[0, 4] == pytest.approx([46.4, 23.2])


def test_yunet_scores_outside_zero_and_one_are_cut() -> None:
    face, thing = np.full((4, 1), 1.4, np.float32), np.full((4, 1), 1.2, np.float32)
    thing[0] = -1
    nothing = np.zeros((4, 10), np.float32)
    _, scores, _ = yunet.decode(face, thing, nothing[:, :4], nothing, stride=32, width=64, threshold=0.9)
    assert scores.tolist() == [1, 1, 1]
