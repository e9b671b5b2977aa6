"""Names of the files of an artifact."""

from __future__ import annotations

import re
from typing import Final

RECORD_FILE: Final = "record.json"
MANIFEST_FILE: Final = "manifest.json"

_PART: Final = r"[A-Za-z0-9_][A-Za-z0-9._-]{0,149}"
_NAME: Final = re.compile(rf"(?:{_PART}/)?{_PART}", re.ASCII)


def table_file(table: str) -> str:
    """File that holds a table."""
    return f"{table}.parquet"


def is_file_name(name: str) -> bool:
    """Whether a file of an artifact may have this name.

    Letters, digits, ``.``, ``_`` and ``-``, in at most one folder, no part beginning with a dot: such a name means
    the same on every file system and object store, and never leaves the artifact's folder.
    """
    return _NAME.fullmatch(name) is not None


def matches(name: str, pattern: str) -> bool:
    """Whether `name` is what the catalogue declares as `pattern`: the same name, or any file of folder `prefix/*`."""
    if pattern.endswith("/*"):
        folder, _, rest = name.partition("/")
        return folder == pattern[:-2] and bool(rest)
    return name == pattern
