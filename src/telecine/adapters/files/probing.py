"""Whether a folder takes bytes and gives them back."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from telecine.kernel.errors import NoSpace, TransientError

_BYTES = 1024


def probe_folder(folder: Path, *, floor_bytes: int) -> None:
    """Write a small file, read it back and remove it.

    Raises:
        NoSpace: less than `floor_bytes` are free, or the file found no room.
        TransientError: what was read is not what was written.
        OSError: the folder cannot be used.
    """
    if shutil.disk_usage(folder).free < floor_bytes:
        raise NoSpace(f"less than {floor_bytes // 2**20} MB are free; free some space (`telecine clean` helps)")
    written = secrets.token_bytes(_BYTES)
    path = folder / f".probe-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        path.write_bytes(written)
        read = path.read_bytes()
    finally:
        path.unlink(missing_ok=True)
    if read != written:
        raise TransientError("what was read back is not what was written; check the disk")
