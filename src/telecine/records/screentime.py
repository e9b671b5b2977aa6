"""Records of application `screentime`."""

from __future__ import annotations

from typing import ClassVar

import pyarrow as pa

from telecine.records.faces import Metric
from telecine.records.record import Instant, Record


class Interval(Record):
    """A person is on screen during this half-open span. The intervals of a person are disjoint."""

    start: Instant
    end: Instant
    is_clear: bool
    """The face is at least 28 px wide, sharp and not in deep profile."""
    is_bridged: bool
    """Nobody was seen here; a gap so short that the person counts as present. Never clear."""
    confidence: float | None
    """Of the least sure name that this interval rests on."""
    tracks: tuple[str, ...]
    """Ids of the tracks that show it; for a bridged one, of those on both sides."""


class PersonTime(Record):
    """Screen time of one person or one unknown."""

    person: str | None
    label: str
    visible_s: Instant
    """Union of observed and interpolated spans."""
    clear_s: Instant
    """The part in which the face is at least 28 px wide, sharp and not in deep profile."""
    bridged_s: Instant
    """Short gaps counted as present; not part of `visible_s`."""
    share: float
    """`visible_s` over the length of the video."""
    first: Instant
    last: Instant
    confidence: float | None
    calibration: str
    score: float | None
    """Distance of the least sure group of tracks to the person; smaller is surer."""
    margin: float | None
    """How much farther the second best person is, where that is least."""
    agreeing: int
    """Samples that agree with the name."""
    samples: int
    named_by: tuple[str, ...]
    """What carried the name: `facebank`, `episode`, `seam`, `clothes`, `decision`."""
    appearances: int
    thumbnail: str | None
    intervals: tuple[Interval, ...]


class ScreenTime(Record):
    """What `screentime.report` made. Table `timeline`; files report.{html,json,parquet}, {people,timeline}.csv."""

    SCHEMA: ClassVar[str] = "screentime.report/1"
    duration: Instant
    people: tuple[PersonTime, ...]
    anyone_s: Instant
    """Seconds with at least one face."""
    several_s: Instant
    """Seconds with at least two faces."""
    metrics: tuple[Metric, ...]
    warnings: tuple[str, ...]


TIMELINE_SCHEMA = pa.schema(
    [
        pa.field("person", pa.string()),
        pa.field("label", pa.string(), nullable=False),
        pa.field("start_num", pa.int64(), nullable=False),
        pa.field("start_den", pa.int64(), nullable=False),
        pa.field("end_num", pa.int64(), nullable=False),
        pa.field("end_den", pa.int64(), nullable=False),
        pa.field("start_s", pa.float64(), nullable=False),
        pa.field("end_s", pa.float64(), nullable=False),
        pa.field("is_clear", pa.bool_(), nullable=False),
        pa.field("is_bridged", pa.bool_(), nullable=False),
        pa.field("confidence", pa.float64()),
    ]
)
