"""Tracks of things that are not faces: plants, statues, patterns that a detector takes for one."""

from __future__ import annotations

import numpy as np

from telecine.apps.faces.logic.grouping.identities import Grouping
from telecine.apps.faces.logic.trackset import Flags, TrackSet

UNSURE = 0.55
"""Mean detector confidence below which a track is doubted."""


def looks_like_a_face(tracks: TrackSet, grouping: Grouping) -> Flags:
    """Whether each identity holds a face, bool ``[g]``: at least one of its tracks must be sure enough."""
    sure = np.zeros(len(grouping), np.bool_)
    np.logical_or.at(sure, grouping.group, tracks.score >= UNSURE)
    return sure
