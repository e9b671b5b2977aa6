"""The page of records: every document and table that stages exchange, and the files people take away."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, get_args

import pyarrow as pa

import telecine.records
from docs.generators.columns import describe
from docs.generators.fields import allowed, kind
from docs.generators.graph import REGISTRY
from docs.generators.markdown import anchor, code, document, paragraph, sentence, table
from telecine.apps.screentime.logic.exports import PEOPLE_COLUMNS, PEOPLE_SCHEMA, TIMELINE_COLUMNS
from telecine.records import catalog
from telecine.records.record import AnyArtifact, Record


def page() -> str:
    """The page."""
    told: set[type[Record]] = set()
    schemas = _documented_schemas()
    artifacts = [_artifact(artifact, told, schemas) for artifact in catalog.ALL]
    others = [_whole(record, told, "##") for record in _documents() if record not in told]
    return document(
        "Records",
        "What stages exchange. A result is a folder with `record.json`, a small document; its tables as `NAME.parquet`; "
        "its other files; and `manifest.json`, which has the SHA-256 of each. A document has a field `schema` that names "
        "its type and version, and no field beyond those listed here. Exact numbers are written `n/d`; instants and "
        "lengths are in seconds, instants from the first frame; spans are half-open. In a table an instant is two "
        "columns, numerator and denominator.",
        *artifacts,
        "## Files of a report",
        "What `telecine run` puts into the folder of results. `report.json` holds the same, with checks and warnings; "
        "exact fractions are text there.",
        *(
            _file(name, columns)
            for name, columns in (("people.csv", PEOPLE_COLUMNS), ("timeline.csv", TIMELINE_COLUMNS))
        ),
        _columns("report.parquet", PEOPLE_SCHEMA, "### report.parquet", "One row a person."),
        *others,
    )


def _artifact(artifact: AnyArtifact, told: set[type[Record]], schemas: dict[int, str]) -> str:
    parts = [f"## {artifact.name}", _origin(artifact), _whole(artifact.record, told, "")]
    for name, schema in artifact.tables.items():
        about = f"{schemas[id(schema)]} " if id(schema) in schemas else ""
        parts.append(_columns(f"{artifact.name}/{name}", schema, f"### {artifact.name}: {name}", about))
    return "\n\n".join(part for part in parts if part)


def _origin(artifact: AnyArtifact) -> str:
    files = ", ".join(code(name) for name in artifact.files)
    kept = f" Files: {files}." if files else ""
    listed = " It carries the items that other stages run for." if artifact.is_list else ""
    if artifact.name in REGISTRY.stages:
        return f"Made by stage [{artifact.name}](stages.md#{anchor(artifact.name)}).{kept}{listed}"
    if artifact.is_snapshot:
        return f"A snapshot of what people edited, taken when a job is submitted.{kept}"
    return "The root of everything; no stage makes it."


def _whole(record: type[Record], told: set[type[Record]], heading: str) -> str:
    """A record and, below it, those it is made of that were not told before."""
    parts = [f"{heading} {record.__name__}"] if heading else []
    parts += [paragraph(inspect.getdoc(record)), f"Schema `{record.SCHEMA}`." if record.SCHEMA else "", _fields(record)]
    told.add(record)
    for inner in _inner(record):
        if inner not in told:
            parts.append(_whole(inner, told, "###"))
    return "\n\n".join(part for part in parts if part)


def _fields(record: type[Record]) -> str:
    words = _field_docs(record)
    return table(
        ("field", "holds", "meaning"),
        (
            (code(name), ", ".join(filter(None, (kind(field.annotation, _link), allowed(field)))), words.get(name, ""))
            for name, field in record.model_fields.items()
        ),
    )


def _link(record: type[Record]) -> str:
    return f"[{record.__name__}](#{anchor(record.__name__)})"


def _inner(record: type[Record]) -> Iterator[type[Record]]:
    pending: list[Any] = [field.annotation for field in record.model_fields.values()]
    while pending:
        one = pending.pop(0)
        if isinstance(one, type) and issubclass(one, Record):
            yield one
        pending = [*get_args(one), *pending]


def _field_docs(record: type[Record]) -> dict[str, str]:
    """The words below each field."""
    body = ast.parse(inspect.getsource(record)).body[0]
    return dict(_documented(body.body)) if isinstance(body, ast.ClassDef) else {}


def _documented(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Names in a class or module that are followed by words."""
    for statement, after in pairwise(body):
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            yield from ((one.id, sentence(str(after.value.value))) for one in targets if isinstance(one, ast.Name))


def _modules() -> Iterator[Any]:
    for found in pkgutil.iter_modules(telecine.records.__path__, "telecine.records."):
        yield importlib.import_module(found.name)


def _documented_schemas() -> dict[int, str]:
    """What is said about a schema of Arrow below its declaration, by its identity."""
    return {
        id(getattr(module, name)): words
        for module in _modules()
        for name, words in _documented(ast.parse(inspect.getsource(module)).body)
        if isinstance(getattr(module, name, None), pa.Schema)
    }


def _documents() -> list[type[Record]]:
    """Records that are stored or read as documents of their own."""
    found = {
        kind_
        for module in _modules()
        for kind_ in vars(module).values()
        if isinstance(kind_, type) and issubclass(kind_, Record) and kind_.SCHEMA
    }
    return sorted(found, key=lambda record: record.SCHEMA)


def _columns(name: str, schema: pa.Schema, heading: str, about: str) -> str:
    words = describe(name, schema.names)
    rows = (
        (code(field.name), _type(field.type) + (" or null" if field.nullable else ""), words[field.name])
        for field in schema
    )
    return "\n\n".join(part for part in (heading, about.strip(), table(("column", "holds", "meaning"), rows)) if part)


def _file(name: str, columns: tuple[str, ...]) -> str:
    words = describe(name, list(columns))
    rows = ((code(column), words[column]) for column in columns)
    about = (
        "One row a person."
        if name.startswith("people")
        else "One row an interval, in the order of the people and then of time."
    )
    return "\n\n".join([f"### {name}", about, table(("column", "meaning"), rows)])


def _type(given: pa.DataType) -> str:
    if pa.types.is_struct(given):
        return f"({', '.join(given.field(index).name for index in range(given.num_fields))})"
    if pa.types.is_list(given) or pa.types.is_fixed_size_list(given):
        return f"list of {_type(given.value_type)}"
    return re.sub(r"^double$", "float64", re.sub(r"^float$", "float32", str(given)))
