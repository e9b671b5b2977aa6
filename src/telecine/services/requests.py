"""A job's request as it is stored, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telecine.engine.capabilities import ModelRef
from telecine.engine.planner import Request
from telecine.engine.registry import Registry
from telecine.engine.rows import JobRow
from telecine.kernel.errors import DefectError


def freeze(request: Request) -> dict[str, object]:
    """Plain JSON values that `thaw` turns into the same request."""
    return {
        "source_sha256": request.source_sha256,
        "targets": [target.name for target in request.targets],
        "params": {stage: params.model_dump(mode="json") for stage, params in request.params.items()},
        "models": {name: model_to_json(ref) for name, ref in request.models.items()},
        "snapshots": dict(request.snapshots),
    }


def thaw(registry: Registry, stored: Mapping[str, Any]) -> Request:
    """Raises DefectError when a stage the request names is gone."""
    missing = [name for name in stored["targets"] if name not in registry.stages]
    if missing:
        raise DefectError(f"this version of Telecine no longer makes {', '.join(missing)}; submit the job again")
    targets = tuple(registry.stages[name].produces for name in stored["targets"])
    return Request(
        source_sha256=stored["source_sha256"],
        targets=targets,
        params=registry.params(targets, stored["params"]),
        models=models_of(stored),
        snapshots=snapshots_of(stored),
    )


def target_names(stored: Mapping[str, Any]) -> tuple[str, ...]:
    """What a stored request makes."""
    return tuple(stored["targets"])


def request_id_of(stored: Mapping[str, Any]) -> str | None:
    """Of the HTTP request that asked for a job; None for one that was asked for otherwise."""
    return stored.get("request_id")


def formats_of(registry: Registry, job: JobRow) -> tuple[str, ...]:
    """The formats that a job makes beside the targets of its application; none of one that is no longer there."""
    if job.app not in registry.applications:
        return ()
    return registry.exports(job.app, target_names(job.resolved))


def models_of(stored: Mapping[str, Any]) -> dict[str, ModelRef]:
    """The models of a stored request by capability."""
    return {name: model_from_json(ref) for name, ref in stored["models"].items()}


def snapshots_of(stored: Mapping[str, Any]) -> dict[str, str]:
    """The content hashes of a stored request by name of the snapshot."""
    return dict(stored["snapshots"])


def model_to_json(ref: ModelRef) -> dict[str, object]:
    """Plain values of a model reference."""
    return {
        "capability": ref.capability,
        "id": ref.id,
        "sha256": ref.sha256,
        "converter": ref.converter,
        "tier": ref.tier,
        "settings": dict(ref.settings),
        "licence": ref.licence,
    }


def model_from_json(stored: Mapping[str, Any]) -> ModelRef:
    """The inverse of `model_to_json`."""
    return ModelRef(
        capability=stored["capability"],
        id=stored["id"],
        sha256=stored["sha256"],
        converter=stored["converter"],
        tier=stored["tier"],
        settings=stored["settings"],
        licence=stored.get("licence", ""),
    )
