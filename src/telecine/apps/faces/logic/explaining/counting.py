"""Which identity a track is part of, and whether it counts."""

from __future__ import annotations

import numpy as np

from telecine.apps.faces.logic.closeness import mean_distances_from
from telecine.apps.faces.logic.explaining.words import check, many, rounded_up
from telecine.apps.faces.logic.grouping.evidence import POOR_DETAIL, UNSURE, trust
from telecine.apps.faces.logic.grouping.identities import Grouping, weights
from telecine.apps.faces.logic.grouping.poorfaces import PoorFaceLimits
from telecine.apps.faces.logic.naming.case import Case
from telecine.apps.faces.logic.trackset import Floats, TrackSet
from telecine.records.explaining import Step
from telecine.records.faces import Assignment, Identity


def distances_from(tracks: TrackSet, grouping: Grouping, group: int) -> Floats:
    """What average linkage compares: mean distance of an identity to each other one, float32 ``[g]``.

    Infinite to itself, where one of the two has a track that cannot be compared, and to those that it must not meet
    because tracks of them are seen at the same instant or were said to be two people.
    """
    mean = mean_distances_from(tracks, grouping.pairs, grouping.together, grouping.group, group)
    faceless = np.unique(grouping.group[~tracks.has_face])
    if group in faceless:
        return np.full_like(mean, np.inf)
    mean[faceless] = np.inf
    return mean


def identity_step(case: Case, row: int, identity: Identity, threshold: float) -> Step:
    """The identity of a track, and why it has no other member where it is alone."""
    group = int(case.grouping.group[row])
    apart = distances_from(case.tracks, case.grouping, group)
    nearest = float(apart.min()) if len(apart) else float("inf")
    joined = check(
        "distance_to_the_nearest_identity",
        nearest,
        threshold,
        is_met=nearest <= threshold,
        setting="faces.identities.threshold" if np.isfinite(nearest) else None,
        needs=rounded_up(nearest) if np.isfinite(nearest) else None,
    )
    name = identity.identity_id[:8]
    if identity.singleton_reason is not None:
        text = f"Alone in identity {name}. {identity.singleton_reason}"
        return Step(stage="identity", outcome="alone", text=text, checks=(joined,))
    distance = case.grouping.distance[row]
    where = f", at {distance:.2f} from its mean" if np.isfinite(distance) else ""
    text = f"One of {many(identity.tracks, 'track')} of identity {name}{where}."
    if _is_there_by_clothes(case, row, threshold):
        text += " Its face is too poor to be compared: its clothes brought it there."
        return Step(stage="identity", outcome="grouped_by_clothes", text=text, checks=())
    return Step(stage="identity", outcome="grouped", text=text, checks=())


def _is_there_by_clothes(case: Case, row: int, threshold: float) -> bool:
    """Whether a track is too poor, and too far from the rest of its identity, to be there for its face."""
    rest = case.grouping.members(int(case.grouping.group[row]))
    rest = rest[rest != row]
    if not len(rest) or trust(case.tracks)[row] >= PoorFaceLimits().poor:
        return False
    return float(np.average(case.grouping.pairs[row, rest], weights=weights(case.tracks)[rest])) > threshold


def count_step(case: Case, row: int, group: Assignment | None, excluded_by: int | None) -> Step:
    """Whether it counts. `group` is None for a track that a correction leaves out."""
    if group is None:
        by = f"Correction {excluded_by} says" if excluded_by is not None else "A correction says"
        return Step(stage="count", outcome="excluded", text=f"Left out: {by} that it does not count.", checks=())
    if not group.is_face:
        rows = case.grouping.members(int(case.grouping.group[row]))
        score, sharp = float(case.tracks.score[rows].max()), float(case.tracks.detail[rows].max())
        text = (
            f"Left out, because it does not look like a face: the detector's mean score is {score:.2f} (from {UNSURE} it "
            f"is believed) and the sharpness {sharp:.1f} (from {POOR_DETAIL})."
        )
        checks = (
            check("score_to_be_believed", score, UNSURE, is_met=score >= UNSURE),
            check("sharpness_to_be_believed", sharp, POOR_DETAIL, is_met=sharp >= POOR_DETAIL),
        )
        return Step(stage="count", outcome="not_a_face", text=text, checks=checks)
    return Step(stage="count", outcome="counted", text=f"Counts for {group.label}.", checks=())
