"""Tracks of things that are not faces: plants, statues, patterns that a detector takes for one."""

from __future__ import annotations

import numpy as np

from telecine.apps.faces.logic.grouping.evidence import face_like
from telecine.apps.faces.logic.grouping.identities import Grouping
from telecine.apps.faces.logic.trackset import Flags, TrackSet


def looks_like_a_face(tracks: TrackSet, grouping: Grouping) -> Flags:
    """Whether each identity holds a face, bool ``[g]``: at least one of its tracks is like one."""
    faces = np.zeros(len(grouping), np.bool_)
    np.logical_or.at(faces, grouping.group, face_like(tracks))
    return faces
