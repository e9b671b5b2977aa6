"""`telecine export`: the results of a video in the forms that other programs read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.text import Text

from telecine.cli.commands.run import follow, start_in_background
from telecine.cli.following.drive import begin
from telecine.cli.options import (
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
from telecine.cli.request import Asked, choose_models, fetch_models, prepare
from telecine.cli.results import EXPORTS, check_folder, default_folder
from telecine.cli.session import opened
from telecine.records import catalog
from telecine.services.facebank.cast import read_cast
from telecine.services.results.exporting import APP, fill

FORMATS: Final = "vtt, timeline, otio, edl, coco, mot, clips, overlay, pdf"
_CALLED: Final = {"people": "--person", "interval": "--interval"}


def _length(text: str | None) -> str | None:
    """Checks what was written as a length of time; it stays text, which keeps 1/3 exact."""
    try:
        is_length = text is None or Fraction(text) > 0
    except (ValueError, ZeroDivisionError):
        is_length = False
    if not is_length:
        raise typer.BadParameter(f"{text!r} is no length; write seconds, such as 10 or 1/2", param_hint="--interval")
    return text


IntervalOption = Annotated[
    str | None,
    typer.Option(
        "--interval",
        metavar="SECONDS",
        callback=_length,
        help="Length of the rows of the timeline, such as 10 or 1/2.",
    ),
]


def export(
    ctx: typer.Context,
    video: VideoArgument,
    formats: Annotated[
        list[str],
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help=f"{FORMATS}; several times, or several with commas.",
            show_default=False,
        ),
    ],
    person: Annotated[
        list[str] | None,
        typer.Option(
            "--person", metavar="NAME", help="Only this person; several times for several. Everybody without it."
        ),
    ] = None,
    interval: IntervalOption = None,
    cast: CastOption = None,
    given: SetOption = None,
    tier: TierOption = None,
    workers: WorkersOption = None,
    out: OutOption = None,
    detach: Annotated[
        bool, typer.Option("--detach", metavar="", help="Work in the background; print the id of the job.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write what is known about a video in other forms: text tracks, edit lists, boxes, clips, a document.

    It is made from the results of the newest run of this video, with its people and settings; --cast, --set and --tier
    change that. A video that was not analysed yet is analysed first.
    """
    wanted = _split(formats)
    if not wanted:
        raise typer.BadParameter(f"name at least one of {FORMATS}", param_hint="--format")
    asked = Asked(APP, video, cast, parse_params(given or ()), parse_tiers(tier or ()), exports=wanted)
    with opened(ctx, home, as_json=as_json, workers=workers) as session:
        exporting = session.workspace.results.exporting
        stages = exporting.stages(wanted)
        asked = replace(asked, params=fill(stages, asked.params, person or (), interval, video.name, called=_CALLED))
        folder = out or default_folder(video.name, EXPORTS)
        check_folder(folder)
        row, submission = prepare(session, asked, fetches=False)
        is_as_before = cast is None and not tier and asked.params.keys() <= {stage.id for stage in stages.values()}
        exporting.check_people(row, person or (), cast=_names(cast), is_as_before=is_as_before)
        fetch_models(session, choose_models(session, asked))
        inherit = () if cast is not None else (catalog.PHOTOS.name,)
        jobs = session.workspace.jobs
        job, since = begin(session, lambda: jobs.submit(jobs.as_before(submission, inherit=inherit)), workers=workers)
        if detach:
            start_in_background(session, job, folder, workers)
            session.screen.show({"job": job.id, "state": str(job.state), "out": str(folder.absolute())}, Text(job.id))
            return
        ending = follow(session, job, row, since=since, workers=workers, folder=folder)
        ending.show(session.screen)
    raise typer.Exit(ending.exit_code)


def _split(formats: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for text in formats for name in text.split(",") if name.strip()))


def _names(cast: Path | None) -> list[str] | None:
    return None if cast is None else list(dict.fromkeys(photo.name for photo in read_cast(cast)))
