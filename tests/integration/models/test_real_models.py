"""The default models on photographs with clear rights: fetched, verified, converted, run."""

from dataclasses import dataclass

import cv2
import numpy as np
import pytest

from telecine.adapters.inference.fetching.folder import ModelFolder
from telecine.adapters.inference.models import ModelSet
from telecine.engine.capabilities import FACE_DETECTOR, FACE_EMBEDDER, FaceDetector, FaceEmbedder

pytestmark = [pytest.mark.models, pytest.mark.timeout(900)]

# Box of the face in each photograph, scaled to a height of 640, as a person sees it.
FACES = {
    "obama-2012": (207, 48, 349, 244),
    "obama-2009": (107, 127, 257, 341),
    "obama-2010": (176, 68, 252, 168),
    "biden-2010": (124, 46, 208, 166),
    "collins": (225, 72, 338, 220),
    "hopper": (185, 131, 379, 361),
}


@dataclass(frozen=True)
class Faces:
    """The real pair and the photographs, 640 pixels high."""

    detector: FaceDetector
    embedder: FaceEmbedder
    same: float
    people: dict[str, str]
    pictures: dict[str, np.ndarray]

    def vector(self, name: str) -> np.ndarray:
        found = self.detector.detect(self.pictures[name])
        return np.asarray(self.embedder.embed([self.embedder.align(self.pictures[name], found.landmarks[0])])[0])


@pytest.fixture(scope="module")
def faces(real_models: ModelFolder) -> Faces:
    manifest = real_models.manifest
    refs = {name: manifest.resolve(name) for name in manifest.capabilities}
    models = ModelSet(refs, real_models.folder)
    samples = {sample.name: sample.person for sample in manifest.samples}
    return Faces(
        detector=models.get(FACE_DETECTOR),
        embedder=models.get(FACE_EMBEDDER),
        same=models.ref(FACE_EMBEDDER).similarity.same,
        people=samples,
        pictures={name: _read(real_models, name) for name in samples},
    )


def _read(folder: ModelFolder, name: str) -> np.ndarray:
    found = cv2.imdecode(np.frombuffer(folder.path(name).read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    assert found is not None
    scale = 640 / found.shape[0]
    return np.ascontiguousarray(cv2.resize(found, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[..., ::-1])


def test_everything_the_manifest_promises_by_default_is_there_and_whole(real_models: ModelFolder) -> None:
    found = real_models.verify()
    wanted = [model.name for model in real_models.manifest.models if model.tier == "default"]
    wanted += [sample.name for sample in real_models.manifest.samples]
    assert {name: found[name] for name in wanted} == dict.fromkeys(wanted, "ok")


@pytest.mark.parametrize("name", list(FACES))
def test_the_one_face_of_a_portrait_is_found(faces: Faces, name: str) -> None:
    found = faces.detector.detect(faces.pictures[name])
    assert len(found.boxes) == 1
    assert found.boxes[0] == pytest.approx(FACES[name], abs=8)
    right_eye, left_eye, nose, right_mouth, left_mouth = found.landmarks[0]
    assert right_eye[0] < nose[0] < left_eye[0]
    assert right_mouth[0] < left_mouth[0]
    assert max(right_eye[1], left_eye[1]) < nose[1] < min(right_mouth[1], left_mouth[1])


def test_a_face_is_found_in_any_corner_of_a_picture_of_any_size(faces: Faces) -> None:
    portrait = faces.pictures["collins"][40:260, 190:380]
    height, width = portrait.shape[:2]
    for y, x in ((0, 0), (0, 333), (271, 0), (271, 333)):
        picture = np.full((height + 271, width + 333, 3), 90, np.uint8)
        picture[y : y + height, x : x + width] = portrait
        found = faces.detector.detect(picture)
        assert len(found.boxes) == 1
        assert found.boxes[0] == pytest.approx([x + 35, y + 32, x + 148, y + 180], abs=10)


def test_the_same_person_is_nearer_than_the_limit_and_others_are_not(faces: Faces) -> None:
    vectors = {name: faces.vector(name) for name in faces.pictures}
    for one, first in vectors.items():
        for other, second in vectors.items():
            if one < other:
                distance = float(np.linalg.norm(first - second))
                assert (distance < faces.same) == (faces.people[one] == faces.people[other]), (one, other, distance)


def test_a_batch_gives_what_its_crops_give_alone(faces: Faces) -> None:
    crops = [
        faces.embedder.align(picture, faces.detector.detect(picture).landmarks[0])
        for picture in faces.pictures.values()
    ]
    together = faces.embedder.embed(crops)
    assert together.shape == (len(crops), 128)
    assert np.allclose(together, np.concatenate([faces.embedder.embed([crop]) for crop in crops]), atol=1e-4)


def test_a_smaller_look_at_a_face_stays_the_same_person(faces: Faces) -> None:
    picture = faces.pictures["obama-2010"]
    small = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    landmarks = faces.detector.detect(np.asarray(small, np.uint8)).landmarks[0]
    vector = faces.embedder.embed([faces.embedder.align(np.asarray(small, np.uint8), landmarks)])[0]
    assert np.linalg.norm(vector - faces.vector("obama-2010")) < 0.4


def test_noise_holds_no_face(faces: Faces) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (256, 448, 3), dtype=np.uint8)
    assert len(faces.detector.detect(noise).boxes) == 0
