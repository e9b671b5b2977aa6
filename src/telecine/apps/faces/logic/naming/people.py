"""The people who can be named, as vectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
        is_known: bool ``[p]``; False for a person of whom no usable face is known.
    """

    ids: tuple[str, ...]
    centroids: Floats
    is_known: Flags

    def __len__(self) -> int:
        return len(self.ids)

    def distances(self, vectors: Floats, similarity: Similarity) -> Floats:
        """Of each vector to each person, float32 ``[m, p]``; infinite to people who are not known."""
        table = similarity.distances(vectors, self.centroids)
        table[:, ~self.is_known] = np.inf
        return table


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
    return People(ids=ids, centroids=centroids, is_known=np.ones(len(ids), np.bool_))


@dataclass(frozen=True, slots=True)
class Episode:
    """How each track looks beside the named tracks of each person.

    Attributes:
        distances: float32 ``[n, p]``, mean of the two nearest tracks of the person; NaN where there is none.
        nearest: int64 ``[n, p, 2]``, those tracks; -1 where there is none.
    """

    distances: Floats
    nearest: Integers


def compare_with_named(pairs: Floats, confirmed: Integers, people: Iterable[int], before: Episode) -> Episode:
    """Compare every track with the tracks that may speak for a person.

    Args:
        pairs: float32 ``[n, n]`` between tracks, infinite where a pair must not count (a track and itself).
        confirmed: int64 ``[n]``, person of each track that may speak for one, -1 for all others.
        people: those to compare with anew.
        before: what is known of the others.
    """
    distances, nearest = before.distances.copy(), before.nearest.copy()
    rows = np.arange(len(pairs))
    for person in people:
        columns = np.flatnonzero(confirmed == person)
        table = pairs[:, columns]
        best = [table.argmin(axis=1)]
        apart = [table[rows, best[0]]]
        table[rows, best[0]] = np.inf
        best.append(table.argmin(axis=1))
        apart.append(table[rows, best[1]])
        known = np.isfinite(apart)
        some = known.any(axis=0)
        total = np.where(known, apart, 0).sum(axis=0)
        distances[some, person] = (total / np.maximum(known.sum(axis=0), 1))[some]
        nearest[:, person, :] = np.where(known, columns[np.stack(best)], -1).T
    return Episode(distances=distances, nearest=nearest)


def nobody_named(tracks: int, people: int) -> Episode:
    """Before anybody has a name."""
    return Episode(np.full((tracks, people), np.nan, np.float32), np.full((tracks, people, 2), -1, np.int64))


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
