"""What time says about identity: tracks seen at the same instant are different people; split tracks are one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from telecine.apps.faces.logic.trackset import Floats, Integers, TrackSet
from telecine.engine.capabilities import Similarity

SAME_PLACE_IOU = 0.5
"""Two boxes that cover each other this much at one instant are one face found twice, not two people."""


def seen_together(tracks: TrackSet) -> Integers:
    """Pairs of tracks visible at the same instant that cannot be one face: int64 ``[p, 2]``, first < second.

    Pairs whose boxes lie on each other in the middle of the common time are left out: the follower had two tracks on
    one face. Time is proportional to the number of pairs.
    """
    pairs = overlapping(tracks.start, tracks.end)
    if not len(pairs):
        return pairs
    left, right = pairs[:, 0], pairs[:, 1]
    middle = (
        np.maximum(tracks.start[left], tracks.start[right]) + np.minimum(tracks.end[left], tracks.end[right])
    ) // 2
    overlap = _iou(boxes_at(tracks, left, middle), boxes_at(tracks, right, middle))
    return pairs[overlap < SAME_PLACE_IOU]


def overlapping(start: Integers, end: Integers) -> Integers:
    """Pairs of half-open intervals with a common instant: int64 ``[p, 2]``, first < second, sorted."""
    order = np.lexsort((end, start))
    begins, ends = start[order], end[order]
    stop = np.searchsorted(begins, ends, side="left")
    count = np.maximum(stop - np.arange(len(order)) - 1, 0)
    first = np.repeat(np.arange(len(order)), count)
    offset = np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    pairs = np.sort(np.stack([order[first], order[first + 1 + offset]], axis=1), axis=1)
    pairs = pairs[(start[pairs] < end[pairs]).all(axis=1)]
    return np.asarray(pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))], dtype=np.int64)


def boxes_at(tracks: TrackSet, rows: Integers, instants: Integers) -> npt.NDArray[np.float64]:
    """Boxes ``[p, 4]`` of the tracks `rows` at `instants`: linear between samples, the nearest one outside them.

    NaN for tracks without samples.
    """
    boxes = np.full((len(rows), 4), np.nan)
    if not len(tracks.at):
        return boxes
    after = _first_sample_from(tracks, rows, instants)
    begin, stop = tracks.first[rows], tracks.first[rows + 1]
    known = begin < stop
    low = np.clip(after - 1, begin, np.maximum(stop - 1, begin))[known]
    high = np.clip(after, begin, np.maximum(stop - 1, begin))[known]
    span = np.maximum(tracks.at[high] - tracks.at[low], 1)
    part = np.clip((instants[known] - tracks.at[low]) / span, 0, 1)[:, None]
    boxes[known] = tracks.boxes[low] * (1 - part) + tracks.boxes[high] * part
    return boxes


def _first_sample_from(tracks: TrackSet, rows: Integers, instants: Integers) -> Integers:
    """Index of the first sample of each track at or after its instant, by one search over (track, instant)."""
    origin = int(min(tracks.at.min(), instants.min()))
    stride = int(max(tracks.at.max(), instants.max())) - origin + 1
    keys = tracks.track_of_sample() * stride + (tracks.at - origin)
    return np.asarray(np.searchsorted(keys, rows * stride + (instants - origin)), dtype=np.int64)


def _iou(first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """IoU of boxes row by row; 0 where one is NaN."""
    size = np.minimum(first[:, 2:], second[:, 2:]) - np.maximum(first[:, :2], second[:, :2])
    common = np.clip(size, 0, None).prod(axis=1)
    areas = (first[:, 2:] - first[:, :2]).prod(axis=1) + (second[:, 2:] - second[:, :2]).prod(axis=1)
    return np.asarray(np.nan_to_num(common / np.maximum(areas - common, 1e-9)), dtype=np.float64)


def join_seams(tracks: TrackSet, similarity: Similarity, *, gap: int) -> Integers:
    """Tracks that are one track cut in two where a long shot was split: int64 ``[j, 2]``, earlier one first.

    A track that ends at a seam continues in the one that begins there (within `gap` ticks) whose box covers its own
    most, with an IoU of at least 0.3 or a centre less than a face's width away. Faces that are not the same person by
    `similarity` are never joined; where a face is missing, position decides alone. Every track is used once on each
    side, best agreement first.
    """
    before, after = np.flatnonzero(tracks.ends_at_seam), np.flatnonzero(tracks.begins_at_seam)
    near = np.abs(tracks.end[before][:, None] - tracks.start[after][None, :]) <= gap
    rows, columns = np.nonzero(near)
    if not len(rows):
        return np.zeros((0, 2), np.int64)
    left, right = before[rows], after[columns]
    last = boxes_at(tracks, left, tracks.end[left])
    next_ = boxes_at(tracks, right, tracks.start[right])
    overlap = _iou(last, next_)
    shift = np.linalg.norm((last[:, :2] + last[:, 2:] - next_[:, :2] - next_[:, 2:]) / 2, axis=1)
    width = np.minimum(last[:, 2] - last[:, 0], next_[:, 2] - next_[:, 0])
    apart = np.where(
        tracks.has_face[left] & tracks.has_face[right],
        row_distances(tracks.prototype[left], tracks.prototype[right], similarity) / similarity.same,
        0,
    )
    allowed = ((overlap >= 0.3) | (shift <= width)) & (apart <= 1)
    agreement = np.where(allowed, overlap - apart, -np.inf)
    return _best_pairs(left, right, agreement)


def row_distances(first: Floats, second: Floats, similarity: Similarity) -> Floats:
    """Distance of row i of ``[n, d]`` to row i of the other, float32 ``[n]``."""
    if similarity.metric == "cosine":
        lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
        return np.asarray(1 - np.einsum("nd,nd->n", first, second) / np.maximum(lengths, 1e-12), dtype=np.float32)
    step = first - second
    return np.asarray(np.sqrt(np.einsum("nd,nd->n", step, step)), dtype=np.float32)


def _best_pairs(left: Integers, right: Integers, agreement: npt.NDArray[np.float64]) -> Integers:
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for index in np.argsort(-agreement, kind="stable"):
        if not np.isfinite(agreement[index]):
            break
        one, other = int(left[index]), int(right[index])
        if one not in taken_left and other not in taken_right and one != other:
            taken_left.add(one)
            taken_right.add(other)
            pairs.append((one, other))
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
