"""Edit decision lists in the format of the CMX 3600."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from telecine.apps.screentime.logic.formats.cutlist import Event, Source
from telecine.apps.screentime.logic.formats.timecode import write_timecode

MOST_EVENTS: Final = 999
"""Event numbers have three digits."""
_MOST_REEL: Final = 8
_MOST_TITLE: Final = 70
_NO_REEL: Final = "AX"
_TRACKS: Final = {0: "V", 1: "B", 2: "AA/V"}


def write_edl(
    title: str, label: str, source: Source, events: Sequence[Event], *, source_start: int, record: int
) -> str:
    """One list of at most 999 events, cuts only.

    Title and reel are in ASCII, as the format has it; the name of the person and of the file stand in comments, which
    editing programs read as UTF-8.

    Args:
        title: in ASCII; only the first 70 signs are used.
        label: the person.
        source_start: frame that the timecode of the film begins with.
        record: frame that the timecode of the edit begins with.
    """
    grid = source.grid
    lines = [f"TITLE: {title[:_MOST_TITLE]}", f"FCM: {'' if grid.drops else 'NON-'}DROP FRAME", ""]
    reel, tracks = reel_of(source.media), _TRACKS[source.channels]
    for number, event in enumerate(events, 1):
        frames = (
            source_start + event.start,
            source_start + event.end,
            record + event.record,
            record + event.record + event.frames,
        )
        times = " ".join(write_timecode(frame, grid) for frame in frames)
        lines.append(f"{number:03}  {reel:<8} {tracks:<5} C        {times}")
        if source.media:
            lines.append(f"* FROM CLIP NAME: {_one_line(source.media)}")
        lines.append(f"* COMMENT: {_one_line(label)}")
    return "\n".join(lines) + "\n"


def reel_of(media: str) -> str:
    """Up to eight capitals and digits that stand for a file; `AX`, the auxiliary source, when nothing is left."""
    stem = media.rpartition(".")[0] or media
    return re.sub(r"[^A-Z0-9]", "", plain(stem).upper())[:_MOST_REEL] or _NO_REEL


def plain(text: str) -> str:
    """ASCII letters, digits and signs of a text; accents are taken off, what has no such letter is left out."""
    apart = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^\x20-\x7e]", " ", apart).split())


def _one_line(text: str) -> str:
    return " ".join(text.split())
