"""How far groups of tracks are from each other, as average linkage sees them."""

from __future__ import annotations

import numpy as np

from telecine.apps.faces.logic.grouping.identities import weights
from telecine.apps.faces.logic.trackset import Floats, Integers, TrackSet


def mean_distances(tracks: TrackSet, pairs: Floats, apart: Integers, group: Integers) -> Floats:
    """Weighted mean distance between the tracks of two groups, over pairs that can be compared: float32 ``[g, g]``.

    Infinite on the diagonal, where no pair can be compared, and for groups of which two tracks cannot be one person.

    Args:
        tracks: of the whole video.
        pairs: float32 ``[n, n]``, distances between tracks; infinite where they cannot be compared.
        apart: int64 ``[p, 2]``, tracks that cannot be one person.
        group: int64 ``[n]``, group of each track, -1 for tracks that are left out.
    """
    count = int(group.max(initial=-1)) + 1
    inside = np.flatnonzero(group >= 0)
    member = np.zeros((len(tracks), count))
    member[inside, group[inside]] = weights(tracks)[inside]
    known = np.isfinite(pairs)
    total = member.T @ np.where(known, pairs, 0) @ member
    weight = member.T @ known.astype(np.float64) @ member
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(weight > 0, total / weight, np.inf)
    if len(apart):
        one, other = group[apart].T
        both = (one >= 0) & (other >= 0)
        mean[one[both], other[both]] = mean[other[both], one[both]] = np.inf
    np.fill_diagonal(mean, np.inf)
    return np.asarray(mean, dtype=np.float32)


def mean_distances_from(tracks: TrackSet, pairs: Floats, apart: Integers, group: Integers, one: int) -> Floats:
    """Row `one` of `mean_distances`, float32 ``[g]``, in time that grows with the square of the tracks only."""
    count = int(group.max(initial=-1)) + 1
    rows, inside = np.flatnonzero(group == one), np.flatnonzero(group >= 0)
    weight = weights(tracks)
    near = pairs[np.ix_(rows, inside)]
    known = np.isfinite(near)
    shares = weight[rows][:, None] * weight[inside][None, :] * known
    summed = (np.where(known, near, 0) * shares).sum(axis=0)
    total = np.bincount(group[inside], weights=summed, minlength=count)
    share = np.bincount(group[inside], weights=shares.sum(axis=0), minlength=count)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(share > 0, total / share, np.inf)
    if len(apart):
        sides = group[np.concatenate([apart, apart[:, ::-1]])]
        mean[sides[(sides[:, 0] == one) & (sides[:, 1] >= 0), 1]] = np.inf
    mean[one] = np.inf
    return np.asarray(mean, dtype=np.float32)
