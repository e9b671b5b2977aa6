"""Files of this machine that clients may name: only below folders that were opened for that."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from telecine.kernel.errors import NotFound, UserError

SUFFIXES: Final = frozenset(
    [
        ".mp4",
        ".mov",
        ".mkv",
        ".mxf",
        ".ts",
        ".m2ts",
        ".mts",
        ".avi",
        ".webm",
        ".m4v",
        ".mpg",
        ".mpeg",
        ".wmv",
        ".flv",
        ".ogv",
        ".3gp",
        ".vob",
        ".dv",
        ".y4m",
    ]
)
"""Names of files that a folder is looked through for; a file named by itself may be called anything."""
MOST_FILES: Final = 1000
_LONGEST: Final = 4096


class PathInvalid(UserError):
    """What was named is no path that can be read."""

    code = "path_invalid"


class PathForbidden(UserError):
    """The place is not one that clients may name."""

    code = "path_forbidden"
    http_status = 403


@dataclass(frozen=True, slots=True)
class Roots:
    """The folders that clients may name files below; none at all switches this off."""

    folders: Sequence[Path]

    def file(self, text: str) -> Path:
        """The real path of a file below a root. Raises PathInvalid, PathForbidden, NotFound."""
        found = self._inside(text)
        mode = _mode(found)
        if mode is None:
            raise NotFound(f"there is no file {Path(text).name!r} in that folder", code="path_not_found")
        if not stat.S_ISREG(mode):
            raise PathInvalid(f"{found.name!r} is not a file")
        return found

    def folder(self, text: str) -> Path:
        """The real path of a folder at or below a root. Raises PathInvalid, PathForbidden, NotFound."""
        found = self._inside(text)
        mode = _mode(found)
        if mode is None:
            raise NotFound(f"there is no folder {Path(text).name!r} there", code="path_not_found")
        if not stat.S_ISDIR(mode):
            raise PathInvalid(f"{found.name!r} is not a folder")
        return found

    def _inside(self, text: str) -> Path:
        if not self.folders:
            why = "no folder of the server is open to clients; set ALLOWED_FOLDER_ROOTS to open some"
            raise PathForbidden(why)
        if not text or len(text) > _LONGEST or "\x00" in text or not text.startswith("/"):
            raise PathInvalid("write the whole path, beginning with /")
        if ".." in Path(text).parts:
            raise PathInvalid("a path with .. is not taken; write the path that is meant")
        try:
            text.encode()
            real = Path(os.path.realpath(text))
        except (OSError, ValueError) as error:
            raise PathInvalid("this path cannot be read") from error
        roots = [Path(os.path.realpath(folder)) for folder in self.folders]
        if not any(real == root or root in real.parents for root in roots):
            raise PathForbidden("this place is not below one of ALLOWED_FOLDER_ROOTS")
        return real


def films_in(folder: Path, *, is_deep: bool) -> Iterator[Path]:
    """Films of a folder by name, in order; hidden files and links that lead elsewhere are passed over."""
    for place, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith(".")) if is_deep else []
        for name in sorted(files):
            path = Path(place, name)
            if Path(name).suffix.lower() in SUFFIXES and not name.startswith(".") and not path.is_symlink():
                yield path


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except OSError:
        return None
