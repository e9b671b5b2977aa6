"""Which few samples of a track are embedded, and what one vector says about all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from telecine.engine.capabilities import Similarity

T = TypeVar("T")
Floats = npt.NDArray[np.float32]


@dataclass(slots=True)
class BestOverTime(Generic[T]):
    """Keeps the best sample of each of a bounded number of equal spans of time, of a track whose length is not known.

    When there would be more than `limit` spans their width doubles and neighbours are merged, so that what is kept
    stays spread over the track and memory stays flat.
    """

    limit: int
    width: Fraction
    _kept: dict[int, tuple[float, Fraction, T]] = field(default_factory=dict)

    def offer(self, at: Fraction, value: float, sample: T) -> None:
        """Consider a sample taken at `at` that is worth `value`."""
        self._put(at, value, sample)
        while len(self._kept) > self.limit:
            self.width *= 2
            kept = list(self._kept.values())
            self._kept.clear()
            for worth, instant, one in kept:
                self._put(instant, worth, one)

    def wants(self, at: Fraction, value: float) -> bool:
        """Whether a sample would be kept; saves making it when not."""
        there = self._kept.get(self._bin(at))
        return there is None or value > there[0]

    def best(self, count: int) -> list[tuple[Fraction, T]]:
        """At most `count` samples, one for each equal part of the time they span, in order of time."""
        kept = sorted(self._kept.values(), key=lambda one: one[1])
        if len(kept) <= count:
            return [(at, sample) for _, at, sample in kept]
        first, last = kept[0][1], kept[-1][1]
        parts: dict[int, tuple[float, Fraction, T]] = {}
        for one in kept:
            part = min(count - 1, int((one[1] - first) / (last - first) * count))
            if part not in parts or one[0] > parts[part][0]:
                parts[part] = one
        return [(at, sample) for _, at, sample in sorted(parts.values(), key=lambda one: one[1])]

    def merged(self, other: BestOverTime[T]) -> BestOverTime[T]:
        """What both keep, within the limit of this one."""
        joined: BestOverTime[T] = BestOverTime(self.limit, max(self.width, other.width))
        for worth, at, sample in [*self._kept.values(), *other._kept.values()]:
            joined.offer(at, worth, sample)
        return joined

    def _bin(self, at: Fraction) -> int:
        return int(at // self.width)

    def _put(self, at: Fraction, value: float, sample: T) -> None:
        key = self._bin(at)
        if key not in self._kept or value > self._kept[key][0]:
            self._kept[key] = (value, at, sample)


@dataclass(frozen=True, slots=True)
class Prototype:
    """One vector for a track.

    Attributes:
        vector: float32 ``[d]``, weighted mean of raw vectors.
        spread: mean distance of all vectors to it.
        used: bool ``[n]``, which vectors it is the mean of.
    """

    vector: Floats
    spread: float
    used: npt.NDArray[np.bool_]


def prototype(vectors: Floats, weights: Floats, similarity: Similarity) -> Prototype:
    """Weighted mean of raw vectors ``[n, d]`` (n > 0) without outliers.

    A vector is an outlier when it is not the same person as the medoid by `similarity`; at least half of the vectors
    are always used. The medoid is the vector with the smallest weighted sum of distances to the others.
    """
    apart = similarity.distances(vectors, vectors)
    weight = np.maximum(weights, 1e-3)
    medoid = int((apart @ weight).argmin())
    used = apart[medoid] <= max(similarity.same, float(np.median(apart[medoid])))
    mean = ((vectors[used] * weight[used, None]).sum(axis=0) / weight[used].sum()).astype(np.float32)
    spread = float(similarity.distances(vectors, mean[None]).mean())
    return Prototype(mean, spread, np.asarray(used, np.bool_))
