"""Stage `screentime.overlay`: the whole film with boxes and names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from telecine.apps.screentime.exports.boxes import Shown, read_shown
from telecine.apps.screentime.exports.film import open_film
from telecine.apps.screentime.exports.params import OverlayParams
from telecine.apps.screentime.logic.formats.boxes import find_boxes
from telecine.apps.screentime.logic.formats.drawing import Mark, draw, mark_of
from telecine.apps.screentime.logic.formats.lettering import is_drawable, tidy
from telecine.apps.screentime.logic.formats.selection import plural
from telecine.engine.ports import StageContext
from telecine.kernel.spans import ZERO, Span
from telecine.records.catalog import PROBE, SCREENTIME
from telecine.records.exports import ExportedPerson, OverlayFilm
from telecine.records.screentime import PersonTime

_FILE: Final = "overlay.mp4"
_FRAMES: Final = 10


def run_overlay(ctx: StageContext, params: OverlayParams) -> None:
    """Write `overlay.mp4`."""
    probe, report = ctx.inputs.one(PROBE).record, ctx.inputs.one(SCREENTIME).record
    shown = read_shown(ctx, params.people, unknown=params.unknown)
    instants = ctx.video.instants()
    number = {at: frame for frame, at in enumerate(instants)}
    size = (probe.video.width, probe.video.height)
    boxes = find_boxes(shown.traces, instants, size)
    marks = marks_of(shown.people, report.people, size)
    counts = [0] * len(shown.people)
    frames = 0
    with open_film(ctx, [_FILE], probe, Span(ZERO, report.duration), crf=params.crf) as film:
        for frame in ctx.video.frames(threads=ctx.cores):
            rows = boxes.of_frame(number[frame.at]) if frame.at in number else range(0)
            owners = [shown.person_of[int(boxes.track[row])] for row in rows]
            for owner in set(owners):
                counts[owner] += 1
            drawn = [(boxes.box[row], marks[owner]) for row, owner in zip(rows, owners, strict=True)]
            picture = frame.rgb()
            film.write([draw(picture, drawn) if drawn else picture], frame.at)
            if frames % _FRAMES == 0:
                ctx.progress(float(frame.at), max(float(report.duration), float(frame.at)))
            frames += 1
    ctx.out.record(
        OverlayFilm(
            summary=f"{plural(frames, 'frame')} with the boxes of {plural(len(shown.people), 'person', 'people')}",
            files=(_FILE,),
            people=_people(shown, counts),
            notes=(*shown.notes, *undrawn(shown.people, report.people)),
        )
    )


def marks_of(people: Sequence[PersonTime], everybody: Sequence[PersonTime], size: tuple[int, int]) -> list[Mark]:
    """How each person is marked; the same in every film of a report."""
    return [
        mark_of(person.label, everybody.index(person) + 1, is_named=person.person is not None, size=size)
        for person in people
    ]


def undrawn(people: Sequence[PersonTime], everybody: Sequence[PersonTime]) -> tuple[str, ...]:
    """A sentence for everybody whose name cannot be drawn."""
    return tuple(
        f"{person.label} stands as Person {everybody.index(person) + 1} in pictures: its script cannot be drawn there."
        for person in people
        if not is_drawable(tidy(person.label))
    )


def _people(shown: Shown, counts: Sequence[int]) -> tuple[ExportedPerson, ...]:
    return tuple(
        ExportedPerson(person=person.person, label=person.label, count=frames, seconds=person.visible_s, files=())
        for person, frames in zip(shown.people, counts, strict=True)
    )
