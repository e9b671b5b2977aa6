"""`telecine videos`: which videos there are, and which episodes they are."""

from __future__ import annotations

from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from telecine.cli.commands.corrections import VideoName
from telecine.cli.options import HomeOption, JsonOption
from telecine.cli.session import opened
from telecine.cli.words import clock_time
from telecine.engine.rows import VideoRow


def list_videos(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the videos of this home, by show, season and episode."""
    with opened(ctx, home, as_json=as_json) as session:
        found = session.workspace.overview.videos()
        table = Table(box=box.SIMPLE_HEAD)
        for name in ("video", "show", "season", "episode", "length", "id"):
            table.add_column(name, justify="right" if name in {"season", "episode", "length"} else "left")
        for video in found:
            length = (video.probe or {}).get("duration_s")
            table.add_row(
                Text(video.name),
                video.show_id or "",
                "" if video.season is None else str(video.season),
                "" if video.episode is None else str(video.episode),
                clock_time(length) if isinstance(length, float) else "",
                video.id,
            )
        nothing = Text("No video was analysed here yet. `telecine run faces VIDEO` does that.")
        session.screen.show({"videos": [_document(video) for video in found]}, table if found else nothing)


def set_video(
    ctx: typer.Context,
    video: VideoName,
    show: Annotated[str | None, typer.Option("--show", metavar="NAME", help="The show it is an episode of.")] = None,
    season: Annotated[int | None, typer.Option("--season", min=0, max=9999, metavar="N", help="Its season.")] = None,
    episode: Annotated[int | None, typer.Option("--episode", min=0, max=99999, metavar="N", help="Its number.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which episode of which show a video is. What is not said stays."""
    if show is None and season is None and episode is None:
        raise typer.BadParameter("say what it is with --show, --season or --episode", param_hint="--show")
    if show is not None and not show.strip():
        raise typer.BadParameter("a show has a name, such as --show 'The Office'", param_hint="--show")
    with opened(ctx, home, as_json=as_json) as session:
        videos = session.workspace.videos
        row = videos.describe(videos.find(video), show=show, season=season, episode=episode)
        said = row.ep_id or " ".join(
            part for part in (row.show_id, _numbered("season", row.season), _numbered("episode", row.episode)) if part
        )
        session.screen.show({"video": _document(row)}, Text(f"{row.name}: {said}"))


def _numbered(what: str, number: int | None) -> str:
    return "" if number is None else f"{what} {number}"


def _document(video: VideoRow) -> dict[str, object]:
    return {
        "id": video.id,
        "name": video.name,
        "show": video.show_id,
        "season": video.season,
        "episode": video.episode,
        "ep_id": video.ep_id,
        "duration_s": (video.probe or {}).get("duration_s"),
    }
