"""Records and tables as bytes: JSON documents with a `schema` field, and Parquet.

The same record gives the same bytes in every run, and so does the same table under the same version of Arrow: nothing
of the time, the machine or the way a table was put together enters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final, NoReturn, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from telecine.kernel.errors import CorruptArtifact, DefectError
from telecine.records.record import Record

R = TypeVar("R", bound=Record)

_SCHEMA_FIELD: Final = "schema"
_SCHEMA: Final = re.compile(r"[a-z][a-z0-9._-]*/[1-9][0-9]*")
_ZSTD_LEVEL: Final = 1
_ROWS_PER_GROUP: Final = 64 * 1024


def encode_record(record: Record) -> bytes:
    """One line of UTF-8 JSON: names sorted, fractions "n/d", `schema` beside the fields.

    Raises:
        DefectError: the record breaks its own type (it was made without validation), holds NaN or infinity, or its
            type declares no schema.
    """
    kind = type(record)
    if not _SCHEMA.fullmatch(kind.SCHEMA):
        raise DefectError(f"{kind.__name__} declares no SCHEMA like 'faces.tracks/1' and cannot be stored")
    try:
        fields = record.model_dump(mode="json", warnings="error")
        content = json.dumps(
            {**fields, _SCHEMA_FIELD: kind.SCHEMA},
            allow_nan=False,
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        )
        kind.model_validate(fields)
        return content.encode() + b"\n"
    except (TypeError, ValueError) as error:
        raise DefectError(f"{kind.SCHEMA}: the record cannot be stored: {_reason(error)}") from error


def decode_record(kind: type[R], content: bytes) -> R:
    """The inverse of `encode_record`.

    Raises:
        CorruptArtifact: broken JSON, another schema or version, unknown or missing fields, values out of their type.
    """
    try:
        document: Any = json.loads(content.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise CorruptArtifact(f"a record of {kind.SCHEMA} is not readable JSON: {error}") from error
    if not isinstance(document, dict):
        raise CorruptArtifact(f"a record of {kind.SCHEMA} is not a JSON object")
    schema = document.pop(_SCHEMA_FIELD, None)
    if schema != kind.SCHEMA:
        raise CorruptArtifact(f"a record of {kind.SCHEMA} was expected, this one says {schema!r}")
    try:
        return kind.model_validate(document)
    except (ValidationError, ArithmeticError) as error:
        raise CorruptArtifact(f"{kind.SCHEMA}: the record does not fit its type: {_reason(error)}") from error


def encode_table(table: pa.Table, schema: pa.Schema) -> pa.Buffer:
    """Parquet (zstd) of a table that has exactly the columns of `schema`; equal tables give equal bytes.

    Raises:
        DefectError: columns differ in name, order, type or nullability, or one that is never null holds a null.
    """
    problem = _mismatch(table.schema, schema) or _forbidden_null(table, schema)
    if problem:
        raise DefectError(f"the table does not match its schema: {problem}")
    # Pages follow the chunks a table was put together from, so chunks are joined; metadata is the schema's own.
    whole = table.replace_schema_metadata(schema.metadata).combine_chunks()
    # Names repeat; measures and vectors do not: tried on them, a dictionary costs five times the work and space too.
    words = [field.name for field in schema if pa.types.is_string(field.type)]
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(
        sink, whole.schema, compression="zstd", compression_level=_ZSTD_LEVEL, use_dictionary=words
    ) as writer:
        writer.write_table(whole, row_group_size=_ROWS_PER_GROUP)
    return sink.getvalue()


def decode_table(content: bytes | pa.Buffer, schema: pa.Schema, columns: Sequence[str] | None = None) -> pa.Table:
    """The inverse of `encode_table`; only these columns when some are named.

    Raises:
        CorruptArtifact: not Parquet, or other columns than `schema` has.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        table = file.read(columns=None if columns is None else list(columns), use_threads=False)
        table.validate(full=True)
    except (pa.ArrowException, OSError) as error:
        raise CorruptArtifact(f"the table is not readable Parquet: {error}") from error
    problem = _mismatch(file.schema_arrow, schema) or _forbidden_null(table, schema)
    if problem:
        raise CorruptArtifact(f"the table does not match its schema: {problem}")
    return table


def _mismatch(found: pa.Schema, wanted: pa.Schema) -> str | None:
    if found.names != wanted.names:
        return f"columns are {', '.join(found.names) or 'none'} rather than {', '.join(wanted.names)}"
    for have, want in zip(found, wanted, strict=True):
        if not have.equals(want):
            return f"column {want.name} is {_describe(have)} rather than {_describe(want)}"
    return None


def _describe(column: pa.Field) -> str:
    return f"{column.type}{'' if column.nullable else ' not null'}"


def _forbidden_null(table: pa.Table, schema: pa.Schema) -> str | None:
    for field in schema:
        if not field.nullable and field.name in table.column_names and table.column(field.name).null_count:
            return f"column {field.name} holds a null"
    return None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc']) or 'it'}: {first['msg']}"
    return str(error)
