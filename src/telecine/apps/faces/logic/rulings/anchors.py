"""How a decision will name a track: where the face was at a few instants."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from telecine.apps.faces.logic.trackset import TrackSet

MOST_ANCHORS: Final = 5


def anchors_of(tracks: TrackSet, row: int) -> list[tuple[Fraction, tuple[float, ...]]]:
    """At most `MOST_ANCHORS` samples of a track, spread evenly in time, with their boxes in source pixels."""
    first, last = int(tracks.first[row]), int(tracks.first[row + 1])
    if first == last:
        return []
    at: list[int] = tracks.at[first:last].tolist()
    boxes = tracks.boxes[first:last].tolist()
    chosen = sorted({_nearest(at, tick) for tick in np.linspace(at[0], at[-1], MOST_ANCHORS).tolist()})
    return [
        (Fraction(at[index], tracks.ticks_per_second), tuple(round(side, 1) for side in boxes[index]))
        for index in chosen
    ]


def _nearest(at: Sequence[int], tick: float) -> int:
    """Index of the sample nearest to a tick, the first of those that are as near; `at` is sorted."""
    after = bisect_left(at, tick)
    if after == len(at) or (after > 0 and tick - at[after - 1] <= at[after] - tick):
        return bisect_left(at, at[after - 1])
    return after


def anchors_json(tracks: TrackSet, row: int) -> str:
    """The anchors as `records.decisions.Anchor` reads them."""
    return json.dumps(
        [{"at": f"{at.numerator}/{at.denominator}", "box": list(box)} for at, box in anchors_of(tracks, row)],
        separators=(",", ":"),
    )
