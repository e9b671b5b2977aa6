"""`telecine explain`: why somebody counts at an instant, or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.text import Text

from telecine.cli.commands.corrections import VideoName
from telecine.cli.options import HomeOption, JsonOption
from telecine.cli.picking import parse_instant
from telecine.cli.session import opened
from telecine.cli.words import clock_time

if TYPE_CHECKING:
    from telecine.records.explaining import Explanation, FaceStory

_COUNTS: Final = {
    "clear": "counts as clear",
    "visible": "counts as visible, not as clear",
    "bridged": "counts as bridged",
    "left_out": "does not count",
    "not_there": "not there at this instant",
}


def explain(
    ctx: typer.Context,
    video: VideoName,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="The instant, as in 1:23.5.", show_default=False)],
    look: Annotated[
        bool,
        typer.Option(
            "--look", metavar="", help="Decode the shot again, and tell of faces that were seen and not followed, too."
        ),
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say for every face at an instant what happened to it at each stage, and what would change it."""
    from telecine.records.explaining import Explanation

    instant = parse_instant(at)
    with opened(ctx, home, as_json=as_json) as session:
        row = session.workspace.videos.find(video)
        told = session.workspace.answers.ask(row, "faces.explain", Explanation, at=instant, look=look)
        document = {"video": row.id, **told.model_dump(mode="json")}
        session.screen.show(document, *_drawn(told, row.name))


def _drawn(told: Explanation, video: str) -> list[Text]:
    lines: list[Text] = []
    for story in told.faces:
        lines += [*_story(story, video), Text("")]
    if not any(story.counts != "not_there" for story in told.faces):
        nothing = f"No face was followed at {clock_time(told.at)}."
        if not told.looked:
            nothing += " Ask again with --look to see what the detector finds there."
        lines.insert(0, Text(nothing))
    return lines


def _story(story: FaceStory, video: str) -> list[Text]:
    head = Text(story.label or "A face", style="bold")
    if story.box is not None:
        left, top, right, bottom = story.box
        head.append(f" at {left:.0f},{top:.0f} to {right:.0f},{bottom:.0f}", style="dim")
    head.append(f": {_COUNTS[story.counts]}.", style="")
    lines = [head, *(Text(f"  {step.stage:9} {step.text}") for step in story.steps)]
    for change in story.changes:
        command = f" {change.command.replace('VIDEO', video)}" if change.command is not None else ""
        lines.append(Text(f"  {'change':9} {change.text}{command}", style="cyan"))
    return lines
