"""The models of one process: loaded once, when asked for, as the job froze them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from telecine.adapters.inference import models
from telecine.adapters.inference.embedders import AlignedEmbedder
from telecine.adapters.inference.fetching.folder import ModelMissing
from telecine.adapters.inference.models import ModelSet
from telecine.engine.capabilities import Capability, FaceEmbedder
from telecine.kernel.errors import DefectError, NotFound, UserError
from tests.fixtures.models.shelf import Shelf

FIRST: Capability[FaceEmbedder] = Capability("first-capability")
SECOND: Capability[FaceEmbedder] = Capability("second-capability")
THIRD: Capability[FaceEmbedder] = Capability("third-capability")


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    points = [(2.0, 2.0), (6.0, 2.0), (4.0, 4.0), (3.0, 6.0), (5.0, 6.0)]
    monkeypatch.setattr(
        models,
        "ADAPTERS",
        {name: lambda network, _: AlignedEmbedder(network, points=points) for name in ("first", "second")},
    )
    return Shelf()


def _set(shelf: Shelf, folder: Path, threads: int = 1) -> ModelSet:
    manifest = shelf.manifest()
    refs = {name: manifest.resolve(name) for name in manifest.capabilities}
    return ModelSet(refs, folder, threads=threads, manifest=manifest)


def test_a_model_is_loaded_once(shelf: Shelf, tmp_path: Path) -> None:
    shelf.folder(tmp_path).fetch()
    made = _set(shelf, tmp_path, threads=2)
    embedder = made.get(FIRST)
    assert made.get(FIRST) is embedder
    assert made.get(SECOND) is not embedder
    vectors = embedder.embed([np.full((8, 8, 3), (30, 60, 90), np.uint8)])
    assert vectors.tolist() == [[30, 60, 90]]


def test_a_model_that_was_not_fetched_says_how_to(shelf: Shelf, tmp_path: Path) -> None:
    made = _set(shelf, tmp_path)
    assert made.ref(FIRST).id == "first"
    with pytest.raises(ModelMissing, match="telecine models fetch"):
        made.get(FIRST)


def test_a_capability_the_stage_did_not_declare_is_a_defect(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(DefectError, match="does not declare"):
        _set(shelf, tmp_path).get(THIRD)


def test_a_job_planned_with_another_version_of_a_model_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    manifest = shelf.manifest()
    ref = manifest.resolve(FIRST.name)
    for other in (replace(ref, sha256="0" * 64), replace(ref, converter=99)):
        with pytest.raises(UserError, match="Submit it again"):
            ModelSet({FIRST.name: other}, tmp_path, manifest=manifest).get(FIRST)
    with pytest.raises(NotFound):
        ModelSet({FIRST.name: replace(ref, id="gone")}, tmp_path, manifest=manifest).get(FIRST)
