"""Every face detector keeps the promises of `engine.capabilities.FaceDetector`.

YuNet and CenterFace run on networks made here with the inputs and outputs of the real ones; the real CenterFace is in
tests/integration/models.
"""

from collections.abc import Callable

import numpy as np
import pytest

from telecine.adapters.inference.centerface import CenterFace
from telecine.adapters.inference.sessions import OnnxNetwork
from telecine.adapters.inference.yunet import YuNet
from telecine.engine.capabilities import FaceDetector
from tests.fixtures.models.stand_in_networks import LANDMARKS, SQUARE, centerface_stand_in, yunet_stand_in
from tests.fixtures.painted_faces import COLOURS, PaintedFaceDetector, paint

MAKERS: dict[str, Callable[[], FaceDetector]] = {
    "centerface": lambda: CenterFace(OnnxNetwork(centerface_stand_in()), threshold=0.5, overlap=0.3),
    "yunet": lambda: YuNet(OnnxNetwork(yunet_stand_in()), threshold=0.5, overlap=0.3),
    "yunet-of-one-size": lambda: YuNet(OnnxNetwork(yunet_stand_in((160, 256))), threshold=0.5, overlap=0.3),
    "painted": PaintedFaceDetector,
}

# A red that is pure enough for the stand-in networks and is a painted face too.
RED = (255, 0, 0)


@pytest.fixture(params=list(MAKERS))
def detector(request: pytest.FixtureRequest) -> FaceDetector:
    return MAKERS[request.param]()


def _picture(height: int, width: int, *corners: tuple[int, int]) -> np.ndarray:
    picture = np.full((height, width, 3), 120, np.uint8)
    for x, y in corners:
        picture[y : y + SQUARE, x : x + SQUARE] = RED
    return picture


# Every corner is 4 pixels more than a multiple of 8: there the filters of the stand-ins lie on the square exactly.
@pytest.mark.parametrize(("height", "width"), [(160, 256), (150, 251), (97, 130), (64, 64)])
def test_a_face_is_found_where_it_is_in_pixels_of_the_picture(detector: FaceDetector, height: int, width: int) -> None:
    faces = detector.detect(_picture(height, width, (20, 28)))
    assert len(faces.boxes) == 1
    assert faces.boxes[0] == pytest.approx([20, 28, 20 + SQUARE, 28 + SQUARE], abs=0.01)
    expected = np.array(LANDMARKS) * SQUARE + (20, 28)
    assert faces.landmarks[0] == pytest.approx(expected, abs=0.01)


def test_every_face_of_a_picture_is_found_once(detector: FaceDetector) -> None:
    corners = [(4, 4), (100, 28), (188, 92)]
    faces = detector.detect(_picture(160, 256, *corners))
    assert {(round(float(x)), round(float(y))) for x, y in faces.boxes[:, :2]} == set(corners)
    assert len(faces.boxes) == 3


def test_shapes_and_types_are_as_promised(detector: FaceDetector) -> None:
    for picture in (_picture(160, 256, (4, 4), (100, 28)), _picture(160, 256)):
        faces = detector.detect(picture)
        count = len(faces.scores)
        assert (faces.boxes.shape, faces.landmarks.shape) == ((count, 4), (count, 5, 2))
        assert faces.boxes.dtype == faces.scores.dtype == faces.landmarks.dtype == np.float32
        assert ((faces.scores > 0) & (faces.scores <= 1)).all()
        assert (np.diff(faces.scores) <= 0).all()


def test_a_picture_without_faces_has_none(detector: FaceDetector) -> None:
    assert len(detector.detect(_picture(160, 256)).boxes) == 0
    assert len(detector.detect(np.zeros((1, 1, 3), np.uint8)).boxes) == 0


def test_the_limit_given_wins_over_the_default(detector: FaceDetector) -> None:
    picture = _picture(160, 256, (4, 4))
    assert len(detector.detect(picture).boxes) == 1
    assert len(detector.detect(picture, threshold=0.999).boxes) == 0


def test_the_same_picture_gives_the_same_faces(detector: FaceDetector) -> None:
    picture = _picture(160, 256, (4, 4), (100, 28))
    first, second = detector.detect(picture), detector.detect(picture)
    assert np.array_equal(first.boxes, second.boxes)
    assert np.array_equal(first.scores, second.scores)
    assert np.array_equal(first.landmarks, second.landmarks)


def test_the_picture_is_not_changed(detector: FaceDetector) -> None:
    picture = _picture(150, 250, (4, 4))
    before = picture.copy()
    picture.setflags(write=False)
    detector.detect(picture)
    assert np.array_equal(picture, before)


def test_a_picture_that_is_a_view_is_read_as_it_looks(detector: FaceDetector) -> None:
    whole = _picture(200, 300, (28, 44))
    faces = detector.detect(whole[16:176, 8:264])
    assert faces.boxes[0] == pytest.approx([20, 28, 20 + SQUARE, 28 + SQUARE], abs=0.01)


def test_a_network_of_one_size_gives_boxes_in_pixels_of_a_larger_picture() -> None:
    detector = YuNet(OnnxNetwork(yunet_stand_in((160, 256))), threshold=0.5, overlap=0.3)
    small = _picture(160, 256, (20, 28))
    large = small.repeat(2, axis=0).repeat(2, axis=1)
    assert detector.detect(large).boxes[0] == pytest.approx([40, 56, 104, 120], abs=0.1)


def test_a_picture_of_too_many_pixels_is_looked_at_smaller() -> None:
    detector = CenterFace(OnnxNetwork(centerface_stand_in()), threshold=0.5, overlap=0.3, max_pixels=160 * 256)
    large = _picture(160, 256, (20, 28)).repeat(3, axis=0).repeat(3, axis=1)
    faces = detector.detect(large)
    assert faces.boxes[0] == pytest.approx([60, 84, 156, 180], abs=0.1)
    assert faces.landmarks[0, 2] == pytest.approx([60 + 48, 84 + 52.8], abs=0.1)


def test_painted_faces_of_all_colours_are_told_apart() -> None:
    picture = np.full((60, 300, 3), 100, np.uint8)
    for index, colour in enumerate(COLOURS):
        paint(picture, (10 + 50 * index, 10, 50 + 50 * index, 50), colour)
    assert len(PaintedFaceDetector().detect(picture).boxes) == len(COLOURS)
