"""The stages of application `faces`."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from telecine.apps.faces.params import TrackParams
from telecine.apps.faces.tracks import run_tracks
from telecine.engine.stage import Limits, Resources, Scope, Stage
from telecine.records.catalog import FACE_TRACKS, PROBE, SEGMENTS, SOURCE

TRACKS: Final = Stage(
    id="faces.tracks",
    version=1,
    consumes=(SOURCE, PROBE, SEGMENTS),
    produces=FACE_TRACKS,
    scope=Scope.each(SEGMENTS),
    params=TrackParams,
    resources=Resources(queue="vision", models=("face-detector", "face-embedder"), memory_mb=700),
    limits=Limits(soft=timedelta(minutes=100), hard=timedelta(hours=2), attempts=3),
    run=run_tracks,
)
