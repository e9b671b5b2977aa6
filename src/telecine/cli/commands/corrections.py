"""`telecine decide show` and `telecine decide log`: who was found, and what was corrected."""

from __future__ import annotations

from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from telecine.cli.options import HomeOption, JsonOption
from telecine.cli.picking import pick_groups
from telecine.cli.session import Session, opened
from telecine.cli.words import clock_time, count, moment
from telecine.kernel.errors import NotFound

VideoName = Annotated[
    str,
    typer.Argument(metavar="VIDEO", help="A video that was analysed: its file, name or id.", show_default=False),
]
Who = Annotated[
    list[str] | None,
    typer.Argument(metavar="WHO...", help="Names as the report shows them, such as 'Unknown 3'.", show_default=False),
]


def log(ctx: typer.Context, video: VideoName, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List every correction of a video, with author and time."""
    from telecine.services.review.journal import describe, in_force

    with opened(ctx, home, as_json=as_json) as session:
        row = session.workspace.videos.find(video)
        entries = session.workspace.journals.entries(row.id)
        alive = {entry.id for entry in in_force(entries)}
        notes = _notes(session, row.id)
        table = Table(box=box.SIMPLE_HEAD)
        table.add_column("number", justify="right")
        for name in ("when", "who", "what", "state"):
            table.add_column(name)
        documents: list[dict[str, object]] = []
        for entry in entries:
            state = "in force" if entry.id in alive else ("" if entry.undoes else "undone")
            state = notes.get(entry.seq, state) if entry.id in alive else state
            table.add_row(str(entry.seq), moment(entry.at), Text(entry.author), Text(describe(entry)), Text(state))
            documents.append(
                {
                    "number": entry.seq,
                    "at": entry.at.isoformat(),
                    "author": entry.author,
                    "kind": entry.kind,
                    "text": describe(entry),
                    "state": state or None,
                }
            )
        nothing = Text("Nothing has been corrected yet. `telecine decide assign` says who somebody is.")
        session.screen.show({"video": row.id, "decisions": documents}, table if entries else nothing)


def _notes(session: Session, video_id: str) -> dict[int, str]:
    """What does not hold as it was decided, by number; nothing while there is no result."""
    try:
        row = session.workspace.videos.find(video_id)
        return {note.number: note.text for note in session.workspace.desk.look(row).matches.notes}
    except NotFound:
        return {}


def show(
    ctx: typer.Context, video: VideoName, who: Who = None, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """List who was found in a video, or the tracks of somebody."""
    with opened(ctx, home, as_json=as_json) as session:
        view = session.workspace.desk.look(session.workspace.videos.find(video))
        groups = pick_groups(view, who) if who else list(view.matches.assignments)
        names = {group.group_id: group.label for group in groups}
        seen = [track for track in view.tracks.values() if track.group_id in names]
        table = Table(box=box.SIMPLE_HEAD)
        columns = ("who", "track", "from", "to") if who else ("who", "tracks", "seconds", "first", "how")
        for name in columns:
            table.add_column(name, justify="left" if name in {"who", "track", "how"} else "right")
        documents: list[dict[str, object]] = []
        for group in groups:
            own = sorted((t for t in seen if t.group_id == group.group_id), key=lambda t: t.evidence.start)
            for track in own if who else ():
                start, end = track.evidence.start, track.evidence.end
                table.add_row(Text(group.label), track.track_id, clock_time(start), clock_time(end))
            if not who:
                seconds = float(sum(track.evidence.end - track.evidence.start for track in own))
                first = clock_time(own[0].evidence.start) if own else ""
                table.add_row(Text(group.label), str(len(own)), f"{seconds:.1f}", first, group.how)
            documents.append(
                {
                    "group": group.group_id,
                    "label": group.label,
                    "person": group.person,
                    "how": group.how,
                    "tracks": [
                        {"track": t.track_id, "start_s": float(t.evidence.start), "end_s": float(t.evidence.end)}
                        for t in own
                    ],
                }
            )
        excluded = list(view.matches.excluded)
        left_out = [Text(f"{count(len(excluded), 'track')} left out by decision")] if excluded else []
        session.screen.show({"groups": documents, "excluded": excluded}, table, *left_out)
