"""What to tell people about decisions that do not hold as they were made."""

from __future__ import annotations

from collections.abc import Sequence

from telecine.apps.faces.logic.trackset import Integers
from telecine.records.decisions import RulingNote


def note_of(number: int, attached: Sequence[Integers]) -> list[RulingNote]:
    """A note when some or all of the tracks a decision was about are not found any more."""
    lost = sum(not len(rows) for rows in attached)
    if not lost:
        return []
    if lost == len(attached):
        text = f"Correction {number} fits nothing that was found now. It is kept; look at it again."
        return [RulingNote(number=number, code="lost", text=text)]
    text = f"Correction {number} was about {len(attached)} tracks; {lost} of them are not found any more. Look at it again."
    return [RulingNote(number=number, code="partly_lost", text=text)]


def overruled(number: int) -> RulingNote:
    """A later decision says otherwise about some of the same tracks."""
    text = f"Correction {number} is contradicted in part by a later one, which counts. Undo one of them."
    return RulingNote(number=number, code="overruled", text=text)
