"""What is really in a video whose content is known: composed footage, or footage that somebody annotated."""

from __future__ import annotations

from typing import ClassVar, Literal

from telecine.records.record import Instant, Record, SpanRecord


class TrueBox(Record):
    """Where a face is from `at` until the next box of the same span, in pixels of the displayed picture."""

    at: Instant
    x1: float
    y1: float
    x2: float
    y2: float


class TrueTrack(Record):
    """One person in one shot."""

    span: SpanRecord
    boxes: tuple[TrueBox, ...]
    """One for each frame of the span, in order; a box may reach over the edge of the picture."""


class TruePerson(Record):
    """Somebody in the video."""

    person: str
    """Id, equal to the slug of the name."""
    name: str
    is_nameable: bool
    """Whether the cast holds a photograph; naming anybody else is an error."""
    tracks: tuple[TrueTrack, ...]


class TrueShot(Record):
    """One shot; shots partition the video."""

    start: Instant
    end: Instant
    kind: Literal["start", "cut", "fade", "dissolve", "wipe"]
    what: str
    """What it shows, in words."""


class Truth(Record):
    """The exact content of a video."""

    SCHEMA: ClassVar[str] = "truth/1"
    source: str
    """Which footage it tells about."""
    duration: Instant
    frames: int
    width: int
    height: int
    frame_rate: Instant
    is_variable_rate: bool
    shots: tuple[TrueShot, ...]
    people: tuple[TruePerson, ...]
    sound: tuple[SpanRecord, ...]
    """Spans with sound; the rest is silent."""
