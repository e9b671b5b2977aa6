"""Stage `screentime.timeline`: who is on screen in every interval."""

from __future__ import annotations

import json

from telecine.apps.screentime.exports.params import TimelineParams
from telecine.apps.screentime.exports.people import read_selection
from telecine.apps.screentime.logic.formats.intervals import cells_csv, cells_json, find_cells
from telecine.apps.screentime.logic.formats.selection import summary
from telecine.engine.ports import StageContext
from telecine.records.catalog import SCREENTIME
from telecine.records.exports import ExportedPerson, OnScreen

_FILES = ("on-screen.csv", "on-screen.json")


def run_timeline(ctx: StageContext, params: TimelineParams) -> None:
    """Write `on-screen.csv` and `on-screen.json`."""
    people = (chosen := read_selection(ctx, params.people, unknown=params.unknown)).people
    cells = find_cells(
        [person.intervals for person in people], ctx.inputs.one(SCREENTIME).record.duration, params.interval
    )
    document = json.dumps(cells_json(cells, people, params.interval), ensure_ascii=False, indent=1) + "\n"
    for name, text in zip(_FILES, (cells_csv(cells, people), document), strict=True):
        ctx.out.file(name).write_bytes(text.encode())
    ctx.out.record(
        OnScreen(
            summary=summary(len(cells), "interval", people),
            files=_FILES,
            people=tuple(
                ExportedPerson(
                    person=person.person,
                    label=person.label,
                    count=sum(number in cell.people for cell in cells),
                    seconds=person.visible_s + person.bridged_s,
                    files=(),
                )
                for number, person in enumerate(people)
            ),
            notes=chosen.notes,
        )
    )
    ctx.progress(1, 1)
