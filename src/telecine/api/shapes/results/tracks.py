"""Tracks, groups and boxes over the wire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from pydantic import Field

from telecine.api.shapes.results.report import RunRef, exact, rounded
from telecine.api.shapes.shape import Position, Shape
from telecine.records.faces import Assignment, Identity
from telecine.services.results.faces import Samples, Sighting

Corners = tuple[float, float, float, float]


class Whose(Shape):
    """A track, and whose it is said to be."""

    track: str = Field(examples=["t-0f3c9a7b12d4e5f60718"])
    group: str | None = Field(description="null for a track that a person left out.")
    label: str | None
    person: str | None


def whose(seen: Sighting) -> dict[str, Any]:
    """The fields of `Whose`."""
    group = seen.group
    return {
        "track": seen.track_id,
        "group": group.group_id if group is not None else None,
        "label": group.label if group is not None else None,
        "person": group.person if group is not None else None,
    }


class Track(Whose):
    """One face followed from its first to its last instant."""

    start: Position
    end: Position
    looks: int = Field(description="How often the detector saw it.")
    quality: float
    confidence: float
    width_px: float
    spread: float = Field(description="How much its looks differ; large when it may hold two people.")
    is_clear: bool
    is_locked: bool
    picture: str | None = Field(description="Address of the best picture; null when none was good enough.")

    @classmethod
    def of(cls, seen: Sighting, picture: str | None, *, is_locked: bool, **more: Any) -> Self:
        return cls(
            **whose(seen),
            start=Position.of(seen.start),
            end=Position.of(seen.end),
            looks=seen.observed,
            quality=round(seen.quality, 4),
            confidence=round(seen.confidence, 4),
            width_px=round(seen.width_px, 1),
            spread=round(seen.spread, 4),
            is_clear=seen.is_clear,
            is_locked=is_locked,
            picture=picture,
            **more,
        )


class TrackPage(RunRef):
    """One page of tracks in order of time, all pages of one run. `next` is null on the last."""

    items: list[Track]
    next: str | None
    total: int


class Boxes(Shape):
    """Boxes of one track as columns, in source pixels."""

    at_s: list[float]
    at: list[str] = Field(description="The same, exact, as `n/d` seconds.")
    box: list[Corners] = Field(description="Corners x1, y1, x2, y2.")
    source: list[str] = Field(description="`detector`, or `flow` where it was followed between two looks.")
    score: list[float]
    quality: list[float]
    sharpness: list[float]
    is_clear: list[bool]

    @classmethod
    def of(cls, samples: Samples) -> Self:
        return cls(
            at_s=[rounded(at) for at in samples.at],
            at=[exact(at) for at in samples.at],
            box=_corners(samples, slice(None)),
            source=list(samples.source),
            score=[round(float(one), 4) for one in samples.score],
            quality=[round(float(one), 4) for one in samples.quality],
            sharpness=[round(float(one), 2) for one in samples.sharpness],
            is_clear=list(samples.is_clear),
        )


class Crop(Shape):
    """One picture of a track."""

    rank: int = Field(description="0 is the best of the track.")
    at: Position
    picture: str


class TrackDetails(RunRef, Track):
    """A track with its boxes and pictures."""

    boxes: Boxes
    crops: list[Crop]


class Group(Shape):
    """Tracks that are said to be one person."""

    group: str
    identity: str
    label: str
    person: str | None
    visible: Position = Field(description="Time on screen of its tracks together.")
    tracks: int
    first: Position
    last: Position
    how: str = Field(description="What carried the name: facebank, episode, seam, clothes, decision, none.")
    confidence: float | None
    calibration: str
    score: float | None
    margin: float | None
    agreeing: int
    samples: int
    is_face: bool
    is_locked: bool
    cohesion: float | None = Field(description="Mean distance of the identity's tracks to its middle.")
    nearest: float | None = Field(description="Distance to the nearest other identity.")
    alone_because: str | None = Field(description="Why a single track stands alone.")
    pictures: list[str] = Field(description="Addresses of pictures of its best tracks.")

    @classmethod
    def of(
        cls,
        group: Assignment,
        identity: Identity | None,
        own: Sequence[Sighting],
        visible: Position,
        *,
        is_locked: bool,
        pictures: list[str],
        **more: Any,
    ) -> Self:
        return cls(
            group=group.group_id,
            identity=group.identity_id,
            label=group.label,
            person=group.person,
            visible=visible,
            tracks=len(own),
            first=Position.of(own[0].start),
            last=Position.of(max(track.end for track in own)),
            how=group.how,
            confidence=group.confidence,
            calibration=group.calibration,
            score=group.score,
            margin=group.margin,
            agreeing=group.agreeing,
            samples=group.samples,
            is_face=group.is_face,
            is_locked=is_locked,
            cohesion=identity.cohesion if identity is not None else None,
            nearest=identity.nearest if identity is not None else None,
            alone_because=identity.singleton_reason if identity is not None else None,
            pictures=pictures,
            **more,
        )


class Groups(RunRef):
    """Everybody who was found, most seconds first."""

    groups: list[Group]
    excluded: list[str] = Field(description="Tracks that a person left out.")


class GroupDetails(RunRef, Group):
    """A group with its tracks, in order of time."""

    members: list[Track]


class Seen(Whose):
    """A face at an instant."""

    box: Corners = Field(description="Corners x1, y1, x2, y2 in source pixels.")


class SeenBetween(Whose):
    """The boxes of one track within a span, as columns; a player goes straight between them."""

    start_s: float = Field(description="The track is on screen from here,")
    end_s: float = Field(description="to here.")
    at_s: list[float]
    box: list[Corners]

    @classmethod
    def of(cls, seen: Sighting, samples: Samples, part: slice) -> Self:
        return cls(
            **whose(seen),
            start_s=rounded(seen.start),
            end_s=rounded(seen.end),
            at_s=[rounded(at) for at in samples.at[part]],
            box=_corners(samples, part),
        )


class FacesShown(RunRef):
    """Faces at an instant, or within a span."""

    width: int | None = Field(description="Of the picture, in source pixels.")
    height: int | None
    faces: list[Seen] = Field(description="At the instant `at`; empty for a span.")
    tracks: list[SeenBetween] = Field(description="Within the span; empty for an instant.")


def _corners(samples: Samples, part: slice) -> list[Corners]:
    return [(round(a, 1), round(b, 1), round(c, 1), round(d, 1)) for a, b, c, d in samples.boxes[part].tolist()]
