"""Edits as OpenTimelineIO timelines."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import opentimelineio as otio

from telecine.apps.screentime.logic.exports import exact
from telecine.apps.screentime.logic.formats.cutlist import Event, Source
from telecine.records.screentime import PersonTime

_NAMESPACE = "telecine"


def write_otio(
    name: str, person: PersonTime, source: Source, events: Sequence[Event], *, source_start: int, record: int
) -> str:
    """A timeline as text: the events one after the other, pictures and, where the film has sound, sound.

    Every clip refers to the film and says in its metadata, below `telecine`, the exact seconds it stands for.

    Args:
        name: of the timeline.
        source_start: frame that the timecode of the film begins with.
        record: frame that the timecode of the edit begins with.
    """
    rate = float(source.grid.rate)
    timeline = otio.schema.Timeline(name, global_start_time=otio.opentime.RationalTime(record, rate))
    timeline.metadata[_NAMESPACE] = {"person": person.person or "", "label": person.label}
    kinds = [("Video", otio.schema.TrackKind.Video)]
    if source.channels:
        kinds.append(("Audio", otio.schema.TrackKind.Audio))
    for title, kind in kinds:
        track = otio.schema.Track(title, kind=kind)
        track.extend(
            [_clip(person, source, event, number, rate, source_start) for number, event in enumerate(events, 1)]
        )
        timeline.tracks.append(track)
    return str(otio.adapters.write_to_string(timeline, "otio_json")) + "\n"


def _clip(
    person: PersonTime, source: Source, event: Event, number: int, rate: float, source_start: int
) -> otio.schema.Clip:
    whole = _range(source_start, source.frames, rate)
    if source.media:
        media = otio.schema.ExternalReference(target_url=quote(source.media), available_range=whole)
        media.name = source.media
    else:
        media = otio.schema.MissingReference(name="film", available_range=whole)
    clip = otio.schema.Clip(
        name=f"{person.label} {number}",
        media_reference=media,
        source_range=_range(source_start + event.start, event.frames, rate),
    )
    clip.metadata[_NAMESPACE] = {"start": exact(event.span.start), "end": exact(event.span.end)}
    return clip


def _range(start: int, frames: int, rate: float) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(otio.opentime.RationalTime(start, rate), otio.opentime.RationalTime(frames, rate))
