"""What a person should look at, most screen time at stake first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from telecine.kernel.spans import ZERO, Span, intersect, total, union
from telecine.records import catalog
from telecine.records.explaining import SamePeople
from telecine.records.faces import Assignment
from telecine.services.results.faces import FaceIndex, Faces
from telecine.services.results.runs import Run, Runs
from telecine.services.review.answers import Answers
from telecine.services.review.journal import Journals

Why = Literal["conflict", "needs_a_look", "unknown", "unsure", "pair", "not_a_face"]
"""Why somebody should look: one person in two places at once, a decision that does not hold as it was made, nobody was
named, a name that rests on little, two who may be one, something that looks like no face."""

_MOST_PAIRS: Final = 200
_LIKELY: Final = 1.4
"""Pairs farther apart than this, in times of what is joined by itself, are asked only where pairs are asked for."""
_AGREEING: Final = Fraction(1, 2)
_SHAKY: Final[Mapping[str, str]] = {
    "clothes": "only clothes say so",
    "seam": "the name comes from the track before",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at.

    Attributes:
        why: the kind of question.
        seconds: screen time that the answer may move.
        groups: whom it is about; two sides for a pair and a conflict.
        text: what is so, for people.
        decision: number of the decision, for one that does not hold.
        at: an instant to look at.
    """

    why: Why
    seconds: Fraction
    groups: tuple[tuple[str, ...], ...]
    text: str
    decision: int | None
    at: Fraction


class Queue:
    """The questions that a run leaves open."""

    def __init__(self, runs: Runs, faces: FaceIndex, answers: Answers, journals: Journals) -> None:
        self._runs = runs
        self._faces = faces
        self._answers = answers
        self._journals = journals

    def items(self, run: Run) -> tuple[Item, ...]:
        """Most seconds first. Raises NotFound when results were cleaned up."""
        return self._runs.remembered("queue", run.key(catalog.MATCHES), lambda: self._items(run))

    def pairs(self, run: Run) -> SamePeople:
        """Who may be one person, likeliest first."""
        return self._runs.remembered(
            "queue",
            ("pairs", run.key(catalog.MATCHES)),
            lambda: self._answers.ask_of(run.video, run.job, run.shape, "faces.pairs", SamePeople, limit=_MOST_PAIRS),
        )

    def _items(self, run: Run) -> tuple[Item, ...]:
        faces = self._faces.faces(run)
        found = [*_conflicts(faces), *self._notes(run, faces), *_groups(faces), *self._pairs(run, faces)]
        return tuple(sorted(found, key=lambda item: (-item.seconds, item.why, item.groups, item.decision or 0)))

    def _pairs(self, run: Run, faces: Faces) -> Iterator[Item]:
        told = self.pairs(run)
        for pair in told.pairs:
            if pair.distance > told.threshold * _LIKELY:
                continue
            own = [faces.by_group[group] for group in pair.groups[1] if group in faces.by_group]
            if own:
                text = f"{pair.one} and {pair.other} may be one person: {pair.reason}"
                at = min(tracks[0].start for tracks in own)
                yield Item("pair", Fraction(pair.seconds).limit_denominator(10**6), pair.groups, text, None, at)

    def _notes(self, run: Run, faces: Faces) -> Iterator[Item]:
        """Decisions that do not hold as they were made, with what they were about."""
        entries = {entry.seq: entry for entry in self._journals.entries(run.video.id)}
        for note in faces.matches.notes:
            entry = entries.get(note.number)
            pieces: Sequence[Mapping[str, str]] = entry.payload.get("tracks", ()) if entry is not None else ()  # type: ignore[assignment]
            spans = union(Span(Fraction(piece["start"]), Fraction(piece["end"])) for piece in pieces)
            ids = {piece["track_id"] for piece in pieces}
            groups = {t.group.group_id for t in faces.tracks if t.track_id in ids and t.group is not None}
            at = spans[0].start if spans else ZERO
            yield Item("needs_a_look", total(spans), (tuple(sorted(groups)),), note.text, note.number, at)


def _groups(faces: Faces) -> Iterator[Item]:
    for group in faces.matches.assignments:
        own = faces.by_group.get(group.group_id, ())
        doubt = _doubt(group, is_locked=bool(faces.locked & set(group.track_ids)))
        if own and doubt is not None:
            why, text = doubt
            best = faces.best([group.group_id], 1) or own
            yield Item(why, faces.seconds[group.group_id], ((group.group_id,),), text, None, best[0].start)


def _doubt(group: Assignment, *, is_locked: bool) -> tuple[Why, str] | None:
    if is_locked or group.how == "decision" or group.calibration == "confirmed":
        return None
    if group.person is None:
        if group.is_face:
            return "unknown", f"{group.label} has no name"
        return "not_a_face", f"{group.label} looks like no face; leave it out, or say who it is"
    if group.how in _SHAKY:
        return "unsure", f"{group.label}: {_SHAKY[group.how]}"
    if group.samples and Fraction(group.agreeing, group.samples) < _AGREEING:
        return "unsure", f"{group.label}: only {group.agreeing} of {group.samples} pictures agree"
    return None


def _conflicts(faces: Faces) -> Iterator[Item]:
    """Two groups of one person that are on screen at once, which no one can be."""
    people: dict[str, list[str]] = {}
    for group in faces.matches.assignments:
        if group.person is not None and group.group_id in faces.by_group:
            people.setdefault(group.person, []).append(group.group_id)
    for own in people.values():
        spans = {group: [Span(t.start, t.end) for t in faces.by_group[group]] for group in own}
        for place, one in enumerate(own):
            for other in own[place + 1 :]:
                common = intersect(spans[one], spans[other])
                if common:
                    label = faces.groups[one].label
                    text = f"{label} is in two places at once"
                    yield Item("conflict", total(common), ((one,), (other,)), text, None, common[0].start)
