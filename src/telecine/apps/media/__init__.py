"""Application `media`: what a file is, its shots, its segments, and what people see before they watch."""

from __future__ import annotations

from typing import Final

from telecine.apps.media.stages import PREVIEW, PROBE, SCAN, SEGMENTS
from telecine.engine.stage import Application
from telecine.records import catalog

APPLICATION: Final = Application(
    id="media",
    title="Shots, thumbnails and a preview",
    targets=(catalog.SCAN, catalog.SEGMENTS, catalog.PREVIEW),
    stages=(PROBE, SCAN, SEGMENTS, PREVIEW),
    outputs=(
        (catalog.SCAN, "sprite.jpg"),
        (catalog.SCAN, "sprite.vtt"),
        (catalog.PREVIEW, "poster.jpg"),
    ),
)
