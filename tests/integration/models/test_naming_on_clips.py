"""The default models and settings on clips and photographs whose truth was made by hand: nobody gets a wrong name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.faces.clips import MEDIA, NAMED, learn, load_models
from benchmarks.faces.trials import Bench, Setting, open_set, pooled, prepare, strangers_named
from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.inference.fetching.folder import ModelFolder
from telecine.adapters.inference.manifest import Manifest
from telecine.kernel.errors import UserError
from telecine.records.catalog import FACEBANK
from tests.fixtures.stage_harness import Chain

pytestmark = [
    pytest.mark.models,
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not MEDIA.is_dir(), reason="the shared clips are not beside the repository"),
]


@pytest.fixture(scope="module", autouse=True)
def _fetched() -> None:
    ModelFolder(Manifest.load()).fetch(["centerface", "dlib-resnet"])


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, _fetched: None) -> Bench:
    return prepare(MEDIA, tmp_path_factory.mktemp("home"))


def test_clear_faces_of_the_cast_are_named_and_nobody_wrongly(bench: Bench) -> None:
    scores = [bench.score(clip, Setting()) for clip in NAMED]
    clear, clear_of, small, small_of, wrong = pooled(scores)
    assert (clear_of, small_of) == (33, 20)
    assert wrong == 0, [score.wrong for score in scores]
    assert clear >= 0.92 * clear_of, [score.missed for score in scores]
    assert small >= 0.6 * small_of


def test_no_stranger_is_named(bench: Bench) -> None:
    named, of = strangers_named(bench, Setting())
    assert of > 20
    assert named == 0


def test_people_who_are_taken_out_of_the_cast_are_not_called_somebody_else(bench: Bench) -> None:
    trials, wrong = open_set(bench, Setting())
    assert trials > 150
    assert wrong == []


@pytest.mark.parametrize("clip", list(NAMED))
def test_no_identity_holds_two_people(bench: Bench, clip: str) -> None:
    found = bench.clusters(clip, Setting(), 0)
    assert found.false_merges == ()
    assert found.f1 > 0.85


@pytest.mark.parametrize(
    ("photo", "code"),
    [
        ("hamilton/two_people.jpg", "several_faces"),
        ("bbt/bbt5.jpg", "several_faces"),
        ("detection/inspireface/crop/no_face.png", "no_face"),
    ],
)
def test_photographs_that_show_nobody_or_several_are_refused(photo: str, code: str, tmp_path: Path) -> None:
    chain = Chain(LocalArtifacts(tmp_path), models=load_models())
    with pytest.raises(UserError) as caught:
        learn(chain, {"somebody": [MEDIA / "faces" / photo]})
    assert f"'{code}'" in str(caught.value.details["refused"])


def test_a_photograph_on_its_side_gives_the_vector_of_the_upright_one(tmp_path: Path) -> None:
    chain = Chain(LocalArtifacts(tmp_path), models=load_models())
    folder = MEDIA / "faces" / "detection" / "inspireface" / "rotate"
    vectors = []
    for turn in (0, 90, 180, 270):
        learn(chain, {"somebody": [folder / f"rot_{turn}.jpg"]})
        vectors += chain.one(FACEBANK).open(FACEBANK).table("vectors").column("vector").to_pylist()
    apart = np.linalg.norm(np.array(vectors) - vectors[0], axis=1)
    assert apart.max() < 0.1
