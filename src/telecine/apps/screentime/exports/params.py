"""Parameters of the exports."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from telecine.engine.stage import Params
from telecine.records.record import Instant


def _in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same people in any order give the same result."""
    return tuple(sorted({" ".join(name.split()) for name in names} - {""}))


Names = Annotated[tuple[str, ...], AfterValidator(_in_order)]
_PEOPLE = 'Names or ids of the people it is about, as a JSON list such as ["Ana"]; everybody when empty.'
_MEDIA = "File name of the film, as other programs know it."
_CRF = "Quality of the pictures for x264, 0 to 51; lower is better and larger."
_UNKNOWN = "Whether everybody includes people without a name."


class PeopleParams(Params):
    """Who an export is about."""

    people: Names = Field(default=(), description=_PEOPLE)
    unknown: bool = Field(default=True, description=_UNKNOWN)


class NamedParams(Params):
    """The same where people without a name are usually not wanted."""

    people: Names = Field(default=(), description=_PEOPLE)
    unknown: bool = Field(default=False, description=_UNKNOWN)


class TimelineParams(PeopleParams):
    """Who is on screen in every interval."""

    interval: Instant = Field(
        default=Fraction(10), ge=Fraction(1, 10), le=86_400, description="Seconds of one interval, such as 10 or 1/2."
    )


class EditParams(NamedParams):
    """Appearances as an edit."""

    media: str = Field(default="", max_length=1000, description=_MEDIA)
    join: Instant = Field(
        default=Fraction(0), ge=0, le=600, description="Appearances nearer than this many seconds become one event."
    )
    handle: Instant = Field(
        default=Fraction(0), ge=0, le=600, description="Seconds added before and after every appearance."
    )
    shortest: Instant = Field(
        default=Fraction(0), ge=0, le=600, description="Appearances shorter than this many seconds are left out."
    )
    source_start: str = Field(default="00:00:00:00", description="Timecode of the first frame of the film.")
    record_start: str = Field(default="01:00:00:00", description="Timecode at which the edit begins.")


class BoxParams(PeopleParams):
    """Boxes of faces."""

    media: str = Field(default="", max_length=1000, description=_MEDIA)
    interpolated: bool = Field(
        default=False, description="Whether boxes between the looks of the detector are written."
    )


class TrackBoxParams(BoxParams):
    """Boxes of faces in every frame."""

    interpolated: bool = Field(default=True, description="Whether boxes between the looks of the detector are written.")


class OverlayParams(PeopleParams):
    """The film with boxes."""

    crf: int = Field(default=23, ge=0, le=51, description=_CRF)


class ClipParams(NamedParams):
    """Clips of each person."""

    boxes: Literal["both", "with", "without"] = Field(
        default="both", description="Which files are made of each clip: `both`, `with` boxes or `without`."
    )
    longest: Instant = Field(
        default=Fraction(30), ge=1, le=30, description="Seconds of the longest clip; longer appearances are split."
    )
    shortest: Instant = Field(
        default=Fraction(1), ge=0, le=30, description="Appearances shorter than this many seconds are left out."
    )
    handle: Instant = Field(
        default=Fraction(0), ge=0, le=10, description="Seconds added before and after every appearance."
    )
    most: int = Field(default=10, ge=1, le=1000, description="Clips of one person; the longest ones are made.")
    crf: int = Field(default=20, ge=0, le=51, description=_CRF)


class PdfParams(Params):
    """The report as a document."""

    title: str = Field(default="", max_length=200, description="What the document is called.")
    paper: Literal["a4", "letter"] = Field(default="a4", description="Size of the pages.")
