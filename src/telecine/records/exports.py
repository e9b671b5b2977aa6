"""Records of what people take to other programs."""

from __future__ import annotations

from typing import ClassVar

from telecine.records.record import Instant, Record


class ExportedPerson(Record):
    """One person in an export."""

    person: str | None
    label: str
    count: int
    """Cues, events, boxes, clips or intervals of this person, as the format has them."""
    seconds: Instant
    """Seconds of film that these cover."""
    files: tuple[str, ...]
    """Files that are about this person alone."""


class Export(Record):
    """What an export stage made; each format has a schema of its own."""

    summary: str
    """What is in it, in a few words: `38 cues of 3 people`."""
    files: tuple[str, ...]
    """Every file, in the order in which people want them."""
    people: tuple[ExportedPerson, ...]
    notes: tuple[str, ...]
    """What somebody who uses it should know: who is not in it, what was left out, what was rounded."""


class NamesTrack(Export):
    """What `screentime.vtt` made: `names.vtt`."""

    SCHEMA: ClassVar[str] = "screentime.vtt/1"


class OnScreen(Export):
    """What `screentime.timeline` made: `on-screen.csv` and `on-screen.json`."""

    SCHEMA: ClassVar[str] = "screentime.timeline/1"


class OtioEdits(Export):
    """What `screentime.otio` made: a timeline a person in `otio/`."""

    SCHEMA: ClassVar[str] = "screentime.otio/1"


class EdlEdits(Export):
    """What `screentime.edl` made: one or more lists a person in `edl/`."""

    SCHEMA: ClassVar[str] = "screentime.edl/1"


class CocoBoxes(Export):
    """What `screentime.coco` made: `boxes.coco.json`."""

    SCHEMA: ClassVar[str] = "screentime.coco/1"


class MotBoxes(Export):
    """What `screentime.mot` made: `mot/tracks.txt`, `mot/seqinfo.ini` and `mot/people.csv`."""

    SCHEMA: ClassVar[str] = "screentime.mot/1"


class PersonClips(Export):
    """What `screentime.clips` made: films in `clips/` and `clips/clips.csv`."""

    SCHEMA: ClassVar[str] = "screentime.clips/1"


class OverlayFilm(Export):
    """What `screentime.overlay` made: `overlay.mp4`."""

    SCHEMA: ClassVar[str] = "screentime.overlay/1"


class ReportDocument(Export):
    """What `screentime.pdf` made: `report.pdf`."""

    SCHEMA: ClassVar[str] = "screentime.pdf/1"
