"""How a decision will name a track: where the face was at a few instants."""

from __future__ import annotations

import json
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
    at = tracks.at[first:last]
    wanted = np.linspace(at[0], at[-1], MOST_ANCHORS)
    chosen = sorted({int(np.abs(at - tick).argmin()) for tick in wanted})
    return [
        (
            Fraction(int(at[index]), tracks.ticks_per_second),
            tuple(round(float(side), 1) for side in tracks.boxes[first + index]),
        )
        for index in chosen
    ]


def anchors_json(tracks: TrackSet, row: int) -> str:
    """The anchors as `records.decisions.Anchor` reads them."""
    return json.dumps(
        [{"at": f"{at.numerator}/{at.denominator}", "box": list(box)} for at, box in anchors_of(tracks, row)],
        separators=(",", ":"),
    )
