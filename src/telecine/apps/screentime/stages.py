"""The stage of application `screentime`."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from telecine.apps.screentime.params import ReportParams
from telecine.engine.stage import Limits, Resources, Stage, lazily
from telecine.records import catalog

REPORT: Final = Stage(
    id="screentime.report",
    doing="Counting seconds",
    version=4,
    consumes=(catalog.PROBE, catalog.SCAN, catalog.LIKENESS, catalog.IDENTITIES, catalog.MATCHES),
    produces=catalog.SCREENTIME,
    params=ReportParams,
    resources=Resources(models=("face-detector", "face-embedder"), memory_mb=300, cost=0.001),
    limits=Limits(soft=timedelta(minutes=20), hard=timedelta(minutes=30), attempts=3),
    run=lazily("telecine.apps.screentime.report:run_report"),
)
