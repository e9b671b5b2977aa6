"""Whether stored files are those that were written."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from telecine.adapters.artifacts.manifest import StoredFile
from telecine.kernel.errors import CorruptArtifact

_CHUNK: Final = 1 << 20


def check_size(folder: Path, file: StoredFile, key: str) -> None:
    """A cheap look. Raises CorruptArtifact."""
    try:
        size = (folder / file.name).stat().st_size
    except OSError as error:
        raise corrupt(key, f"{file.name} cannot be read: {error.strerror}") from error
    _compare(size, file, key)


def check_bytes(folder: Path, file: StoredFile, key: str) -> None:
    """Reads all of it. Raises CorruptArtifact."""
    try:
        size, sha256 = hash_file(folder / file.name)
    except OSError as error:
        raise corrupt(key, f"{file.name} cannot be read: {error.strerror}") from error
    _compare(size, file, key)
    if sha256 != file.sha256:
        raise corrupt(key, f"the bytes of {file.name} are not those that were written")


def hash_file(path: Path) -> tuple[int, str]:
    """Size and SHA-256."""
    found = hashlib.sha256()
    size = 0
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
            size += len(chunk)
    return size, found.hexdigest()


def corrupt(key: str, reason: str) -> CorruptArtifact:
    """The error, with the key so that the result is made again."""
    return CorruptArtifact(f"the stored result {key[:12]} is damaged: {reason}", details={"key": key})


def _compare(size: int, file: StoredFile, key: str) -> None:
    if size != file.size_bytes:
        raise corrupt(key, f"{file.name} has {size} bytes rather than {file.size_bytes}")
