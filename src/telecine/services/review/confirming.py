"""Which tracks people confirmed to be somebody, and whether that still stands."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from telecine.engine.rows import DecisionRow, SeedRow
from telecine.engine.store import Store
from telecine.records.decisions import Anchor, Evidence
from telecine.services.people import current_people
from telecine.services.review.journal import Journals, in_force
from telecine.services.review.rulings import evidence_of

OVERLAP: Final = 0.5
"""Intersection over union from which two boxes at one instant are one face, as for decisions."""

Box = tuple[float, float, float, float]


def same_face(one: Evidence, other: Evidence) -> bool:
    """Whether two pieces of evidence are about one face, also when the tracks were made anew between them."""
    if one.artifact == other.artifact:
        return one.track_id == other.track_id
    inside = [anchor for anchor in one.anchors if other.start <= anchor.at < other.end and other.anchors]
    agreeing = sum(overlap(anchor.box, box_at(other.anchors, anchor.at)) >= OVERLAP for anchor in inside)
    return agreeing * 2 > len(inside)


def seen_at_once(one: Evidence, other: Evidence) -> Fraction | None:
    """The first instant at which two tracks are on screen in different places, which no one can be; None without any.

    Two boxes that lie on each other in the middle of the common time are one face found twice.
    """
    start, end = max(one.start, other.start), min(one.end, other.end)
    if start >= end:
        return None
    if one.anchors and other.anchors:
        middle = (start + end) / 2
        if overlap(box_at(one.anchors, middle), box_at(other.anchors, middle)) >= OVERLAP:
            return None
    return start


def confirmed_person(alive: Sequence[DecisionRow], evidence: Evidence) -> str | None:
    """Id of the person that corrections in force say a track is; the last word counts. None when they say nobody."""
    person: str | None = None
    counts = True
    for entry in alive:
        if entry.kind not in {"assign", "lock", "exclude", "restore"}:
            continue
        payload: Any = entry.payload
        if any(same_face(piece, evidence) for piece in evidence_of(payload.get("tracks", ()))):
            if entry.kind in {"assign", "lock"}:
                person = payload.get("person")
            else:
                counts = entry.kind == "restore"
    return person if counts else None


class Confirmations:
    """Whether seeds from tracks still are what people say; photographs always are."""

    def __init__(self, store: Store, journals: Journals) -> None:
        self._store = store
        self._journals = journals

    def standing(self, seeds: Sequence[SeedRow]) -> list[SeedRow]:
        """Without crops whose correction was taken back or contradicted by a later one."""
        films = {seed.video_id for seed in seeds if seed.video_id is not None}
        alive = {film: in_force(self._journals.entries(film)) for film in films}
        current = current_people(self._store) if films else {}

        def stands(seed: SeedRow) -> bool:
            if seed.video_id is None or seed.evidence is None:
                return True
            said = confirmed_person(alive[seed.video_id], Evidence.model_validate(dict(seed.evidence)))
            return said is not None and said in current and current[said].id == seed.person_id

        return [seed for seed in seeds if stands(seed)]


def box_at(anchors: Sequence[Anchor], at: Fraction) -> Box:
    """The box at an instant, straight between the anchors before and after."""
    if at <= anchors[0].at:
        return anchors[0].box
    for before, after in pairwise(anchors):
        if at <= after.at:
            share = float((at - before.at) / (after.at - before.at)) if after.at > before.at else 1.0
            left, top, right, bottom = (a + share * (b - a) for a, b in zip(before.box, after.box, strict=True))
            return (left, top, right, bottom)
    return anchors[-1].box


def overlap(one: Box, other: Box) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(width, 0.0) * max(height, 0.0)
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return shared / max(areas - shared, 1e-9)


def clock_time(at: Fraction) -> str:
    """`0:01:39.040`: an instant of a film as people look it up."""
    minutes, seconds = divmod(float(at), 60)
    return f"{int(minutes) // 60}:{int(minutes) % 60:02d}:{seconds:06.3f}"
