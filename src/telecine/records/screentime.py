"""Records of application `screentime`."""

from __future__ import annotations

from typing import ClassVar

import pyarrow as pa

from telecine.records.faces import Metric
from telecine.records.record import Instant, Record


class Interval(Record):
    """A person is on screen during this half-open span."""

    start: Instant
    end: Instant
    is_clear: bool
    confidence: float | None
    tracks: tuple[str, ...]


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
    appearances: int
    thumbnail: str | None
    intervals: tuple[Interval, ...]


class ScreenTime(Record):
    """What `screentime.report` made. Table `timeline`; files report.html, people.csv, timeline.csv, report.parquet."""

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
        pa.field("confidence", pa.float64()),
    ]
)
