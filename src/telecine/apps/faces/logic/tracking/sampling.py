"""Which frames of a segment are looked at, and how closely."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from telecine.kernel.spans import Span

_ON_TIME = Fraction(1, 1000)
"""Half a step of the coarsest container clocks in use: a frame that is early by less is on time."""


@dataclass(frozen=True, slots=True)
class Look:
    """What to do with one frame.

    Attributes:
        shot: index of its shot.
        opens_shot: nothing of this shot was seen before.
        closes_shot: no later frame belongs to this shot.
        detect: look for faces now.
        watch: compare with the frame watched before.
    """

    shot: int
    opens_shot: bool
    closes_shot: bool
    detect: bool
    watch: bool


class Schedule:
    """Decides, frame by frame in presentation order, from instants alone.

    Faces are looked for in the first and the last frame of every shot, at the instants of `marks`, and otherwise
    every `detect_every` seconds counted from the last time. The last frame of a shot is known before the next one is
    seen from its duration, or from `frame_step` where the container declares none; in a file of variable rate without
    durations it may be missed, and then the regular samples must do.
    """

    def __init__(
        self,
        shots: Sequence[Span],
        *,
        detect_every: Fraction,
        watch_every: Fraction,
        frame_step: Fraction,
        marks: Sequence[Fraction] = (),
    ) -> None:
        if not shots or detect_every <= 0 or watch_every <= 0:
            raise ValueError("a schedule needs a shot and positive steps")
        self._starts = [span.start for span in shots]
        self._shots = tuple(shots)
        self._detect_every = detect_every
        self._watch_every = watch_every
        self._frame_step = frame_step
        self._marks = sorted(marks, reverse=True)
        self._shot = -1
        self._next_detection = shots[0].start
        self._next_watch = shots[0].start

    def look(self, at: Fraction, duration: Fraction) -> Look:
        """What to do with the frame at `at`, shown for `duration` seconds (0: unknown)."""
        shot = max(0, bisect.bisect_right(self._starts, at) - 1)
        opens = shot != self._shot
        self._shot = shot
        step = duration if duration > 0 else self._frame_step
        closes = at + step >= self._shots[shot].end - _ON_TIME
        detect = opens or closes or at >= self._next_detection - _ON_TIME
        while self._marks and self._marks[-1] <= at:
            self._marks.pop()
            detect = True
        watch = detect or at >= self._next_watch - _ON_TIME
        if detect:
            self._next_detection = _after(at, self._next_detection, self._detect_every)
        if watch:
            self._next_watch = _after(at, self._next_watch, self._watch_every)
        return Look(shot, opens, closes, detect, watch)

    def hasten(self, at: Fraction, within: Fraction) -> None:
        """Look for faces again at most `within` seconds after `at`."""
        self._next_detection = min(self._next_detection, at + within)

    def looked(self, at: Fraction) -> None:
        """Faces were looked for at `at` although it was not due."""
        self._next_detection = at + self._detect_every


def _after(at: Fraction, due: Fraction, every: Fraction) -> Fraction:
    """The next due instant after something was done at `at`.

    Frames come late by up to one frame; counting from what was due keeps the rate. Counting begins anew where
    something was done early, or much too late.
    """
    late = at - due
    return at + every - late if 0 <= late < every / 2 else at + every


def shots_of(span: Span, cuts: Sequence[Fraction]) -> list[Span]:
    """The shots in `span`: it is split at the `cuts` that lie inside it."""
    inside = sorted({cut for cut in cuts if span.start < cut < span.end})
    edges = [span.start, *inside, span.end]
    return [Span(left, right) for left, right in itertools.pairwise(edges)]


def fit(size: tuple[int, int], frame: tuple[int, int]) -> tuple[int, int]:
    """The largest size with the proportions of `size` that fits into `frame` and is not larger than `size`.

    For a picture that is taller than wide `frame` is turned.
    """
    if size[1] > size[0]:
        frame = frame[1], frame[0]
    scale = min(frame[0] / size[0], frame[1] / size[1], 1.0)
    return max(1, math.floor(size[0] * scale + 0.5)), max(1, math.floor(size[1] * scale + 0.5))
