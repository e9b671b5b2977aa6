"""Every face embedder keeps the promises of `engine.capabilities.FaceEmbedder`."""

from collections.abc import Callable

import numpy as np
import pytest

from telecine.adapters.inference.embedders import AlignedEmbedder
from telecine.adapters.inference.sessions import OnnxNetwork
from telecine.engine.capabilities import FaceEmbedder
from tests.fixtures.models.stand_in_networks import embedder_stand_in
from tests.fixtures.painted_faces import PaintedFaceEmbedder

MAKERS: dict[str, Callable[[], FaceEmbedder]] = {
    "dlib": lambda: AlignedEmbedder.dlib(OnnxNetwork(embedder_stand_in(150, "n"))),
    "sface": lambda: AlignedEmbedder.sface(OnnxNetwork(embedder_stand_in(112, 1))),
    "painted": PaintedFaceEmbedder,
}
LANDMARKS = np.array([[80, 85], [120, 85], [100, 105], [85, 125], [115, 125]], np.float32)


@pytest.fixture(params=list(MAKERS))
def embedder(request: pytest.FixtureRequest) -> FaceEmbedder:
    return MAKERS[request.param]()


def _crops(embedder: FaceEmbedder, count: int) -> list[np.ndarray]:
    random = np.random.default_rng(5)
    return [
        embedder.align(random.integers(0, 255, (200, 200, 3), dtype=np.uint8), LANDMARKS + index)
        for index in range(count)
    ]


def test_an_aligned_crop_is_a_square_rgb_picture(embedder: FaceEmbedder) -> None:
    crop = _crops(embedder, 1)[0]
    assert crop.shape[0] == crop.shape[1]
    assert crop.shape[2:] == (3,)
    assert crop.dtype == np.uint8


def test_red_stays_red(embedder: FaceEmbedder) -> None:
    picture = np.zeros((200, 200, 3), np.uint8)
    picture[..., 0] = 240
    vector = embedder.embed([embedder.align(picture, LANDMARKS)])[0]
    assert int(np.argmax(vector)) == 0
    assert vector[1] == vector[2] == 0


@pytest.mark.parametrize("count", [1, 2, 7, 8, 9, 20])
def test_a_batch_gives_what_its_crops_give_alone(embedder: FaceEmbedder, count: int) -> None:
    crops = _crops(embedder, count)
    together = embedder.embed(crops)
    assert together.dtype == np.float32
    assert together.shape[0] == count
    alone = np.concatenate([embedder.embed([crop]) for crop in crops])
    assert np.allclose(together, alone, atol=1e-3)


def test_no_crop_gives_no_vector(embedder: FaceEmbedder) -> None:
    assert embedder.embed([]).shape[0] == 0


def test_the_fastest_batch_is_at_least_one(embedder: FaceEmbedder) -> None:
    assert embedder.batch >= 1


def test_a_network_that_takes_one_crop_says_so() -> None:
    assert MAKERS["sface"]().batch == 1
    assert MAKERS["dlib"]().batch == 8


def test_a_crop_of_another_size_is_refused() -> None:
    embedder = MAKERS["dlib"]()
    with pytest.raises(ValueError, match=r"\[150, 150, 3\], not \[112, 112, 3\]"):
        embedder.embed([np.zeros((112, 112, 3), np.uint8)])


def test_an_embedder_adopts_its_own_crops_unchanged(embedder: FaceEmbedder) -> None:
    crop = _crops(embedder, 1)[0]
    assert np.array_equal(embedder.adopt(crop), crop)


@pytest.mark.parametrize(("mine", "other"), [("dlib", "sface"), ("sface", "dlib")])
def test_a_crop_of_another_model_is_aligned_for_this_one(mine: str, other: str) -> None:
    rows, columns = np.mgrid[0:200, 0:200]
    picture = np.stack([rows, columns, (rows + columns) // 2], axis=-1).astype(np.uint8)
    here, there = MAKERS[mine](), MAKERS[other]()
    adopted, direct = here.adopt(there.align(picture, LANDMARKS)), here.align(picture, LANDMARKS)
    assert adopted.shape == direct.shape
    side = slice(direct.shape[0] // 4, -direct.shape[0] // 4)
    apart = np.abs(adopted[side, side].astype(int) - direct[side, side].astype(int))
    assert apart.mean() < 6, "the face lies where it would have been aligned to, to a few pixels"


@pytest.mark.parametrize("shape", [(150, 112, 3), (90, 90, 3), (150, 150)])
def test_a_picture_that_no_embedder_makes_is_not_adopted(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="no embedder makes"):
        MAKERS["dlib"]().adopt(np.zeros(shape, np.uint8))
