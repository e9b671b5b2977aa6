"""`telecine bench faces`: how fast this machine finds out who is on screen, and what the time goes into."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from telecine.cli.bars import Bars
from telecine.cli.commands.demo import compose
from telecine.cli.errors import kind_of
from telecine.cli.following.drive import begin, drive
from telecine.cli.options import CastOption, HomeOption, JsonOption, WorkersOption
from telecine.cli.request import Asked, prepare
from telecine.cli.session import Session, opened
from telecine.cli.words import clock_time
from telecine.engine.states import JobState
from telecine.kernel.errors import Cancelled
from telecine.services.videos import seconds_of

if TYPE_CHECKING:
    from telecine.bench.faces import FacesFigures

_WORDS: Final = {
    "scan": "scan: the first look at the whole film",
    "decode": "decode: the second one",
    "detect": "detect faces",
    "embed": "embed faces",
    "rest": "rest: follow, group, name, report",
}


def faces(
    ctx: typer.Context,
    video: Annotated[
        Path | None,
        typer.Argument(metavar="VIDEO", help="A video of your own; the sample episode without.", show_default=False),
    ] = None,
    cast: CastOption = None,
    workers: WorkersOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how fast this machine finds out who is on screen, and what the time goes into.

    Everything is made anew in a home of its own, which is removed afterwards. CPU time is told beside that of decoding
    the film once.
    """
    from telecine.bench.place import fresh_home, open_bench

    with opened(ctx, home, as_json=as_json, workers=workers) as session:
        if video is None:
            sample = compose(session)
            video, cast = sample.video, cast or sample.cast
        count = session.workspace.settings.workers
        with fresh_home() as folder, open_bench(folder, count, session.door.open) as workspace:
            _measure(Session(workspace, session.screen, session.door), video, cast, count)


def _measure(session: Session, video: Path, cast: Path | None, workers: int) -> None:
    from telecine.bench.faces import figures

    workspace = session.workspace
    row, submission = prepare(session, Asked("faces", video, cast))
    decode_s = _decode(session, video, seconds_of(row))
    job, since = begin(session, lambda: workspace.jobs.submit(submission), workers=workers)
    followed = drive(session, job.id, since=since, workers=workers, title=f"bench faces  {video.name}")
    if followed.has_left or followed.job.state is JobState.CANCELLED:
        raise Cancelled("Stopped. Nothing of the measurement is kept.")
    if followed.job.state is not JobState.SUCCEEDED:
        why = followed.job.error_detail or "no reason was given"
        raise kind_of(followed.job.error_code)(
            f"{video.name} could not be analysed: {why}", code=followed.job.error_code
        )
    found = figures(followed.shape.tasks, length_s=seconds_of(row), wall_s=followed.seconds, pure_decode_s=decode_s)
    session.screen.show(_document(found, video, workers), *_drawn(found, video, workers))


def _decode(session: Session, video: Path, length_s: float) -> float:
    """CPU seconds of pure decoding."""
    from telecine.bench.faces import pure_decode
    from telecine.bootstrap import open_video

    with Bars(session.screen) as bars:
        text = "decoding alone"
        return pure_decode(
            open_video(str(video)), lambda at: bars.move(text, text, int(at), int(length_s), unit="seconds")
        )


def _document(found: FacesFigures, video: Path, workers: int) -> dict[str, object]:
    return {
        "video": video.name,
        "workers": workers,
        **asdict(found),
        "cpu_ms_whole": found.whole_ms,
        "times_real_time": found.times_real_time,
    }


def _drawn(found: FacesFigures, video: Path, workers: int) -> list[RenderableType]:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("part")
    for name in ("CPU-ms a second of film", "x pure decode"):
        table.add_column(name, justify="right")
    rows = {_WORDS[part]: ms for part, ms in found.cpu_ms.items()}
    for text, ms in {**rows, "together": found.whole_ms, "pure decode, one thread": found.pure_decode_ms}.items():
        table.add_row(text, f"{ms:.1f}", f"{ms / found.pure_decode_ms:.2f}" if found.pure_decode_ms else "")
    return [
        Text(
            f"{video.name}, {clock_time(found.length_s)}: {found.times_real_time:.1f} times real time with {workers} "
            f"workers ({found.wall_s:.1f} s); the largest worker took {found.peak_mb:.0f} MB"
        ),
        table,
        Text(
            "Other work on the machine shows in these figures. A speed says nothing about how well people are recognised."
        ),
    ]
