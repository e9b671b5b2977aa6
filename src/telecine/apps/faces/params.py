"""Parameters of the stages of application `faces`. Every length of time is in seconds."""

from __future__ import annotations

from fractions import Fraction

from pydantic import Field

from telecine.engine.stage import Params
from telecine.records.record import Instant


class TrackParams(Params):
    """How faces are found, followed and chosen for embedding."""

    detect_every: Instant = Field(
        default=Fraction(1, 3), gt=0, description="Seconds between two detections in a quiet shot."
    )
