"""`telecine totals`: screen time over several videos, and who is seen with whom."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from telecine.cli.options import HomeOption, JsonOption
from telecine.cli.session import opened
from telecine.cli.words import clock_time, count
from telecine.kernel.ids import slug

if TYPE_CHECKING:
    from telecine.services.overview.totals import By, Group, PersonTotal, Totals

_COLUMNS = ("show", "season", "person", "name", "visible_s", "clear_s", "bridged_s", "share", "appearances", "videos")
_GROUPS: dict[str, By] = {"all": "all", "show": "show", "season": "season"}


def totals(
    ctx: typer.Context,
    video: Annotated[
        list[str] | None,
        typer.Option("--video", metavar="VIDEO", help="Only this video: its file, name or id; may be repeated."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", metavar="", help="All videos of this home.")] = False,
    show: Annotated[str | None, typer.Option("--show", metavar="NAME", help="The videos of this show.")] = None,
    season: Annotated[int | None, typer.Option("--season", min=0, metavar="N", help="Of this season.")] = None,
    by: Annotated[str, typer.Option("--by", metavar="all|show|season", help="One table for each.")] = "all",
    together: Annotated[
        bool, typer.Option("--together", metavar="", help="Also for how long every two are on screen at once.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", metavar="", help="Print one CSV table and nothing else.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add up the screen time of everybody with a name over several videos."""
    if not (video or everything or show is not None or season is not None):
        raise typer.BadParameter("say which videos: --all, --show, --season or --video", param_hint="--all")
    if by not in _GROUPS:
        raise typer.BadParameter(f"{by!r} is none of all, show and season", param_hint="--by")
    if show is not None and not slug(show):
        raise typer.BadParameter("a show has a name, such as --show 'The Office'", param_hint="--show")
    with opened(ctx, home, as_json=as_json) as session:
        overview, videos = session.workspace.overview, session.workspace.videos
        if video:
            chosen = list({row.id: row for row in map(videos.find, video)}.values())
        else:
            chosen = overview.videos(show=None if show is None else slug(show), season=season)
        found = overview.totals(chosen, by=_GROUPS[by], together=together)
        if as_csv and not as_json:
            session.screen.write(_csv(found))
            return
        session.screen.show(_document(found), *(part for group in found.groups for part in _drawn(group, by)))
        if not found.groups:
            session.screen.say("There is no report of any of these videos yet; `telecine run faces VIDEO` makes one.")
        elif found.missing:
            session.screen.say(f"Without a report: {', '.join(row.name for row in found.missing)}.")


def _drawn(group: Group, by: str) -> list[Table | Text]:
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("person", "visible", "clear", "share", "appearances", "videos"):
        table.add_column(name, justify="left" if name == "person" else "right")
    for one in group.people:
        figures = (f"{one.share:.1%}", str(one.appearances), str(len(one.videos)))
        table.add_row(Text(one.name), clock_time(one.visible_s), clock_time(one.clear_s), *figures)
    parts = [group.show or "", "" if group.season is None else f"season {group.season}"]
    head = " ".join(part for part in parts if part) or ("together" if by == "all" else "of no show")
    whole = f"{head}: {count(len(group.videos), 'video')}, {clock_time(group.seconds)}"
    if group.unknown_s:
        whole += f"; people without a name {clock_time(group.unknown_s)}"
    drawn: list[Table | Text] = [Text(whole, style="bold"), table]
    if group.together:
        drawn += [Text("On screen at once:"), _matrix(group)]
    return drawn


def _matrix(group: Group) -> Table:
    people = [one for one in group.people if any(one.person in pair for pair in group.together)]
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("")
    for one in people:
        table.add_column(Text(one.name), justify="right")
    for one in people:
        cells = [group.together.get(_pair(one, other)) for other in people]
        table.add_row(Text(one.name), *("" if cell is None else clock_time(cell) for cell in cells))
    return table


def _pair(one: PersonTotal, other: PersonTotal) -> tuple[str, str]:
    first, second = sorted((one.person, other.person))
    return first, second


def _csv(found: Totals) -> str:
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(_COLUMNS)
    for group in found.groups:
        for one in group.people:
            seconds = (f"{float(part):.3f}" for part in (one.visible_s, one.clear_s, one.bridged_s))
            # A name that a spreadsheet would run as a formula is made harmless.
            name = f"'{one.name}" if one.name[:1] in {"=", "+", "-", "@", "\t", "\r"} else one.name
            season = "" if group.season is None else group.season
            figures = (f"{one.share:.6f}", one.appearances, len(one.videos))
            rows.writerow((group.show or "", season, one.person, name, *seconds, *figures))
    return written.getvalue()


def _document(found: Totals) -> dict[str, object]:
    return {
        "groups": [
            {
                "show": group.show,
                "season": group.season,
                "videos": [row.id for row in group.videos],
                "seconds": float(group.seconds),
                "unknown_s": float(group.unknown_s),
                "people": [_person(one) for one in group.people],
                "together": [
                    {"one": one, "other": other, "seconds": float(shared), "seconds_exact": str(shared)}
                    for (one, other), shared in group.together.items()
                ],
            }
            for group in found.groups
        ],
        "missing": [row.id for row in found.missing],
    }


def _person(one: PersonTotal) -> dict[str, object]:
    exact = {"visible_s": one.visible_s, "clear_s": one.clear_s, "bridged_s": one.bridged_s}
    return {
        "person": one.person,
        "name": one.name,
        **{name: float(value) for name, value in exact.items()},
        **{f"{name[:-2]}_exact": str(value) for name, value in exact.items()},
        "share": one.share,
        "appearances": one.appearances,
        "videos": list(one.videos),
    }
