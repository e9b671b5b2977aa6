"""Who is on screen in every ten seconds, or any other interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from telecine.apps.screentime.logic.exports import csv_text, decimals, exact, kind_of
from telecine.kernel.spans import ZERO, Span
from telecine.records.screentime import Interval, PersonTime

COLUMNS: Final = (
    "start_s", "end_s", "person", "label", "visible_s", "clear_s", "bridged_s", "share",
    "start_exact", "end_exact", "visible_exact", "clear_exact", "bridged_exact",
)  # fmt: skip
_SCHEMA: Final = "telecine.on-screen/1"


@dataclass(slots=True)
class Seconds:
    """Seconds of one person within one interval."""

    visible: Fraction = ZERO
    clear: Fraction = ZERO
    bridged: Fraction = ZERO


@dataclass(frozen=True, slots=True)
class Cell:
    """One interval, and who is on screen in it, by number in the list of people."""

    span: Span
    people: dict[int, Seconds] = field(default_factory=dict)


def find_cells(people: Sequence[Sequence[Interval]], duration: Fraction, every: Fraction) -> list[Cell]:
    """Intervals of `every` seconds that partition the film; the last one ends with it.

    The seconds of a person over all cells are those of the report.

    Args:
        people: the disjoint intervals of each person.
    """
    count = -(-duration // every)
    cells = [Cell(Span(every * place, min(every * (place + 1), duration))) for place in range(count)]
    for number, intervals in enumerate(people):
        for interval in intervals:
            for place in range(interval.start // every, min(count, -(-interval.end // every))):
                part = cells[place].span.intersection(Span(interval.start, interval.end))
                if part is not None:
                    _add(cells[place].people.setdefault(number, Seconds()), kind_of(interval), part.duration)
    return cells


def _add(seconds: Seconds, kind: str, duration: Fraction) -> None:
    if kind == "bridged":
        seconds.bridged += duration
        return
    seconds.visible += duration
    if kind == "clear":
        seconds.clear += duration


def cells_csv(cells: Sequence[Cell], people: Sequence[PersonTime]) -> str:
    """One row an interval and person; an interval without anybody is one row without a person."""
    return csv_text(COLUMNS, (row for cell in cells for row in _rows(cell, people)))


def _rows(cell: Cell, people: Sequence[PersonTime]) -> Iterator[tuple[str, ...]]:
    start, end = cell.span.start, cell.span.end
    for number, seconds in sorted(cell.people.items()) or ((-1, Seconds()),):
        person = people[number] if number >= 0 else None
        yield (
            decimals(start), decimals(end), (person.person or "") if person else "", person.label if person else "",
            decimals(seconds.visible), decimals(seconds.clear), decimals(seconds.bridged),
            f"{float(seconds.visible / cell.span.duration):.4f}",
            exact(start), exact(end), exact(seconds.visible), exact(seconds.clear), exact(seconds.bridged),
        )  # fmt: skip


def cells_json(cells: Sequence[Cell], people: Sequence[PersonTime], every: Fraction) -> dict[str, object]:
    """The same as plain data: seconds as numbers with three decimals and, beside them, exact fractions."""
    return {
        "schema": _SCHEMA,
        **_pair("interval", every),
        "people": [{"person": person.person, "label": person.label} for person in people],
        "intervals": [
            {
                **_pair("start", cell.span.start),
                **_pair("end", cell.span.end),
                "people": [
                    {
                        "person": people[number].person,
                        "label": people[number].label,
                        **_pair("visible", seconds.visible),
                        **_pair("clear", seconds.clear),
                        **_pair("bridged", seconds.bridged),
                    }
                    for number, seconds in sorted(cell.people.items())
                ],
            }
            for cell in cells
        ],
    }


def _pair(name: str, seconds: Fraction) -> dict[str, object]:
    return {f"{name}_s": float(decimals(seconds)), f"{name}_exact": exact(seconds)}
