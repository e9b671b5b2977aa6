"""Finding the tracks a decision was about among the tracks there are now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from telecine.apps.faces.logic.trackset import Integers, TrackSet
from telecine.records.decisions import Anchor, Evidence

OVERLAP = 0.5
"""Intersection over union from which a box is the one a decision was about."""


def attach(evidence: Sequence[Evidence], tracks: TrackSet) -> list[Integers]:
    """Tracks that each piece of evidence is about, int64, in order; empty where there is none.

    A track that is still there as it was is meant itself. Where tracks were made anew it is found again: at each anchor
    the track whose box overlaps it best is chosen, if the overlap is at least `OVERLAP`; a track is meant when it is
    chosen at most anchors within its span. So a decision holds on every part of a track that is now cut in two, and on
    a track that is now part of a longer one.
    """
    same = [tracks.places.get((piece.artifact, piece.track_id)) for piece in evidence]
    lost = [piece for piece, row in zip(evidence, same, strict=True) if row is None]
    looks = iter(_looks([anchor for piece in lost for anchor in piece.anchors], tracks))
    found = iter([_tracks_of([next(looks) for _ in piece.anchors]) for piece in lost])
    return [next(found) if row is None else np.array([row], np.int64) for row in same]


_Look = tuple[Integers, npt.NDArray[np.float64]]
"""Tracks that are visible at an anchor, and how much the box of each overlaps the anchor's."""


def _tracks_of(looks: Iterable[_Look]) -> Integers:
    inside: Counter[int] = Counter()
    chosen: Counter[int] = Counter()
    for rows, overlaps in looks:
        if not len(rows):
            continue
        inside.update(rows.tolist())
        best = int(overlaps.argmax())
        if overlaps[best] >= OVERLAP:
            chosen[int(rows[best])] += 1
    return np.array(sorted(row for row, times in chosen.items() if times * 2 > inside[row]), dtype=np.int64)


def _looks(anchors: Sequence[Anchor], tracks: TrackSet) -> list[_Look]:
    """One an anchor. All overlaps are measured at once: somebody who corrects much has thousands of anchors."""
    if not anchors:
        return []
    visible = [_visible(tracks, anchor.at) for anchor in anchors]
    counts = [len(rows) for rows in visible]
    ticks = np.repeat([float(anchor.at * tracks.ticks_per_second) for anchor in anchors], counts)
    wanted = np.repeat(np.array([anchor.box for anchor in anchors], np.float64), counts, axis=0)
    overlaps = _overlap(_boxes_at(tracks, np.concatenate(visible), ticks), wanted)
    return list(zip(visible, np.split(overlaps, np.cumsum(counts)[:-1]), strict=True))


def _visible(tracks: TrackSet, at: Fraction) -> Integers:
    """Tracks whose half-open span holds an instant. Comparing whole ticks is exact also between two ticks."""
    ticks = at * tracks.ticks_per_second
    tick = ticks.numerator // ticks.denominator
    return np.flatnonzero((tracks.start <= tick) & (tick < tracks.end))


def _boxes_at(tracks: TrackSet, rows: Integers, ticks: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Boxes of tracks at an instant each, float64 ``[k, 4]``, straight between the samples before and after."""
    first, last = tracks.first[rows], tracks.first[rows + 1] - 1
    before = np.array(
        [
            begin + np.searchsorted(tracks.at[begin : end + 1], tick, side="right") - 1
            for begin, end, tick in zip(first.tolist(), last.tolist(), ticks.tolist(), strict=True)
        ],
        dtype=np.int64,
    )
    left, right = np.clip(before, first, last), np.clip(before + 1, first, last)
    step = (tracks.at[right] - tracks.at[left]).astype(np.float64)
    passed = np.where(left == before, ticks - tracks.at[left], 0)
    low, high = tracks.boxes[left].astype(np.float64), tracks.boxes[right].astype(np.float64)
    slope = (high - low) / np.where(step > 0, step, 1)[:, None]
    return np.asarray(slope * passed[:, None] + low, dtype=np.float64)


def _overlap(boxes: npt.NDArray[np.float64], others: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Intersection over union of each box ``[k, 4]`` with the other in its row, float64 ``[k]``."""
    low, high = np.maximum(boxes[:, :2], others[:, :2]), np.minimum(boxes[:, 2:], others[:, 2:])
    shared = np.prod(np.maximum(high - low, 0), axis=1)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) + np.prod(others[:, 2:] - others[:, :2], axis=1)
    return np.asarray(shared / np.maximum(areas - shared, 1e-9), dtype=np.float64)
