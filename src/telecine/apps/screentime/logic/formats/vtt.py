"""WebVTT: who is on screen, as a text track for players (W3C Candidate Recommendation, 2019)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from telecine.kernel.spans import Span

_ESCAPES: Final = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


@dataclass(frozen=True, slots=True)
class Cue:
    """The names on screen during ``[start, end)``, whole milliseconds."""

    start: int
    end: int
    names: tuple[str, ...]


def find_cues(people: Sequence[tuple[str, Sequence[Span]]]) -> list[Cue]:
    """A cue for every stretch during which the same people are on screen; cues never overlap.

    Both ends of a stretch are rounded alike, so that cues which follow each other touch. What is shorter than the
    rounding is not shown.

    Args:
        people: names with sorted disjoint spans, in the order in which names stand in a cue.
    """
    comes: dict[int, set[int]] = {}
    goes: dict[int, set[int]] = {}
    for place, (_, spans) in enumerate(people):
        for start, end in _rounded(spans):
            comes.setdefault(start, set()).add(place)
            goes.setdefault(end, set()).add(place)
    present: set[int] = set()
    cues: list[Cue] = []
    for at, until in pairwise(sorted(comes.keys() | goes.keys())):
        present = (present - goes.get(at, set())) | comes.get(at, set())
        if present:
            cues.append(Cue(at, until, tuple(people[place][0] for place in sorted(present))))
    return cues


def write_vtt(cues: Sequence[Cue]) -> str:
    """The file, as UTF-8 text."""
    parts = ["WEBVTT\n\nNOTE Who is on screen, found by Telecine. One name a line.\n"]
    for cue in cues:
        names = "\n".join(" ".join(name.split()).translate(_ESCAPES) for name in cue.names)
        parts.append(f"\n{timestamp(cue.start)} --> {timestamp(cue.end)}\n{names}\n")
    return "".join(parts)


def timestamp(milliseconds: int) -> str:
    """``01:02:03.456``; hours have two digits or more."""
    seconds, part = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}.{part:03}"


def _rounded(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Whole milliseconds, neighbours that touch after rounding joined."""
    joined: list[tuple[int, int]] = []
    for span in spans:
        start, end = _milliseconds(span.start), _milliseconds(span.end)
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        elif end > start:
            joined.append((start, end))
    return joined


def _milliseconds(seconds: Fraction) -> int:
    return round(seconds * 1000)
