"""Parameters of stage `screentime.report`."""

from __future__ import annotations

from fractions import Fraction

from pydantic import Field

from telecine.engine.stage import Params
from telecine.records.record import Instant


class ReportParams(Params):
    """How seconds are counted, and what the page says above them."""

    bridge: Instant = Field(
        default=Fraction(1, 2),
        ge=0,
        le=10,
        description="Longest gap within a shot, in seconds, during which a lost face counts as present.",
    )
    title: str = Field(default="", max_length=200, description="What the page is called; the length when empty.")
