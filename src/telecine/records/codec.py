"""Records and tables as bytes, and back. The same value always gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from telecine.kernel.errors import CorruptArtifact, DefectError
from telecine.records.record import AnyArtifact, Artifact, Record

T = TypeVar("T", bound=Record)
RECORD_FILE = "record.json"
_COMPRESSION_LEVEL = 3


def table_file(name: str) -> str:
    """File name of a table."""
    return f"{name}.parquet"


def encode_record(record: Record) -> bytes:
    """Sorted, compact JSON with the name of the schema."""
    document = {"schema": record.SCHEMA, **record.model_dump(mode="json")}
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def decode_record(kind: type[T], content: bytes) -> T:
    """Raises CorruptArtifact when the bytes are not a valid document of this schema."""
    try:
        document = json.loads(content)
        schema = document.pop("schema", None)
        if schema != kind.SCHEMA:
            raise CorruptArtifact(f"expected a record of schema {kind.SCHEMA}, found {schema}")
        return kind.model_validate(document)
    except (ValueError, AttributeError) as error:
        reason = f"{len(error.errors())} fields do not fit" if isinstance(error, ValidationError) else str(error)
        raise CorruptArtifact(f"not a valid record of schema {kind.SCHEMA}: {reason}") from error


def write_table(artifact: AnyArtifact, name: str, table: pa.Table, path: Path) -> None:
    """Write one table of an artifact as Parquet. Raises DefectError when it does not have the declared schema."""
    schema = artifact.tables.get(name)
    if schema is None:
        raise DefectError(f"{artifact.name} declares no table {name!r}")
    if not table.schema.equals(schema):
        raise DefectError(f"table {name!r} of {artifact.name} does not have the declared schema:\n{table.schema}")
    pq.write_table(
        table.replace_schema_metadata(None),
        path,
        compression="zstd",
        compression_level=_COMPRESSION_LEVEL,
        store_schema=True,
    )


def read_table(artifact: AnyArtifact, name: str, path: Path) -> pa.Table:
    """Raises CorruptArtifact when the file is missing, damaged or of another schema."""
    schema = artifact.tables.get(name)
    if schema is None:
        raise DefectError(f"{artifact.name} declares no table {name!r}")
    try:
        table = pq.read_table(path, memory_map=True)
    except (OSError, pa.ArrowException) as error:
        raise CorruptArtifact(f"table {name!r} of {artifact.name} cannot be read: {error}") from error
    if not table.schema.equals(schema):
        raise CorruptArtifact(f"table {name!r} of {artifact.name} has another schema than this version of Telecine")
    return table


def decode_as(artifact: Artifact[T], content: bytes) -> T:
    """The record of an artifact."""
    return decode_record(artifact.record, content)
