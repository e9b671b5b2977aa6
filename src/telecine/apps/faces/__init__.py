"""Application `faces`: who is on screen, and when."""

from __future__ import annotations

from typing import Final

from telecine.apps.faces.stages import FACEBANK_STAGE, IDENTITIES_STAGE, LIKENESS_STAGE, MATCHES_STAGE, TRACKS
from telecine.engine.stage import Application, Question, answered_by
from telecine.records import catalog

APPLICATION: Final = Application(
    id="faces",
    title="Who is on screen, and when",
    targets=(catalog.PREVIEW, catalog.MATCHES, catalog.SCREENTIME),
    stages=(TRACKS, FACEBANK_STAGE, LIKENESS_STAGE, IDENTITIES_STAGE, MATCHES_STAGE),
    outputs=tuple((catalog.SCREENTIME, name) for name in catalog.SCREENTIME.files),
    questions=(
        Question(
            id="faces.explain",
            reads=catalog.SCREENTIME,
            answer=answered_by("telecine.apps.faces.answers.explain:explain"),
        ),
        Question(
            id="faces.pairs",
            reads=catalog.MATCHES,
            answer=answered_by("telecine.apps.faces.answers.pairs:ask_about_pairs"),
        ),
    ),
)
