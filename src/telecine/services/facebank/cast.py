"""Folders of photographs that name a cast."""

from __future__ import annotations

from pathlib import Path

from telecine.kernel.errors import UserError
from telecine.services.people import SUFFIXES, GivenPhoto


def read_cast(folder: Path) -> list[GivenPhoto]:
    """Photographs of a cast folder: `{person}/*.jpg` or `{person}.jpg`.

    Raises UserError when the folder is missing or holds no photographs.
    """
    if not folder.is_dir():
        raise UserError(f"there is no cast folder {folder}", code="cast_missing")
    found: list[GivenPhoto] = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            photos = sorted(p for p in entry.iterdir() if p.suffix.lower() in SUFFIXES)
            if not photos:
                raise UserError(
                    f"{entry} holds no photographs. Put .jpg or .png files of one person there, or remove the folder.",
                    code="cast_empty",
                )
            found += [GivenPhoto(entry.name, photo) for photo in photos]
        elif entry.suffix.lower() in SUFFIXES:
            found.append(GivenPhoto(entry.stem, entry))
    if not found:
        raise UserError(
            f"{folder} holds no photographs. Use {folder.name}/NAME/photo.jpg or {folder.name}/NAME.jpg.",
            code="cast_empty",
        )
    return found
