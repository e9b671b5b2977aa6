"""Fitting pictures to networks, and candidates to faces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecine.adapters.inference.candidates import Fitted, as_faces, fit, keep_best
from telecine.kernel.boxes import iou_matrix


def _picture(height: int, width: int) -> np.ndarray:
    return np.arange(height * width * 3, dtype=np.uint64).reshape(height, width, 3).astype(np.uint8)


@given(st.integers(1, 200), st.integers(1, 200))
def test_a_picture_is_padded_and_never_distorted(height: int, width: int) -> None:
    picture = _picture(height, width)
    fitted = fit(picture, stride=32, max_pixels=10**6)
    assert fitted.tensor.shape[2] % 32 == fitted.tensor.shape[3] % 32 == 0
    assert fitted.tensor.shape[2] - height < 32
    assert fitted.tensor.shape[3] - width < 32
    assert (fitted.size, fitted.scale) == ((width, height), (1.0, 1.0))
    assert np.array_equal(fitted.tensor[0, :, :height, :width], picture.transpose(2, 0, 1))
    assert not fitted.tensor[0, :, height:].any()
    assert not fitted.tensor[0, :, :, width:].any()


def test_channels_are_given_blue_first_where_the_network_wants_that() -> None:
    picture = _picture(32, 32)
    fitted = fit(picture, stride=32, max_pixels=10**6, reverse=True)
    assert np.array_equal(fitted.tensor[0], picture[..., ::-1].transpose(2, 0, 1))


def test_a_huge_picture_is_made_smaller_in_proportion() -> None:
    fitted = fit(np.zeros((3000, 4000, 3), np.uint8), stride=32, max_pixels=120_000)
    assert fitted.size == (400, 300)
    assert fitted.scale == pytest.approx((0.1, 0.1))
    assert fitted.tensor.shape == (1, 3, 320, 416)


@pytest.mark.parametrize(("height", "width"), [(100, 900), (900, 100), (10, 10), (640, 640)])
def test_a_picture_fits_into_the_only_size_a_network_takes(height: int, width: int) -> None:
    fitted = fit(np.full((height, width, 3), 7, np.uint8), stride=32, max_pixels=10**6, fixed=(320, 320))
    assert fitted.tensor.shape == (1, 3, 320, 320)
    assert max(fitted.size) <= 320
    assert fitted.size[0] / fitted.size[1] == pytest.approx(width / height, rel=0.1)


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(np.zeros((0, 10, 3), np.uint8), id="empty"),
        pytest.param(np.zeros((10, 10), np.uint8), id="grey"),
        pytest.param(np.zeros((10, 10, 4), np.uint8), id="with alpha"),
        pytest.param(np.zeros((10, 10, 3), np.float32), id="float"),
    ],
)
def test_what_is_not_an_rgb_picture_is_refused(picture: np.ndarray) -> None:
    with pytest.raises(ValueError, match="RGB uint8"):
        fit(picture, stride=32, max_pixels=10**6)


_BOXES = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 40), st.integers(1, 40)), min_size=0, max_size=25
)


@given(_BOXES)
def test_of_overlapping_boxes_only_the_best_is_kept(corners: list[tuple[int, int, int, int]]) -> None:
    boxes = np.array([(x, y, x + w, y + h) for x, y, w, h in corners], np.float32).reshape(-1, 4)
    scores = np.array([hash(box) % 97 / 97 for box in corners], np.float32)
    kept = keep_best(boxes, scores, 0.3)
    overlaps = iou_matrix(boxes, boxes)
    assert (np.diff(scores[kept]) <= 0).all()
    assert all(overlaps[a, b] <= 0.3 for a in kept for b in kept if a != b)
    for lost in set(range(len(boxes))) - set(kept.tolist()):
        assert any(overlaps[lost, better] > 0.3 and scores[better] >= scores[lost] for better in kept)


def test_faces_are_in_pixels_of_the_picture_given() -> None:
    fitted = Fitted(np.zeros((1, 3, 64, 96), np.float32), size=(80, 60), scale=(0.5, 0.25))
    boxes = np.array([[10, 10, 30, 30], [70, 50, 90, 70], [-10, -10, 14, 14]], np.float32)
    scores = np.array([0.5, 0.7, 0.9], np.float32)
    landmarks = np.repeat(boxes[:, None, :2] + 5, 5, axis=1)
    faces = as_faces(boxes, scores, landmarks, fitted, overlap=0.3)
    assert faces.scores.tolist() == pytest.approx([0.9, 0.5])
    assert faces.boxes.tolist() == [[0, 0, 28, 56], [20, 40, 60, 120]]
    assert faces.landmarks[1, 0].tolist() == [30, 60]
    assert faces.boxes.dtype == faces.scores.dtype == faces.landmarks.dtype == np.float32


def test_what_has_its_centre_outside_the_picture_is_no_face() -> None:
    fitted = Fitted(np.zeros((1, 3, 64, 96), np.float32), size=(80, 60), scale=(1, 1))
    boxes = np.array([[70, 10, 94, 30], [np.inf, 0, np.inf, 5]], np.float32)
    faces = as_faces(boxes, np.ones(2, np.float32), np.zeros((2, 5, 2), np.float32), fitted, overlap=0.3)
    assert faces.boxes.shape == (0, 4)
    assert faces.landmarks.shape == (0, 5, 2)
