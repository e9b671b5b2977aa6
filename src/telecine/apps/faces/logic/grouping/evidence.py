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

TELLING = 1.0
"""Spreads above the usual similarity from which clothes begin to count."""
MOST_TELLING = 3.0


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


def detail(tracks: TrackSet) -> Floats:
    """Sharpness of each track: median over its embedded samples, float32 ``[n]``, 0 without any."""
    has_vector = tracks.vector_of >= 0
    owner = tracks.track_of_sample()[has_vector]
    values = tracks.sharpness[has_vector]
    out = np.zeros(len(tracks), np.float32)
    order = np.lexsort((values, owner))
    rows, begin, count = np.unique(owner[order], return_index=True, return_counts=True)
    ranked = values[order]
    out[rows] = (ranked[begin + (count - 1) // 2] + ranked[begin + count // 2]) / 2
    return out


def trust(tracks: TrackSet) -> Floats:
    """How far the face of each track can be trusted, float32 ``[n]`` from 0 (no detail) to 1.

    Linear in the logarithm of the detail: on photographs made small and blurred, the distance of strangers falls by
    about the same step each time the variance of the Laplacian halves (`benchmarks/faces/README.md`).
    """
    steps = np.log(np.maximum(detail(tracks), 1e-6) / POOR_DETAIL) / np.log(GOOD_DETAIL / POOR_DETAIL)
    return np.where(tracks.has_face, np.clip(steps, 0, 1), 0).astype(np.float32)


def clothes_alike(tracks: TrackSet) -> Floats:
    """Bhattacharyya coefficient of what is worn, float32 ``[n, n]`` from 0 to 1; NaN where one torso was not seen.

    Only the torso, the first half of the vector: hair is dark on nearly everybody and made every measured pair worse.
    """
    torso = tracks.clothes[:, : tracks.clothes.shape[1] // 2]
    length = np.linalg.norm(torso, axis=1)
    unit = torso / np.maximum(length, 1e-9)[:, None]
    seen = length > 0
    return np.where(seen[:, None] & seen[None, :], unit @ unit.T, np.nan).astype(np.float32)


def same_scene(tracks: TrackSet, seconds: float) -> Flags:
    """Pairs of tracks at most `seconds` apart, bool ``[n, n]``."""
    gap = np.maximum(tracks.start[:, None], tracks.start[None, :]) - np.minimum(
        tracks.end[:, None], tracks.end[None, :]
    )
    return np.asarray(gap <= seconds * tracks.ticks_per_second, dtype=np.bool_)


def clothes_tell(tracks: TrackSet, *, scene: float) -> Floats:
    """How strongly clothes say that two tracks are one person, float32 ``[n, n]`` from 0 to 1.

    A similarity tells something only when it is unusual: it is measured in spreads (1.48 x the median absolute
    deviation, at least 0.05) above the median similarity of each of the two tracks to all others of the scene, and
    the lower of the two counts. Where everybody wears the same, nothing stands out and the cue is silent.
    """
    alike = clothes_alike(tracks)
    alike[~same_scene(tracks, scene)] = np.nan
    np.fill_diagonal(alike, np.nan)
    enough = np.isfinite(alike).sum(axis=1) >= 4
    alike[~enough] = np.nan
    usual = _median(alike)
    spread = np.maximum(1.48 * _median(np.abs(alike - usual[:, None])), 0.05)
    above = (alike - usual[:, None]) / spread[:, None]
    lower = np.minimum(above, above.T)
    told = np.nan_to_num(np.clip((lower - TELLING) / (MOST_TELLING - TELLING), 0, 1))
    return np.asarray(told, dtype=np.float32)


def shared_by_groups(told: Floats, group: Integers) -> Floats:
    """What clothes tell when tracks of one group vouch for each other, float32 ``[n, n]``.

    A track is told to be with a whole group when it is told to be with any of its tracks: clothes are compared within
    a scene, and half hidden in some shots.
    """
    if not len(told):
        return told
    order = np.argsort(group, kind="stable")
    begins = np.searchsorted(group[order], np.arange(int(group.max()) + 1))
    best = np.maximum.reduceat(told[:, order], begins, axis=1)[:, group]
    return np.asarray(np.maximum(best, best.T), dtype=np.float32)


def pair_distances(tracks: TrackSet, similarity: Similarity, cues: CueWeights, told: Floats | None = None) -> Floats:
    """What clustering works on, float32 ``[n, n]``: distances of faces, corrected where a face has little detail.

    Infinite where a track has no face. Without weights in `cues` these are the bare distances.

    Args:
        tracks: of the whole video.
        similarity: of the embedding space.
        cues: weights of blur and clothes.
        told: float32 ``[n, n]`` from 0 to 1, what clothes tell; nothing without it.
    """
    distances = similarity.distances(tracks.prototype, tracks.prototype)
    sure = trust(tracks)
    doubt = similarity.same * (1 - np.minimum(sure[:, None], sure[None, :]))
    distances += doubt * (cues.blur if told is None else cues.blur - cues.clothes * told)
    distances[~tracks.has_face, :] = np.inf
    distances[:, ~tracks.has_face] = np.inf
    return np.asarray(np.maximum(distances, 0), dtype=np.float32)


def _median(table: Floats) -> npt.NDArray[np.float32]:
    """Median of each row without its NaNs; 0 for rows of nothing else."""
    ranked = np.sort(table, axis=1)
    count = np.isfinite(table).sum(axis=1)
    rows = np.arange(len(table))
    middle = (
        ranked[rows, np.maximum(count - 1, 0) // 2] + ranked[rows, np.minimum(count // 2, table.shape[1] - 1)]
    ) / 2
    return np.where(count > 0, middle, 0).astype(np.float32)
