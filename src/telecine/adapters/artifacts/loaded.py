"""A stored result opened for reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import pyarrow as pa

from telecine.adapters.artifacts.checking import check_bytes
from telecine.adapters.artifacts.manifest import Manifest
from telecine.kernel.errors import CorruptArtifact, DefectError
from telecine.records.codec import decode_table
from telecine.records.files import table_file
from telecine.records.items import Item
from telecine.records.record import Artifact, Record

R_co = TypeVar("R_co", bound=Record, covariant=True)


@dataclass(frozen=True)
class LoadedFolder(Generic[R_co]):
    """Implements `engine.ports.Loaded` over a local folder. The bytes of a file are verified when it is first asked for."""

    artifact: Artifact[R_co]
    key: str
    item: Item | None
    record: R_co
    folder: Path
    manifest: Manifest
    _verified: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Read anew on every call. Raises DefectError for a table that the catalogue does not declare."""
        schema = self.artifact.tables.get(name)
        if schema is None:
            raise DefectError(f"{self.artifact.name} declares no table {name!r}")
        path = self.file(table_file(name))
        try:
            with pa.memory_map(str(path)) as source:
                return decode_table(source.read_buffer(), schema, columns)
        except (CorruptArtifact, OSError) as error:
            raise self._corrupt(f"table {name}: {error}") from error

    def file(self, name: str) -> Path:
        path, stored = self.folder / name, self.manifest.file(name)
        if stored is None or not path.is_file():
            raise self._corrupt(f"it holds no file {name!r}")
        if name not in self._verified:
            check_bytes(self.folder, stored, self.key)
            self._verified.add(name)
        return path

    def sha256(self, name: str) -> str:
        stored = self.manifest.file(name)
        if stored is None:
            raise self._corrupt(f"it holds no file {name!r}")
        return stored.sha256

    def _corrupt(self, reason: str) -> CorruptArtifact:
        return CorruptArtifact(f"{self.artifact.name} {self.key[:12]}: {reason}", details={"key": self.key})
