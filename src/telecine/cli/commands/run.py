"""`telecine run`: analyse a video, with live progress, and hand out the results."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from telecine.cli.finish import Ending, finish
from telecine.cli.following.drive import begin, drive
from telecine.cli.options import (
    AppArgument,
    CastOption,
    HomeOption,
    JsonOption,
    OutOption,
    SetOption,
    TierOption,
    VideoArgument,
    WorkersOption,
    parse_params,
    parse_tiers,
)
from telecine.cli.request import Asked, prepare
from telecine.cli.results import check_folder, default_folder
from telecine.cli.session import Session, opened
from telecine.engine.rows import JobRow, VideoRow
from telecine.services.requests import formats_of


def run(
    ctx: typer.Context,
    app: AppArgument,
    video: VideoArgument,
    cast: CastOption = None,
    given: SetOption = None,
    tier: TierOption = None,
    workers: WorkersOption = None,
    out: OutOption = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", metavar="", help="Make everything anew, also what is there already.")
    ] = False,
    detach: Annotated[
        bool, typer.Option("--detach", metavar="", help="Work in the background; print the id of the job.")
    ] = False,
    priority: Annotated[int, typer.Option("--priority", metavar="N", help="Higher goes first.")] = 0,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Analyse a video.

    Results are kept: what an earlier run made is not made again, and a run that was stopped goes on where it was.
    Ctrl-C stops cleanly.
    """
    asked = Asked(app, video, cast, parse_params(given or ()), parse_tiers(tier or ()), priority, fresh)
    with opened(ctx, home, as_json=as_json, workers=workers) as session:
        folder = out or default_folder(video.name, app)
        check_folder(folder)
        row, submission = prepare(session, asked)
        job, since = begin(session, lambda: session.workspace.jobs.submit(submission), workers=workers)
        if detach:
            start_in_background(session, job, folder, workers)
            session.screen.show({"job": job.id, "state": str(job.state), "out": str(folder.absolute())}, Text(job.id))
            return
        ending = follow(session, job, row, since=since, workers=workers, folder=folder)
        ending.show(session.screen)
    raise typer.Exit(ending.exit_code)


def follow(session: Session, job: JobRow, video: VideoRow, *, since: int, workers: int | None, folder: Path) -> Ending:
    """Bring a job to its end and hand out its results."""
    formats = formats_of(session.workspace.registry, job)
    title = f"{', '.join(formats) or job.app}  {video.name}"
    followed = drive(session, job.id, since=since, workers=workers, title=title)
    return finish(session, followed, video, folder)


def start_in_background(session: Session, job: JobRow, folder: Path, workers: int | None) -> None:
    """Another process of this program that sees the job through and ends with it."""
    command = [*session.door.command, "jobs", "follow", job.id, "--out", str(folder.absolute()), "--json"]
    command += ["--home", str(session.workspace.home.root)]
    if workers is not None:
        command += ["--workers", str(workers)]
    _spawn(command, session.workspace.home.logs / "detached.log")


def _spawn(command: Sequence[str], log: Path) -> None:
    with log.open("ab") as output:
        subprocess.Popen(  # it outlives this process on purpose
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
