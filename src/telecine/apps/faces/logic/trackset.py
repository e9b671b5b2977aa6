"""Tracks of a whole video as arrays: what the gathering stages think on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_LONGEST_TICK = 1 << 62


@dataclass(frozen=True)
class TrackSet:
    """Columns of `faces.tracks` over all segments; row i is track i, samples are grouped by track and sorted by time.

    Instants are integers in units of ``1 / ticks_per_second`` seconds, exact, so that comparing them is exact.

    Attributes:
        ids: track ids.
        start: int64 ``[n]``, first instant, inclusive.
        end: int64 ``[n]``, exclusive.
        ticks_per_second: of `start`, `end` and `at`.
        width: float32 ``[n]``, median width of its boxes in source pixels.
        score: float32 ``[n]``, mean detector confidence, 0 to 1.
        quality: float32 ``[n]``, 0 to 1.
        prototype: float32 ``[n, d]``, zeros where `has_face` is False.
        has_face: bool ``[n]``, whether at least one sample was good enough to embed.
        clothes: float32 ``[n, c]``, zeros where none were seen.
        begins_at_seam: bool ``[n]``, whether it began because its shot was split there.
        ends_at_seam: bool ``[n]``.
        first: int64 ``[n + 1]``; samples of track i are ``first[i]:first[i + 1]``.
        at: int64 ``[m]``, instant of each sample.
        boxes: float32 ``[m, 4]``, source pixels.
        sharpness: float32 ``[m]``, variance of the Laplacian of the aligned crop.
        sample_quality: float32 ``[m]``.
        is_clear: bool ``[m]``.
        vector_of: int64 ``[m]``, row of `vectors`, -1 without one.
        vectors: float32 ``[k, d]``, embeddings of single samples.
        sources: key of the result of `faces.tracks` that each track is part of; empty where that is not known.
    """

    ids: tuple[str, ...]
    start: Integers
    end: Integers
    ticks_per_second: int
    width: Floats
    score: Floats
    quality: Floats
    prototype: Floats
    has_face: Flags
    clothes: Floats
    begins_at_seam: Flags
    ends_at_seam: Flags
    first: Integers
    at: Integers
    boxes: Floats
    sharpness: Floats
    sample_quality: Floats
    is_clear: Flags
    vector_of: Integers
    vectors: Floats
    sources: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def seconds(self) -> npt.NDArray[np.float64]:
        """Length of each track, float64 ``[n]``, for weights; sums that people see are made of `duration`."""
        return np.asarray((self.end - self.start) / self.ticks_per_second, dtype=np.float64)

    def duration(self, rows: Sequence[int] | Integers) -> Fraction:
        """Exact seconds covered by the tracks `rows`, overlaps counted once."""
        chosen = np.asarray(rows, dtype=np.int64)
        order = chosen[np.argsort(self.start[chosen], kind="stable")]
        ends = np.maximum.accumulate(self.end[order])
        begins = np.maximum(self.start[order], np.concatenate([self.start[order][:1], ends[:-1]]))
        return Fraction(int(np.maximum(self.end[order] - begins, 0).sum()), self.ticks_per_second)

    def track_of_sample(self) -> Integers:
        """Track of each sample, int64 ``[m]``."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.first))

    @cached_property
    def places(self) -> Mapping[tuple[str, str], int]:
        """Row by source and id, where sources are known."""
        return {place: row for row, place in enumerate(zip(self.sources, self.ids, strict=False))}

    @cached_property
    def embedded(self) -> Integers:
        """Embedded samples of each track, int64 ``[n]``."""
        return np.bincount(self.track_of_sample()[self.vector_of >= 0], minlength=len(self)).astype(np.int64)

    @cached_property
    def detail(self) -> Floats:
        """Sharpness of each track: median over its embedded samples, float32 ``[n]``, 0 without any."""
        has_vector = self.vector_of >= 0
        owner = self.track_of_sample()[has_vector]
        values = self.sharpness[has_vector]
        out = np.zeros(len(self), np.float32)
        order = np.lexsort((values, owner))
        rows, begin, count = np.unique(owner[order], return_index=True, return_counts=True)
        ranked = values[order]
        out[rows] = (ranked[begin + (count - 1) // 2] + ranked[begin + count // 2]) / 2
        return out


TRACK_COLUMNS: Final = (
    "track_id", "start_num", "start_den", "end_num", "end_den", "width_px", "confidence", "quality", "prototype", "clothes",
    "begins_at_seam", "ends_at_seam",
)  # fmt: skip
SAMPLE_COLUMNS: Final = (
    "track_id",
    "at_num",
    "at_den",
    "x1",
    "y1",
    "x2",
    "y2",
    "sharpness",
    "quality",
    "is_clear",
    "embedding",
)
"""What `read_tracks` needs of the tables."""


def read_tracks(tracks: Sequence[pa.Table], samples: Sequence[pa.Table]) -> TrackSet:
    """The tables `tracks` and `samples` of every segment as one `TrackSet`, in the order given.

    Raises:
        ValueError: when a sample belongs to no track, or instants have no common unit that fits 62 bits.
    """
    table, boxes = pa.concat_tables(tracks), pa.concat_tables(samples)
    ids = table.column("track_id").to_pylist()
    row_of = {track: row for row, track in enumerate(ids)}
    owner = _owners(boxes, row_of)
    instants = [(table, "start"), (table, "end"), (boxes, "at")]
    unit = _common_unit([_ints(part, f"{name}_den") for part, name in instants])
    start, end, at = (_ticks(part, name, unit) for part, name in instants)
    order = np.lexsort((at, owner))
    vector_of, vectors = _vectors(boxes, "embedding")
    which, prototypes = _vectors(table, "prototype")
    clothed, clothes = _vectors(table, "clothes")
    if not prototypes.shape[1] and vectors.shape[1]:
        prototypes = np.zeros((0, vectors.shape[1]), np.float32)
    return TrackSet(
        ids=tuple(ids),
        start=start,
        end=end,
        ticks_per_second=unit,
        width=_floats(table, "width_px"),
        score=_floats(table, "confidence"),
        quality=_floats(table, "quality"),
        prototype=_spread(which, prototypes),
        has_face=which >= 0,
        clothes=_spread(clothed, clothes),
        begins_at_seam=_flags(table, "begins_at_seam"),
        ends_at_seam=_flags(table, "ends_at_seam"),
        first=np.searchsorted(owner[order], np.arange(len(ids) + 1)).astype(np.int64),
        at=at[order],
        boxes=np.stack([_floats(boxes, side) for side in ("x1", "y1", "x2", "y2")], axis=1)[order],
        sharpness=_floats(boxes, "sharpness")[order],
        sample_quality=_floats(boxes, "quality")[order],
        is_clear=_flags(boxes, "is_clear")[order],
        vector_of=vector_of[order],
        vectors=vectors,
    )


def _owners(samples: pa.Table, row_of: dict[str, int]) -> Integers:
    encoded = samples.column("track_id").combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    names = encoded.dictionary.to_pylist() if len(samples) else []
    unknown = [name for name in names if name not in row_of]
    if unknown:
        raise ValueError(f"samples of tracks that are not there: {unknown[:3]}")
    rows = np.array([row_of[name] for name in names], dtype=np.int64)
    return rows[np.asarray(encoded.indices, dtype=np.int64)] if names else np.zeros(0, np.int64)


def _ints(table: pa.Table, name: str) -> Integers:
    return np.asarray(table.column(name).to_numpy(), dtype=np.int64)


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table.column(name).to_numpy(), dtype=np.float32)


def _flags(table: pa.Table, name: str) -> Flags:
    return np.asarray(table.column(name).to_numpy(zero_copy_only=False), dtype=np.bool_)


def _common_unit(denominators: Sequence[Integers]) -> int:
    unit = math.lcm(*(int(value) for column in denominators for value in np.unique(column)))
    if unit >= 1 << 40:
        raise ValueError("the instants of this video have no common unit that fits")
    return unit


def _ticks(table: pa.Table, name: str, unit: int) -> Integers:
    numerators, denominators = _ints(table, f"{name}_num"), _ints(table, f"{name}_den")
    scale = unit // denominators
    if len(numerators) and float(np.abs(numerators.astype(np.float64) * scale).max()) >= _LONGEST_TICK:
        raise ValueError("the instants of this video have no common unit that fits")
    return numerators * scale


def _vectors(table: pa.Table, name: str) -> tuple[Integers, Floats]:
    """For each row of the table its row in the vectors ``[k, d]``, -1 where the column is null."""
    column = table.column(name).combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks else pa.array([], type=column.type)
    present = np.asarray(column.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    rows = np.where(present, np.cumsum(present) - 1, -1).astype(np.int64)
    flat = np.asarray(column.drop_null().flatten().to_numpy(zero_copy_only=False), dtype=np.float32)
    count = int(present.sum())
    if count and flat.size % count:
        raise ValueError(f"vectors of different lengths in column {name}")
    return rows, flat.reshape(count, -1) if count else np.zeros((0, 0), np.float32)


def _spread(rows: Integers, vectors: Floats) -> Floats:
    """Vectors at their rows, zeros elsewhere: float32 ``[n, d]``."""
    out = np.zeros((len(rows), vectors.shape[1]), np.float32)
    out[rows >= 0] = vectors[rows[rows >= 0]]
    return out
