"""Files that are coming in. The length of a file is how much of it is here: nothing else has to agree with it.

Bytes whose checksum is still to be compared are the exception: a file beside says where they begin, so that what a
killed process leaves behind of them does not count.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from telecine.kernel.errors import InUse, NoSpace, NotFound

_UNPROVED: Final = ".unproved"
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class IncomingFolder:
    """Implements `services.intake.landing.Incoming` over a local folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        return self._folder / name

    def create(self, name: str) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self.path(name)
        with _full_disk_told():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
            _sync_folder(self._folder)
        return path

    def length(self, name: str) -> int | None:
        try:
            size = self.path(name).stat().st_size
        except FileNotFoundError:
            return None
        start = _proved(self.path(name))
        return size if start is None else min(start, size)

    @contextmanager
    def open(self, name: str) -> Iterator[OpenFile]:
        path = self.path(name)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise NotFound("the bytes of this upload are not here any more; begin it again") from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise InUse("another request writes to this upload; try again when it has ended") from error
            yield OpenFile(path, descriptor)
        finally:
            os.close(descriptor)

    def remove(self, name: str) -> None:
        self.path(name).unlink(missing_ok=True)
        _beside(self.path(name)).unlink(missing_ok=True)

    def names(self) -> dict[str, float]:
        if not self._folder.is_dir():
            return {}
        found: dict[str, float] = {}
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False) and not entry.name.endswith(_UNPROVED):
                    found[entry.name] = entry.stat(follow_symlinks=False).st_mtime
        return found


class OpenFile:
    """Implements `services.intake.landing.Landing`: a file that this process alone writes to."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor
        start = _proved(path)
        if start is not None:
            self.rewind(start)
        self.offset = os.lseek(descriptor, 0, os.SEEK_END)

    def begin_unproved(self) -> None:
        with _full_disk_told():
            _beside(self._path).write_text(str(self.offset), encoding="ascii")
            _sync_folder(self._path.parent)

    def write(self, block: bytes) -> None:
        left = memoryview(block)
        with _full_disk_told():
            while left:
                done = os.write(self._descriptor, left)
                self.offset += done
                left = left[done:]

    def rewind(self, offset: int) -> None:
        if os.fstat(self._descriptor).st_size > offset:
            os.ftruncate(self._descriptor, offset)
        self.offset = os.lseek(self._descriptor, 0, os.SEEK_END)
        _beside(self._path).unlink(missing_ok=True)

    def keep(self) -> None:
        with _full_disk_told():
            os.fsync(self._descriptor)
        _beside(self._path).unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(path.name + _UNPROVED)


def _proved(path: Path) -> int | None:
    """How many bytes are proved, where not all are."""
    try:
        text = _beside(path).read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    # Cut short while it was written: then none of the bytes it speaks of had come.
    return int(text) if text.isdecimal() else path.stat().st_size


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _full_disk_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise NoSpace("the disk is full; free some space, then send the rest") from error
