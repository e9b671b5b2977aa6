"""From tracks, identities and people to named groups."""

from __future__ import annotations

import numpy as np

from telecine.apps.faces.logic.grouping.identities import Grouping, weights
from telecine.apps.faces.logic.naming.given import Given, hold_together, nothing_given
from telecine.apps.faces.logic.naming.groups import Group, How, how_named, objections, share_names, split_into_groups
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
    given: Given | None = None,
) -> list[Group]:
    """Groups of tracks with their names, in order of identity and time.

    Args:
        tracks: of the whole video.
        grouping: their identities.
        people: who can be named; may be nobody.
        similarity: of the embedding space.
        limits: when a name is given.
        is_face: bool ``[g]``, identities that hold a face; others are named only by people.
        given: what people said; it always wins. None when they said nothing.
    """
    given = nothing_given(len(tracks)) if given is None else given
    has_given = bool((given.person >= 0).any())
    if not len(people) or not (tracks.has_face.any() or has_given):
        said: list[How] = ["decision" if person == NOBODY else "none" for person in given.person]
        return split_into_groups(_nobody(tracks), tracks, grouping, said)
    names = name_tracks(
        tracks,
        people,
        grouping.pairs,
        grouping.together,
        similarity=similarity,
        limits=limits,
        allowed=is_face[grouping.group],
        given=given.person,
    )
    shared = names
    if limits.rounds > 1:
        vetoed = objections(tracks, vetoes(tracks, people, similarity=similarity, limits=limits), limits)
        closed = ~is_face[grouping.group] | (given.person == NOBODY)
        shared = share_names(names, tracks, grouping, vetoed | closed[:, None])
    shared, carried = hold_together(shared, given, weights(tracks))
    how = how_named(names, shared, grouping)
    for row in np.flatnonzero((given.person >= 0) | (given.person == NOBODY) | carried):
        how[row] = "decision"
    return split_into_groups(shared, tracks, grouping, how)


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
