"""Appearances as events of an edit: whole frames of the source, one after the other on the record side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from telecine.apps.screentime.logic.formats.timecode import Grid
from telecine.kernel.spans import ZERO, Span, union
from telecine.records.media import Probe


@dataclass(frozen=True, slots=True)
class Event:
    """Frames ``[start, end)`` of the source, put at frame `record` of the edit; all counted from 0.

    Attributes:
        span: the exact seconds that were asked for.
    """

    start: int
    end: int
    record: int
    span: Span

    @property
    def frames(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Source:
    """The film as an editing program knows it.

    Attributes:
        media: file name; may be empty.
        grid: its frames.
        frames: how many it has on that grid.
        channels: of its sound: 0, 1 or 2 for more.
    """

    media: str
    grid: Grid
    frames: int
    channels: int


def widen(spans: Sequence[Span], *, handle: Fraction, join: Fraction, shortest: Fraction, whole: Span) -> list[Span]:
    """Spans with `handle` seconds more on both sides, neighbours nearer than `join` made one, short ones left out.

    Spans that come to overlap become one. Nothing goes beyond `whole`.
    """
    kept = [span for span in union(spans, bridge=join) if span.duration >= shortest]
    wide = (Span(max(whole.start, span.start - handle), min(whole.end, span.end + handle)) for span in kept)
    return union(wide)


def find_events(spans: Sequence[Span], source: Source) -> list[Event]:
    """An event for each span, in order; spans that hold no frame of the grid are left out."""
    events: list[Event] = []
    record = 0
    for span in spans:
        start, end = (min(source.grid.frame_at(at), source.frames) for at in (span.start, span.end))
        if end > start:
            events.append(Event(start, end, record, span))
            record += end - start
    return events


def describe_rate(probe: Probe, grid: Grid) -> tuple[str, ...]:
    """What somebody has to know before using the edit; nothing for a film at a constant usual rate."""
    if grid.is_exact:
        return ()
    wanted = f"{float(grid.rate):.5g}"
    if probe.video.is_variable_rate:
        why = "The frame rate of this film varies"
    else:
        why = f"{float(probe.video.frame_rate):.5g} frames a second is no rate of editing programs"
    rounded = f"the times of the edit are rounded to {wanted} frames a second"
    return (f"{why}: {rounded}. Convert the film to a constant {wanted} frames a second before you link it.",)


def source_of(probe: Probe, duration: Fraction, media: str, grid: Grid) -> Source:
    """The film of a probe."""
    channels = min(2, probe.audio[0].channels) if probe.audio else 0
    return Source(media, grid, max(1, grid.frame_at(max(duration, ZERO))), channels)
