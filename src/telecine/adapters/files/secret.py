"""A random key in a file that only its owner reads."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from telecine.kernel.errors import UserError

_BYTES: Final = 32


def secret_of(path: Path) -> bytes:
    """The key of this file, made when there is none. Of processes that make one at the same time, one wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, os.urandom(_BYTES))
            os.fsync(descriptor)
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            os.close(descriptor)
            draft.unlink()
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    found = path.read_bytes()
    if len(found) != _BYTES:
        raise UserError(f"{path} holds no key; remove it, and links that were given out end", code="home_unusable")
    return found
