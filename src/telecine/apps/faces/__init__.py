"""Application `faces`: who is on screen, and when."""

from __future__ import annotations

from typing import Final

from telecine.apps.faces.stages import TRACKS
from telecine.engine.stage import Application
from telecine.records.catalog import FACE_TRACKS

APPLICATION: Final = Application(
    id="faces",
    title="Who is on screen, and when",
    targets=(FACE_TRACKS,),
    stages=(TRACKS,),
)
