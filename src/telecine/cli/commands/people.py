"""`telecine people`: who can be named without a cast folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from telecine.cli.options import HomeOption, JsonOption
from telecine.cli.session import opened
from telecine.cli.words import count
from telecine.services.people import read_cast


def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the person.", show_default=False)],
    photos: Annotated[
        list[Path],
        typer.Argument(
            metavar="PHOTO", help="Photographs, or a folder of them, with this person alone.", show_default=False
        ),
    ],
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
        person, new = session.workspace.people.add(name, files)
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
        for person, seeds in everybody:
            table.add_row(person.id, Text(person.name), str(len(seeds)))
        document = {
            "people": [
                {"person": person.id, "name": person.name, "photographs": sorted(seed.file_name for seed in seeds)}
                for person, seeds in everybody
            ]
        }
        nobody = Text("Nobody can be named yet. `telecine people add NAME PHOTO...` adds somebody.")
        session.screen.show(document, table if everybody else nobody)


def _in_folder(folder: Path) -> list[Path]:
    return [given.path for given in read_cast(folder) if given.path.parent == folder]
