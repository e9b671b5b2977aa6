"""Which names people gave to the tracks there are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from telecine.apps.faces.logic.rulings.attaching import attach
from telecine.apps.faces.logic.rulings.notes import note_of
from telecine.apps.faces.logic.trackset import Flags, TrackSet
from telecine.records.decisions import NameRuling, RulingNote


@dataclass(frozen=True, slots=True)
class GivenNames:
    """What people decided about the tracks of a video.

    Attributes:
        person: by track, the person's id, or None where it was said to be nobody who can be named.
        names: display name by person id.
        excluded: bool ``[n]``, tracks that do not count.
        locked: number of the decision that froze it, by track.
        notes: decisions that do not hold as they were made.
    """

    person: dict[int, str | None]
    names: dict[str, str]
    excluded: Flags
    locked: dict[int, int]
    notes: tuple[RulingNote, ...]


def read_names(rulings: Sequence[NameRuling], tracks: TrackSet) -> GivenNames:
    """Apply decisions in order; a later one about the same track wins."""
    person: dict[int, str | None] = {}
    names: dict[str, str] = {}
    locked: dict[int, int] = {}
    excluded = np.zeros(len(tracks), np.bool_)
    notes: list[RulingNote] = []
    for ruling in rulings:
        attached = attach(ruling.tracks, tracks)
        notes += note_of(ruling.number, attached)
        for rows in attached:
            if ruling.kind == "lock":
                locked.update((int(row), ruling.number) for row in rows)
            if ruling.kind in {"assign", "lock"}:
                person.update((int(row), ruling.person) for row in rows)
            else:
                excluded[rows] = ruling.kind == "exclude"
        if ruling.person is not None:
            names[ruling.person] = ruling.name
    return GivenNames(person=person, names=names, excluded=excluded, locked=locked, notes=tuple(notes))
