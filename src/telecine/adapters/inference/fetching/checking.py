"""What both ways of fetching share: progress, hashes, and what is said when something is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from telecine.kernel.errors import NoSpace, UserError

_BLOCK: Final = 1 << 20

Step: TypeAlias = Literal["waiting", "downloading", "converting", "done"]


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """How far fetching is.

    Attributes:
        name: of the model or photograph.
        step: `waiting` while another process fetches, `downloading`, `converting`, `done`.
        done_bytes: downloaded; never more than `total_bytes`.
        total_bytes: to download, which for a file in an archive is the archive.
    """

    name: str
    step: Step
    done_bytes: int
    total_bytes: int


OnProgress: TypeAlias = Callable[[FetchProgress], None]
OnBytes: TypeAlias = Callable[[int], None]


class WrongHash(UserError):
    """What was fetched is not what the manifest promises; it was deleted."""

    code = "wrong_hash"
    http_status = 502


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def accept(path: Path, sha256: str, what: str) -> None:
    """Keep `path` when its hash is `sha256`, else delete it. Raises WrongHash."""
    found = sha256_of(path)
    if found == sha256:
        return
    path.unlink(missing_ok=True)
    raise WrongHash(
        f"{what} is not the file Telecine expects, so it was deleted. Expected SHA-256 {sha256}, got {found}. "
        "Try again; if it stays so, a mirror or proxy on the way changes files: fetch from another network or index.",
        details={"expected": sha256, "found": found},
    )


def no_space(folder: Path) -> NoSpace:
    """The error for a full disk while writing below `folder`."""
    return NoSpace(
        f"The disk that holds {folder} is full. Free some space, or set another cache folder, and fetch again."
    )
