"""Writing so that it outlives a power cut, and saying so when the disk is full."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from telecine.kernel.errors import NoSpace

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_TAKEN: Final = (errno.ENOTEMPTY, errno.EEXIST)


@contextmanager
def full_disk_told() -> Iterator[None]:
    """Raises NoSpace instead of the OSError of a full disk."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise NoSpace("the disk is full; free some space, the work is tried again. Finished work is kept.") from error


def sync(path: Path) -> None:
    """Make a file's bytes, or a folder's entries, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write(path: Path, content: bytes | memoryview) -> None:
    """Write a file and make its bytes durable; its name is durable once its folder is."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def make_folder(folder: Path, below: Path) -> None:
    """Create `folder` and its parents below `below`, and make their names durable."""
    missing = []
    at = folder
    while at != below and not at.is_dir():
        missing.append(at)
        at = at.parent
    folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        sync(made.parent)


def move_folder(source: Path, target: Path, below: Path) -> bool:
    """Rename a folder and make that durable. False when `target` is there already and holds something."""
    for _ in range(10):
        try:
            make_folder(target.parent, below)
            source.rename(target)
        except FileNotFoundError:
            if not source.is_dir():
                raise
            # A clean-up removed the parent, still empty, before the result was in it.
            continue
        except OSError as error:
            if error.errno in _TAKEN:
                return False
            raise
        sync(target.parent)
        return True
    raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN), str(target))
