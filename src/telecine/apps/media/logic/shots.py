"""`ShotDetector`: where shots begin, found while the film goes by, with memory for a few seconds of small pictures."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from telecine.apps.media.logic.cuts import SUSPECT, cut_confidence
from telecine.apps.media.logic.dissolves import find_dissolve
from telecine.apps.media.logic.flats import (
    LONG,
    Boundary,
    Edge,
    closing,
    edge_after,
    edge_before,
    opening,
    short_stretch,
)
from telecine.apps.media.logic.looks import Look, difference
from telecine.apps.media.logic.window import Window
from telecine.apps.media.logic.wipes import find_wipe

_FLASH_S: Final = 0.2
"""What lasts less than this is a flash or a flicker."""
_LAG_S: Final = 0.52
_PEAK_S: Final = 0.24
_DISSOLVE_S: Final = 1.4
_FADE_S: Final = 1.2
_GRADUAL: Final = 0.35
_STEADY: Final = 0.8
"""Share of a stretch that must be flat for it to be black or white, and not a strobe."""
_STROBE: Final = 2 * LONG
"""A stretch that flickers for so long is a picture that flickers."""
_ACCEPTED: Final = 0.38
_ACCEPTED_WIPE: Final = 0.6
_EXACTNESS: Final = {"cut": 0, "fade": 1, "dissolve": 2, "wipe": 2}


@dataclass(slots=True)
class _Stretch:
    """A run of flat frames; `end` is set by the first frame that is not.

    Frames that are not flat may flicker in it: `flat` counts those that are, `lit` is the latest that was not.
    """

    start: int
    before: Edge
    end: int | None = None
    is_long: bool = False
    flat: int = 1
    lit: Look | None = None

    def is_steady(self, end: int) -> bool:
        """Whether hardly anything flickers in it up to frame `end`."""
        return self.flat >= _STEADY * (end - self.start)


class ShotDetector:
    """Push every frame in order, then `finish`; boundaries come out of `take` once nothing can change them.

    Args:
        frame_rate: frames a second, for the lengths of windows; it need not be exact or constant.
    """

    def __init__(self, frame_rate: float) -> None:
        rate = min(max(frame_rate, 5.0), 120.0)
        self._rate = rate
        self._flash = max(4, round(_FLASH_S * rate))
        self._lag = max(4, round(_LAG_S * rate))
        self._peak = max(2, round(_PEAK_S * rate))
        self._reach = round(_DISSOLVE_S * rate)
        self._fade = round(_FADE_S * rate)
        self._window = Window(2 * (self._reach + self._lag) + 4 * self._flash + 2 * self._fade)
        self._lagged: dict[int, float] = {}
        self._found: list[Boundary] = []
        self._stretches: list[_Stretch] = []
        self._faded: list[tuple[int, int]] = []
        self._strobed = (0, -1)
        self._taken = 0
        self._is_finished = False

    @property
    def last_step(self) -> float:
        """Difference between the two latest frames, for those who want to know of a cut before it is settled."""
        return self._window.step(self._window.end - 1) if self._window.end else 0.0

    def push(self, at: Fraction, look: Look) -> None:
        """Take the next frame."""
        self._window.append(at, look)
        newest = self._window.end - 1
        self._follow_flat(newest, look)
        self._judge_cut(newest - self._flash)
        self._compare_lagged(newest - self._lag)
        self._judge_gradual(newest - self._reach)
        self._judge_stretch(newest - self._fade)

    def finish(self) -> None:
        """Judge what still waits for frames that do not come."""
        newest = self._window.end - 1
        for frame in range(max(newest - self._flash + 1, 0), newest + 1):
            self._judge_cut(frame)
        for frame in range(max(newest - self._reach + 1, 0), newest + 1):
            self._judge_gradual(frame)
        while self._stretches and self._stretches[0].end is not None:
            self._judge_stretch(newest)
        if self._stretches and not self._stretches[0].is_long:
            self._drop(self._stretches[0].before.frame, newest)
        self._is_finished = True

    def settled(self) -> int:
        """Frames before this one will get no other boundaries."""
        end = self._window.end
        if self._is_finished:
            return end
        settled = end - 2 * self._reach
        if self._stretches:
            first = self._stretches[0]
            settled = min(settled, first.start + 1 if first.is_long else first.before.frame)
        return max(settled, 0)

    def take(self) -> list[Boundary]:
        """Settled boundaries that were not taken yet, in order."""
        settled = self.settled()
        kept = _distinct(self._found, self._flash)
        ready = [b for b in kept if self._taken <= b.frame < settled]
        self._found = [b for b in kept if b.frame >= settled]
        self._taken = max(self._taken, settled)
        return ready

    def _judge_cut(self, frame: int) -> None:
        window = self._window
        if frame < 1 or window.step(frame) < SUSPECT:
            return
        if window.step(frame) < max(window.steps(max(frame - 2, 1), min(frame + 3, window.end))):
            return
        start, end = max(frame - self._flash, 0), min(frame + self._flash, window.end)
        confidence = cut_confidence(
            window.looks(start, frame),
            window.looks(frame, end),
            window.steps(max(start, 1), frame),
            window.steps(frame + 1, end),
        )
        if confidence >= _ACCEPTED and not self._strobed[0] <= frame <= self._strobed[1]:
            self._found.append(Boundary(frame, window.at(frame), "cut", confidence))

    def _compare_lagged(self, frame: int) -> None:
        """How different the pictures half a second around `frame` are."""
        earlier = frame - self._lag
        if earlier < 0:
            return
        self._lagged[frame] = difference(self._window.look(earlier), self._window.look(frame + self._lag))
        self._lagged.pop(frame - 2 * self._reach - 2 * self._peak, None)

    def _judge_gradual(self, frame: int) -> None:
        here = self._lagged.get(frame, 0.0)
        around = range(frame - self._peak, frame + self._peak + 1)
        if here < _GRADUAL or here < max(self._lagged.get(place, 0.0) for place in around):
            return
        start, end = frame - self._reach, min(frame + self._reach, self._window.end)
        start = max([b.frame for b in self._found if b.kind == "cut" and b.frame <= frame], default=start)
        start = max(start, self._window.first)
        end = min([b.frame for b in self._found if b.kind == "cut" and frame < b.frame < end], default=end)
        if min(frame - start, end - 1 - frame) <= 2:
            return
        looks = self._window.looks(start, end)
        dissolve = find_dissolve(looks, frame - start, self._rate)
        if dissolve is not None and dissolve.confidence >= _ACCEPTED:
            self._add_gradual("dissolve", start + dissolve.last, start + dissolve.first, dissolve.confidence)
            return
        wipe = find_wipe(looks, frame - start, self._rate)
        if wipe is not None and wipe.confidence >= _ACCEPTED_WIPE:
            self._add_gradual("wipe", start + wipe.last, start + wipe.first, wipe.confidence)

    def _add_gradual(self, kind: Literal["dissolve", "wipe"], last: int, first: int, confidence: float) -> None:
        """Between `last`, the old picture, and `first`, the new one, unless what is near is surer."""
        if any(begun < first and last < ended for begun, ended in self._faded):
            return
        middle = (last + first + 1) // 2
        rivals = [b for b in self._found if b.kind in {"dissolve", "wipe"} and abs(b.frame - middle) <= self._lag]
        if all(rival.confidence < confidence for rival in rivals):
            self._found = [b for b in self._found if b not in rivals]
            self._found.append(Boundary(middle, self._window.at(middle), kind, confidence))

    def _follow_flat(self, frame: int, look: Look) -> None:
        last = self._stretches[-1] if self._stretches else None
        if not look.is_flat:
            if last is not None and last.end is None:
                last.end = frame
        elif last is None or (last.end is not None and frame - last.end > self._flash):
            self._stretches.append(_Stretch(frame, edge_before(self._window, frame, self._fade)))
        else:
            # A flicker inside a flat stretch does not end it.
            if last.end is not None:
                last.end, last.lit = None, self._window.look(frame - 1)
            last.flat += 1
            self._follow_length(frame, last)

    def _follow_length(self, frame: int, stretch: _Stretch) -> None:
        length = 0 if stretch.is_long else self._window.at(frame) - self._window.at(stretch.start)
        if length >= LONG and stretch.is_steady(frame):
            stretch.is_long = True
            self._drop(stretch.before.frame, frame)
            self._found += opening(self._window, stretch.start, stretch.before)
        elif length >= _STROBE:
            self._fade_over(stretch.before.frame, frame)
            self._strobed = (stretch.before.frame, frame)
            self._stretches[-1] = _Stretch(frame, edge_before(self._window, frame, self._fade))

    def _judge_stretch(self, frame: int) -> None:
        if not self._stretches:
            return
        stretch = self._stretches[0]
        if stretch.end is None or frame < stretch.end:
            return
        after = edge_after(self._window, stretch.end, self._fade)
        if stretch.is_long:
            self._fade_over(stretch.start + 1, after.frame)
            self._found += closing(self._window, stretch.end, after)
        else:
            self._fade_over(stretch.before.frame, after.frame)
            flicker = None if stretch.is_steady(stretch.end) else stretch.lit
            sides = stretch.before, after
            self._found += short_stretch(self._window, stretch.start, stretch.end, *sides, flicker)
        del self._stretches[0]

    def _fade_over(self, first: int, last: int) -> None:
        """From `first` to `last` the picture goes and comes back, which is neither cut nor dissolve."""
        self._drop(first, last)
        self._faded = [zone for zone in self._faded if zone[1] >= self._window.first]
        self._faded.append((first, last))

    def _drop(self, first: int, last: int) -> None:
        self._found = [b for b in self._found if not first <= b.frame <= last]


def _distinct(found: list[Boundary], reach: int) -> list[Boundary]:
    """In order of time; what is less exact gives way to an exact boundary within `reach` frames."""
    kept: list[Boundary] = []
    for boundary in sorted(found, key=lambda b: (_EXACTNESS[b.kind], -b.confidence)):
        near = reach if boundary.kind != "cut" else 0
        if all(abs(boundary.frame - other.frame) > near for other in kept):
            kept.append(boundary)
    return sorted(kept)
