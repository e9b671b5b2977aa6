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


class SamePerson(Record):
    """Two people of a report who may be one."""

    one: str
    """Label of the one with a name, or with more screen time."""
    other: str
    groups: tuple[tuple[str, ...], tuple[str, ...]]
    """Ids of their groups of tracks."""
    distance: float
    """Mean over their tracks, corrected as for clustering; smaller is likelier."""
    nearest: float
    """The smallest distance between two of their tracks."""
    seconds: float
    """Screen time of the other: what a merge would move."""
    reason: str


class SamePeople(Record):
    """Pairs that nobody has answered yet, likeliest first."""

    SCHEMA: ClassVar[str] = "faces.pairs/1"
    threshold: float
    """Mean distance up to which groups are joined by themselves."""
    pairs: tuple[SamePerson, ...]
