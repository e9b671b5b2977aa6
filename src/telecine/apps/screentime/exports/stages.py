"""The export stages of application `screentime`, one a format."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from telecine.apps.screentime.exports.params import (
    BoxParams,
    ClipParams,
    EditParams,
    OverlayParams,
    PdfParams,
    PeopleParams,
    TimelineParams,
    TrackBoxParams,
)
from telecine.engine.stage import Limits, Params, Resources, Stage, lazily
from telecine.records.catalog import (
    EXPORT_CLIPS,
    EXPORT_COCO,
    EXPORT_EDL,
    EXPORT_MOT,
    EXPORT_OTIO,
    EXPORT_OVERLAY,
    EXPORT_PDF,
    EXPORT_TIMELINE,
    EXPORT_VTT,
    FACE_TRACKS,
    FACEBANK,
    IDENTITIES,
    LIKENESS,
    MATCHES,
    PROBE,
    SCAN,
    SCREENTIME,
    SOURCE,
)
from telecine.records.record import AnyArtifact

_HERE: Final = "telecine.apps.screentime.exports"
_LIGHT: Final = Resources(memory_mb=200, cost=0.0005)
_BOXES: Final = Resources(memory_mb=500, cost=0.005)
_DOCUMENT: Final = Resources(models=("face-detector", "face-embedder"), memory_mb=300, cost=0.001)
"""The models are named in the document and not loaded."""
_FILM: Final = Resources(memory_mb=600, threads="all", cost=0.4)
_SHORT: Final = Limits()
_LONG: Final = Limits(soft=timedelta(hours=8), hard=timedelta(hours=9), attempts=2)
"""Encoding many clips at full HD on one core."""


def _stage(
    run: str,
    produces: AnyArtifact,
    params: type[Params],
    *also: AnyArtifact,
    doing: str,
    resources: Resources = _LIGHT,
    limits: Limits = _SHORT,
) -> Stage:
    """An export: everything one is made from is there after an ordinary run."""
    return Stage(
        id=produces.name,
        version=1,
        consumes=(SCREENTIME, FACEBANK, *also),
        produces=produces,
        params=params,
        resources=resources,
        limits=limits,
        run=lazily(f"{_HERE}.{run}"),
        doing=doing,
    )


VTT: Final = _stage("names:run_vtt", EXPORT_VTT, PeopleParams, doing="Writing subtitles")
TIMELINE: Final = _stage("intervals:run_timeline", EXPORT_TIMELINE, TimelineParams, doing="Writing intervals")
OTIO: Final = _stage("edits:run_otio", EXPORT_OTIO, EditParams, PROBE, doing="Writing OTIO")
EDL: Final = _stage("edits:run_edl", EXPORT_EDL, EditParams, PROBE, doing="Writing an EDL")

COCO: Final = _stage(
    "boxes:run_coco", EXPORT_COCO, BoxParams, SOURCE, PROBE, FACE_TRACKS, doing="Writing COCO boxes", resources=_BOXES
)
MOT: Final = _stage(
    "boxes:run_mot", EXPORT_MOT, TrackBoxParams, SOURCE, PROBE, FACE_TRACKS, doing="Writing MOT boxes", resources=_BOXES
)
CLIPS: Final = _stage(
    "clips:run_clips",
    EXPORT_CLIPS,
    ClipParams,
    SOURCE,
    PROBE,
    SCAN,
    FACE_TRACKS,
    doing="Cutting clips",
    resources=_FILM,
    limits=_LONG,
)
OVERLAY: Final = _stage(
    "overlay:run_overlay",
    EXPORT_OVERLAY,
    OverlayParams,
    SOURCE,
    PROBE,
    FACE_TRACKS,
    doing="Drawing the overlay",
    resources=_FILM,
    limits=_LONG,
)

PDF: Final = _stage(
    "pdf:run_pdf",
    EXPORT_PDF,
    PdfParams,
    PROBE,
    SCAN,
    LIKENESS,
    IDENTITIES,
    MATCHES,
    doing="Writing the PDF",
    resources=_DOCUMENT,
)

EXPORT_STAGES: Final[tuple[Stage, ...]] = (VTT, TIMELINE, OTIO, EDL, COCO, MOT, CLIPS, OVERLAY, PDF)
EXPORTS: Final[Mapping[str, AnyArtifact]] = {
    stage.id.removeprefix("screentime."): stage.produces for stage in EXPORT_STAGES
}
"""Artifact by the name of the format."""
