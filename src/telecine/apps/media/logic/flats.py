"""Stretches without a picture: fades through black or white, black between scenes, and glitches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from telecine.apps.media.logic.looks import Look, difference, moved_difference
from telecine.apps.media.logic.window import Window

LONG: Final = Fraction(1)
"""From this length on, a flat stretch is a shot of its own."""
_GLITCH: Final = Fraction(2, 5)
_ALIKE: Final = 0.3
_FADE_FRAMES: Final = 3
_JUMP: Final = 0.5


class Boundary(NamedTuple):
    """Where a shot begins.

    Attributes:
        frame: number of its first frame.
        at: instant of that frame.
        kind: how the shot begins.
        confidence: 0 to 1.
    """

    frame: int
    at: Fraction
    kind: Literal["cut", "fade", "dissolve", "wipe"]
    confidence: float


@dataclass(frozen=True, slots=True)
class Edge:
    """One side of a flat stretch.

    Attributes:
        frame: the frame at which the picture begins to go, or has come back wholly.
        is_gradual: whether it went or came over some frames.
        look: the picture there; None where the film begins or ends flat.
    """

    frame: int
    is_gradual: bool
    look: Look | None


def edge_before(window: Window, start: int, reach: int) -> Edge:
    """How the picture went before flat frame `start`; up to `reach` frames are looked at."""
    deviations = window.deviations(max(window.first, start - reach), start)
    if not deviations:
        return Edge(start, is_gradual=False, look=None)
    frames = _ramp(deviations[::-1])
    return Edge(start - frames if frames else start, frames > 0, window.look(start - max(frames, 1)))


def edge_after(window: Window, end: int, reach: int) -> Edge:
    """How the picture came from frame `end` on, the first that is not flat."""
    deviations = window.deviations(end, min(window.end, end + reach))
    if not deviations:
        return Edge(end, is_gradual=False, look=None)
    frames = _ramp(deviations)
    return Edge(end + max(frames - 1, 0), frames > 0, window.look(end + max(frames - 1, 0)))


def _ramp(deviations: Sequence[float]) -> int:
    """Over how many frames contrast grows evenly from the flat stretch away; 0 when it is there at once.

    Only a rise without a jump counts: the picture after a cut may well have more contrast, but not by degrees.
    """
    length = 1
    while length < len(deviations) and deviations[length] > 1.01 * deviations[length - 1]:
        length += 1
    top = deviations[length - 1]
    steps = [b - a for a, b in pairwise([0.0, *deviations[:length]])]
    return length if length >= _FADE_FRAMES and max(steps) <= _JUMP * top else 0


def opening(window: Window, start: int, before: Edge) -> list[Boundary]:
    """The boundary at which a long flat stretch begins."""
    if before.look is None:
        return []
    return [Boundary(start, window.at(start), "fade" if before.is_gradual else "cut", 0.95)]


def closing(window: Window, end: int, after: Edge) -> list[Boundary]:
    """The boundary at which a long flat stretch ends."""
    if after.look is None:
        return []
    return [Boundary(end, window.at(end), "fade" if after.is_gradual else "cut", 0.95)]


def short_stretch(
    window: Window, start: int, end: int, before: Edge, after: Edge, flicker: Look | None = None
) -> list[Boundary]:
    """The one boundary of a flat stretch ``[start, end)`` shorter than `LONG`, if it is one.

    A side on which the picture goes or comes at once is exact. Between two gradual sides it is the middle. A
    glitch is none when the picture is the same after it, and a strobe, in which a picture is seen as `flicker`, when
    that is the same.
    """
    if before.look is None or after.look is None:
        return []
    is_alike = _alike(before.look, after.look)
    is_hard = not (before.is_gradual or after.is_gradual)
    if is_hard and is_alike and window.at(end) - window.at(start) <= _GLITCH:
        return []
    if flicker is not None and (is_alike or _alike(flicker, after.look)):
        return []
    confidence = 0.6 if is_alike else 0.95
    if not after.is_gradual:
        return [Boundary(end, window.at(end), "cut" if is_hard else "fade", confidence)]
    place = start if not before.is_gradual else (start + end) // 2
    return [Boundary(place, window.at(place), "fade", confidence)]


def _alike(a: Look, b: Look) -> bool:
    return min(difference(a, b), moved_difference(a, b)) < _ALIKE
