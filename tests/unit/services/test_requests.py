"""A request is the same before and after it was stored: what is planned is what is run."""

from __future__ import annotations

import pytest

from telecine.adapters.inference.manifest import Manifest
from telecine.apps import APPLICATIONS
from telecine.engine.planner import Request, resolve
from telecine.engine.registry import Registry
from telecine.services.requests import freeze, thaw


@pytest.mark.parametrize("app_id", [app.id for app in APPLICATIONS])
def test_the_keys_of_a_request_are_those_of_the_stored_one(app_id: str) -> None:
    registry, manifest = Registry(APPLICATIONS), Manifest.load()
    targets = registry.application(app_id).targets
    request = Request(
        source_sha256="ab" * 32,
        targets=targets,
        params=registry.params(targets, {}),
        models={name: manifest.resolve(name, "default") for name in registry.capabilities(targets)},
        snapshots={artifact.name: "cd" * 32 for artifact in registry.snapshots(targets)},
    )
    stored = thaw(registry, freeze(request))
    assert {stage: p.model_dump_json() for stage, p in stored.params.items()} == {
        stage: p.model_dump_json() for stage, p in request.params.items()
    }
    assert resolve(registry, stored, lambda _: ()) == resolve(registry, request, lambda _: ())
