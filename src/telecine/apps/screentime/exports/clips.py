"""Stage `screentime.clips`: short films of each person, with and without a box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from telecine.apps.screentime.exports.boxes import Shown, read_shown
from telecine.apps.screentime.exports.film import open_film
from telecine.apps.screentime.exports.overlay import marks_of, undrawn
from telecine.apps.screentime.exports.params import ClipParams
from telecine.apps.screentime.exports.people import file_stem
from telecine.apps.screentime.logic.exports import csv_text, decimals, exact
from telecine.apps.screentime.logic.formats.boxes import Boxes, Floats, find_boxes
from telecine.apps.screentime.logic.formats.clipping import Clips, plan_clips
from telecine.apps.screentime.logic.formats.cutlist import widen
from telecine.apps.screentime.logic.formats.drawing import Mark, draw
from telecine.apps.screentime.logic.formats.selection import appearances, plural, summary
from telecine.engine.ports import StageContext
from telecine.kernel.spans import ZERO, Span, total
from telecine.records.catalog import PROBE, SCAN, SCREENTIME
from telecine.records.exports import ExportedPerson, PersonClips
from telecine.records.screentime import PersonTime

_INDEX: Final = "clips/clips.csv"
_COLUMNS: Final = ("file", "person", "label", "start_s", "end_s", "seconds", "has_boxes", "start_exact", "end_exact")
_FRAMES: Final = 10


@dataclass(frozen=True)
class _Clip:
    """One clip and its files, the one without boxes first."""

    owner: int
    span: Span
    plain: str | None
    boxed: str | None

    @property
    def names(self) -> list[str]:
        return [name for name in (self.plain, self.boxed) if name is not None]


def run_clips(ctx: StageContext, params: ClipParams) -> None:
    """Write the clips and `clips/clips.csv`, which says what each shows."""
    report, probe = ctx.inputs.one(SCREENTIME).record, ctx.inputs.one(PROBE).record
    shown = read_shown(ctx, params.people, unknown=params.unknown)
    instants = ctx.video.instants()
    size = (probe.video.width, probe.video.height)
    boxes = find_boxes(shown.traces, instants, size)
    number = {at: frame for frame, at in enumerate(instants)}
    marks = marks_of(shown.people, report.people, size)
    plans = [_plan(ctx, params, person, instants) for person in shown.people]
    clips = [
        clip
        for owner, (person, plan) in enumerate(zip(shown.people, plans, strict=True))
        for clip in _named(owner, file_stem(report.people.index(person) + 1, person), plan, params)
    ]
    whole = total_of(clips)
    done = ZERO
    for clip in clips:
        with open_film(ctx, clip.names, probe, clip.span, crf=params.crf) as film:
            for count, frame in enumerate(ctx.video.frames(clip.span, threads=ctx.cores)):
                picture = frame.rgb()
                pictures = [picture] if clip.plain else []
                if clip.boxed:
                    pictures.append(draw(picture, _marked(boxes, number.get(frame.at), clip.owner, shown, marks)))
                film.write(pictures, frame.at)
                if count % _FRAMES == 0:
                    ctx.progress(float(done + frame.at - clip.span.start), float(whole))
        done += clip.span.duration
    ctx.out.file(_INDEX).write_bytes(_index(clips, shown.people).encode())
    ctx.out.record(_record(clips, plans, shown, report.people, params))


def total_of(clips: Sequence[_Clip]) -> Fraction:
    """Seconds of all clips."""
    return sum((clip.span.duration for clip in clips), ZERO)


def _plan(ctx: StageContext, params: ClipParams, person: PersonTime, instants: Sequence[Fraction]) -> Clips:
    scan = ctx.inputs.one(SCAN).record
    whole = Span(ZERO, scan.duration)
    spans = widen(appearances(person), handle=params.handle, join=ZERO, shortest=params.shortest, whole=whole)
    cuts = [shot.start for shot in scan.shots]
    return plan_clips(spans, instants, cuts, end=scan.duration, longest=params.longest, most=params.most)


def _named(owner: int, stem: str, plan: Clips, params: ClipParams) -> list[_Clip]:
    return [
        _Clip(
            owner,
            span,
            f"clips/{stem}-{number:03}.mp4" if params.boxes != "with" else None,
            f"clips/{stem}-{number:03}-boxes.mp4" if params.boxes != "without" else None,
        )
        for number, span in enumerate(plan.spans, 1)
    ]


def _marked(
    boxes: Boxes, frame: int | None, owner: int, shown: Shown, marks: Sequence[Mark]
) -> list[tuple[Floats, Mark]]:
    rows = boxes.of_frame(frame) if frame is not None else range(0)
    return [(boxes.box[row], marks[owner]) for row in rows if shown.person_of[int(boxes.track[row])] == owner]


def _index(clips: Sequence[_Clip], people: Sequence[PersonTime]) -> str:
    return csv_text(
        _COLUMNS,
        (
            (
                name.removeprefix("clips/"), people[clip.owner].person or "", people[clip.owner].label,
                decimals(clip.span.start), decimals(clip.span.end), decimals(clip.span.duration),
                "yes" if name == clip.boxed else "no", exact(clip.span.start), exact(clip.span.end),
            )
            for clip in clips
            for name in clip.names
        ),
    )  # fmt: skip


def _record(
    clips: Sequence[_Clip], plans: Sequence[Clips], shown: Shown, everybody: Sequence[PersonTime], params: ClipParams
) -> PersonClips:
    people = tuple(
        ExportedPerson(
            person=person.person,
            label=person.label,
            count=len(plan.spans),
            seconds=total(plan.spans),
            files=tuple(name for clip in clips if clip.owner == owner for name in clip.names),
        )
        for owner, (person, plan) in enumerate(zip(shown.people, plans, strict=True))
    )
    return PersonClips(
        summary=f"{summary(len(clips), 'clip', people)}, {decimals(total_of(clips), 1)} s",
        files=(*(name for clip in clips for name in clip.names), _INDEX),
        people=people,
        notes=(*shown.notes, *undrawn(shown.people, everybody), *_left_out(shown.people, plans, params)),
    )


def _left_out(people: Sequence[PersonTime], plans: Sequence[Clips], params: ClipParams) -> list[str]:
    notes: list[str] = []
    if many := sum(plan.left_out for plan in plans):
        most = max(len(plan.spans) + plan.left_out for plan in plans)
        notes.append(f"{plural(many, 'shorter clip')} left out; --set screentime.clips.most={most} makes all.")
    seen = (span for person in people for span in appearances(person))
    if short := sum(span.duration < params.shortest for span in seen):
        what = f"{plural(short, 'appearance')} under {decimals(params.shortest, 1)} s left out"
        notes.append(f"{what}; --set screentime.clips.shortest=0 makes a clip of each.")
    return notes
