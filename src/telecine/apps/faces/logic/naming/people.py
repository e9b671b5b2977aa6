"""The people who can be named, as vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from telecine.apps.faces.logic.trackset import Flags, Floats, Integers
from telecine.engine.capabilities import Similarity

ENOUGH_SEEDS = 3
"""From this many photographs on, one that does not look like the others is left out."""


@dataclass(frozen=True, slots=True)
class People:
    """Prototypes of the people of a facebank.

    Attributes:
        ids: person ids, in a fixed order; column p of every table below is ``ids[p]``.
        centroids: float32 ``[p, d]``, mean of the person's photographs.
    """

    ids: tuple[str, ...]
    centroids: Floats

    def __len__(self) -> int:
        return len(self.ids)


def learn_people(vectors: Floats, people: Sequence[str], outlier: Flags) -> People:
    """One centroid a person from the seeds of a facebank.

    The mean separates people better than the nearest photograph or the two nearest do, because it averages out light
    and expression; measured in `benchmarks/faces/README.md`. Outliers count only where there is little else.

    Args:
        vectors: float32 ``[s, d]``.
        people: person of each seed.
        outlier: bool ``[s]``.
    """
    ids = tuple(sorted(set(people)))
    owner = np.array([ids.index(person) for person in people], dtype=np.int64)
    centroids = np.zeros((len(ids), vectors.shape[1]), np.float32)
    for person in range(len(ids)):
        rows = np.flatnonzero(owner == person)
        good = rows[~outlier[rows]]
        centroids[person] = vectors[good if len(good) >= ENOUGH_SEEDS else rows].mean(axis=0)
    return People(ids=ids, centroids=centroids)


def episode_distances(distances: Floats, confirmed: Integers, people: int) -> Floats:
    """Distance from each row to each person's confirmed tracks: mean of the two nearest.

    Args:
        distances: float32 ``[m, n]`` from rows (tracks or samples) to tracks, infinite where a pair must not count.
        confirmed: int64 ``[n]``, person of each track that may speak for one, -1 for all others.
        people: how many there are.

    Returns:
        float32 ``[m, people]``; NaN where a person has no track that counts for the row.
    """
    out = np.full((len(distances), people), np.nan, np.float32)
    for person in np.unique(confirmed[confirmed >= 0]):
        columns = distances[:, confirmed == person]
        nearest = np.partition(columns, min(1, columns.shape[1] - 1), axis=1)[:, :2]
        count = np.isfinite(nearest).sum(axis=1)
        total = np.where(np.isfinite(nearest), nearest, 0).sum(axis=1)
        out[count > 0, person] = (total / np.maximum(count, 1))[count > 0]
    return out


def best_two(table: Floats, similarity: Similarity) -> tuple[Integers, Floats, Floats]:
    """Nearest person of each row, its distance, and how much farther the second best is.

    Where there is no second person the distance of a stranger, `similarity.same`, stands in for one.

    Returns:
        person int64 ``[m]``, distance float32 ``[m]``, margin float32 ``[m]`` (0 or more).
    """
    person = table.argmin(axis=1)
    rows = np.arange(len(table))
    distance = table[rows, person]
    rest = table.copy()
    rest[rows, person] = np.inf
    second = rest.min(axis=1)
    second = np.where(np.isfinite(second), second, similarity.same)
    with np.errstate(invalid="ignore"):
        margin = np.nan_to_num(np.maximum(second - distance, 0), nan=0.0, posinf=0.0)
    return person.astype(np.int64), distance.astype(np.float32), margin.astype(np.float32)
