"""When one person is on screen: exact, half-open, nothing counted twice."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from telecine.kernel.spans import Span, intersect, subtract, union


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
class Presence:
    """Sorted disjoint spans of one person.

    Attributes:
        visible: the union of the tracks.
        clear: the part of `visible` for which the nearest sample is clear.
        bridged: short gaps within a shot; disjoint from `visible`.
    """

    visible: tuple[Span, ...]
    clear: tuple[Span, ...]
    bridged: tuple[Span, ...]

    @property
    def unclear(self) -> tuple[Span, ...]:
        """The part of `visible` that is not clear."""
        return tuple(subtract(self.visible, self.clear))

    @property
    def appearances(self) -> int:
        """Separate stretches on screen; neither a cut nor a bridged gap separates."""
        return len(union((*self.visible, *self.bridged)))


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
    visible = intersect((sighting.span for sighting in seen), [whole])
    clear = _find_clear(visible, _pool(seen), cuts)
    return Presence(tuple(visible), tuple(clear), tuple(_find_gaps(visible, cuts, bridge)))


def _pool(sightings: Iterable[Sighting]) -> list[tuple[Fraction, bool]]:
    """All samples of a person in order; where two fall on one instant the clear one speaks."""
    pooled: dict[Fraction, bool] = {}
    for sighting in sightings:
        for at, is_clear in sighting.samples:
            pooled[at] = pooled.get(at, False) or is_clear
    return sorted(pooled.items())


def _find_clear(
    visible: Sequence[Span], samples: Sequence[tuple[Fraction, bool]], cuts: Sequence[Fraction]
) -> list[Span]:
    """Spans whose nearest sample of the same stretch and shot is clear: a sample speaks up to the midpoints."""
    instants = [at for at, _ in samples]
    clear: list[Span] = []
    for stretch in _split_at_cuts(visible, cuts):
        first, last = bisect_left(instants, stretch.start), bisect_left(instants, stretch.end)
        start = stretch.start
        for index in range(first, last):
            at, is_clear = samples[index]
            if index + 1 == last:
                end = stretch.end
            elif samples[index + 1][1] == is_clear:
                continue
            else:
                end = (at + instants[index + 1]) / 2
            if is_clear:
                clear.append(Span(start, end))
            start = end
    return union(clear)


def _split_at_cuts(spans: Iterable[Span], cuts: Sequence[Fraction]) -> list[Span]:
    pieces: list[Span] = []
    for span in spans:
        start = span.start
        for cut in cuts[bisect_right(cuts, span.start) : bisect_left(cuts, span.end)]:
            pieces.append(Span(start, cut))
            start = cut
        pieces.append(Span(start, span.end))
    return pieces


def _find_gaps(visible: Sequence[Span], cuts: Sequence[Fraction], bridge: Fraction) -> list[Span]:
    """Gaps no longer than `bridge` between two stretches of one shot.

    A cut on the edge of a gap lies between two shots as well: somebody who is first seen in the middle of a shot was
    not there at its beginning.
    """
    gaps: list[Span] = []
    for before, after in pairwise(visible):
        is_within_a_shot = bisect_left(cuts, before.end) == bisect_right(cuts, after.start)
        if after.start - before.end <= bridge and is_within_a_shot:
            gaps.append(Span(before.end, after.start))
    return gaps
