"""The registry of the product: every declaration can be carried out."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest

from telecine.apps import APPLICATIONS
from telecine.engine.registry import Registry
from telecine.engine.stage import Stage, lazily
from telecine.kernel.errors import UserError
from telecine.records import catalog

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


def test_the_report_needs_no_clustering_of_its_own() -> None:
    closure = REGISTRY.closure(REGISTRY.application("screentime").targets)
    assert closure.index("media.probe") < closure.index("faces.tracks") < closure.index("screentime.report")
