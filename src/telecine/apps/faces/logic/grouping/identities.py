"""From tracks to identities: who may be one person in this video, and what to say about each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import numpy as np
import numpy.typing as npt

from telecine.apps.faces.logic.grouping.clustering import link, number_by_first
from telecine.apps.faces.logic.grouping.evidence import CueWeights, dress_pairs, face_pairs, shared_by_groups, trust
from telecine.apps.faces.logic.grouping.likeness import Likeness, compare_tracks
from telecine.apps.faces.logic.grouping.poorfaces import PoorFaceLimits, join_poor_faces
from telecine.apps.faces.logic.grouping.together import row_distances
from telecine.apps.faces.logic.trackset import Flags, Floats, Integers, TrackSet
from telecine.engine.capabilities import Similarity
from telecine.kernel.hashing import digest

SHORT = Fraction(1)
"""Seconds below which a track is called short."""
DIM = 0.2
"""Trust below which a face has too little detail to be compared."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Tracks grouped into identities, numbered by first track.

    Attributes:
        group: int64 ``[n]``.
        centroids: float32 ``[g, d]``, weighted mean of the prototypes; zeros where `has_face` is False.
        has_face: bool ``[g]``, whether any of its tracks has an embedding.
        distance: float32 ``[n]``, to the centroid of its identity; NaN without an embedding.
        nearest: float32 ``[g]``, distance to the nearest other centroid; NaN without one.
        seams: int64 ``[j, 2]``, tracks joined because their shot was split between them.
        together: int64 ``[p, 2]``, tracks seen at the same instant.
        pairs: float32 ``[n, n]``, distances that were clustered.
        by_clothes: int64 ``[k]``, tracks that clothes alone put into their group; none where `regroup` made it.
    """

    group: Integers
    centroids: Floats
    has_face: Flags
    distance: Floats
    nearest: Floats
    seams: Integers
    together: Integers
    pairs: Floats
    by_clothes: Integers

    def __len__(self) -> int:
        return len(self.has_face)

    def members(self, group: int) -> Integers:
        return np.flatnonzero(self.group == group)


def group_tracks(
    tracks: TrackSet,
    *,
    similarity: Similarity,
    threshold: float,
    cues: CueWeights,
    poor: PoorFaceLimits | None = None,
    must: Integers | None = None,
    cannot: Integers | None = None,
    likeness: Likeness | None = None,
) -> Grouping:
    """Cluster the tracks of a video into identities.

    Args:
        tracks: of the whole video.
        similarity: of the embedding space.
        threshold: mean distance at which groups stop merging, in the metric of the space.
        cues: weights of blur and clothes.
        poor: when faces too poor to be compared join others by their clothes; never without it.
        must: int64 ``[p, 2]``, pairs somebody said are one person; they win over everything.
        cannot: int64 ``[p, 2]``, pairs somebody said are two people.
        likeness: of the tracks, within `cues.scene`, where it is known already.
    """
    alike = compare_tracks(tracks, similarity, scene=cues.scene) if likeness is None else likeness
    apart = alike.together if cannot is None else np.concatenate([alike.together, cannot])
    joined = alike.seams if must is None else np.concatenate([must, alike.seams])
    linked = partial(
        link,
        threshold=threshold,
        weights=weights(tracks),
        cannot=apart,
        must=[(int(first), int(second)) for first, second in joined],
    )
    pairs = face_pairs(tracks, alike.faces, similarity, blur=cues.blur)
    group = linked(pairs)
    if cues.clothes > 0:
        dress_pairs(pairs, tracks, alike.faces, shared_by_groups(alike.clothes, group), similarity, cues)
        group = linked(pairs)
    by_clothes = np.zeros(0, np.int64)
    if poor is not None:
        owner = join_poor_faces(tracks, group, apart, scene=cues.scene, limits=poor)[group]
        by_clothes = np.flatnonzero(owner != group)
        group = number_by_first(owner)
    return replace(_describe(tracks, group, alike, alike.together, pairs, similarity), by_clothes=by_clothes)


def regroup(
    tracks: TrackSet,
    group: Integers,
    *,
    similarity: Similarity,
    cues: CueWeights,
    cannot: Integers | None = None,
    likeness: Likeness | None = None,
) -> Grouping:
    """The grouping that `group` (int64 ``[n]``, identity of each track) stands for; nothing is clustered again.

    Pairs of `cannot`, int64 ``[p, 2]``, count as seen together; `likeness` is as for `group_tracks`.
    """
    alike = compare_tracks(tracks, similarity, scene=cues.scene) if likeness is None else likeness
    pairs = face_pairs(tracks, alike.faces, similarity, blur=cues.blur)
    if cues.clothes > 0:
        dress_pairs(pairs, tracks, alike.faces, shared_by_groups(alike.clothes, group), similarity, cues)
    together = alike.together if cannot is None else np.concatenate([alike.together, cannot])
    return _describe(tracks, group, alike, together, pairs, similarity)


def weights(tracks: TrackSet) -> npt.NDArray[np.float64]:
    """How much each track counts in a mean, float64 ``[n]`` > 0: sharp tracks with several samples count most."""
    return np.asarray((0.1 + trust(tracks)) * np.sqrt(1.0 + tracks.embedded), dtype=np.float64)


def _describe(
    tracks: TrackSet, group: Integers, alike: Likeness, together: Integers, pairs: Floats, similarity: Similarity
) -> Grouping:
    count = int(group.max()) + 1 if len(group) else 0
    weight = np.where(tracks.has_face, weights(tracks), 0)
    total = np.bincount(group, weights=weight, minlength=count)
    sums = np.zeros((count, tracks.prototype.shape[1]))
    np.add.at(sums, group, tracks.prototype * weight[:, None])
    centroids = (sums / np.maximum(total, 1e-12)[:, None]).astype(np.float32)
    has_face = total > 0
    distance = np.full(len(tracks), np.nan, np.float32)
    nearest = np.full(count, np.nan, np.float32)
    if count and centroids.shape[1]:
        table = similarity.distances(centroids, centroids)
        table[:, ~has_face] = np.inf
        np.fill_diagonal(table, np.inf)
        closest = table.min(axis=1)
        nearest = np.where(has_face & np.isfinite(closest), closest, np.nan).astype(np.float32)
        to_own = row_distances(tracks.prototype, centroids[group], similarity)
        distance = np.where(tracks.has_face, to_own, np.nan).astype(np.float32)
    return Grouping(
        group=group,
        centroids=centroids,
        has_face=has_face,
        distance=distance,
        nearest=nearest,
        seams=alike.seams,
        together=together,
        pairs=pairs,
        by_clothes=np.zeros(0, np.int64),
    )


def identity_ids(tracks: TrackSet, groups: Iterable[Integers]) -> list[str]:
    """Ids of groups of tracks: a hash of the member with most evidence, so that they survive a change of the others."""
    evidence = trust(tracks) * tracks.embedded * tracks.width + tracks.seconds
    best = (int(members[np.lexsort((members, -evidence[members]))[0]]) for members in groups)
    return [digest({"identity": tracks.ids[row]})[:16] for row in best]


def singleton_reason(tracks: TrackSet, grouping: Grouping, track: int, *, threshold: float) -> str:
    """Why a track stands alone, in words for people."""
    length = Fraction(int(tracks.end[track] - tracks.start[track]), tracks.ticks_per_second)
    if not tracks.has_face[track]:
        return "No sample of it was good enough to compare."
    if trust(tracks)[track] < DIM:
        return "Too small or too blurred to be compared with others."
    mask = np.any(grouping.together == track, axis=1)
    neighbours = grouping.together[mask]
    others = neighbours[neighbours != track]
    if len(others) and float(grouping.pairs[track, others].min()) <= threshold:
        return "Seen at the same instant as the face it looks like, so it is somebody else."
    if length < SHORT:
        return f"Seen only once, for {float(length):.1f} s."
    return "Nobody else in the video looks like it."
