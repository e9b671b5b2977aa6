"""The folder of the videos that were taken in, under the names that other programs know them by."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Final

from telecine.kernel.errors import NoSpace

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class MediaFolder:
    """Implements `services.intake.landing.Shelf`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def place(self, key: str) -> Path:
        return self.root / key

    def holds(self, path: Path) -> bool:
        return path.is_relative_to(self.root)

    def keep(self, source: Path, key: str) -> bool:
        """Give the file of `source` its name here, durably and all at once. False when that name is taken.

        A second name and no move: until the first one is removed, everything can be done again.
        """
        target = self.place(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _sync(source)
            self._link(source, target)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno in _FULL:
                raise NoSpace("the disk is full; free some space, then send the file again") from error
            raise
        for folder in target.parents:
            if not folder.is_relative_to(self.root):
                break
            _sync(folder)
        return True

    def remove(self, key: str) -> None:
        """With the folders that are empty then."""
        target = self.place(key)
        target.unlink(missing_ok=True)
        for folder in target.parents:
            if folder == self.root or not folder.is_relative_to(self.root):
                return
            try:
                folder.rmdir()
            except OSError:
                return

    def key_of(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def by_hash(self) -> dict[str, float]:
        folder = self.root / "raw/videos/by-hash"
        if not folder.is_dir():
            return {}
        return {self.key_of(path): path.stat().st_mtime for path in folder.glob("*/*") if path.is_file()}

    def free_bytes(self) -> int:
        place = next(folder for folder in (self.root, *self.root.parents) if folder.exists())
        return shutil.disk_usage(place).free

    def _link(self, source: Path, target: Path) -> None:
        try:
            os.link(source, target)
        except FileExistsError:
            raise
        except OSError as error:
            if error.errno in _FULL:
                raise
            # Another file system, or one without hard links.
            part = target.with_name(f".{target.name}.{os.getpid()}.part")
            try:
                shutil.copyfile(source, part)
                _sync(part)
                part.rename(target)
            finally:
                part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
