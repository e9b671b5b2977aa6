"""The export stages of application `screentime`, one a format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from telecine.apps.screentime.exports.params import EditParams, PeopleParams, TimelineParams
from telecine.engine.stage import Params, Resources, Stage, lazily
from telecine.records.catalog import (
    EXPORT_EDL,
    EXPORT_OTIO,
    EXPORT_TIMELINE,
    EXPORT_VTT,
    FACEBANK,
    PROBE,
    SCREENTIME,
)
from telecine.records.record import AnyArtifact

_HERE: Final = "telecine.apps.screentime.exports"
_LIGHT: Final = Resources(memory_mb=200, cost=0.0005)


def _text(run: str, produces: AnyArtifact, params: type[Params], *also: AnyArtifact) -> Stage:
    """A stage that writes text from the report."""
    return Stage(
        id=produces.name,
        version=1,
        consumes=(SCREENTIME, FACEBANK, *also),
        produces=produces,
        params=params,
        resources=_LIGHT,
        run=lazily(f"{_HERE}.{run}"),
    )


VTT: Final = _text("names:run_vtt", EXPORT_VTT, PeopleParams)
TIMELINE: Final = _text("intervals:run_timeline", EXPORT_TIMELINE, TimelineParams)
OTIO: Final = _text("edits:run_otio", EXPORT_OTIO, EditParams, PROBE)
EDL: Final = _text("edits:run_edl", EXPORT_EDL, EditParams, PROBE)

EXPORT_STAGES: Final[tuple[Stage, ...]] = (VTT, TIMELINE, OTIO, EDL)
EXPORTS: Final[Mapping[str, AnyArtifact]] = {
    stage.id.removeprefix("screentime."): stage.produces for stage in EXPORT_STAGES
}
"""Artifact by the name of the format."""
