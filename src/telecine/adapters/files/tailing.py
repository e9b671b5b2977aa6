"""Following files that others write to, through their rotation and truncation."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LONGEST_LINE: Final = 16_384
_AT_ONCE: Final = 256 * 1024
_TAIL: Final = 1024 * 1024
"""Most bytes of the end of a file that its last lines are looked for in."""


@dataclass
class _Followed:
    """How far a file was read; `inode` tells it from another one under its name."""

    inode: int
    offset: int
    rest: bytes = b""


@dataclass(frozen=True, slots=True)
class Line:
    """One line and the name of its file."""

    file: str
    text: str


class Tail:
    """The lines of the files `*.log` of a folder. Files may come, go, be renamed and be cut at any time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._followed: dict[str, _Followed] = {}

    def last(self, lines: int) -> list[Line]:
        """The last lines of each file, at most so many each; what is written from now on comes with `fresh`."""
        found: list[Line] = []
        for path in self._files():
            try:
                with path.open("rb") as file:
                    end = os.fstat(file.fileno())
                    begin = max(0, end.st_size - _TAIL)
                    file.seek(begin)
                    read = file.read(end.st_size - begin)
            except OSError:
                continue
            whole, _, rest = read.rpartition(b"\n")
            kept = whole.split(b"\n")[1 if begin else 0 :] if whole else []
            self._followed[path.name] = _Followed(end.st_ino, end.st_size, rest[-LONGEST_LINE:])
            found += _lines(path.name, kept[-lines:] if lines else [])
        return found

    def fresh(self) -> list[Line]:
        """What was written since the last look, at most some hundred kilobytes of each file."""
        found: list[Line] = []
        for path in self._files():
            try:
                with path.open("rb") as file:
                    found += self._read(path.name, file.fileno())
            except OSError:
                continue
        return found

    def _files(self) -> Iterable[Path]:
        return sorted(self._folder.glob("*.log"))

    def _read(self, name: str, descriptor: int) -> list[Line]:
        now = os.fstat(descriptor)
        known = self._followed.get(name)
        if known is None or known.inode != now.st_ino or now.st_size < known.offset:
            # Another file under this name, or the same one cut: its lines are all new.
            known = self._followed[name] = _Followed(now.st_ino, 0)
        read = os.pread(descriptor, _AT_ONCE, known.offset)
        known.offset += len(read)
        *whole, rest = (known.rest + read).split(b"\n")
        known.rest = rest[-LONGEST_LINE:]
        return _lines(name, whole)


def _lines(name: str, found: Iterable[bytes]) -> list[Line]:
    return [Line(name, line[:LONGEST_LINE].decode(errors="replace")) for line in found if line.strip()]
