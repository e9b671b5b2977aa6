"""`telecine people forget`: erase everything about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.text import Text

from telecine.cli.commands.people.asking import PersonName, YesOption, confirm
from telecine.cli.options import HomeOption, JsonOption
from telecine.cli.session import opened
from telecine.cli.words import count
from telecine.kernel.errors import Conflict

if TYPE_CHECKING:
    from telecine.services.review.traces import Traces

_STAYS = (
    "What stays: the videos, and pictures of whole frames made of them. Copies of reports in telecine-out, or wherever "
    "--out put them, are yours to remove; so are photographs outside the home, and backups."
)


def forget(
    ctx: typer.Context, name: PersonName, yes: YesOption = False, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Erase everything about a person from the home: photographs, faces, vectors, names, results. This is final.

    Says first what goes and what stays, and asks. Interrupted, it is finished by the same command.
    """
    with opened(ctx, home, as_json=as_json) as session:
        workspace = session.workspace
        lock = workspace.lock()
        if not lock.acquire():
            text = f"another Telecine process works in {workspace.home.root}; ask again when it has ended"
            raise Conflict(text, code="work_goes_on")
        try:
            found = workspace.eraser.look(name)
            confirm(session, _told(name, found), yes=yes)
            workspace.eraser.erase(name)
        finally:
            lock.release()
        session.screen.show(_document(found), Text(f"Forgotten. {_STAYS}"))


def _told(name: str, found: Traces) -> str:
    if not found:
        return "An erasure that was cut short is finished."
    shown = " and ".join(sorted(found.subject.names)) or name
    photos = sum(seed.kind == "photo" for seed in found.seeds)
    goes = [
        count(photos, "photograph"),
        count(len(found.seeds) - photos, "confirmed face"),
        count(len(found.results), "stored result"),
        count(
            len(found.snapshots), "stored list of pictures or corrections", "stored lists of pictures or corrections"
        ),
        f"what {count(len(found.decisions), 'entry of a journal', 'entries of journals')} say",
        count(len(found.jobs), "ended job"),
    ]
    films = ", ".join(video.name for video in found.videos)
    again = f" All faces of {films} are looked for anew by the next run, which decodes the film again." if films else ""
    return f"Everything about {shown} goes from this home: {', '.join(goes)}, lines of logs.{again}\n{_STAYS}"


def _document(found: Traces) -> dict[str, object]:
    return {
        "ids": sorted(found.subject.ids),
        "seeds": len(found.seeds),
        "results": len(found.results),
        "snapshots": len(found.snapshots),
        "decisions": len(found.decisions),
        "jobs": len(found.jobs),
        "videos": [video.id for video in found.videos],
    }
