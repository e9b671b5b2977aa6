"""Who an export is about."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from telecine.kernel.errors import UserError
from telecine.kernel.ids import slug
from telecine.kernel.spans import Span, union
from telecine.records.screentime import PersonTime


@dataclass(frozen=True, slots=True)
class Selection:
    """The people of an export in the order of the report, and what is to be said about those who are not in it."""

    people: tuple[PersonTime, ...]
    notes: tuple[str, ...]


def select(
    people: Sequence[PersonTime], wanted: Sequence[str], *, could_be: Mapping[str, str], with_unknown: bool
) -> Selection:
    """The people asked for by label or id, or everybody.

    Args:
        people: of the report.
        wanted: labels or ids; empty for everybody.
        could_be: names by id of the people who could have been named.
        with_unknown: whether everybody includes people without a name; one who is asked for is always included.

    Raises:
        UserError: nobody of this film is called that and nobody could have been; the nearest names are told.
    """
    if wanted:
        return _find_all(people, wanted, could_be)
    named = tuple(person for person in people if person.person is not None)
    if with_unknown or len(named) == len(people):
        return Selection(tuple(people), ("Nobody is on screen in this film.",) if not people else ())
    left_out = len(people) - len(named)
    who = "1 person without a name is" if left_out == 1 else f"{left_out} people without a name are"
    return Selection(named, (f'{who} left out; ask for one with --person "{people[len(named)].label}".',))


def _find_all(people: Sequence[PersonTime], wanted: Sequence[str], could_be: Mapping[str, str]) -> Selection:
    found: list[PersonTime] = []
    notes: list[str] = []
    for name in wanted:
        person = next((one for one in people if _is_called(name, one.label, one.person)), None)
        if person is not None:
            found.append(person)
            continue
        absent = next((known for id_, known in could_be.items() if _is_called(name, known, id_)), None)
        if absent is None:
            raise UserError(_explain(name, people, could_be), code="unknown_person")
        notes.append(f"{absent} is not on screen in this film.")
    return Selection(tuple(one for one in people if one in found), tuple(notes))


def _is_called(name: str, label: str, person: str | None) -> bool:
    folded = _fold(name)
    return folded in {_fold(label), person} or (bool(slug(name)) and slug(name) == person)


def _fold(name: str) -> str:
    """A name without case, accents and repeated spaces: `Zoë  Saldaña` and `zoe saldana` are the same."""
    apart = unicodedata.normalize("NFKD", name)
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).casefold().split())


def _explain(name: str, people: Sequence[PersonTime], could_be: Mapping[str, str]) -> str:
    labels = {_fold(label): label for label in (*(person.label for person in people), *could_be.values())}
    words = {word: label for folded, label in labels.items() for word in folded.split()}
    near = [labels[key] for key in get_close_matches(_fold(name), labels, n=3)]
    near += [words[key] for key in get_close_matches(_fold(name), words, n=3, cutoff=0.75)]
    head = f"Nobody in this film is called {name!r}, and nobody of that name could have been found."
    if near:
        return f"{head} Did you mean {' or '.join(repr(label) for label in dict.fromkeys(near))}?"
    if not people:
        return f"{head} Nobody was found in it at all."
    shown = ", ".join(repr(person.label) for person in people[:8])
    return f"{head} There are: {shown}{' and others' if len(people) > 8 else ''}."


def appearances(person: PersonTime) -> list[Span]:
    """Separate stretches on screen, sorted and disjoint; a bridged gap does not separate."""
    return union(Span(interval.start, interval.end) for interval in person.intervals)


def plural(number: int, noun: str, many: str | None = None) -> str:
    """`1 cue`, `1,204 cues`, `2 people`."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def summary(number: int, noun: str, people: Iterable[object], many: str | None = None) -> str:
    """`38 cues of 3 people`."""
    return f"{plural(number, noun, many)} of {plural(len(list(people)), 'person', 'people')}"
