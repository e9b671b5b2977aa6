"""Photographs of a cast become vectors, or refusals that say why."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.apps.faces.stages import FACEBANK_STAGE
from telecine.engine.capabilities import DetectedFaces
from telecine.engine.ports import Loaded
from telecine.kernel.errors import UserError
from telecine.records.catalog import FACEBANK, PHOTOS
from telecine.records.faces import Facebank, Photo, Photos
from tests.fixtures.face_pictures import (
    Painted,
    PaintedModels,
    Picture,
    RedSquares,
    encode,
    paint,
    with_exif_orientation,
)
from tests.fixtures.stage_harness import Chain

BIG = Painted(0, 100, 80, 160)


def _photo(*faces: Painted, size: tuple[int, int] = (400, 320), seed: int = 0) -> bytes:
    return encode(paint(size, faces, seed=seed))


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    return Chain(LocalArtifacts(tmp_path), models=PaintedModels())


@dataclass(frozen=True)
class Crop:
    """An aligned face that a track was confirmed with, and how wide it was in its video."""

    content: bytes
    width_px: float = 90.0


Cast = Mapping[str, Sequence[bytes | Crop]]


def _crop(person: int, *, seed: int = 0, is_blurred: bool = False, width_px: float = 90.0) -> Crop:
    face = Painted(person, 0, 0, 150, is_blurred=is_blurred)
    return Crop(encode(paint((150, 150), [face], seed=seed), ".jpg"), width_px)


def _learn(chain: Chain, cast: Cast) -> Loaded[Facebank]:
    photos: list[Photo] = []
    files: dict[str, bytes] = {}
    for person, given in cast.items():
        for number, one in enumerate(given):
            content = one.content if isinstance(one, Crop) else one
            sha256 = hashlib.sha256(content).hexdigest()
            files[f"photos/{sha256}"] = content
            photos.append(
                Photo(
                    kind="crop" if isinstance(one, Crop) else "photo",
                    person=person,
                    name=person.title(),
                    sha256=sha256,
                    file_name=f"{person}{number}.png",
                    face_width_px=one.width_px if isinstance(one, Crop) else None,
                )
            )
    chain.snapshot(PHOTOS, Photos(photos=tuple(photos)), files)
    return chain.run(FACEBANK_STAGE).open(FACEBANK)


def _codes(bank: Loaded[Facebank]) -> list[tuple[str, str]]:
    return [(refusal.file_name, refusal.code) for refusal in bank.record.refused]


def test_every_person_gets_a_vector_for_each_photograph(chain: Chain) -> None:
    bank = _learn(chain, {"anna": [_photo(BIG), _photo(BIG, seed=1)], "bela": [_photo(Painted(5, 60, 60, 200))]})
    table = bank.table("vectors")
    assert table.column("person").to_pylist() == ["anna", "anna", "bela"]
    assert [seed.vector for seed in bank.record.seeds] == table.column("row").to_pylist() == [0, 1, 2]
    vectors = np.array(table.column("vector").to_pylist())
    assert np.linalg.norm(vectors[0] - vectors[1]) < 0.1
    assert np.linalg.norm(vectors[0] - vectors[2]) > 0.5
    assert not bank.record.refused
    assert bank.record.seeds[0].face_width_px == pytest.approx(160, abs=4)


def test_a_cast_of_nobody_is_learned_without_a_model(tmp_path: Path) -> None:
    models = PaintedModels()
    chain = Chain(LocalArtifacts(tmp_path), models=models)
    assert _learn(chain, {}).record.seeds == ()
    assert models.embedder.embedded == 0


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (encode(paint((300, 300), [])), "no_face", "no face"),
        (_photo(Painted(0, 20, 60, 150), Painted(5, 220, 60, 120)), "several_faces", "2 faces"),
        (_photo(Painted(0, 100, 80, 40)), "too_small", "40 pixels"),
        (_photo(Painted(0, 100, 80, 160, is_blurred=True)), "blurred", "blurred"),
        (b"", "unreadable", "picture"),
        (b"GIF89a and nothing more", "unreadable", "picture"),
        (_photo(BIG)[:300], "unreadable", "picture"),
    ],
)
def test_a_photograph_that_cannot_be_used_is_refused_with_the_reason(
    chain: Chain, content: bytes, code: str, words: str
) -> None:
    bank = _learn(chain, {"anna": [_photo(BIG), content]})
    assert _codes(bank) == [("anna1.png", code)]
    assert words in bank.record.refused[0].reason
    assert len(bank.record.seeds) == 1


def test_small_faces_in_the_background_do_not_matter(chain: Chain) -> None:
    bank = _learn(chain, {"anna": [_photo(Painted(0, 20, 60, 200), Painted(5, 300, 60, 40))]})
    assert len(bank.record.seeds) == 1


def test_a_face_that_fills_its_photograph_is_found(chain: Chain) -> None:
    bank = _learn(chain, {"anna": [_photo(Painted(0, 0, 0, 150), size=(150, 150))]})
    assert bank.record.seeds[0].face_width_px > 100


def test_a_photograph_that_lies_on_its_side_is_turned(chain: Chain) -> None:
    turned = [encode(np.ascontiguousarray(np.rot90(paint((400, 320), [BIG], seed=n), n))) for n in range(4)]
    bank = _learn(chain, {"anna": turned})
    assert len(bank.record.seeds) == 4
    vectors = np.array(bank.table("vectors").column("vector").to_pylist())
    assert np.linalg.norm(vectors - vectors[0], axis=1).max() < 0.1


def test_the_exif_orientation_is_followed(chain: Chain) -> None:
    wide = np.ascontiguousarray(np.rot90(paint((400, 320), [Painted(0, 20, 80, 200)])))
    bank = _learn(chain, {"anna": [with_exif_orientation(encode(wide, ".jpg"), 6)]})
    assert len(bank.record.seeds) == 1


def test_the_same_picture_saved_again_is_a_duplicate(chain: Chain) -> None:
    picture = paint((400, 320), [BIG])
    smaller = encode(np.ascontiguousarray(picture[::2, ::2]))
    bank = _learn(chain, {"anna": [encode(picture), smaller, _photo(BIG, seed=1)]})
    assert _codes(bank) == [("anna1.png", "duplicate")]
    assert "anna0.png" in bank.record.refused[0].reason


def test_a_picture_given_for_two_people_is_used_for_neither(chain: Chain) -> None:
    same = _photo(BIG)
    cast = {"anna": [same, _photo(BIG, seed=1)], "bela": [same, _photo(Painted(5, 60, 60, 200), seed=2)]}
    bank = _learn(chain, cast)
    assert _codes(bank) == [("anna0.png", "duplicate"), ("bela0.png", "duplicate")]
    assert "Bela" in bank.record.refused[0].reason


def test_a_seed_that_looks_like_somebody_else_is_pointed_out(chain: Chain) -> None:
    anna = [_photo(BIG, seed=n) for n in range(3)]
    bank = _learn(chain, {"anna": [*anna, _photo(Painted(5, 100, 80, 160))]})
    assert [seed.is_outlier for seed in bank.record.seeds] == [False, False, False, True]


def test_with_two_seeds_nobody_can_tell_which_one_is_wrong(chain: Chain) -> None:
    bank = _learn(chain, {"anna": [_photo(BIG), _photo(Painted(5, 100, 80, 160))]})
    assert not any(seed.is_outlier for seed in bank.record.seeds)


def test_a_person_without_a_usable_photograph_is_an_error_that_says_what_to_do(chain: Chain) -> None:
    cast = {
        "anna": [_photo(BIG)],
        "bela": [encode(paint((300, 300), [])), _photo(Painted(0, 20, 60, 150), Painted(5, 220, 60, 120))],
    }
    with pytest.raises(UserError) as caught:
        _learn(chain, cast)
    message = str(caught.value)
    assert caught.value.exit_code == 3
    assert caught.value.code == "bad_photos"
    for words in ("Bela", "bela0.png: no face", "bela1.png: it shows 2 faces", "at least one sharp photograph"):
        assert words in message
    assert "Anna" not in message


def test_a_confirmed_face_is_embedded_as_it_is_and_not_looked_for(tmp_path: Path) -> None:
    class Blind(RedSquares):
        def detect(self, picture: Picture, *, threshold: float | None = None) -> DetectedFaces:
            raise AssertionError("an aligned face is looked for again")

    chain = Chain(LocalArtifacts(tmp_path), models=PaintedModels(detector=Blind()))
    bank = _learn(chain, {"anna": [_crop(0)], "bela": [_crop(5)]})
    assert [(seed.person, seed.kind, seed.face_width_px) for seed in bank.record.seeds] == [
        ("anna", "crop", 90.0),
        ("bela", "crop", 90.0),
    ]
    vectors = np.array(bank.table("vectors").column("vector").to_pylist())
    assert np.linalg.norm(vectors[0] - vectors[1]) > 0.5


def test_a_confirmed_face_and_a_photograph_of_one_person_lie_together(chain: Chain) -> None:
    bank = _learn(chain, {"anna": [_photo(BIG), _crop(0, seed=3)]})
    vectors = np.array(bank.table("vectors").column("vector").to_pylist())
    assert np.linalg.norm(vectors[0] - vectors[1]) < 0.15
    assert [seed.kind for seed in bank.record.seeds] == ["photo", "crop"]


@pytest.mark.parametrize(
    ("crop", "code", "words"),
    [
        (_crop(0, width_px=47.0), "too_small", "47 pixels"),
        (_crop(0, is_blurred=True), "blurred", "blurred"),
        (Crop(b"\xff\xd8 and nothing more"), "unreadable", "aligned face"),
        (Crop(encode(paint((150, 120), []))), "unreadable", "aligned face"),
    ],
)
def test_a_confirmed_face_that_cannot_be_used_is_refused_with_the_reason(
    chain: Chain, crop: Crop, code: str, words: str
) -> None:
    bank = _learn(chain, {"anna": [_photo(BIG), crop]})
    assert [(refusal.kind, refusal.code) for refusal in bank.record.refused] == [("crop", code)]
    assert words in bank.record.refused[0].reason
    assert bank.record.refused[0].sha256 == hashlib.sha256(crop.content).hexdigest()


def test_somebody_known_from_poor_faces_only_stops_no_run(chain: Chain) -> None:
    bank = _learn(chain, {"anna": [_photo(BIG)], "bela": [_crop(5, width_px=30.0)]})
    assert [seed.person for seed in bank.record.seeds] == ["anna"]
    assert [refusal.person for refusal in bank.record.refused] == ["bela"]


def test_the_same_confirmed_face_is_learned_once(chain: Chain) -> None:
    same = paint((150, 150), [Painted(0, 0, 0, 150)])
    again = Crop(encode(same, ".jpg") + b" ")
    bank = _learn(chain, {"anna": [Crop(encode(same, ".jpg")), again, _crop(0, seed=1)]})
    assert _codes(bank) == [("anna1.png", "duplicate")]


def test_a_face_confirmed_as_the_wrong_person_is_pointed_out(chain: Chain) -> None:
    anna = [_photo(BIG, seed=n) for n in range(3)]
    bank = _learn(chain, {"anna": [*anna, _crop(5)]})
    assert [(seed.kind, seed.is_outlier) for seed in bank.record.seeds if seed.is_outlier] == [("crop", True)]
