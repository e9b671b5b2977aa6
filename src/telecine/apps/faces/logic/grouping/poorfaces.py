"""Faces too poor to be compared join the person whose clothes they wear."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from telecine.apps.faces.logic.grouping.evidence import ENOUGH, face_like, near, torsos, trust
from telecine.apps.faces.logic.trackset import Flags, Floats, Integers, TrackSet


@dataclass(frozen=True, slots=True)
class PoorFaceLimits:
    """When clothes alone say who somebody is.

    Attributes:
        poor: trust (0 to 1) below which a face does not say who it is.
        alike: smallest similarity of clothes (Bhattacharyya coefficient, 0 to 1).
        lead: by how much it must exceed the similarity to everybody who is known to be somebody else.
    """

    poor: float = 0.6
    alike: float = 0.86
    lead: float = 0.05


def join_poor_faces(
    tracks: TrackSet, group: Integers, apart: Integers, *, scene: float, limits: PoorFaceLimits
) -> Integers:
    """The group that each group joins, itself where it stays: int64 ``[g]``.

    A group is poor when no track of it has enough `trust`. It joins the group with a trusted face whose clothes are
    most like its own within `scene` seconds, if they are more alike than those of anybody who is surely somebody
    else: people seen at the same instant and all other groups with a trusted face. So it joins nobody where people
    dress alike, and nobody where too few others were seen to know.

    Args:
        tracks: of the whole video.
        group: int64 ``[n]``, group of each track.
        apart: int64 ``[p, 2]``, tracks that are two people.
        scene: seconds within which people wear the same.
        limits: see there.
    """
    count = int(group.max()) + 1 if len(group) else 0
    best = np.zeros(count, np.float32)
    np.maximum.at(best, group, trust(tracks))
    faces = np.zeros(count, np.bool_)
    np.logical_or.at(faces, group, face_like(tracks))
    trusted = best >= limits.poor
    rivals: dict[int, set[int]] = defaultdict(set)
    for first, second in group[apart].tolist():
        if first != second:
            rivals[first].add(second)
            rivals[second].add(first)
    found: list[tuple[float, int, int]] = []
    window = int(scene * tracks.ticks_per_second)
    unit, seen = torsos(tracks)
    for poor in np.flatnonzero(~trusted & faces).tolist():
        alike, others = _likeness(tracks, group, poor, unit, seen, window, count)
        owner = _owner(alike, others, trusted, rivals[poor], limits)
        if owner is not None:
            found.append((-float(alike[owner]), poor, owner))
    into = np.arange(count)
    for _, poor, owner in sorted(found):
        if owner not in rivals[poor]:
            into[poor] = owner
            for rival in rivals[poor]:
                rivals[rival].add(owner)
    return into


def _likeness(
    tracks: TrackSet, group: Integers, poor: int, unit: Floats, seen: Flags, window: int, count: int
) -> tuple[Floats, Integers]:
    """Largest similarity of clothes of group `poor` to each group, -1 where unknown, and how many tracks told."""
    rows = np.flatnonzero((group == poor) & seen)
    first, last = tracks.start[rows].min(initial=0), tracks.end[rows].max(initial=0)
    is_near = (tracks.end >= first - window) & (tracks.start <= last + window)
    columns = np.flatnonzero((group != poor) & seen & is_near)
    alike = np.where(near(tracks, rows, columns, window), unit[rows] @ unit[columns].T, -1)
    closest = alike.max(axis=0, initial=-1)
    best = np.full(count, -1, np.float32)
    np.maximum.at(best, group[columns], closest)
    return best, np.bincount(group[columns[closest >= 0]], minlength=count)


def _owner(alike: Floats, others: Integers, trusted: Flags, rivals: set[int], limits: PoorFaceLimits) -> int | None:
    """The group whose clothes they are; None when that is not sure."""
    owner = int(np.where(trusted, alike, -1).argmax())
    if not trusted[owner] or owner in rivals or others.sum() - others[owner] < ENOUGH:
        return None
    somebody_else = trusted.copy()
    somebody_else[list(rivals)] = True
    somebody_else[owner] = False
    usual = float(alike[somebody_else].max(initial=0))
    return owner if alike[owner] >= max(limits.alike, usual + limits.lead) else None
