"""What clients call a file. It is shown, and never used as a path."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from telecine.kernel.errors import UserError
from telecine.kernel.ids import slug

_LONGEST: Final = 200
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SUFFIXES: Final = frozenset(
    [
        ".mp4",
        ".m4v",
        ".mov",
        ".mkv",
        ".webm",
        ".mxf",
        ".ts",
        ".m2ts",
        ".mts",
        ".mpg",
        ".mpeg",
        ".avi",
        ".wmv",
        ".flv",
        ".ogv",
        ".3gp",
        ".vob",
    ]
)
_EPISODE_ID: Final = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)-s(\d{2,4})e(\d{2,5})")
NAMELESS: Final = "video"


def label_of(name: str) -> str:
    """One line without folders and without what nobody sees, in composed form; `video` when nothing is left."""
    last = re.split(r"[/\\]", name)[-1]
    composed = unicodedata.normalize("NFC", last)
    seen = "".join(c for c in composed if unicodedata.category(c) not in _UNSEEN).strip().strip(".")
    if len(seen) > _LONGEST:
        suffix = suffix_of(seen)
        seen = seen[: _LONGEST - len(suffix)].rstrip() + suffix
    return seen or NAMELESS


def suffix_of(label: str) -> str:
    """The ending of a kind of video that is known, or `.video`: no file is ever taken for a page or a program."""
    suffix = PurePosixPath(label).suffix.lower()
    return suffix if suffix in _SUFFIXES else ".video"


@dataclass(frozen=True, slots=True)
class Episode:
    """Which episode of which show a file is; each may be left out."""

    show: str | None = None
    season: int | None = None
    number: int | None = None

    @classmethod
    def of_id(cls, ep_id: str) -> Episode:
        """`the-office-s02e05`. Raises UserError for what is no such id."""
        found = _EPISODE_ID.fullmatch(ep_id)
        if found is None:
            raise UserError(f"{ep_id[:100]!r} is no id of an episode; write it as the-office-s02e05", code="bad_upload")
        return cls(found[1], int(found[2]), int(found[3]))

    @property
    def is_told(self) -> bool:
        return (self.show, self.season, self.number) != (None, None, None)

    @property
    def place(self) -> str | None:
        """Folder below the shelf; None while something is not known."""
        if not self.show or self.season is None or self.number is None or not slug(self.show):
            return None
        return f"raw/videos/{slug(self.show)}/s{self.season:02d}/e{self.number:02d}"
