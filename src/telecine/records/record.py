"""The record base class, the scalar types records share, and `Artifact`, the declaration of a stored result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Generic, TypeVar

import pyarrow as pa
from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from telecine.kernel.spans import Span


def _to_fraction(value: object) -> object:
    if isinstance(value, str):
        numerator, _, denominator = value.partition("/")
        try:
            if denominator.isdecimal() and numerator.removeprefix("-").isdecimal():
                # As it is written: many times faster than all that a fraction may be written as.
                return Fraction(int(numerator), int(denominator))
            return Fraction(value)
        except ZeroDivisionError as error:
            raise ValueError("a fraction over 0 is no number") from error
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    return value


Instant = Annotated[
    Fraction,
    BeforeValidator(_to_fraction),
    PlainSerializer(lambda f: f"{f.numerator}/{f.denominator}", return_type=str),
]
"""Exact seconds, written "n/d"."""


class Record(BaseModel):
    """A small document of a result: frozen, strict about unknown fields, with a `SCHEMA` that names its version."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
    SCHEMA: ClassVar[str] = ""


class SpanRecord(Record):
    """A half-open span in seconds from the first frame."""

    start: Instant
    end: Instant

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @classmethod
    def of(cls, span: Span) -> SpanRecord:
        return cls(start=span.start, end=span.end)


R_co = TypeVar("R_co", bound=Record, covariant=True)


@dataclass(frozen=True, eq=False)
class Artifact(Generic[R_co]):
    """The declaration of one kind of stored result.

    Attributes:
        name: dotted name, equal to the id of the stage that produces it (or of the snapshot).
        record: type of its `record.json`.
        tables: Arrow schema by table name; each is stored as `{name}.parquet`.
        files: other files it may hold, by name or `prefix/*`.
        is_list: whether it carries items that other stages fan out over.
        is_snapshot: written by a service from what people edited; no stage produces it.
    """

    name: str
    record: type[R_co]
    tables: Mapping[str, pa.Schema] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    is_list: bool = False
    is_snapshot: bool = False

    def __repr__(self) -> str:
        return f"Artifact({self.name!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Artifact) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


AnyArtifact = Artifact[Any]
"""An artifact whose record type does not matter here."""
