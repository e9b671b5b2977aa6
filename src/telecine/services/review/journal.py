"""Journals of human corrections: entries are only added, and anything can be taken back.

An undo is an entry that names the one it takes back, and a redo takes back an undo; so nothing is ever lost, and what
is in force follows from the list alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from telecine.engine.ports import Clock
from telecine.engine.rows import DecisionRow, NewEvent
from telecine.engine.store import Store, Transaction
from telecine.kernel.errors import Conflict, NotFound
from telecine.kernel.ids import ulid

UNDO: Final = "undo"
REDO: Final = "redo"

Check = Callable[[Sequence[DecisionRow]], None]
"""Looks at the whole journal within the transaction that adds an entry, and raises when the entry must not be added."""

Also = Callable[[Transaction], None]
"""Adds to the tables what the entry names, in the same transaction."""


def in_force(entries: Sequence[DecisionRow]) -> list[DecisionRow]:
    """The corrections that count, in order: no undo, no redo, nothing that was undone."""
    gone = _taken_back(entries)
    return [entry for entry in entries if entry.undoes is None and entry.id not in gone]


def _taken_back(entries: Sequence[DecisionRow]) -> set[str]:
    """Ids of entries that a later entry in force takes back."""
    found: set[str] = set()
    for entry in reversed(entries):
        if entry.undoes is not None and entry.id not in found:
            found.add(entry.undoes)
    return found


def next_undo(entries: Sequence[DecisionRow]) -> DecisionRow | None:
    """What an undo without a number takes back: the newest correction in force."""
    alive = in_force(entries)
    return alive[-1] if alive else None


def next_redo(entries: Sequence[DecisionRow]) -> DecisionRow | None:
    """The undo that a redo without a number takes back: the newest in force, unless something was decided since."""
    gone = _taken_back(entries)
    for entry in reversed(entries):
        if entry.undoes is None:
            return None
        if entry.kind == UNDO and entry.id not in gone:
            return entry
    return None


class Journals:
    """The journals of a home; one a video. Any process may use it."""

    def __init__(self, store: Store, clock: Clock, entropy: Callable[[int], bytes]) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy

    def entries(self, journal: str) -> list[DecisionRow]:
        """All of it, oldest first."""
        with self._store.reading() as reading:
            return reading.decisions(journal)

    def add(
        self,
        journal: str,
        kind: str,
        payload: Mapping[str, object],
        *,
        author: str,
        check: Check = lambda _: None,
        also: Also = lambda _: None,
    ) -> DecisionRow:
        """Add a correction, with what `also` adds to the tables. Raises what either raises; nothing is added then."""

        def choose(entries: Sequence[DecisionRow]) -> _New:
            check(entries)
            return kind, payload, None

        return self._add(journal, choose, author, also)

    def undo(self, journal: str, *, author: str, number: int | None = None, check: Check | None = None) -> DecisionRow:
        """Take back the newest correction in force, or the one with that number. Returns the new entry.

        Raises NotFound when there is none, Conflict when it is not in force, and what `check` raises.
        """

        def choose(entries: Sequence[DecisionRow]) -> _New:
            if check is not None:
                check(entries)
            target = next_undo(entries) if number is None else _numbered(entries, number)
            if target is None:
                raise NotFound("there is nothing to undo")
            if target.undoes is not None:
                raise Conflict(f"entry {target.seq} is no correction but an {target.kind}; use redo to take it back")
            if target.id in _taken_back(entries):
                raise Conflict(f"correction {target.seq} is undone already")
            return UNDO, {"number": target.seq}, target.id

        return self._add(journal, choose, author)

    def redo(self, journal: str, *, author: str, number: int | None = None, check: Check | None = None) -> DecisionRow:
        """Put back what the newest undo took, or the correction with that number. Returns the new entry.

        Raises NotFound when there is none, Conflict when it is in force, and what `check` raises.
        """

        def choose(entries: Sequence[DecisionRow]) -> _New:
            if check is not None:
                check(entries)
            gone = _taken_back(entries)
            if number is None:
                undo = next_redo(entries)
            else:
                wanted = _numbered(entries, number)
                if wanted.id not in gone:
                    raise Conflict(f"correction {number} is in force; there is nothing to redo")
                undo = next((e for e in reversed(entries) if e.undoes == wanted.id and e.id not in gone), None)
            if undo is None:
                raise NotFound("there is nothing to redo; `redo NUMBER` puts back any undone correction")
            return REDO, {"number": undo.payload.get("number")}, undo.id

        return self._add(journal, choose, author)

    def _add(
        self,
        journal: str,
        choose: Callable[[Sequence[DecisionRow]], _New],
        author: str,
        also: Also = lambda _: None,
    ) -> DecisionRow:
        with self._store.writing() as tx:
            entries = tx.decisions(journal)
            kind, payload, undoes = choose(entries)
            also(tx)
            now = self._clock.now()
            entry = DecisionRow(
                id=ulid(int(now.timestamp() * 1000), self._entropy(10)),
                journal=journal,
                seq=entries[-1].seq + 1 if entries else 1,
                author=author,
                at=now,
                kind=kind,
                payload=payload,
                undoes=undoes,
            )
            if not tx.add_decision(entry):
                raise Conflict("somebody else corrected the same video at this instant; look and try again")
            data = {"journal": journal, "number": entry.seq, "kind": kind, "author": author}
            tx.add_events([NewEvent("decision.added", now, None, None, data)])
        return entry


_New = tuple[str, Mapping[str, object], str | None]


def _numbered(entries: Sequence[DecisionRow], number: int) -> DecisionRow:
    for entry in entries:
        if entry.seq == number:
            return entry
    raise NotFound(f"there is no correction {number}")


def describe(entry: DecisionRow) -> str:
    """One line on an entry of a journal, for people."""
    if entry.payload.get("erased"):
        return f"{entry.kind}, erased with the person it was about"
    tracks, others = (entry.payload.get(side) for side in ("tracks", "others"))
    number = len(tracks) if isinstance(tracks, list) else 0
    many = f"{number} track" if number == 1 else f"{number} tracks"
    name = entry.payload.get("name") or "nobody who can be named"
    return {
        "assign": f"{many}: {name}",
        "merge": f"{many} are one person",
        "split": f"{many} apart from {len(others) if isinstance(others, list) else 0} others",
        "exclude": f"{many} left out",
        "restore": f"{many} counted again",
        "lock": f"{many} locked as {name}",
        "undo": f"undo of {entry.payload.get('number')}",
        "redo": f"redo of {entry.payload.get('number')}",
    }.get(entry.kind, entry.kind)
