"""Which tracks must, and which must not, be one person, from decisions that may contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from telecine.apps.faces.logic.rulings.attaching import attach
from telecine.apps.faces.logic.rulings.notes import note_of, overruled
from telecine.apps.faces.logic.trackset import Integers, TrackSet
from telecine.records.decisions import LinkRuling, RulingNote


@dataclass(frozen=True, slots=True)
class Links:
    """Constraints on the tracks of a video.

    Attributes:
        must: int64 ``[p, 2]``, pairs that are one person, enough of them to connect all that are.
        cannot: int64 ``[q, 2]``, pairs that are two people.
        notes: decisions that do not hold as they were made.
    """

    must: Integers
    cannot: Integers
    notes: tuple[RulingNote, ...]


def read_links(rulings: Sequence[LinkRuling], tracks: TrackSet) -> Links:
    """Apply decisions newest first; what an older one says against a newer one is left out and noted."""
    sets = _Sets(len(tracks))
    must: list[tuple[int, int]] = []
    cannot: list[tuple[int, int]] = []
    notes: list[RulingNote] = []
    for ruling in reversed(rulings):
        attached, apart = attach(ruling.tracks, tracks), attach(ruling.others, tracks)
        notes += note_of(ruling.number, [*attached, *apart])
        rows, others = _rows(attached), _rows(apart)
        if ruling.kind == "merge":
            added = [pair for pair in pairwise(rows) if sets.join(*pair)]
            must += added
            is_whole = len({sets.root(row) for row in rows}) <= 1
        else:
            added = [pair for pair in product(rows, others) if sets.part(*pair)]
            cannot += added
            is_whole = len(added) == len(rows) * len(others)
        if not is_whole:
            notes.append(overruled(ruling.number))
    return Links(_pairs(must), _pairs(cannot), tuple(reversed(notes)))


def _rows(attached: Sequence[Integers]) -> list[int]:
    return sorted({int(row) for rows in attached for row in rows})


def _pairs(pairs: list[tuple[int, int]]) -> Integers:
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


class _Sets:
    """Tracks said to be one person, and which of these sets were said to be two."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))
        self._apart: list[set[int]] = [set() for _ in range(count)]

    def root(self, row: int) -> int:
        while self._parent[row] != row:
            self._parent[row] = self._parent[self._parent[row]]
            row = self._parent[row]
        return row

    def join(self, one: int, other: int) -> bool:
        """Whether they are one set now; not when they were said to be two."""
        first, second = self.root(one), self.root(other)
        if first == second:
            return True
        if second in self._apart[first]:
            return False
        self._parent[second] = first
        for third in self._apart[second]:
            self._apart[third].discard(second)
            self._apart[third].add(first)
        self._apart[first] |= self._apart[second]
        return True

    def part(self, one: int, other: int) -> bool:
        """Whether they are two sets now; not when they were said to be one."""
        first, second = self.root(one), self.root(other)
        if first == second:
            return False
        self._apart[first].add(second)
        self._apart[second].add(first)
        return True
