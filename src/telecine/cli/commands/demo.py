"""`telecine demo`: the whole way on a sample episode whose content is known, or on a video of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from telecine.cli.bars import Bars
from telecine.cli.commands.run import follow
from telecine.cli.finish import Ending
from telecine.cli.following.drive import begin
from telecine.cli.options import CastOption, HomeOption, JsonOption, OutOption, WorkersOption
from telecine.cli.request import Asked, prepare
from telecine.cli.results import check_folder, default_folder
from telecine.cli.session import Session, opened
from telecine.cli.words import clock_time
from telecine.records.screentime import ScreenTime

if TYPE_CHECKING:
    from telecine.adapters.sources.sample import Sample
    from telecine.apps.screentime.logic.measuring import Comparison

_DRAWING: Final = "composing the sample episode"


def demo(
    ctx: typer.Context,
    video: Annotated[
        Path | None,
        typer.Argument(metavar="VIDEO", help="A video of your own; a sample episode without.", show_default=False),
    ] = None,
    cast: CastOption = None,
    workers: WorkersOption = None,
    out: OutOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find out who is on screen, and for how long, in a sample episode or in a video of your own.

    Fetches the models and, for the sample, photographs with clear rights; composes the sample; analyses it; and prints
    measured beside true seconds. The second time everything is there already.
    """
    with opened(ctx, home, as_json=as_json, workers=workers) as session:
        sample = compose(session) if video is None else None
        film = video or (sample.video if sample is not None else Path())
        people = cast if cast is not None or sample is None else sample.cast
        faces = _run(session, Asked("faces", film, people), workers, out)
        document: dict[str, object] = {"runs": [faces.document]}
        drawn = list(faces.drawn)
        code = faces.exit_code
        if not code:
            times = _run(session, Asked("screentime", film, people), workers, out)
            document["runs"] = [faces.document, times.document]
            drawn += [Text(f"the same for application screentime: {times.summary}")] if times.summary else times.drawn
            code = times.exit_code
        if sample is not None and faces.report is not None:
            _compare(sample, faces.report, document, drawn)
        Ending(document, tuple(drawn), code).show(session.screen)
    raise typer.Exit(code)


def compose(session: Session) -> Sample:
    """The sample episode of the home, composed when it is not there yet."""
    with Bars(session.screen) as bars:
        return session.workspace.sample_episode(
            on_fetch=bars.tell,
            on_frames=lambda done, total: bars.move(_DRAWING, _DRAWING, int(done), int(total), unit="frames"),
        )


def _run(session: Session, asked: Asked, workers: int | None, out: Path | None) -> Ending:
    folder = default_folder(asked.video.name, asked.app) if out is None else out / asked.app
    check_folder(folder)
    video, submission = prepare(session, asked)
    job, since = begin(session, lambda: session.workspace.jobs.submit(submission), workers=workers)
    return follow(session, job, video, since=since, workers=workers, folder=folder)


def _compare(sample: Sample, report: ScreenTime, document: dict[str, object], drawn: list[RenderableType]) -> None:
    """Add measured beside true seconds."""
    # It brings SciPy, which `telecine --help` has no use for.
    from telecine.apps.screentime.logic.measuring import CAVEAT, measure

    rows = measure(sample.read_truth(), report)
    document |= {"measured": [_row(row) for row in rows], "caveat": CAVEAT}
    drawn += [_table(rows), Text(CAVEAT)]


def _table(measured: list[Comparison]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("really there")
    table.add_column("called")
    for name in ("true", "measured", "difference"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in measured:
        called = row.label or "not found"
        table.add_row(
            Text(row.name),
            Text(f"{called} (wrong)" if row.is_wrong_name else called, style="red" if row.is_wrong_name else ""),
            clock_time(row.true_s),
            clock_time(row.visible_s),
            f"{float(row.error_s):+.2f} s",
        )
    return table


def _row(row: Comparison) -> dict[str, object]:
    return {
        "name": row.name,
        "label": row.label,
        "true_s": float(row.true_s),
        "visible_s": float(row.visible_s),
        "error_s": float(row.error_s),
        "missed_s": float(row.missed_s),
        "extra_s": float(row.extra_s),
        "is_wrong_name": row.is_wrong_name,
    }
