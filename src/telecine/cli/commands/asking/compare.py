"""`telecine compare`: what changed between two runs of a video."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from telecine.cli.commands.corrections import VideoName
from telecine.cli.options import HomeOption, JsonOption
from telecine.cli.session import opened
from telecine.cli.words import clock_time, count

if TYPE_CHECKING:
    from telecine.records.screentime import PersonTime
    from telecine.services.overview.comparing import Comparison, Difference


def compare(
    ctx: typer.Context,
    video: VideoName,
    runs: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--runs",
            metavar="JOB JOB",
            help="Two finished jobs, earlier first; the end of an id will do. Without it, the newest two that differ.",
        ),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what changed between two runs: who came, who is gone, seconds, and the settings that differ."""
    with opened(ctx, home, as_json=as_json) as session:
        row = session.workspace.videos.find(video)
        found = session.workspace.comparing.compare(row, runs)
        session.screen.show({"video": row.id, **_document(found)}, *_drawn(found))


def _drawn(found: Comparison) -> list[Table | Text]:
    lines: list[Table | Text] = [Text(f"{found.before.id}  ->  {found.after.id}", style="bold")]
    if found.is_same:
        return [*lines, Text("Both have the very same report.")]
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("person", "visible before", "after", "change", "clear change", ""):
        table.add_column(name, justify="left" if name in {"person", ""} else "right")
    for one in found.people:
        if one.before is not None and one.after is not None and not (one.visible_s or one.clear_s or one.was):
            continue
        table.add_row(
            Text(one.label),
            _at(one.before),
            _at(one.after),
            _signed(one.visible_s),
            _signed(one.clear_s),
            Text(_note(one)),
        )
    (few, old), (many, new) = found.unknown
    lines.append(table if table.row_count else Text("Everybody with a name has the same seconds."))
    lines.append(
        Text(f"Without a name: {count(few, 'person', 'people')}, {clock_time(old)}, then {many}, {clock_time(new)}.")
    )
    settings = [Text(f"  {name}: {before} -> {after}") for name, before, after in found.settings]
    return [
        *lines,
        Text("What was asked for differs in:" if settings else "Nothing differs in what was asked for."),
        *settings,
    ]


def _at(person: PersonTime | None) -> str:
    return "" if person is None else clock_time(person.visible_s)


def _signed(seconds: Fraction) -> str:
    return f"{float(seconds):+.1f} s" if seconds else "0"


def _note(one: Difference) -> str:
    if one.after is None:
        return "gone"
    was = f"was {', '.join(one.was)}" if one.was else ""
    return "; ".join(part for part in ("new" if one.before is None else "", was) if part)


def _document(found: Comparison) -> dict[str, object]:
    return {
        "before": found.before.id,
        "after": found.after.id,
        "same_report": found.is_same,
        "people": [
            {
                "person": one.person,
                "label": one.label,
                "state": "gone" if one.after is None else "new" if one.before is None else "kept",
                "visible_before_s": None if one.before is None else float(one.before.visible_s),
                "visible_after_s": None if one.after is None else float(one.after.visible_s),
                "visible_change_s": float(one.visible_s),
                "clear_change_s": float(one.clear_s),
                "was": list(one.was),
            }
            for one in found.people
        ],
        "unknown": [{"people": number, "visible_s": float(seconds)} for number, seconds in found.unknown],
        "settings": [{"name": name, "before": before, "after": after} for name, before, after in found.settings],
    }
