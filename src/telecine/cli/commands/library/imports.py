"""`telecine import`: take videos into the home, from files, folders and the web."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from telecine.adapters.sources.paths import films_in
from telecine.cli.bars import Bars
from telecine.cli.options import HomeOption, JsonOption
from telecine.cli.request import register
from telecine.cli.session import Session, opened
from telecine.cli.words import count
from telecine.engine.rows import JobRow, VideoRow
from telecine.kernel.errors import TelecineError, UserError
from telecine.services.jobs import Submission

_WEB = ("http://", "https://")


def import_videos(
    ctx: typer.Context,
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="Files, folders, or addresses of the web.", show_default=False),
    ],
    app: Annotated[
        str | None, typer.Option("--app", metavar="APP", help="Also ask for this application on each of them.")
    ] = None,
    recursive: Annotated[
        bool, typer.Option("--recursive", metavar="", help="Also what is in folders within the folders.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take videos in: they are then known by name, and ready to be analysed.

    Files stay where they are; what comes from the web is kept in the home. With --app jobs are queued, and `telecine
    worker` or `telecine serve` works on them.
    """
    with opened(ctx, home, as_json=as_json) as session:
        found = [one for source in sources for one in _expand(source, is_deep=recursive)]
        taken: list[tuple[VideoRow, JobRow | None]] = []
        refused: list[tuple[str, TelecineError]] = []
        for source in dict.fromkeys(found):
            try:
                video = _take(session, source)
                taken.append((video, _ask(session, video, app)))
            except UserError as error:
                refused.append((source, error))
        session.screen.show(_document(taken, refused), *_drawn(taken, refused))
    if refused:
        raise typer.Exit(refused[0][1].exit_code)


def _expand(source: str, *, is_deep: bool) -> list[str]:
    path = Path(source)
    if source.lower().startswith(_WEB) or not path.is_dir():
        return [source]
    films = [str(film) for film in films_in(path, is_deep=is_deep)]
    if not films:
        hint = "" if is_deep else " --recursive looks into folders within it, too."
        raise UserError(f"there are no films in {source}.{hint}", code="no_films")
    return films


def _take(session: Session, source: str) -> VideoRow:
    if not source.lower().startswith(_WEB):
        return register(session, Path(source))
    with Bars(session.screen) as bars:
        name = session.workspace.sources.check_url(source)

        def told(done: int, whole: int | None) -> None:
            bars.move(source, f"fetching {name}", done, whole or 0)

        return session.workspace.sources.fetch(source, told)


def _ask(session: Session, video: VideoRow, app: str | None) -> JobRow | None:
    if app is None:
        return None
    job = session.workspace.jobs.submit(Submission(video.id, app, requested_by="cli"))
    session.workspace.home.poke()
    return job


def _document(
    taken: list[tuple[VideoRow, JobRow | None]], refused: list[tuple[str, TelecineError]]
) -> dict[str, object]:
    return {
        "videos": [
            {"id": video.id, "name": video.name, "sha256": video.sha256, "job": job.id if job is not None else None}
            for video, job in taken
        ],
        "refused": [{"source": source, "code": error.code, "message": error.message} for source, error in refused],
    }


def _drawn(taken: list[tuple[VideoRow, JobRow | None]], refused: list[tuple[str, TelecineError]]) -> list[Table | Text]:
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("video", "name", "job"):
        table.add_column(name, no_wrap=name != "name")
    for video, job in taken:
        table.add_row(video.id, Text(video.name), job.id if job is not None else "")
    lines = [Text(f"! {source}: {error.message}", style="yellow") for source, error in refused]
    return [*([table] if taken else []), *lines, Text(f"{count(len(taken), 'video')} taken in")]
