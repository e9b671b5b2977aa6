"""`telecine people add|list|rename|merge`: who there is, and what they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from telecine.cli.commands.people.asking import PersonName, YesOption, confirm
from telecine.cli.options import HomeOption, JsonOption, NoteOption
from telecine.cli.session import opened
from telecine.cli.words import count
from telecine.services.facebank.cast import read_cast


def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the person.", show_default=False)],
    photos: Annotated[
        list[Path],
        typer.Argument(
            metavar="PHOTO", help="Photographs, or a folder of them, with this person alone.", show_default=False
        ),
    ],
    note: NoteOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a person, or photographs to one. Two or more photographs in different light help most.

    Faces are looked for when a video is analysed; a photograph without a face, or with several, is named in the report.
    """
    if not name.strip():
        raise typer.BadParameter("a person needs a name", param_hint="NAME")
    files = [file for photo in photos for file in (_in_folder(photo) if photo.is_dir() else [photo])]
    with opened(ctx, home, as_json=as_json) as session:
        person, new = session.workspace.people.add(name, files, note=note)
        known = len(files) - len(new)
        text = f"{person.name}: {count(len(new), 'new photograph')}"
        text += f", {known} known already" if known else ""
        document = {"person": person.id, "name": person.name, "added": [seed.file_name for seed in new], "known": known}
        session.screen.show(document, Text(text))


def list_people(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the people of this home."""
    with opened(ctx, home, as_json=as_json) as session:
        everybody = session.workspace.people.all()
        table = Table(box=box.SIMPLE_HEAD)
        table.add_column("person")
        table.add_column("name")
        table.add_column("photographs", justify="right")
        table.add_column("confirmed faces", justify="right")
        documents: list[dict[str, object]] = []
        for person, seeds in everybody:
            photos = sorted(seed.file_name for seed in seeds if seed.kind == "photo")
            crops = sorted(seed.file_name for seed in seeds if seed.kind == "crop")
            name = person.name if person.forgetting_since is None else f"{person.name} (being forgotten)"
            table.add_row(person.id, Text(name), str(len(photos)), str(len(crops)))
            documents.append({"person": person.id, "name": person.name, "photographs": photos, "crops": crops})
        document = {"people": documents}
        nobody = Text("Nobody can be named yet. `telecine people add NAME PHOTO...` adds somebody.")
        session.screen.show(document, table if everybody else nobody)


def rename(
    ctx: typer.Context,
    name: PersonName,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The name from now on.", show_default=False)],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a person another name. Corrections and photographs stay theirs, and the old name goes on meaning them.

    Renaming again takes it back.
    """
    if not new.strip():
        raise typer.BadParameter("a person needs a name", param_hint="NEW")
    with opened(ctx, home, as_json=as_json) as session:
        before, after = session.workspace.people.rename(name, new)
        text = f"{before.name} is called {after.name} now; the next run or correction of a video writes it so."
        document = {"person": after.id, "name": after.name, "was": before.name}
        session.screen.show(document, Text(text))


def merge(
    ctx: typer.Context,
    name: PersonName,
    into: Annotated[str, typer.Argument(metavar="INTO", help="Who both are.", show_default=False)],
    yes: YesOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make one person of two. Seeds move, and corrections that named the first mean the second from now on.

    This cannot be taken back.
    """
    with opened(ctx, home, as_json=as_json) as session:
        people = session.workspace.people
        (gone, seeds), (kept, _) = people.find(name), people.find(into)
        told = (
            f"{gone.name} and {kept.name} become one person, called {kept.name}: {count(len(seeds), 'seed')} and all "
            f"corrections of {gone.name} go to {kept.name}. This cannot be taken back."
        )
        confirm(session, told, yes=yes)
        gone, kept, moved = people.merge(name, into)
        text = (
            f"{gone.name} is {kept.name} now, with {count(len(moved), 'seed')} more; the next run of a video shows it."
        )
        document = {"person": kept.id, "name": kept.name, "merged": gone.id, "moved": [s.file_name for s in moved]}
        session.screen.show(document, Text(text))


def _in_folder(folder: Path) -> list[Path]:
    return [given.path for given in read_cast(folder) if given.path.parent == folder]
