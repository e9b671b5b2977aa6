"""`telecine decide pairs`: who may be one person."""

from __future__ import annotations

from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from telecine.cli.commands.corrections import VideoName
from telecine.cli.options import HomeOption, JsonOption
from telecine.cli.session import opened


def pairs(
    ctx: typer.Context,
    video: VideoName,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="At most so many.")] = 10,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List two and two who may be one person, likeliest first. What was answered is not asked again."""
    from telecine.records.explaining import SamePeople

    with opened(ctx, home, as_json=as_json) as session:
        row = session.workspace.videos.find(video)
        found = session.workspace.answers.ask(row, "faces.pairs", SamePeople, limit=limit)
        table = Table(box=box.SIMPLE_HEAD)
        for name in ("one", "other", "distance", "seconds", "why"):
            table.add_column(name, justify="right" if name in {"distance", "seconds"} else "left")
        for pair in found.pairs:
            table.add_row(
                Text(pair.one), Text(pair.other), f"{pair.distance:.2f}", f"{pair.seconds:.1f}", Text(pair.reason)
            )
        nothing = Text("Nobody is near enough to anybody else to be asked about.")
        session.screen.show({"video": row.id, **found.model_dump(mode="json")}, table if found.pairs else nothing)
        if found.pairs:
            one, other = found.pairs[0].one, found.pairs[0].other
            session.screen.say(
                f"The same? telecine decide merge {row.name} '{one}' '{other}'\n"
                f"Not?      telecine decide split {row.name} '{other}' --from '{one}'"
            )
