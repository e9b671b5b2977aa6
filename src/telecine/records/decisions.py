"""What people decided about the faces of a video, as snapshots that stages read.

A decision names its tracks by evidence, not by number: where the face was at a few instants. So it holds when the
tracks are made anew with other settings.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from telecine.records.record import Instant, Record


class Anchor(Record):
    """Where a face was at one instant: corners x1, y1, x2, y2 in source pixels."""

    at: Instant
    box: tuple[float, float, float, float]


class Evidence(Record):
    """One track as it was when the decision was made."""

    artifact: str
    """Key of the result of `faces.tracks` it was part of."""
    track_id: str
    start: Instant
    end: Instant
    anchors: tuple[Anchor, ...]
    """At most five, spread over the track."""


class NameRuling(Record):
    """Who some tracks are, or that they do not count."""

    number: int
    """Of the entry in the journal."""
    kind: Literal["assign", "exclude", "restore", "lock"]
    person: str | None
    """Id of the person; None with `assign` says that it is nobody who can be named."""
    name: str
    tracks: tuple[Evidence, ...]


class LinkRuling(Record):
    """That some tracks are one person (`merge`), or that `tracks` are somebody else than `others` (`split`)."""

    number: int
    kind: Literal["merge", "split"]
    tracks: tuple[Evidence, ...]
    others: tuple[Evidence, ...]


class NameRulings(Record):
    """Snapshot: the names people gave, in order; later ones win."""

    SCHEMA: ClassVar[str] = "faces.names/1"
    rulings: tuple[NameRuling, ...]


class LinkRulings(Record):
    """Snapshot: what people said about which tracks belong together, in order; later ones win."""

    SCHEMA: ClassVar[str] = "faces.links/1"
    rulings: tuple[LinkRuling, ...]


class Lock(Record):
    """Tracks of an identity that a person froze: entry `number` of the journal says so."""

    number: int
    track_ids: tuple[str, ...]


class RulingNote(Record):
    """A decision that does not hold as it was made, for a person to look at."""

    number: int
    code: Literal["lost", "partly_lost", "overruled"]
    text: str
