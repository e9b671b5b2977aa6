"""Screen time and the timeline over the wire."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final, Literal, Self

from pydantic import Field

from telecine.api.shapes.shape import Position, Shape
from telecine.records import faces, media, screentime
from telecine.services.results.runs import Run

Seen = Literal["clear", "visible", "bridged"]
SEEN: Final[list[Seen]] = ["clear", "visible", "bridged"]


class RunRef(Shape):
    """What an answer was read from."""

    run: str = Field(
        description="Id of the run; send it with decisions, whose tracks it names.",
        examples=["local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8"],
    )
    head: int = Field(
        description="Number of the newest decision that the run takes in; send it with decisions made on this answer."
    )
    is_current: bool = Field(description="Whether nothing was decided since; otherwise a newer run is on its way.")


def reference(run: Run) -> dict[str, Any]:
    """The fields of `RunRef`."""
    return {"run": run.job.id, "head": run.head, "is_current": run.is_current}


class Metric(Shape):
    """One figure about a result, with the limit at which it warns and what to do then."""

    name: str = Field(examples=["tracks_per_minute"])
    value: float
    unit: str
    warn_above: float | None
    is_warning: bool
    advice: str

    @classmethod
    def of(cls, metric: faces.Metric) -> Self:
        return cls(**metric.model_dump())


class PersonTime(Shape):
    """Screen time of one person or one unknown."""

    person: str | None = Field(description="Id of the person; null for somebody without a name.", examples=["ada"])
    label: str = Field(examples=["Ada", "Unknown 3"])
    visible: Position = Field(description="Time on screen, exact.")
    clear: Position = Field(description="The part in which the face can be seen well.")
    bridged: Position = Field(description="Short gaps that count as present; no part of `visible`.")
    share: float = Field(description="`visible` over the length of the video.")
    first: Position
    last: Position
    confidence: float | None
    calibration: str = Field(description="What `confidence` is worth: uncalibrated, calibrated, confirmed by a person.")
    score: float | None = Field(description="Distance of the least sure tracks to the person; smaller is surer.")
    margin: float | None = Field(description="How much farther the second best person is.")
    agreeing: int = Field(description="Samples that agree with the name, of `samples`.")
    samples: int
    named_by: list[str]
    appearances: int
    groups: list[str] = Field(description="Ids of the groups of tracks that it rests on.")
    picture: str | None = Field(description="Address of the best picture.")

    @classmethod
    def of(cls, person: screentime.PersonTime, groups: Sequence[str], picture: str | None) -> Self:
        return cls(
            person=person.person,
            label=person.label,
            visible=Position.of(person.visible_s),
            clear=Position.of(person.clear_s),
            bridged=Position.of(person.bridged_s),
            share=person.share,
            first=Position.of(person.first),
            last=Position.of(person.last),
            confidence=person.confidence,
            calibration=person.calibration,
            score=person.score,
            margin=person.margin,
            agreeing=person.agreeing,
            samples=person.samples,
            named_by=list(person.named_by),
            appearances=person.appearances,
            groups=list(groups),
            picture=picture,
        )


class ScreenTime(RunRef):
    """Who is on screen for how long."""

    video: str
    duration: Position
    anyone: Position = Field(description="Time with at least one face.")
    several: Position = Field(description="Time with at least two faces.")
    people: list[PersonTime] = Field(description="In the order of the report.")
    warnings: list[str]
    metrics: list[Metric]


class Shots(Shape):
    """Shots, which partition the video, as columns."""

    start_s: list[float]
    start: list[str] = Field(description="The same, exact, as `n/d` seconds. A shot ends where the next begins.")
    kind: list[str] = Field(description="How each began: start, cut, fade, dissolve, wipe.")
    confidence: list[float]
    thumbnail: list[str] = Field(description="Addresses of pictures.")


class Lane(Shape):
    """Somebody on the timeline."""

    label: str
    person: str | None
    visible_s: float
    picture: str | None


class Intervals(Shape):
    """Spans in which people are on screen, as columns; half-open, in order of person and time."""

    lane: list[int] = Field(description="Number of the person in `people`.")
    start_s: list[float]
    end_s: list[float]
    start: list[str] = Field(description="The same, exact, as `n/d` seconds.")
    end: list[str]
    seen: list[int] = Field(description="0 clear, 1 visible, 2 bridged: see `seen_as`.")
    confidence: list[float | None]
    tracks: list[list[str]] = Field(description="Tracks that show it; empty unless `tracks=true` is asked for.")


class Buckets(Shape):
    """Equal intervals of the video, as columns; one row for each person in each of them."""

    length: Position
    count: int
    bucket: list[int] = Field(description="Number of the interval; it begins at `bucket * length`.")
    lane: list[int]
    visible_s: list[float]
    clear_s: list[float]


class Timeline(RunRef):
    """The whole timeline in one answer."""

    video: str
    duration: Position
    people: list[Lane]
    seen_as: list[Seen] = Field(description="What the numbers in `intervals.seen` mean.")
    shots: Shots | None = Field(description="null where they were cleaned up.")
    intervals: Intervals | None = Field(description="null when `interval` is asked for.")
    buckets: Buckets | None = Field(description="Only when `interval` is asked for.")


def exact(value: Fraction) -> str:
    """`n/d`."""
    return f"{value.numerator}/{value.denominator}"


def rounded(value: Fraction) -> float:
    """Milliseconds."""
    return round(value.numerator / value.denominator, 3)


def intervals_of(people: Sequence[screentime.PersonTime], *, with_tracks: bool) -> Intervals:
    """The intervals of everybody as columns."""
    rows = [(lane, gap) for lane, person in enumerate(people) for gap in person.intervals]
    return Intervals(
        lane=[lane for lane, _ in rows],
        start_s=[rounded(gap.start) for _, gap in rows],
        end_s=[rounded(gap.end) for _, gap in rows],
        start=[exact(gap.start) for _, gap in rows],
        end=[exact(gap.end) for _, gap in rows],
        seen=[2 if gap.is_bridged else 0 if gap.is_clear else 1 for _, gap in rows],
        confidence=[gap.confidence for _, gap in rows],
        tracks=[list(gap.tracks) for _, gap in rows] if with_tracks else [],
    )


def shots_of(scan: media.Scan, thumbnail: Sequence[str]) -> Shots:
    """The shots as columns."""
    return Shots(
        start_s=[rounded(shot.start) for shot in scan.shots],
        start=[exact(shot.start) for shot in scan.shots],
        kind=[shot.kind for shot in scan.shots],
        confidence=[shot.confidence for shot in scan.shots],
        thumbnail=list(thumbnail),
    )
