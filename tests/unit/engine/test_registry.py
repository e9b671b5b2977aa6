"""The registry of the product: every declaration can be carried out."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest

from telecine.apps import APPLICATIONS
from telecine.engine.registry import Registry
from telecine.engine.stage import Application, Stage, lazily
from telecine.kernel.errors import DefectError, UserError
from telecine.records import catalog
from telecine.records.exports import Export
from telecine.records.record import Artifact

REGISTRY = Registry(APPLICATIONS)


@pytest.mark.parametrize("stage", REGISTRY.stages.values(), ids=lambda stage: stage.id)
def test_every_stage_has_a_run_function_that_can_be_imported(stage: Stage) -> None:
    where = inspect.getclosurevars(stage.run).nonlocals
    assert callable(getattr(import_module(where["module"]), where["name"]))


def test_a_lazy_run_function_gets_context_and_parameters() -> None:
    run = lazily("tests.unit.engine.lazy_target:run")
    seen: list[object] = []
    run(seen, 7)  # type: ignore[arg-type]
    assert seen == [7]


def test_every_artifact_of_the_catalogue_is_produced_or_given() -> None:
    for artifact in catalog.ALL:
        assert artifact.name in REGISTRY.stages or artifact.is_snapshot or artifact is catalog.SOURCE


def test_an_unknown_application_is_answered_with_the_nearest() -> None:
    with pytest.raises(UserError, match="Did you mean 'faces'"):
        REGISTRY.application("face")


def test_an_unknown_stage_is_answered_with_the_nearest() -> None:
    app = REGISTRY.application("faces")
    with pytest.raises(UserError, match=r"Did you mean 'faces\.tracks'"):
        REGISTRY.params(app.targets, {"faces.track": {}})


def test_formats_are_targets_that_are_asked_for() -> None:
    targets = REGISTRY.targets("screentime", ("vtt", "vtt"))
    assert [target.name for target in targets] == ["screentime.report", "screentime.vtt"]
    assert REGISTRY.exports("screentime", [target.name for target in targets]) == ("vtt",)
    assert REGISTRY.exports("screentime", ["screentime.report"]) == ()
    assert REGISTRY.targets("faces") == REGISTRY.application("faces").targets


def test_an_export_changes_nothing_of_what_it_is_made_from() -> None:
    analysis = REGISTRY.closure(REGISTRY.targets("screentime"))
    for name, artifact in REGISTRY.application("screentime").exports.items():
        closure = REGISTRY.closure(REGISTRY.targets("screentime", (name,)))
        assert set(closure) == {*analysis, artifact.name}
        assert REGISTRY.stages[artifact.name].optional == ()
        assert issubclass(artifact.record, Export)


def test_an_unknown_format_is_answered_with_the_nearest() -> None:
    with pytest.raises(UserError, match="Did you mean 'vtt'"):
        REGISTRY.targets("screentime", ("vt",))


def test_a_format_that_nothing_produces_is_a_defect() -> None:
    app = Application(id="a", title="A", targets=(), exports={"x": Artifact("a.x", Export)})
    with pytest.raises(DefectError, match=r"wants a\.x, which nothing produces"):
        Registry((app,))


def test_the_report_needs_no_clustering_of_its_own() -> None:
    closure = REGISTRY.closure(REGISTRY.application("screentime").targets)
    assert closure.index("media.probe") < closure.index("faces.tracks") < closure.index("screentime.report")
