"""Measured against true seconds, for footage whose content is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from telecine.kernel.ids import slug
from telecine.kernel.spans import ZERO, Span, intersect, total, union
from telecine.records.screentime import PersonTime, ScreenTime
from telecine.records.truth import TruePerson, Truth

CAVEAT: Final = "This measures timing and tracking; for recognition see benchmarks/RESULTS.md."


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row of measured against true seconds.

    Attributes:
        name: who is really there; for somebody who is not there at all, what the report calls them.
        label: what the report calls them; None when it found nobody.
        true_s: seconds during which they are on screen.
        visible_s: seconds that the report gives.
        error_s: `visible_s` - `true_s`.
        missed_s: true seconds that the report does not hold.
        extra_s: reported seconds during which they are not on screen.
        is_wrong_name: the report names somebody who could not be named, or who is not there.
    """

    name: str
    label: str | None
    true_s: Fraction
    visible_s: Fraction
    error_s: Fraction
    missed_s: Fraction
    extra_s: Fraction
    is_wrong_name: bool


def measure(truth: Truth, report: ScreenTime) -> list[Comparison]:
    """Every person of the truth with what the report says, then everybody whom only the report has.

    Named people are compared by id or name. People whom nobody could name are paired with the unknown people of the
    report so that most seconds agree (Hungarian method); a person who could be named and was not is paired last.
    """
    named = {person.person: person for person in report.people if person.person is not None}
    pairs: dict[str, PersonTime | None] = {person.person: _named(person, named) for person in truth.people}
    unknown = [person for person in report.people if person.person is None]
    for group in (
        [person for person in truth.people if not person.is_nameable],
        [person for person in truth.people if person.is_nameable and pairs[person.person] is None],
    ):
        found = _pair([person for person in group if pairs[person.person] is None], unknown)
        pairs |= found
        taken = {id(person) for person in found.values()}
        unknown = [person for person in unknown if id(person) not in taken]
    rows = [_compare(person, pairs[person.person]) for person in truth.people]
    paired = {id(person) for person in pairs.values()}
    return rows + [_surplus(person) for person in report.people if id(person) not in paired]


def seconds_of(person: TruePerson) -> list[Span]:
    """When somebody is really on screen: sorted, disjoint spans."""
    return union(track.span.span for track in person.tracks)


def visible_spans(person: PersonTime) -> list[Span]:
    """When the report says that somebody is visible: sorted, disjoint spans."""
    return union(Span(interval.start, interval.end) for interval in person.intervals if not interval.is_bridged)


def _named(person: TruePerson, named: dict[str, PersonTime]) -> PersonTime | None:
    for found in named.values():
        if slug(found.person or "") == person.person or slug(found.label) == person.person:
            return found
    return None


def _pair(people: Sequence[TruePerson], unknown: Sequence[PersonTime]) -> dict[str, PersonTime]:
    if not people or not unknown:
        return {}
    common = np.array(
        [[float(total(intersect(seconds_of(p), visible_spans(u)))) for u in unknown] for p in people], dtype=np.float64
    )
    rows, columns = linear_sum_assignment(common, maximize=True)
    return {
        people[row].person: unknown[column]
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if common[row, column] > 0
    }


def _compare(person: TruePerson, found: PersonTime | None) -> Comparison:
    true = seconds_of(person)
    seen = visible_spans(found) if found else []
    agreed = total(intersect(true, seen))
    true_s, visible_s = total(true), total(seen)
    return Comparison(
        name=person.name,
        label=found.label if found else None,
        true_s=true_s,
        visible_s=visible_s,
        error_s=visible_s - true_s,
        missed_s=true_s - agreed,
        extra_s=visible_s - agreed,
        is_wrong_name=found is not None and found.person is not None and not person.is_nameable,
    )


def _surplus(person: PersonTime) -> Comparison:
    seconds = total(visible_spans(person))
    return Comparison(
        name=person.label,
        label=person.label,
        true_s=ZERO,
        visible_s=seconds,
        error_s=seconds,
        missed_s=ZERO,
        extra_s=seconds,
        is_wrong_name=person.person is not None,
    )
