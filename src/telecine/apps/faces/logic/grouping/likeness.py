"""How alike the tracks of a video are: all that groups and names rest on and no decision of a person changes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from telecine.apps.faces.logic.grouping.evidence import Clothes, clothes_tell, telling
from telecine.apps.faces.logic.grouping.together import join_seams, seen_together
from telecine.apps.faces.logic.trackset import Floats, Integers, TrackSet
from telecine.engine.capabilities import Similarity

SEAM_GAP: Final = Fraction(1, 2)
"""Seconds between the two halves of a track that was split with its shot."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What tells which tracks are one person.

    Attributes:
        faces: float32 ``[n, n]``, bare distances of the prototypes; between tracks without a face they mean nothing.
        clothes: pairs that wear the same.
        together: int64 ``[p, 2]``, tracks seen at the same instant.
        seams: int64 ``[j, 2]``, tracks that are one, cut where its shot was split.
        scene: seconds within which people were taken to wear the same.
    """

    faces: Floats
    clothes: Clothes
    together: Integers
    seams: Integers
    scene: float


def compare_tracks(tracks: TrackSet, similarity: Similarity, *, scene: float) -> Likeness:
    """Compare every track with every other. Time and memory grow with the square of their number."""
    return Likeness(
        faces=similarity.distances(tracks.prototype, tracks.prototype),
        clothes=telling(clothes_tell(tracks, scene=scene)),
        together=seen_together(tracks),
        seams=join_seams(tracks, similarity, gap=int(SEAM_GAP * tracks.ticks_per_second)),
        scene=scene,
    )
