"""Stages `screentime.otio` and `screentime.edl`: the appearances of each person as an edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from telecine.apps.screentime.exports.params import EditParams
from telecine.apps.screentime.exports.people import file_stem, read_selection
from telecine.apps.screentime.logic.formats.cutlist import (
    Event,
    Source,
    describe_rate,
    find_events,
    source_of,
    widen,
)
from telecine.apps.screentime.logic.formats.edl import MOST_EVENTS, plain, write_edl
from telecine.apps.screentime.logic.formats.otio import write_otio
from telecine.apps.screentime.logic.formats.selection import appearances, summary
from telecine.apps.screentime.logic.formats.timecode import Grid, grid_of, read_timecode
from telecine.engine.ports import StageContext
from telecine.kernel.errors import UserError
from telecine.kernel.spans import ZERO, Span
from telecine.records.catalog import PROBE, SCREENTIME
from telecine.records.exports import EdlEdits, ExportedPerson, OtioEdits
from telecine.records.screentime import PersonTime


@dataclass(frozen=True)
class _Edit:
    """One person's appearances, ready to be written; starts are frames of the timecode."""

    place: int
    person: PersonTime
    source: Source
    events: Sequence[Event]
    source_start: int
    record: int

    @property
    def title(self) -> str:
        return f"{self.person.label} in {self.source.media}" if self.source.media else self.person.label

    @property
    def plain_title(self) -> str:
        """The same in ASCII."""
        person, media = plain(self.person.label) or f"Person {self.place}", plain(self.source.media)
        return f"{person} in {media}" if media else person


def run_otio(ctx: StageContext, params: EditParams) -> None:
    """Write a timeline for each person."""

    def write(edit: _Edit) -> list[str]:
        name = f"otio/{file_stem(edit.place, edit.person)}.otio"
        text = write_otio(
            edit.title, edit.person, edit.source, edit.events, source_start=edit.source_start, record=edit.record
        )
        ctx.out.file(name).write_text(text, encoding="utf-8", newline="\n")
        return [name]

    people, notes = _write_all(ctx, params, write)
    ctx.out.record(OtioEdits(summary=_summary(people), files=_files(people), people=people, notes=notes))


def run_edl(ctx: StageContext, params: EditParams) -> None:
    """Write a list for each person; more than 999 events are spread over several."""

    def write(edit: _Edit) -> list[str]:
        names: list[str] = []
        for part, events in enumerate(_parts(edit.events), 1):
            again = f"-{part}" if part > 1 else ""
            name = f"edl/{file_stem(edit.place, edit.person)}{again}.edl"
            text = write_edl(
                f"{edit.plain_title}{again.replace('-', ' ')}",
                edit.person.label,
                edit.source,
                events,
                source_start=edit.source_start,
                record=edit.record,
            )
            ctx.out.file(name).write_text(text, encoding="utf-8", newline="\n")
            names.append(name)
        return names

    people, notes = _write_all(ctx, params, write)
    ctx.out.record(EdlEdits(summary=_summary(people), files=_files(people), people=people, notes=notes))


def _write_all(
    ctx: StageContext, params: EditParams, write: Callable[[_Edit], list[str]]
) -> tuple[tuple[ExportedPerson, ...], tuple[str, ...]]:
    report, probe = ctx.inputs.one(SCREENTIME).record, ctx.inputs.one(PROBE).record
    chosen = read_selection(ctx, params.people, unknown=params.unknown)
    grid = grid_of(probe.video.frame_rate, is_variable=probe.video.is_variable_rate)
    source = source_of(probe, report.duration, params.media, grid)
    starts = _frame("source_start", params.source_start, grid), _frame("record_start", params.record_start, grid)
    whole = Span(ZERO, report.duration)
    people: list[ExportedPerson] = []
    for person in chosen.people:
        spans = widen(
            appearances(person), handle=params.handle, join=params.join, shortest=params.shortest, whole=whole
        )
        events = find_events(spans, source)
        place = report.people.index(person) + 1
        people.append(
            ExportedPerson(
                person=person.person,
                label=person.label,
                count=len(events),
                seconds=grid.seconds(sum(event.frames for event in events)),
                files=tuple(write(_Edit(place, person, source, events, *starts))) if events else (),
            )
        )
        ctx.progress(len(people), len(chosen.people))
    return tuple(people), (*chosen.notes, *(describe_rate(probe, grid) if people else ()))


def _parts(events: Sequence[Event]) -> list[Sequence[Event]]:
    return [events[first : first + MOST_EVENTS] for first in range(0, len(events), MOST_EVENTS)]


def _frame(name: str, text: str, grid: Grid) -> int:
    try:
        return read_timecode(text, grid)
    except ValueError as error:
        raise UserError(f"{name}: {error}", code="bad_timecode") from error


def _summary(people: Sequence[ExportedPerson]) -> str:
    return summary(sum(person.count for person in people), "event", people)


def _files(people: Sequence[ExportedPerson]) -> tuple[str, ...]:
    return tuple(name for person in people for name in person.files)
