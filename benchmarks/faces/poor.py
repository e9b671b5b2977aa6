"""Every track made a poor face in turn: whom its clothes take it to, with its person there and with its person gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.faces.trials import Bench
from benchmarks.faces.truth import NOBODY
from telecine.apps.faces.logic.grouping.evidence import POOR_DETAIL, CueWeights
from telecine.apps.faces.logic.grouping.identities import group_tracks
from telecine.apps.faces.logic.grouping.poorfaces import PoorFaceLimits
from telecine.apps.faces.logic.trackset import TrackSet


@dataclass
class PoorFaces:
    """Counts of `right`, `wrong` and `apart`.

    Attributes:
        there: trials in which another track with a good face and clothes shows the same person.
        gone: trials in which no other track shows the clothes of that person, so that nobody is right.
    """

    there: Counter[str] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)


def try_poor_faces(bench: Bench, clips: list[str], limits: PoorFaceLimits) -> PoorFaces:
    """Make each track that shows clothes a face nobody can compare; people are the truth where there is one.

    Elsewhere each identity is one person, which is what they look like.
    """
    found = PoorFaces()
    for clip in clips:
        tracks = bench.clips[clip].tracks
        people = _people(bench, clip)
        dressed = np.linalg.norm(tracks.clothes[:, : tracks.clothes.shape[1] // 2], axis=1) > 0
        for row in np.flatnonzero(dressed).tolist():
            others = np.flatnonzero((people == people[row]) & (np.arange(len(tracks)) != row))
            if len(others):
                found.there[_joined(bench, _poor(tracks, row), row, people, limits)] += 1
            clothes = tracks.clothes.copy()
            clothes[others] = 0
            found.gone[_joined(bench, replace(_poor(tracks, row), clothes=clothes), row, people, limits)] += 1
    return found


def _people(bench: Bench, clip: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Number of the person each track shows."""
    tracks = bench.clips[clip].tracks
    if bench.clips[clip].truth is None:
        found = group_tracks(
            tracks, similarity=bench.similarity, threshold=bench.similarity.cluster, cues=CueWeights(), poor=None
        )
        return found.group
    names = [name if name and name != NOBODY else f"track {row}" for row, name in enumerate(bench.true_names(clip))]
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def _poor(tracks: TrackSet, row: int) -> TrackSet:
    """The same tracks, one of them with a face that tells nothing."""
    has_face, sharpness = tracks.has_face.copy(), tracks.sharpness.copy()
    has_face[row] = False
    sharpness[tracks.first[row] : tracks.first[row + 1]] = POOR_DETAIL
    return replace(tracks, has_face=has_face, sharpness=sharpness)


def _joined(
    bench: Bench,
    tracks: TrackSet,
    row: int,
    people: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    limits: PoorFaceLimits,
) -> str:
    found = group_tracks(
        tracks, similarity=bench.similarity, threshold=bench.similarity.cluster, cues=CueWeights(), poor=limits
    )
    others = [other for other in found.members(int(found.group[row])).tolist() if other != row]
    if not others:
        return "apart"
    return "right" if all(people[other] == people[row] for other in others) else "wrong"
