"""How alike tracks look: faces, weighed by how far a face can be trusted, and clothes, by how telling they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from telecine.apps.faces.logic.trackset import Flags, Floats, Integers, TrackSet
from telecine.engine.capabilities import Similarity

POOR_DETAIL = 2.0
GOOD_DETAIL = 20.0
"""Sharpness of an aligned crop below which vectors of strangers look alike, and from which size stops to matter."""

UNSURE = 0.55
"""Mean detector confidence below which a track is doubted to be a face."""
TELLING = 1.0
"""Spreads above the usual similarity from which clothes begin to count."""
MOST_TELLING = 3.0
ENOUGH = 4
"""Other tracks of a scene that it takes to know what is usual there."""
_BLOCK = 128


@dataclass(frozen=True, slots=True)
class CueWeights:
    """How much each cue moves a distance, as a part of the model's `same` distance.

    Both count in proportion to what the face does not tell: nothing for two sharp faces, all for a face without
    detail.

    Attributes:
        blur: added, because vectors of blurred faces are alike whoever they show.
        clothes: taken off when clothes are as alike as they are distinctive.
        scene: seconds within which people are taken to wear the same.
    """

    blur: float = 0.25
    clothes: float = 0.45
    scene: float = 60.0


def trust(tracks: TrackSet) -> Floats:
    """How far the face of each track can be trusted, float32 ``[n]`` from 0 (no detail) to 1.

    Linear in the logarithm of the detail: on photographs made small and blurred, the distance of strangers falls by
    about the same step each time the variance of the Laplacian halves (`benchmarks/faces/README.md`).
    """
    steps = np.log(np.maximum(tracks.detail, 1e-6) / POOR_DETAIL) / np.log(GOOD_DETAIL / POOR_DETAIL)
    return np.where(tracks.has_face, np.clip(steps, 0, 1), 0).astype(np.float32)


def face_like(tracks: TrackSet) -> Flags:
    """Tracks that are sure enough to be a face, or show some detail: bool ``[n]``.

    Confidence alone does not tell: masked, small and turned faces get as little of it as leaves and shadows, but
    leaves and shadows that pass for a face are soft.
    """
    return np.asarray((tracks.score >= UNSURE) | (tracks.detail >= POOR_DETAIL), dtype=np.bool_)


def clothes_tell(tracks: TrackSet, *, scene: float) -> Floats:
    """How strongly clothes say that two tracks are one person, float32 ``[n, n]`` from 0 to 1.

    A similarity tells something only when it is unusual: it is measured in spreads (1.48 x the median absolute
    deviation, at least 0.05) above the median similarity of each of the two tracks to all others within `scene`
    seconds, and the lower of the two counts. Where everybody wears the same, nothing stands out and the cue is silent.
    """
    unit, seen = torsos(tracks)
    above = np.full((len(tracks), len(tracks)), -np.inf, np.float32)
    order = np.argsort(tracks.start, kind="stable")
    starts, reach = tracks.start[order], np.maximum.accumulate(tracks.end[order])
    window = int(scene * tracks.ticks_per_second)
    for begin in range(0, len(order), _BLOCK):
        rows = order[begin : begin + _BLOCK]
        low = int(np.searchsorted(reach, tracks.start[rows[0]] - window))
        high = int(np.searchsorted(starts, tracks.end[rows].max() + window, side="right"))
        columns = order[low:high]
        alike = unit[rows] @ unit[columns].T
        alike[~near(tracks, rows, columns, window) | ~(seen[rows][:, None] & seen[columns][None, :])] = np.nan
        above[np.ix_(rows, columns)] = _above_the_usual(alike)
    lower = np.minimum(above, above.T)
    lower -= TELLING
    lower /= MOST_TELLING - TELLING
    return np.clip(lower, 0, 1, out=lower)


@dataclass(frozen=True, slots=True)
class Clothes:
    """Pairs of tracks whose clothes tell something; all others tell nothing.

    Attributes:
        one: int64 ``[k]``.
        other: int64 ``[k]``.
        told: float32 ``[k]``, above 0 to 1, how strongly they say that the two are one person.
    """

    one: Integers
    other: Integers
    told: Floats


def telling(table: Floats) -> Clothes:
    """The pairs of `clothes_tell` that tell something, each once, the lower row first."""
    one, other = (side.astype(np.int64) for side in np.nonzero(np.triu(table, 1)))
    return Clothes(one, other, table[one, other])


def shared_by_groups(clothes: Clothes, group: Integers) -> Clothes:
    """What clothes tell when tracks of one group vouch for each other; every pair in both orders, perhaps twice.

    A track is told to be with a whole group when it is told to be with any of its tracks: clothes are compared within
    a scene, and half hidden in some shots.
    """
    count = int(group.max(initial=-1)) + 1
    best = np.zeros((len(group), count), np.float32)
    for one, other in ((clothes.one, clothes.other), (clothes.other, clothes.one)):
        np.maximum.at(best, (one, group[other]), clothes.told)
    rows, groups = np.nonzero(best)
    members = np.argsort(group, kind="stable")
    sizes = np.bincount(group, minlength=count)
    begins, size = (np.cumsum(sizes) - sizes)[groups], sizes[groups]
    one = np.repeat(rows, size).astype(np.int64)
    within = np.arange(len(one)) - np.repeat(np.cumsum(size) - size, size)
    other = members[np.repeat(begins, size) + within]
    told = np.maximum(best[one, group[other]], best[other, group[one]])
    return Clothes(np.concatenate([one, other]), np.concatenate([other, one]), np.concatenate([told, told]))


def torsos(tracks: TrackSet) -> tuple[Floats, Flags]:
    """Histograms of unit length, whose product is the Bhattacharyya coefficient, and which of them were seen.

    Only the torso, the first half of the vector: hair is dark on nearly everybody and made every measured pair worse.
    """
    torso = tracks.clothes[:, : tracks.clothes.shape[1] // 2]
    length = np.linalg.norm(torso, axis=1)
    return np.asarray(torso / np.maximum(length, 1e-9)[:, None], dtype=np.float32), length > 0


def near(tracks: TrackSet, rows: Integers, columns: Integers, window: int) -> Flags:
    """Pairs of different tracks at most `window` ticks apart, bool ``[r, c]``."""
    later = np.maximum(tracks.start[rows][:, None], tracks.start[columns][None, :])
    earlier = np.minimum(tracks.end[rows][:, None], tracks.end[columns][None, :])
    return np.asarray((later - earlier <= window) & (rows[:, None] != columns[None, :]), dtype=np.bool_)


def _above_the_usual(alike: Floats) -> Floats:
    """Each similarity in spreads above the median of its row; minus infinity where unknown, or too few are known."""
    usual = _median(alike)
    spread = np.maximum(1.48 * _median(np.abs(alike - usual[:, None])), 0.05)
    above = (alike - usual[:, None]) / spread[:, None]
    above[np.isfinite(alike).sum(axis=1) < ENOUGH] = np.nan
    return np.asarray(np.nan_to_num(above, nan=-np.inf), dtype=np.float32)


def face_pairs(tracks: TrackSet, faces: Floats, similarity: Similarity, *, blur: float) -> Floats:
    """What clustering works on, float32 ``[n, n]``: distances of faces, corrected where a face has little detail.

    Infinite where a track has no face.

    Args:
        tracks: of the whole video.
        faces: float32 ``[n, n]``, bare distances of their prototypes.
        similarity: of the embedding space.
        blur: see `CueWeights`.
    """
    sure = trust(tracks)
    pairs = np.minimum(sure[:, None], sure[None, :])
    np.subtract(1, pairs, out=pairs)
    pairs *= similarity.same
    pairs *= blur
    # The table is quadratic: each step works in place, where a new table would have to be fetched from the system.
    np.add(faces, pairs, out=pairs)
    pairs[~tracks.has_face, :] = np.inf
    pairs[:, ~tracks.has_face] = np.inf
    return np.maximum(pairs, 0, out=pairs)


def dress_pairs(
    pairs: Floats, tracks: TrackSet, faces: Floats, clothes: Clothes, similarity: Similarity, cues: CueWeights
) -> None:
    """Let clothes count in `pairs`, which `face_pairs` made of the same arguments, wherever they tell something."""
    one, other = clothes.one, clothes.other
    sure = trust(tracks)
    doubt = np.minimum(sure[one], sure[other])
    np.subtract(1, doubt, out=doubt)
    doubt *= similarity.same
    doubt *= cues.blur - cues.clothes * clothes.told
    changed = np.maximum(faces[one, other] + doubt, 0)
    changed[~(tracks.has_face[one] & tracks.has_face[other])] = np.inf
    pairs[one, other] = changed


def _median(table: Floats) -> npt.NDArray[np.float32]:
    """Median of each row without its NaNs; 0 for rows of nothing else."""
    ranked = np.sort(table, axis=1)
    count = np.isfinite(table).sum(axis=1)
    rows = np.arange(len(table))
    middle = (
        ranked[rows, np.maximum(count - 1, 0) // 2] + ranked[rows, np.minimum(count // 2, table.shape[1] - 1)]
    ) / 2
    return np.where(count > 0, middle, 0).astype(np.float32)
