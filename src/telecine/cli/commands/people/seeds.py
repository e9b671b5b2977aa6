"""`telecine people seeds`: the pictures that people are recognised by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from telecine.cli.commands.corrections import VideoName
from telecine.cli.commands.people.asking import PersonName
from telecine.cli.options import HomeOption, JsonOption, NoteOption
from telecine.cli.picking import pick_tracks
from telecine.cli.session import opened
from telecine.cli.words import count

if TYPE_CHECKING:
    from telecine.services.review.seeding import Taught

_SHOWN = 8
_MOST_REASONS = 5


def add(
    ctx: typer.Context,
    video: VideoName,
    who: Annotated[
        str, typer.Argument(metavar="WHO", help="Name as the report of the video shows it.", show_default=False)
    ],
    track: Annotated[
        list[str] | None,
        typer.Option("--track", metavar="ID", help="Only this track, by the beginning of its id; may be repeated."),
    ] = None,
    note: NoteOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let confirmed faces of a video teach the others: the best of them become seeds of the person.

    Only tracks that somebody confirmed with `decide assign` or `decide lock` count. When that is taken back, the seeds
    count no more.
    """
    with opened(ctx, home, as_json=as_json) as session:
        workspace = session.workspace
        view = workspace.desk.look(workspace.videos.find(video))
        taught = workspace.seeding.teach(view, pick_tracks(view, [who], tracks=track or ()), note=note)
        session.screen.show({"taught": [document_of(one) for one in taught]}, *drawn_of(taught))


def list_seeds(ctx: typer.Context, name: PersonName, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the seeds of a person, and what became of each in the newest run that looked at it."""
    with opened(ctx, home, as_json=as_json) as session:
        person, seeds = session.workspace.people.find(name)
        states = session.workspace.seeding.states(seeds)
        table = Table(box=box.SIMPLE_HEAD)
        for column in ("seed", "kind", "from", "state", "reason", "note"):
            table.add_column(column)
        for one in states:
            seed = one.seed
            table.add_row(
                seed.sha256[:_SHOWN], seed.kind, Text(seed.file_name), one.state, Text(one.reason), Text(seed.note)
            )
        document = {
            "person": person.id,
            "name": person.name,
            "seeds": [
                {
                    "seed": one.seed.sha256[:_SHOWN],
                    "sha256": one.seed.sha256,
                    "kind": one.seed.kind,
                    "from": one.seed.file_name,
                    "video": one.seed.video_id,
                    "at_s": None if one.seed.at is None else float(one.seed.at),
                    "width_px": one.seed.width_px,
                    "state": one.state,
                    "reason": one.reason,
                    "note": one.seed.note,
                }
                for one in states
            ],
        }
        nothing = Text(f"{person.name} has no seeds. `telecine people add` adds photographs.")
        session.screen.show(document, table if states else nothing)


def remove(
    ctx: typer.Context,
    name: PersonName,
    seed: Annotated[
        str, typer.Argument(metavar="SEED", help="Id (or its beginning) or file as listed.", show_default=False)
    ],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove one seed. The next run of a video does without it."""
    with opened(ctx, home, as_json=as_json) as session:
        gone = session.workspace.people.remove_seed(name, seed)
        document = {"removed": gone.sha256, "from": gone.file_name}
        session.screen.show(document, Text(f"Removed {gone.file_name} ({gone.sha256[:_SHOWN]})."))


def document_of(taught: Taught) -> dict[str, object]:
    """What a person's tracks taught, for machines."""
    return {
        "person": taught.person.id,
        "name": taught.person.name,
        "added": [{"seed": seed.sha256[:_SHOWN], "from": seed.file_name} for seed in taught.added],
        "known": taught.known,
        "refused": [{"from": where, "reason": reason} for where, reason in taught.refused],
    }


def drawn_of(taught: Sequence[Taught]) -> list[RenderableType]:
    """The same for people."""
    lines: list[RenderableType] = []
    for one in taught:
        text = f"{one.person.name}: {count(len(one.added), 'new seed')}"
        lines.append(Text(text + (f", {one.known} known already" if one.known else "")))
        lines += [Text(f"  left out {where}: {reason}") for where, reason in one.refused[:_MOST_REASONS]]
        if len(one.refused) > _MOST_REASONS:
            lines.append(Text(f"  and {len(one.refused) - _MOST_REASONS} more left out"))
    return lines
