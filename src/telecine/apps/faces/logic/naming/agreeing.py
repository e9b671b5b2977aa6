"""Which samples of a track, one by one, look like the person the whole track is taken for."""

from __future__ import annotations

from typing import Final

import numpy as np

from telecine.apps.faces.logic.naming.people import Episode, People
from telecine.apps.faces.logic.trackset import Floats, Integers, TrackSet
from telecine.engine.capabilities import Similarity

_AT_ONCE: Final = 128
"""Tracks whose samples are compared in one go, so that their tables fit the caches of a core."""


class Samples:
    """The embedded samples of all tracks, compared with people.

    Args:
        tracks: of the whole video.
        people: who can be named.
        similarity: of the embedding space.
        scale: what a distance to the named tracks of the video is worth in the scale of the photographs.
    """

    def __init__(self, tracks: TrackSet, people: People, similarity: Similarity, *, scale: float) -> None:
        self._people = people
        self._similarity = similarity
        self._scale = scale
        self._count = tracks.embedded
        self._first = np.cumsum(self._count) - self._count
        self._row = tracks.vector_of[tracks.vector_of >= 0]
        self._vectors = tracks.vectors
        self._prototypes = tracks.prototype

    def agreeing(self, person: Integers, episode: Episode, rows: Integers) -> Integers:
        """Samples of the tracks `rows` that are nearer to `person` of their track than to anybody else, int64 ``[n]``.

        A sample is compared with the same tracks of each person as its own track. 0 for other tracks.
        """
        out = np.zeros(len(person), np.int64)
        seen = np.flatnonzero((episode.nearest[:, :, 0] >= 0).any(axis=0))
        rows = rows[self._count[rows] > 0]
        # Tracks with as many samples as each other go together, so that few places in the tables are empty.
        rows = rows[np.argsort(self._count[rows], kind="stable")]
        for begin in range(0, len(rows), _AT_ONCE):
            part = rows[begin : begin + _AT_ONCE]
            out[part] = self._of(part, person[part], episode.nearest[part][:, seen], seen)
        return out

    def _of(self, rows: Integers, person: Integers, beside: Integers, seen: Integers) -> Integers:
        places = np.arange(self._count[rows].max())
        is_there = places < self._count[rows][:, None]
        chosen = self._row[np.where(is_there, self._first[rows][:, None] + places, self._first[rows][:, None])]
        vectors = self._vectors[chosen]
        table = self._people.distances(vectors.reshape(-1, vectors.shape[2]), self._similarity)
        table = table.reshape(*chosen.shape, -1)
        if len(seen):
            table[:, :, seen] = np.fmin(table[:, :, seen], self._beside(vectors, beside) * self._scale)
        nearest = table.argmin(axis=2)
        return np.asarray(((nearest == person[:, None]) & is_there).sum(axis=1), dtype=np.int64)

    def _beside(self, vectors: Floats, beside: Integers) -> Floats:
        """Mean distance of samples ``[b, k, d]`` to the tracks `beside` ``[b, p, 2]``, float32 ``[b, k, p]``."""
        known = (beside >= 0)[:, None]
        others = self._prototypes[beside.reshape(len(beside), -1)]
        apart = _distances(vectors, others, self._similarity).reshape(*vectors.shape[:2], -1, 2)
        count = known.sum(axis=3)
        with np.errstate(invalid="ignore"):
            mean = np.where(known, apart, 0).sum(axis=3) / np.where(count > 0, count, np.nan)
        return np.asarray(mean, dtype=np.float32)


def _distances(first: Floats, second: Floats, similarity: Similarity) -> Floats:
    """Distances float32 ``[b, k, m]`` between the vectors ``[b, k, d]`` and ``[b, m, d]`` of each block."""
    product = first @ second.transpose(0, 2, 1)
    one, other = (np.einsum("bnd,bnd->bn", side, side) for side in (first, second))
    if similarity.metric == "cosine":
        lengths = np.sqrt(one)[:, :, None] * np.sqrt(other)[:, None, :]
        return np.asarray(1 - product / np.maximum(lengths, 1e-12), dtype=np.float32)
    squares = one[:, :, None] + other[:, None, :] - 2 * product
    return np.asarray(np.sqrt(np.maximum(squares, 0)), dtype=np.float32)
