"""The applications, one line each."""

from __future__ import annotations

from typing import Final

from telecine.apps import faces, media, screentime
from telecine.engine.stage import Application

APPLICATIONS: Final[tuple[Application, ...]] = (
    media.APPLICATION,
    faces.APPLICATION,
    screentime.APPLICATION,
)
