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


class FacebankParams(Params):
    """How photographs of the cast are read."""

    detector_score: float = Field(
        default=0.5, gt=0, lt=1, description="Detector confidence from which something in a photograph is a face."
    )


class IdentityParams(Params):
    """How tracks are grouped into identities."""

    threshold: float | None = Field(
        default=None,
        gt=0,
        description="Mean distance at which two groups stop being one person; the model's own limit when not given.",
    )
    clothes: bool = Field(default=True, description="Let distinctive clothes bring tracks of one scene together.")
    scene: Instant = Field(default=Fraction(60), gt=0, description="Seconds within which people wear the same.")


class MatchParams(Params):
    """When a name is given. Distances are parts of the model's limit for one person."""

    cut: float = Field(
        default=0.745, gt=0, le=1, description="Largest distance to a person, less half the lead over the next person."
    )
    episode: bool = Field(default=True, description="Let sure faces of this video help to name the others.")
    clothes: bool = Field(default=True, description="Let distinctive clothes of a scene help to name poor faces.")
    smallest_px: float = Field(default=24.0, ge=8, description="Median face width from which a name is given.")
    samples: int = Field(default=3, ge=1, description="Samples of a track that must agree one by one with the name.")
