"""`telecine decide`: correct who is who, and take it back."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from telecine.cli.commands.corrections import VideoName, Who
from telecine.cli.commands.people.seeds import drawn_of
from telecine.cli.commands.run import follow
from telecine.cli.following.drive import begin
from telecine.cli.options import HomeOption, JsonOption, OutOption
from telecine.cli.picking import parse_instant, pick_groups, pick_tracks
from telecine.cli.results import check_folder, default_folder
from telecine.cli.session import Session, opened
from telecine.kernel.errors import UserError

if TYPE_CHECKING:
    from telecine.engine.rows import DecisionRow
    from telecine.services.review.desk import View

TrackOption = Annotated[
    list[str] | None,
    typer.Option("--track", metavar="ID", help="Only this track, by the beginning of its id; may be repeated."),
]
AtOption = Annotated[str | None, typer.Option("--at", metavar="TIME", help="Only who is on screen then, as in 1:23.")]
AuthorOption = Annotated[str | None, typer.Option("--author", metavar="NAME", help="Who decides; you without it.")]
ForceOption = Annotated[
    bool,
    typer.Option(
        "--force", metavar="", help="Also when they are on screen at the same instant, as with mirrors and pictures."
    ),
]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise typer.BadParameter(f"{text!r} is no number of a correction; `telecine decide log VIDEO` lists them")
    return int(text)


NumberArgument = Annotated[
    int | None,
    typer.Argument(
        metavar="NUMBER", parser=_number, help="Number in the log; the newest without it.", show_default=False
    ),
]


def assign(
    ctx: typer.Context,
    video: VideoName,
    who: Who = None,
    to: Annotated[str | None, typer.Option("--to", metavar="NAME", help="Who it is.")] = None,
    nobody: Annotated[
        bool, typer.Option("--nobody", metavar="", help="Say that it is nobody who can be named.")
    ] = False,
    teach: Annotated[
        bool,
        typer.Option("--teach", metavar="", help="Other videos learn from it, too: the best faces become seeds."),
    ] = False,
    force: ForceOption = False,
    track: TrackOption = None,
    at: AtOption = None,
    author: AuthorOption = None,
    out: OutOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say who somebody is. The rest of the video learns from it."""
    if (to is None) != nobody or (to is not None and not to.strip()):
        raise typer.BadParameter("say who it is with --to NAME, or --nobody", param_hint="--to")
    if teach and nobody:
        raise typer.BadParameter("nobody can be taught", param_hint="--teach")

    def act(session: Session, view: View, by: str) -> DecisionRow:
        tracks = _tracks(view, who, track, at)
        entry = session.workspace.desk.assign(view, tracks, to, author=by, together=force)
        try:
            for part in drawn_of(session.workspace.seeding.teach(view, tracks) if teach else ()):
                session.screen.say(str(part))
        except UserError as error:
            # The correction stands whether or not it can be taught.
            session.screen.say(f"Nothing was taught: {error.message}")
        return entry

    _decide((ctx, video, author, out, home, as_json), act)


def merge(
    ctx: typer.Context,
    video: VideoName,
    who: Who = None,
    force: ForceOption = False,
    track: TrackOption = None,
    author: AuthorOption = None,
    out: OutOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that two or more are one person."""

    def act(session: Session, view: View, by: str) -> DecisionRow:
        return session.workspace.desk.merge(view, _tracks(view, who, track, None), author=by, together=force)

    _decide((ctx, video, author, out, home, as_json), act)


def split(
    ctx: typer.Context,
    video: VideoName,
    who: Who = None,
    track: TrackOption = None,
    at: AtOption = None,
    apart: Annotated[
        list[str] | None, typer.Option("--from", metavar="NAME", help="Somebody else than this one, who stays apart.")
    ] = None,
    author: AuthorOption = None,
    out: OutOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that some tracks of somebody are somebody else: those of --track or --at. Or that two are not one: --from."""
    if not who or not (track or at is not None or apart):
        raise typer.BadParameter("say whom to split, and which tracks with --track, --at or --from", param_hint="WHO")

    def act(session: Session, view: View, by: str) -> DecisionRow:
        others = pick_tracks(view, apart or who)
        return session.workspace.desk.split(view, _tracks(view, who, track, at), others, author=by)

    _decide((ctx, video, author, out, home, as_json), act)


def exclude(
    ctx: typer.Context,
    video: VideoName,
    who: Who = None,
    track: TrackOption = None,
    at: AtOption = None,
    author: AuthorOption = None,
    out: OutOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Leave somebody out: a poster, a statue, a face that does not matter."""
    _decide(
        (ctx, video, author, out, home, as_json),
        lambda session, view, by: session.workspace.desk.exclude(view, _tracks(view, who, track, at), author=by),
    )


def restore(
    ctx: typer.Context,
    video: VideoName,
    track: TrackOption = None,
    at: AtOption = None,
    author: AuthorOption = None,
    out: OutOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count again what was left out: all of it, or the tracks of --track or --at."""

    def act(session: Session, view: View, by: str) -> DecisionRow:
        chosen = list(view.matches.excluded) if not track and at is None else _tracks(view, None, track, at)
        return session.workspace.desk.restore(view, chosen, author=by)

    _decide((ctx, video, author, out, home, as_json), act)


def lock(
    ctx: typer.Context,
    video: VideoName,
    who: Annotated[str, typer.Argument(metavar="WHO", help="Name as the report shows it.", show_default=False)],
    author: AuthorOption = None,
    out: OutOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Freeze somebody: tracks and name stay, whatever is found or decided later."""

    def act(session: Session, view: View, by: str) -> DecisionRow:
        entries = [session.workspace.desk.lock(view, group.group_id, author=by) for group in pick_groups(view, [who])]
        return entries[-1]

    _decide((ctx, video, author, out, home, as_json), act)


def unlock(
    ctx: typer.Context,
    video: VideoName,
    who: Annotated[str, typer.Argument(metavar="WHO", help="Name as the report shows it.", show_default=False)],
    author: AuthorOption = None,
    out: OutOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a lock back."""
    _decide(
        (ctx, video, author, out, home, as_json),
        lambda session, view, by: session.workspace.desk.unlock(view, pick_tracks(view, [who]), author=by),
    )


def undo(
    ctx: typer.Context,
    video: VideoName,
    number: NumberArgument = None,
    author: AuthorOption = None,
    out: OutOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take back the newest correction, or any other by its number."""
    _decide(
        (ctx, video, author, out, home, as_json),
        lambda session, view, by: session.workspace.journals.undo(view.video.id, author=by, number=number),
    )


def redo(
    ctx: typer.Context,
    video: VideoName,
    number: NumberArgument = None,
    author: AuthorOption = None,
    out: OutOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put back what was undone last, or any correction by its number."""
    _decide(
        (ctx, video, author, out, home, as_json),
        lambda session, view, by: session.workspace.journals.redo(view.video.id, author=by, number=number),
    )


def _decide(
    asked: tuple[typer.Context, str, str | None, Path | None, Path | None, bool],
    act: Callable[[Session, View, str], DecisionRow],
) -> None:
    """Look, decide, and bring the results up to it."""
    from telecine.services.review.journal import describe

    ctx, video, author, out, home, as_json = asked
    with opened(ctx, home, as_json=as_json) as session:
        row = session.workspace.videos.find(video)
        view = session.workspace.desk.look(row)
        folder = out or default_folder(row.name, view.job.app)
        check_folder(folder)
        entry = act(session, view, author or getpass.getuser())
        job, since = begin(session, lambda: session.workspace.desk.refresh(view, requested_by="cli"), workers=1)
        ending = follow(session, job, row, since=since, workers=1, folder=folder)
        ending.document["decision"] = {"number": entry.seq, "kind": entry.kind, "text": describe(entry)}
        ending.show(session.screen)
        if not as_json:
            session.screen.say(f"Correction {entry.seq}: {describe(entry)}. `telecine decide undo` takes it back.")
    raise typer.Exit(ending.exit_code)


def _tracks(view: View, who: list[str] | None, track: list[str] | None, at: str | None) -> list[str]:
    return pick_tracks(view, who or (), tracks=track or (), at=None if at is None else parse_instant(at))
