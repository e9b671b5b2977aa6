"""The export stages of application `screentime`, one a format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from telecine.apps.screentime.exports.params import VttParams
from telecine.engine.stage import Resources, Stage, lazily
from telecine.records import catalog
from telecine.records.record import AnyArtifact

_HERE: Final = "telecine.apps.screentime.exports"

VTT: Final = Stage(
    id="screentime.vtt",
    version=1,
    consumes=(catalog.SCREENTIME, catalog.FACEBANK),
    produces=catalog.EXPORT_VTT,
    params=VttParams,
    resources=Resources(memory_mb=200, cost=0.0005),
    run=lazily(f"{_HERE}.names:run_vtt"),
)

EXPORT_STAGES: Final[tuple[Stage, ...]] = (VTT,)
EXPORTS: Final[Mapping[str, AnyArtifact]] = {
    stage.id.removeprefix("screentime."): stage.produces for stage in EXPORT_STAGES
}
"""Artifact by the name of the format."""
