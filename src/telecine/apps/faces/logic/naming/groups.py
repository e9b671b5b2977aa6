"""What is shown: groups of tracks with a name, or with a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from telecine.apps.faces.logic.grouping.evidence import trust
from telecine.apps.faces.logic.grouping.identities import Grouping, weights
from telecine.apps.faces.logic.grouping.poorfaces import PoorFaceLimits
from telecine.apps.faces.logic.naming.rounds import NOBODY, Names, NamingLimits
from telecine.apps.faces.logic.trackset import Flags, Integers, TrackSet

How = Literal["facebank", "episode", "seam", "clothes", "decision", "none"]


@dataclass(frozen=True, slots=True)
class Group:
    """Tracks of one identity that have one name, or none.

    Attributes:
        identity: number of the identity.
        person: column of `People`, -1 for nobody.
        rows: int64, its tracks in order of time.
        distance: weighted mean over its tracks, in the metric of the space; None without a face.
        margin: likewise.
        agreeing: samples that agree one by one with the name.
        samples: embedded samples.
        how: what carried the name.
    """

    identity: int
    person: int
    rows: Integers
    distance: float | None
    margin: float | None
    agreeing: int
    samples: int
    how: How


def share_names(names: Names, tracks: TrackSet, grouping: Grouping, vetoed: Flags) -> Names:
    """Give the name of an identity to those of its tracks that have none.

    Only where the named tracks of the identity agree and hold at least half of its evidence, and never to a track
    that is seen together with another track of that name or is vetoed for it.

    Args:
        names: of the tracks.
        tracks: of the whole video.
        grouping: their identities.
        vetoed: bool ``[n, p]``, names a track must not get.
    """
    person = names.person.copy()
    weight = weights(tracks)
    for group in range(len(grouping)):
        rows = grouping.members(group)
        who, part = name_within(names, rows, weight)
        if who != NOBODY and part * 2 >= 1:
            rest = rows[names.person[rows] == NOBODY]
            person[rest[~vetoed[rest, who]]] = who
    one, other = np.concatenate([grouping.together, grouping.together[:, ::-1]]).T
    twice = (names.person[one] == NOBODY) & (person[one] != NOBODY) & (person[one] == person[other])
    person[one[twice]] = NOBODY
    return replace(names, person=person)


def objections(tracks: TrackSet, vetoed: Flags, limits: NamingLimits) -> Flags:
    """Names that tracks do not share with their identity, bool ``[n, p]``: those they are `vetoed` for.

    A face too poor to be compared objects to nothing, but one too small to be named stays without a name.
    """
    small = (tracks.width < limits.smallest) | ~tracks.has_face
    heard = small | (trust(tracks) >= PoorFaceLimits().poor)
    return np.asarray(vetoed & heard[:, None], dtype=np.bool_)


def name_within(names: Names, rows: Integers, weight: npt.NDArray[np.float64]) -> tuple[int, float]:
    """The one name that tracks of `rows` have, and the part of their evidence that has it; `NOBODY` for several or none."""
    named = rows[names.person[rows] != NOBODY]
    who = np.unique(names.person[named])
    if len(who) != 1:
        return NOBODY, 0.0
    return int(who[0]), float(weight[named].sum() / weight[rows].sum())


def how_named(names: Names, shared: Names, grouping: Grouping) -> list[How]:
    """What carried the name of each track; `shared` are the names after `share_names`."""
    how: list[How] = []
    joined = set(grouping.seams.ravel().tolist())
    for row, person in enumerate(shared.person):
        if person == NOBODY:
            how.append("none")
        elif names.person[row] == NOBODY:
            how.append("seam" if row in joined else "episode")
        elif names.by_clothes[row]:
            how.append("clothes")
        else:
            how.append("facebank" if names.round[row] == 0 else "episode")
    return how


def split_into_groups(names: Names, tracks: TrackSet, grouping: Grouping, how: list[How]) -> list[Group]:
    """One group for each identity and name, in order of identity, then of first track."""
    weight = weights(tracks)
    groups: list[Group] = []
    for identity in range(len(grouping)):
        rows = grouping.members(identity)
        for person in dict.fromkeys(names.person[rows].tolist()):
            chosen = rows[names.person[rows] == person]
            chosen = chosen[np.lexsort((chosen, tracks.start[chosen]))]
            groups.append(_group(identity, int(person), chosen, names, weight, how))
    return groups


def _group(
    identity: int,
    person: int,
    rows: Integers,
    names: Names,
    weight: npt.NDArray[np.float64],
    how: list[How],
) -> Group:
    # A name that was only shared has no distance of its own.
    own = rows if person == NOBODY else rows[names.round[rows] >= 0]
    known = own[np.isfinite(names.distance[own])]
    strongest = int(rows[np.argmax(weight[rows])])
    return Group(
        identity=identity,
        person=person,
        rows=rows,
        distance=float(np.average(names.distance[known], weights=weight[known])) if len(known) else None,
        margin=float(np.average(names.margin[known], weights=weight[known])) if len(known) else None,
        agreeing=int(names.agreeing[own].sum()) if person != NOBODY else 0,
        samples=int(names.samples[rows].sum()),
        how=how[strongest] if person != NOBODY or all(how[row] == "decision" for row in rows) else "none",
    )


def without_excluded(groups: Sequence[Group], excluded: Flags) -> list[Group]:
    """The groups without the tracks of `excluded`, bool ``[n]``; a group of nothing else is gone."""
    kept = [(group, group.rows[~excluded[group.rows]]) for group in groups]
    return [replace(group, rows=rows) for group, rows in kept if len(rows)]


def number_unknowns(groups: list[Group], tracks: TrackSet, is_face: list[bool]) -> list[str]:
    """Labels of groups nobody was named for: "Unknown 1" has most screen time. Empty for named groups."""
    order = sorted(
        (index for index, group in enumerate(groups) if group.person == NOBODY),
        key=lambda index: (-tracks.duration(groups[index].rows), int(tracks.start[groups[index].rows[0]]), index),
    )
    labels = [""] * len(groups)
    faces = others = 0
    for index in order:
        if is_face[index]:
            faces += 1
            labels[index] = f"Unknown {faces}"
        else:
            others += 1
            labels[index] = f"Not a face {others}"
    return labels
