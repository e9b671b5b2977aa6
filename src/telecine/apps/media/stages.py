"""The stages of application `media`."""

from __future__ import annotations

from typing import Final

from telecine.apps.media.params import PreviewParams, ScanParams, SegmentParams
from telecine.engine.stage import Resources, Stage, lazily
from telecine.records import catalog

PROBE: Final = Stage(
    id="media.probe",
    doing="Reading the file",
    version=1,
    consumes=(catalog.SOURCE,),
    produces=catalog.PROBE,
    resources=Resources(memory_mb=300, cost=0.0005),
    run=lazily("telecine.apps.media.probe:run_probe"),
)

SCAN: Final = Stage(
    id="media.scan",
    doing="Finding shots",
    version=2,
    consumes=(catalog.SOURCE, catalog.PROBE),
    produces=catalog.SCAN,
    params=ScanParams,
    resources=Resources(memory_mb=500, threads="all", cost=0.06),
    run=lazily("telecine.apps.media.scan:run_scan"),
)

SEGMENTS: Final = Stage(
    id="media.segments",
    doing="Cutting into parts",
    version=1,
    consumes=(catalog.SCAN,),
    produces=catalog.SEGMENTS,
    params=SegmentParams,
    resources=Resources(memory_mb=200, cost=0.0005),
    run=lazily("telecine.apps.media.segments:run_segments"),
)

PREVIEW: Final = Stage(
    id="media.preview",
    doing="Taking pictures",
    version=1,
    consumes=(catalog.SOURCE, catalog.PROBE, catalog.SCAN),
    produces=catalog.PREVIEW,
    params=PreviewParams,
    resources=Resources(memory_mb=500, cost=0.002),
    run=lazily("telecine.apps.media.preview:run_preview"),
)
