"""Pairs of people who may be one person: what a reviewer is asked about, likeliest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from telecine.apps.faces.logic.closeness import mean_distances
from telecine.apps.faces.logic.grouping.evidence import trust
from telecine.apps.faces.logic.naming.case import Case
from telecine.apps.faces.logic.trackset import Integers

FARTHEST = 1.15
"""Distance, as a part of the model's `same`, from which nobody is asked: strangers are as near as that."""
SOFT = 0.3
"""Trust below which a face is called soft."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody as the report shows them: all tracks with one label.

    Attributes:
        label: the name, or "Unknown 3".
        person: id of the person; None for an unknown.
        rows: tracks.
    """

    label: str
    person: str | None
    rows: Integers


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one.

    Attributes:
        one: index in what was shown; the one with more evidence.
        other: likewise.
        distance: mean over their tracks, corrected as for clustering.
        nearest: the smallest between any two of their tracks.
        reason: why they are asked about, and why they were not joined.
    """

    one: int
    other: int
    distance: float
    nearest: float
    reason: str


def same_person_pairs(case: Case, shown: Sequence[Shown], *, threshold: float) -> list[Pair]:
    """Pairs that may be one person, nearest first.

    Never two who are seen at the same instant, or whom a correction says to be two, or two people with a name each. Two
    whom a correction says to be one are one by then.

    Args:
        case: what is known of the video; `grouping.together` also holds what corrections keep apart.
        shown: everybody who counts.
        threshold: mean distance up to which groups were joined.
    """
    group = np.full(len(case.tracks), -1, np.int64)
    for index, somebody in enumerate(shown):
        group[somebody.rows] = index
    table = mean_distances(case.tracks, case.grouping.pairs, case.grouping.together, group)
    sure = trust(case.tracks)
    pairs = []
    for one, other in combinations(range(len(shown)), 2):
        distance = float(table[one, other])
        both_named = shown[one].person is not None and shown[other].person is not None
        if both_named or not distance <= FARTHEST * case.similarity.same:
            continue
        nearest = float(case.grouping.pairs[np.ix_(shown[one].rows, shown[other].rows)].min())
        softest = min(float(sure[shown[side].rows].max()) for side in (one, other))
        reason = _reason(distance, nearest, softest, threshold)
        larger, smaller = sorted((one, other), key=lambda side: -float(case.tracks.duration(shown[side].rows)))
        if shown[smaller].person is not None:
            larger, smaller = smaller, larger
        pairs.append(Pair(larger, smaller, distance, nearest, reason))
    return sorted(pairs, key=lambda pair: (pair.distance, pair.one, pair.other))


def _reason(distance: float, nearest: float, softest: float, threshold: float) -> str:
    if distance <= threshold:
        why = f"Alike ({distance:.2f}, joined up to {threshold:.2f}); kept apart by a third, or by different names."
    elif nearest <= threshold:
        why = f"Some of their tracks are alike ({nearest:.2f}), on the whole they are {distance:.2f} apart."
    else:
        why = f"{distance:.2f} apart; joined up to {threshold:.2f}."
    return f"{why} One of them is too blurred to be sure." if softest < SOFT else why
