"""The list of models contradicts itself nowhere, and says which model a job uses."""

import re
from pathlib import Path

import pytest

from telecine.adapters.inference.manifest import BadManifest, Manifest
from telecine.adapters.inference.models import ADAPTERS
from telecine.engine.capabilities import FACE_DETECTOR, FACE_EMBEDDER
from telecine.kernel.errors import NotFound, UserError
from tests.architecture.tree import ROOT

MODEL = """
[[models]]
name = "{name}"
title = "A model"
version = "1"
capability = "{capability}"
tier = "{tier}"
file = "model.onnx"
sha256 = "{sha256}"
size_bytes = 10
licence = "MIT"
sources = [{source}]
converter = "{converter}"
contract = "in to out"
{more}
"""
RECORDING = f"""
[models.recording]
shape = [1, 3, 8, 8]
seed = "x"
block = 4
tolerance = 0.1
origin = "a test"
values = {[0.5] * 16}
"""
ARCHIVE = f"""
[archives.box]
kind = "wheel"
requirement = "box==1.0"
file = "box-1.0-py3-none-any.whl"
sha256 = "{"a" * 64}"
size_bytes = 100
"""


def _model(**values: str) -> str:
    return MODEL.format(
        **{
            "name": "one",
            "capability": "sight",
            "tier": "default",
            "sha256": "b" * 64,
            "converter": "onnx",
            "source": '{ archive = "box", member = "box/model.onnx" }',
            "more": RECORDING,
            **values,
        }
    )


def _text(*models: str, archives: str = ARCHIVE, samples: str = "samples = []") -> str:
    return f"schema = 1\n{samples}\n{archives}\n" + "\n".join(models)


@pytest.fixture(scope="module")
def shipped() -> Manifest:
    return Manifest.load()


def test_the_shipped_list_has_a_default_model_with_recorded_answers_for_every_capability(shipped: Manifest) -> None:
    assert set(shipped.capabilities) >= {FACE_DETECTOR.name, FACE_EMBEDDER.name}
    for capability in shipped.capabilities:
        model = shipped.choose(capability)
        assert model.tier == "default"
        assert model.recording is not None
        assert len(model.recording.values) >= 64


def test_every_shipped_model_has_an_adapter(shipped: Manifest) -> None:
    assert {model.name for model in shipped.models} == set(ADAPTERS)


def test_every_shipped_model_and_photograph_is_named_with_its_licence_in_notice(shipped: Manifest) -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for model in shipped.models:
        if model.tier == "default":
            assert model.sha256 in notice, model.name
    for sample in shipped.samples:
        assert sample.file in notice, sample.name


def test_no_photograph_shows_a_person_alone_in_the_list_of_those_who_can_be_named(shipped: Manifest) -> None:
    pictures = [sample.person for sample in shipped.samples]
    assert pictures.count("Barack Obama") >= 2
    assert len(set(pictures)) >= 4


def test_models_whose_weights_were_never_run_say_so(shipped: Manifest) -> None:
    unchecked = [model for model in shipped.models if model.recording is None]
    assert all("weights never run here" in model.note for model in unchecked)


def test_thresholds_and_metric_belong_to_the_model(shipped: Manifest) -> None:
    for tier in ("default", "best"):
        similarity = shipped.resolve(FACE_EMBEDDER.name, tier).similarity
        assert 0 < similarity.cluster <= similarity.same + 0.2
    assert shipped.resolve(FACE_EMBEDDER.name).similarity.metric == "l2"
    assert shipped.resolve(FACE_EMBEDDER.name, "best").similarity.metric == "cosine"


def test_a_reference_carries_the_hash_of_the_file_as_published(shipped: Manifest) -> None:
    ref = shipped.resolve(FACE_DETECTOR.name)
    assert ref.sha256 == "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"
    assert (ref.id, ref.tier, ref.capability) == ("centerface", "default", "face-detector")
    assert ref.key_part() == shipped.resolve(FACE_DETECTOR.name, "centerface").key_part()


def test_two_models_are_two_spaces(shipped: Manifest) -> None:
    assert shipped.resolve(FACE_EMBEDDER.name).space != shipped.resolve(FACE_EMBEDDER.name, "best").space


def test_best_is_the_default_where_nothing_better_is_listed() -> None:
    manifest = Manifest.parse(_text(_model()))
    assert manifest.resolve("sight", "best").id == "one"


def test_a_model_that_does_something_else_is_refused(shipped: Manifest) -> None:
    with pytest.raises(UserError, match="sface is a face-embedder, not a face-detector"):
        shipped.resolve(FACE_DETECTOR.name, "sface")


def test_what_is_in_no_list_is_not_found(shipped: Manifest) -> None:
    with pytest.raises(NotFound, match="face-detector, face-embedder"):
        shipped.resolve("telepathy")
    with pytest.raises(NotFound, match="centerface"):
        shipped.resolve(FACE_DETECTOR.name, "better")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("schema = ", "cannot be read", id="not TOML"),
        pytest.param("schema = 2\nmodels = []\nsamples = []\n[archives]", "schema", id="another schema"),
        pytest.param(_text(_model(), _model()), "two entries are called one", id="a name twice"),
        pytest.param(_text(_model(), _model(name="two")), "sight has 2 default models", id="two defaults"),
        pytest.param(_text(_model(tier="best", more="")), "sight has 0 default models", id="no default"),
        pytest.param(_text(_model(more="")), "needs recorded answers", id="no recording"),
        pytest.param(_text(_model(converter="magic")), "no converter magic", id="no converter"),
        pytest.param(_text(_model(sha256="b" * 63)), "sha256", id="short hash"),
        pytest.param(_text(_model(source='{ url = "http://a.example/x" }')), "url", id="not https"),
        pytest.param(
            _text(_model(source='{ url = "https://a.example/x" }')),
            "come from a package registry",
            id="default by https",
        ),
        pytest.param(_text(_model(source="{}")), "either an archive or an address", id="no source"),
        pytest.param(_text(_model(source='{ archive = "bag", member = "x" }')), "no archive bag", id="unknown archive"),
        pytest.param(_text(_model(source='{ archive = "box" }')), "names its member", id="no member"),
        pytest.param(
            _text(_model(source='{ archive = "box", member = "/etc/x" }')), "names its member", id="absolute member"
        ),
        pytest.param(_text(_model(name="../one")), "name", id="name with folders"),
        pytest.param(_text(_model(more=f"surprise = 1\n{RECORDING}")), "surprise", id="unknown field"),
        pytest.param(_text(_model(), archives=ARCHIVE.replace("wheel", "npm")), "kind", id="unknown kind"),
        pytest.param(_text(_model(), archives=ARCHIVE.replace("box==1.0", "box>=1.0")), "requirement", id="not pinned"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(text: str, words: str) -> None:
    with pytest.raises(BadManifest, match=re.escape(words)):
        Manifest.parse(text)


def test_a_list_is_read_from_any_path(tmp_path: Path) -> None:
    path = tmp_path / "models.toml"
    path.write_text(_text(_model()))
    assert Manifest.load(path).model("one").size_bytes == 10
