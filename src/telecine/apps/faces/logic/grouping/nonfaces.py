"""Tracks of things that are not faces: plants, statues, patterns that a detector takes for one."""

from __future__ import annotations

import numpy as np

from telecine.apps.faces.logic.grouping.evidence import POOR_DETAIL, detail
from telecine.apps.faces.logic.grouping.identities import Grouping
from telecine.apps.faces.logic.trackset import Flags, TrackSet

UNSURE = 0.55
"""Mean detector confidence below which a track is doubted."""


def looks_like_a_face(tracks: TrackSet, grouping: Grouping) -> Flags:
    """Whether each identity holds a face, bool ``[g]``.

    One of its tracks must be sure enough or show some detail. Confidence alone does not tell: masked, small and turned
    faces get as little of it as leaves and shadows, but leaves and shadows that pass for a face are soft.
    """
    good = (tracks.score >= UNSURE) | (detail(tracks) >= POOR_DETAIL)
    faces = np.zeros(len(grouping), np.bool_)
    np.logical_or.at(faces, grouping.group, good)
    return faces
