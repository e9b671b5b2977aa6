"""Finding the tracks a decision was about among the tracks there are now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from telecine.apps.faces.logic.trackset import Integers, TrackSet
from telecine.records.decisions import Anchor, Evidence

OVERLAP = 0.5
"""Intersection over union from which a box is the one a decision was about."""


def attach(evidence: Sequence[Evidence], tracks: TrackSet) -> list[Integers]:
    """Tracks that each piece of evidence is about, int64, in order; empty where there is none.

    At each anchor the track whose box overlaps it best is chosen, if the overlap is at least `OVERLAP`; a track is
    meant when it is chosen at most anchors within its span. So a decision holds on every part of a track that is now
    cut in two, and on a track that is now part of a longer one.
    """
    return [_tracks_of(piece, tracks) for piece in evidence]


def _tracks_of(piece: Evidence, tracks: TrackSet) -> Integers:
    inside: Counter[int] = Counter()
    chosen: Counter[int] = Counter()
    for anchor in piece.anchors:
        rows = _visible(tracks, anchor.at)
        if not len(rows):
            continue
        overlaps = _overlap(_boxes_at(tracks, rows, anchor.at), anchor)
        inside.update(rows.tolist())
        best = int(overlaps.argmax())
        if overlaps[best] >= OVERLAP:
            chosen[int(rows[best])] += 1
    return np.array(sorted(row for row, times in chosen.items() if times * 2 > inside[row]), dtype=np.int64)


def _visible(tracks: TrackSet, at: Fraction) -> Integers:
    """Tracks whose half-open span holds an instant. Comparing whole ticks is exact also between two ticks."""
    ticks = at * tracks.ticks_per_second
    tick = ticks.numerator // ticks.denominator
    return np.flatnonzero((tracks.start <= tick) & (tick < tracks.end))


def _boxes_at(tracks: TrackSet, rows: Integers, at: Fraction) -> npt.NDArray[np.float64]:
    """Boxes of tracks at an instant, float64 ``[k, 4]``, straight between the samples before and after."""
    tick = float(at * tracks.ticks_per_second)
    boxes = np.empty((len(rows), 4))
    for index, row in enumerate(rows):
        samples = slice(int(tracks.first[row]), int(tracks.first[row + 1]))
        times = tracks.at[samples].astype(np.float64)
        for side in range(4):
            boxes[index, side] = np.interp(tick, times, tracks.boxes[samples, side])
    return boxes


def _overlap(boxes: npt.NDArray[np.float64], anchor: Anchor) -> npt.NDArray[np.float64]:
    """Intersection over union of each box with the anchor's, float64 ``[k]``."""
    box = np.array(anchor.box)
    low, high = np.maximum(boxes[:, :2], box[:2]), np.minimum(boxes[:, 2:], box[2:])
    shared = np.prod(np.maximum(high - low, 0), axis=1)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) + np.prod(box[2:] - box[:2])
    return np.asarray(shared / np.maximum(areas - shared, 1e-9), dtype=np.float64)
