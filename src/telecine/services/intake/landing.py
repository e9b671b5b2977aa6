"""The ports of what comes in: files that are not whole yet, and the place of those that were accepted."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol


class Landing(Protocol):
    """A file that is coming in, opened by the one process that may write to it."""

    @property
    def offset(self) -> int:
        """How many bytes are here."""
        ...

    def write(self, block: bytes) -> None:
        """Add to its end. Raises NoSpace."""
        ...

    def begin_unproved(self) -> None:
        """What is written from here on counts only after `keep`, also when this process is killed."""
        ...

    def rewind(self, offset: int) -> None:
        """Forget what came after `offset`."""
        ...

    def keep(self) -> None:
        """Make durable what is here. Raises NoSpace."""
        ...


class Incoming(Protocol):
    """Files that are not whole, or not accepted yet."""

    def path(self, name: str) -> Path: ...
    def create(self, name: str) -> Path:
        """An empty file. Raises NoSpace."""
        ...

    def length(self, name: str) -> int | None:
        """How many bytes are here; None without the file."""
        ...

    def open(self, name: str) -> AbstractContextManager[Landing]:
        """Raises InUse while somebody else has it open, NotFound without the file."""
        ...

    def remove(self, name: str) -> None: ...
    def names(self) -> dict[str, float]:
        """Every file, and when it was last written to."""
        ...


class Shelf(Protocol):
    """Where accepted videos are kept. A key is a path below it."""

    def place(self, key: str) -> Path: ...
    def holds(self, path: Path) -> bool: ...
    def key_of(self, path: Path) -> str: ...
    def keep(self, source: Path, key: str) -> bool:
        """Give a file a second name here, durably. False when the name is taken. Raises NoSpace."""
        ...

    def remove(self, key: str) -> None: ...
    def by_hash(self) -> dict[str, float]:
        """Keys of files that are named by their content, and when these were last written to."""
        ...

    def free_bytes(self) -> int: ...
