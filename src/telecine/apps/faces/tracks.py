"""Stage `faces.tracks`: one decode of a segment gives its face tracks."""

from __future__ import annotations

from telecine.apps.faces.params import TrackParams
from telecine.engine.ports import StageContext


def run_tracks(ctx: StageContext, params: TrackParams) -> None:
    """Find and follow the faces of one segment and write `FaceTracks` with its tables."""
    raise NotImplementedError
