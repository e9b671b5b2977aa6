"""From tracks, identities and people to named groups."""

from __future__ import annotations

import numpy as np

from telecine.apps.faces.logic.grouping.identities import Grouping
from telecine.apps.faces.logic.naming.groups import Group, how_named, share_names, split_into_groups
from telecine.apps.faces.logic.naming.people import People
from telecine.apps.faces.logic.naming.rounds import NOBODY, Names, NamingLimits, name_tracks, vetoes
from telecine.apps.faces.logic.trackset import Flags, TrackSet
from telecine.engine.capabilities import Similarity


def decide(
    tracks: TrackSet,
    grouping: Grouping,
    people: People,
    *,
    similarity: Similarity,
    limits: NamingLimits,
    is_face: Flags,
) -> list[Group]:
    """Groups of tracks with their names, in order of identity and time.

    Args:
        tracks: of the whole video.
        grouping: their identities.
        people: who can be named; may be nobody.
        similarity: of the embedding space.
        limits: when a name is given.
        is_face: bool ``[g]``, identities that hold a face; others are never named.
    """
    if not len(people) or not tracks.has_face.any():
        return split_into_groups(_nobody(tracks), tracks, grouping, ["none"] * len(tracks))
    names = name_tracks(
        tracks,
        people,
        grouping.pairs,
        grouping.together,
        similarity=similarity,
        limits=limits,
        allowed=is_face[grouping.group],
    )
    shared = names
    if limits.rounds > 1:
        vetoed = vetoes(tracks, people, similarity=similarity, limits=limits)
        shared = share_names(names, tracks, grouping, vetoed | ~is_face[grouping.group][:, None])
    return split_into_groups(shared, tracks, grouping, how_named(names, shared, grouping))


def _nobody(tracks: TrackSet) -> Names:
    count = len(tracks)
    samples = np.bincount(tracks.track_of_sample()[tracks.vector_of >= 0], minlength=count)
    return Names(
        person=np.full(count, NOBODY, np.int64),
        distance=np.full(count, np.inf, np.float32),
        margin=np.zeros(count, np.float32),
        agreeing=np.zeros(count, np.int64),
        samples=samples.astype(np.int64),
        round=np.full(count, -1, np.int64),
        by_clothes=np.zeros(count, np.bool_),
    )
