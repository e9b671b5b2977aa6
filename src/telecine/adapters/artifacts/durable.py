"""Writing so that it outlives a power cut, and saying so when the disk is full."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from telecine.kernel.errors import NoSpace

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_TAKEN: Final = (errno.ENOTEMPTY, errno.EEXIST)
_MOST_AT_ONCE: Final = 8
_MOST_TRIES: Final = 10


@contextmanager
def full_disk_told() -> Iterator[None]:
    """Raises NoSpace instead of the OSError of a full disk."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise NoSpace("the disk is full; free some space, the work is tried again. Finished work is kept.") from error


def sync(paths: Sequence[Path]) -> None:
    """Make the bytes of files and the entries of folders durable.

    All at once: a file system writes its journal once for those that wait together, and in turn for those that do not.
    """
    if not paths:
        return
    if len(paths) == 1:
        _sync(paths[0])
        return
    for _ in _threads().map(_sync, paths):
        pass


@cache
def _threads() -> ThreadPoolExecutor:
    """Kept: starting threads for every result costs more than what they do."""
    return ThreadPoolExecutor(_MOST_AT_ONCE, thread_name_prefix="sync")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def move_folder(source: Path, target: Path, below: Path) -> bool:
    """Rename a folder and make that durable, with the names of the folders it is in up to `below`.

    False when `target` is there already and holds something.
    """
    if not _rename(source, target):
        return False
    # Also the folders that were there: whoever made them may not have come to this line yet.
    sync([folder for folder in target.parents if folder.is_relative_to(below)])
    return True


def _rename(source: Path, target: Path) -> bool:
    for _ in range(_MOST_TRIES):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
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
        return True
    raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN), str(target))
