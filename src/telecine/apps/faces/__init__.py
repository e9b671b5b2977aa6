"""Application `faces`: who is on screen, and when."""

from __future__ import annotations

from typing import Final

from telecine.apps.faces.stages import FACEBANK_STAGE, IDENTITIES_STAGE, MATCHES_STAGE, TRACKS
from telecine.engine.stage import Application
from telecine.records.catalog import MATCHES

APPLICATION: Final = Application(
    id="faces",
    title="Who is on screen, and when",
    targets=(MATCHES,),
    stages=(TRACKS, FACEBANK_STAGE, IDENTITIES_STAGE, MATCHES_STAGE),
)
