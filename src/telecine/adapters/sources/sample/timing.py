"""When the frames of the sample episode are shown, and the exact truth that follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Final, Literal

from telecine.adapters.sources.sample.photographs import CAST, PHOTOGRAPHS
from telecine.adapters.sources.sample.script import HEIGHT, SCRIPT, WIDTH, Panel, ShotPlan
from telecine.kernel.spans import Span, union
from telecine.records.record import SpanRecord
from telecine.records.truth import TrueBox, TruePerson, TrueShot, TrueTrack, Truth

Rate = Literal["25", "29.97", "vfr"]
RATES: Final[dict[Rate, Fraction]] = {"25": Fraction(25), "29.97": Fraction(30_000, 1001), "vfr": Fraction(30)}
"""Frames a second; for `vfr` the nominal rate, from which each shot departs."""

RECIPE: Final = "sample episode, recipe 1"
SEEN_FROM: Final = 0.5
"""Part of the face box that has to be in the picture for somebody to count as on screen."""


@dataclass(frozen=True, slots=True)
class PlannedFrame:
    """One frame: its instant, and how much of its shot is over."""

    at: Fraction
    share: float


@dataclass(frozen=True, slots=True)
class PlannedShot:
    """A shot with its frames; it ends where the next one begins."""

    plan: ShotPlan
    span: Span
    frames: tuple[PlannedFrame, ...]


def plan_shots(rate: Rate, script: Sequence[ShotPlan] = SCRIPT) -> list[PlannedShot]:
    """The script in frames. Shots last a whole number of frames, so that cuts fall on frames."""
    shots: list[PlannedShot] = []
    start = Fraction(0)
    for plan in script:
        pace = Fraction(plan.pace) if rate == "vfr" else RATES[rate]
        count = max(1, round(plan.seconds * pace))
        end = start + count / pace
        frames = tuple(PlannedFrame(start + index / pace, index / max(1, count - 1)) for index in range(count))
        shots.append(PlannedShot(plan, Span(start, end), frames))
        start = end
    return shots


def tell_truth(rate: Rate, script: Sequence[ShotPlan] = SCRIPT) -> Truth:
    """Who is on screen when. Somebody is while at least half of the face box is in the picture."""
    shots = plan_shots(rate, script)
    duration, frames = shots[-1].span.end, sum(len(shot.frames) for shot in shots)
    tracks: dict[str, list[TrueTrack]] = {}
    for shot in shots:
        for panel in shot.plan.panels:
            tracks.setdefault(panel.photograph.person_id, []).extend(_tracks(shot, panel))
    nameable = {PHOTOGRAPHS[key].person_id for key in CAST}
    names = {photograph.person_id: photograph.person for photograph in PHOTOGRAPHS.values()}
    return Truth(
        source=RECIPE,
        duration=duration,
        frames=frames,
        width=WIDTH,
        height=HEIGHT,
        frame_rate=frames / duration,
        is_variable_rate=rate == "vfr",
        shots=tuple(
            TrueShot(start=shot.span.start, end=shot.span.end, kind="cut" if index else "start", what=shot.plan.what)
            for index, shot in enumerate(shots)
        ),
        people=tuple(
            TruePerson(person=person, name=names[person], is_nameable=person in nameable, tracks=tuple(found))
            for person, found in sorted(tracks.items())
            if found
        ),
        sound=tuple(SpanRecord.of(span) for span in union(s.span for s in shots if s.plan.sound != "silence")),
    )


def _tracks(shot: PlannedShot, panel: Panel) -> Iterator[TrueTrack]:
    """Stretches of one shot in which the face of one panel is in the picture."""
    ends = [*(frame.at for frame in shot.frames[1:]), shot.span.end]
    timed = zip(shot.frames, ends, strict=True)
    for is_seen, group in groupby(timed, key=lambda pair: panel.shown(pair[0].share) >= SEEN_FROM):
        if not is_seen:
            continue
        pairs = list(group)
        yield TrueTrack(
            span=SpanRecord(start=pairs[0][0].at, end=pairs[-1][1]),
            boxes=tuple(_box(frame, panel) for frame, _ in pairs),
        )


def _box(frame: PlannedFrame, panel: Panel) -> TrueBox:
    face = panel.face(frame.share)
    return TrueBox(at=frame.at, x1=round(face.x1, 1), y1=round(face.y1, 1), x2=round(face.x2, 1), y2=round(face.y2, 1))
