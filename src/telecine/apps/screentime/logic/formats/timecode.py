"""SMPTE timecode: which frame an instant falls on, and how that frame is written (SMPTE ST 12-1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

USUAL_RATES: Final = tuple(
    sorted(
        (
            *(Fraction(rate) for rate in (24, 25, 30, 48, 50, 60)),
            *(Fraction(rate * 1000, 1001) for rate in (24, 30, 60)),
        )
    )
)
"""Frame rates that editing programs have, slowest first."""
_CLOSE: Final = Fraction(1, 2500)
"""Relative difference of rates that are meant to be the same: 29.97 and 30000/1001, but not 24 and 24000/1001."""
_TIMECODE: Final = re.compile(r"(\d{2}):(\d{2}):(\d{2})([:;])(\d{2})")
_DAY_HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class Grid:
    """Frames of an editing program.

    Attributes:
        rate: frames a second, one of `USUAL_RATES`.
        counts: frames a second by which instants become frames: what the film really has, where that is meant to be
            `rate`, and `rate` where the film has to be brought to it.
        is_exact: whether these are the frames of the film; else instants are rounded to them.
    """

    rate: Fraction
    counts: Fraction
    is_exact: bool

    @property
    def base(self) -> int:
        """Frames that timecode counts in a second."""
        return round(self.rate)

    @property
    def drops(self) -> int:
        """Frame numbers that drop-frame timecode leaves out a minute: 2 at 29.97, 4 at 59.94, else 0."""
        return self.base // 15 if self.base % 30 == 0 and self.rate != self.base else 0

    def frame_at(self, seconds: Fraction) -> int:
        """The frame nearest to an instant, counted from 0."""
        return round(seconds * self.counts)

    def seconds(self, frames: int) -> Fraction:
        """Length of a number of frames."""
        return frames / self.counts


def grid_of(rate: Fraction, *, is_variable: bool) -> Grid:
    """The frames on which editing programs put a film.

    A constant usual rate is kept. At any other the film has to be brought to a usual one first, and instants are
    rounded to that: the slowest that is a whole multiple of the film's, else the slowest that is not below it.
    """
    near = min(USUAL_RATES, key=lambda usual: abs(usual - rate))
    if not is_variable and abs(rate / near - 1) <= _CLOSE:
        return Grid(near, counts=rate, is_exact=True)
    if is_variable:
        whole = [usual for usual in USUAL_RATES if usual.denominator == 1]
        best = next((usual for usual in whole if usual >= rate * (1 - _CLOSE)), whole[-1])
        return Grid(best, counts=best, is_exact=False)
    multiples = [usual for usual in USUAL_RATES if (usual / rate).denominator == 1]
    parts = [usual for usual in USUAL_RATES if (rate / usual).denominator == 1]
    above = [usual for usual in USUAL_RATES if usual >= rate]
    best = (multiples or parts[::-1] or above or USUAL_RATES[::-1])[0]
    return Grid(best, counts=best, is_exact=False)


def write_timecode(frame: int, grid: Grid) -> str:
    """``01:00:00:00``, with a semicolon before the frames where numbers are dropped; wraps after a day."""
    base, drops = grid.base, grid.drops
    if drops:
        tens, rest = divmod(frame, 600 * base - 9 * drops)
        frame += 9 * drops * tens
        if rest >= 60 * base:
            frame += drops * (1 + (rest - 60 * base) // (60 * base - drops))
    seconds, part = divmod(frame, base)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours % _DAY_HOURS:02}:{minute:02}:{second:02}{';' if drops else ':'}{part:02}"


def read_timecode(text: str, grid: Grid) -> int:
    """The frame that a timecode names.

    Raises:
        ValueError: it is none, or names a frame that does not exist at this rate.
    """
    matched = _TIMECODE.fullmatch(text)
    if matched is None:
        raise ValueError(f"{text!r} is no timecode; write 01:00:00:00")
    hours, minutes, seconds, part = (int(matched[group]) for group in (1, 2, 3, 5))
    if hours >= _DAY_HOURS or minutes >= 60 or seconds >= 60 or part >= grid.base:
        raise ValueError(f"{text!r} is no timecode at {grid.base} frames a second")
    if grid.drops and part < grid.drops and seconds == 0 and minutes % 10:
        raise ValueError(f"{text!r} is one of the numbers that drop-frame timecode leaves out")
    total = hours * 60 + minutes
    return (total * 60 + seconds) * grid.base + part - grid.drops * (total - total // 10)
