"""Names that people gave: they always win, and the rest of the video learns from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from telecine.apps.faces.logic.grouping.identities import weights
from telecine.apps.faces.logic.naming.people import People
from telecine.apps.faces.logic.naming.rounds import NOBODY, UNSAID, Names
from telecine.apps.faces.logic.trackset import Flags, Integers, TrackSet

NO_PAIRS: Final[Integers] = np.zeros((0, 2), np.int64)


@dataclass(frozen=True, slots=True)
class Given:
    """What people said about the tracks of a video.

    Attributes:
        person: int64 ``[n]``, column of `People`, `NOBODY` where it was said to be nobody who can be named, `UNSAID`.
        must: int64 ``[p, 2]``, pairs said to be one person.
    """

    person: Integers
    must: Integers


def nothing_given(count: int) -> Given:
    """For a video nobody has corrected."""
    return Given(np.full(count, UNSAID, np.int64), NO_PAIRS)


def with_given(
    people: People, person: Mapping[int, str | None], must: Integers, tracks: TrackSet
) -> tuple[People, Given]:
    """`people` with those only this video knows, learned from the tracks they were given, and what was given.

    Args:
        people: of the facebank.
        person: person id by track, None for nobody.
        must: int64 ``[p, 2]``, pairs said to be one person.
        tracks: of the whole video.
    """
    new = sorted({name for name in person.values() if name is not None} - set(people.ids))
    ids = (*people.ids, *new)
    column = {name: index for index, name in enumerate(ids)}
    given = np.full(len(tracks), UNSAID, np.int64)
    for row, name in person.items():
        given[row] = NOBODY if name is None else column[name]
    if not new:
        return people, Given(given, must)
    size = max(tracks.prototype.shape[1], people.centroids.shape[1])
    centroids = np.zeros((len(ids), size), np.float32)
    is_known = np.zeros(len(ids), np.bool_)
    if len(people):
        centroids[: len(people)], is_known[: len(people)] = people.centroids, people.is_known
    weight = weights(tracks)
    for name in new:
        rows = np.flatnonzero((given == column[name]) & tracks.has_face)
        if len(rows):
            centroids[column[name]] = np.average(tracks.prototype[rows], axis=0, weights=weight[rows])
            is_known[column[name]] = True
    return People(ids, centroids, is_known), Given(given, must)


def hold_together(names: Names, given: Given, weight: npt.NDArray[np.float64]) -> tuple[Names, Flags]:
    """One name for tracks that were said to be one person, and which tracks have it for that reason, bool ``[n]``.

    A name given to one of them counts for all; without one, the name that most of their evidence has.
    """
    person = names.person.copy()
    carried = np.zeros(len(person), np.bool_)
    for rows in _connected(given.must.tolist(), len(person)):
        said = given.person[rows]
        named = rows[said >= 0] if (said >= 0).any() else rows[names.person[rows] != NOBODY]
        if (said == NOBODY).any() and not (said >= 0).any():
            chosen = NOBODY
        elif len(named):
            votes = np.bincount(names.person[named], weights=weight[named])
            chosen = int(votes.argmax())
        else:
            continue
        changed = rows[(said == UNSAID) & (person[rows] != chosen)]
        person[changed], carried[changed] = chosen, True
    return replace(names, person=person), carried


def _connected(pairs: Iterable[tuple[int, int]], count: int) -> list[Integers]:
    """Rows connected by pairs, as one array a set."""
    root = list(range(count))

    def find(row: int) -> int:
        while root[row] != row:
            root[row] = root[root[row]]
            row = root[row]
        return row

    members: dict[int, list[int]] = {}
    touched: set[int] = set()
    for one, other in pairs:
        root[find(other)] = find(one)
        touched |= {one, other}
    for row in sorted(touched):
        members.setdefault(find(row), []).append(row)
    return [np.array(rows, dtype=np.int64) for rows in members.values()]
