"""When one person is on screen: exact, half-open, nothing counted twice."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from telecine.apps.screentime.logic.ticks import Clock, Ticks, clip, subtract, union
from telecine.kernel.spans import Span


@dataclass(frozen=True, slots=True)
class Sighting:
    """One track of a person.

    Attributes:
        track_id: its id.
        span: half-open seconds during which it lasts.
        samples: instants at which it was measured, each with whether the face was clear; in any order.
    """

    track_id: str
    span: Span
    samples: tuple[tuple[Fraction, bool], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A sighting in ticks of its film.

    Attributes:
        track_id: its id.
        span: during which it lasts.
        samples: ``[n]`` instants at which it was measured, in any order; int64, or Python's numbers where those are too long.
        is_clear: bool ``[n]``, whether the face was clear then.
    """

    track_id: str
    span: Ticks
    samples: npt.NDArray[Any]
    is_clear: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Presence:
    """Sorted disjoint spans of one person.

    Attributes:
        visible: the union of the tracks.
        clear: the part of `visible` for which the nearest sample is clear.
        bridged: short gaps within a shot; disjoint from `visible`.
        appearances: separate stretches on screen; neither a cut nor a bridged gap separates.
    """

    visible: tuple[Span, ...]
    clear: tuple[Span, ...]
    bridged: tuple[Span, ...]
    unclear: tuple[Span, ...]
    appearances: int


def find_presence(
    sightings: Iterable[Sighting], cuts: Sequence[Fraction], *, bridge: Fraction, whole: Span
) -> Presence:
    """Presence of one person from all of that person's tracks.

    The result depends on what the tracks show and not on how they are cut into pieces: a track split at any instant
    gives the same presence, and so does any order of `sightings`.

    Args:
        sightings: the tracks; they may overlap.
        cuts: instants at which a shot begins, sorted.
        bridge: the longest gap that counts as present, in seconds.
        whole: the video; what lies outside is left out.
    """
    seen = list(sightings)
    film = Film.of(seen, cuts, bridge=bridge, whole=whole)
    found = film.presence(list(map(film.seen, seen)))

    def spans(ticks: Iterable[Ticks]) -> tuple[Span, ...]:
        return tuple(map(film.clock.span, ticks))

    return Presence(
        visible=spans(found.visible),
        clear=spans(found.clear),
        bridged=spans(found.bridged),
        unclear=spans(found.unclear),
        appearances=found.appearances,
    )


@dataclass(frozen=True, slots=True)
class Stretches:
    """A presence in ticks of its film; see `Presence`."""

    visible: list[Ticks]
    clear: list[Ticks]
    bridged: list[Ticks]

    @property
    def unclear(self) -> list[Ticks]:
        """The part of `visible` that is not clear."""
        return subtract(self.visible, self.clear)

    @property
    def appearances(self) -> int:
        """See `Presence`."""
        return len(union((*self.visible, *self.bridged)))


@dataclass(frozen=True, slots=True)
class Film:
    """What everybody's presence is measured against, in whole ticks.

    Attributes:
        clock: in whose ticks all of it is exact.
        whole: the video; what lies outside is left out.
        cuts: where a shot begins, sorted.
        bridge: the longest gap that counts as present.
    """

    clock: Clock
    whole: Ticks
    cuts: Sequence[int]
    bridge: int

    @classmethod
    def in_ticks(cls, rate: int, cuts: Sequence[Fraction], *, bridge: Fraction, whole: Span) -> Film:
        """With a clock in which these instants and all whole ticks of `rate` are whole ticks."""
        clock = Clock.of(chain((Fraction(1, rate), whole.start, whole.end, bridge), cuts))
        return cls(clock, clock.ticks(whole), [clock.tick(cut) for cut in cuts], clock.tick(bridge))

    @classmethod
    def of(cls, sightings: Collection[Sighting], cuts: Sequence[Fraction], *, bridge: Fraction, whole: Span) -> Film:
        """With a clock in which all of these instants are whole ticks."""
        ends = (end for sighting in sightings for end in (sighting.span.start, sighting.span.end))
        samples = (at for sighting in sightings for at, _ in sighting.samples)
        clock = Clock.of(chain((whole.start, whole.end, bridge), cuts, ends, samples))
        return cls(clock, clock.ticks(whole), [clock.tick(cut) for cut in cuts], clock.tick(bridge))

    def seen(self, sighting: Sighting) -> Seen:
        """A sighting in ticks of this film, whose clock must hold its instants."""
        samples = np.array([self.clock.tick(at) for at, _ in sighting.samples], dtype=object)
        is_clear = np.array([is_clear for _, is_clear in sighting.samples], np.bool_)
        return Seen(sighting.track_id, self.clock.ticks(sighting.span), samples, is_clear)

    def presence(self, seen: Sequence[Seen]) -> Stretches:
        """Of one person, from all of that person's tracks."""
        visible = clip(union(one.span for one in seen), self.whole)
        return Stretches(visible, self._find_clear(visible, *_pool(seen)), self._find_gaps(visible))

    def _find_clear(
        self, visible: Sequence[Ticks], instants: npt.NDArray[Any], flags: npt.NDArray[np.bool_]
    ) -> list[Ticks]:
        """Where the nearest sample of the same stretch and shot is clear: a sample speaks up to the midpoints.

        `instants` are sorted and differ; only where the flag changes from one to the next is there a midpoint to find.
        """
        changes = np.flatnonzero(flags[1:] != flags[:-1])
        middles = ((instants[changes] + instants[changes + 1]) // 2).tolist()
        pieces = self._split_at_cuts(visible)
        first, last = (np.searchsorted(instants, [piece[side] for piece in pieces]) for side in (0, 1))
        low, high = np.searchsorted(changes, first), np.searchsorted(changes, last - 1)
        clear: list[Ticks] = []
        for (begin, after), one, end, change, stop in zip(
            pieces, first.tolist(), last.tolist(), low.tolist(), high.tolist(), strict=True
        ):
            if one < end:
                edges = (begin, *middles[change:stop], after)
                clear += list(pairwise(edges))[0 if flags[one] else 1 :: 2]
        return union(clear)

    def _split_at_cuts(self, spans: Iterable[Ticks]) -> list[Ticks]:
        pieces: list[Ticks] = []
        for start, end in spans:
            inside = self.cuts[bisect_right(self.cuts, start) : bisect_left(self.cuts, end)]
            pieces += pairwise((start, *inside, end))
        return pieces

    def _find_gaps(self, visible: Sequence[Ticks]) -> list[Ticks]:
        """Gaps no longer than `bridge` between two stretches of one shot.

        A cut on the edge of a gap lies between two shots as well: somebody who is first seen in the middle of a shot
        was not there at its beginning.
        """
        gaps: list[Ticks] = []
        for (_, end), (start, _) in pairwise(visible):
            is_within_a_shot = bisect_left(self.cuts, end) == bisect_right(self.cuts, start)
            if start - end <= self.bridge and is_within_a_shot:
                gaps.append((end, start))
        return gaps


def _pool(seen: Sequence[Seen]) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
    """All instants of a person in order, and which are clear: where two samples fall on one the clear one speaks."""
    none = np.zeros(0, np.int64), np.zeros(0, np.bool_)
    instants, place = np.unique(np.concatenate([none[0], *(one.samples for one in seen)]), return_inverse=True)
    flags = np.zeros(len(instants), np.bool_)
    flags[place[np.concatenate([none[1], *(one.is_clear for one in seen)])]] = True
    return instants, flags
