"""What people are told about one instant of a video: what happened to every face there, and what would change it."""

from __future__ import annotations

from typing import ClassVar, Literal

from telecine.records.record import Instant, Record


class Check(Record):
    """One limit that was looked at."""

    name: str
    value: float | None
    """None where there was nothing to measure."""
    limit: float
    is_met: bool
    setting: str | None
    """The parameter that holds the limit, `stage.param`; None for a limit that cannot be set."""
    needs: str | None
    """The value of the setting with which the limit would be met."""


class Step(Record):
    """What one stage made of a face."""

    stage: Literal["detector", "track", "samples", "identity", "name", "count", "clarity"]
    outcome: str
    """A short word for programs, such as `followed` or `too_far`."""
    text: str
    checks: tuple[Check, ...]


class Change(Record):
    """Something that would change what became of a face: a parameter, or a command with VIDEO for the video."""

    text: str
    setting: str | None
    value: str | None
    command: str | None


Counts = Literal["clear", "visible", "bridged", "left_out", "not_there"]


class FaceStory(Record):
    """One face, from the detector to the report."""

    track: str | None
    """None where no track holds it: a bridged gap, or a face that was not followed."""
    label: str | None
    person: str | None
    box: tuple[float, float, float, float] | None
    """Where it is at the instant: corners x1, y1, x2, y2 in source pixels."""
    counts: Counts
    """How the instant counts for this face; `not_there` when the face is seen shortly before or after only."""
    steps: tuple[Step, ...]
    changes: tuple[Change, ...]


class Explanation(Record):
    """Every face at one instant, largest first, then those that are near in time."""

    SCHEMA: ClassVar[str] = "faces.explanation/1"
    at: Instant
    shot: tuple[Instant, Instant] | None
    """Start and end of the shot; None for an instant outside the film."""
    faces: tuple[FaceStory, ...]
    looked: bool
    """Whether the video was looked at again, so that faces which no track holds are there too."""
