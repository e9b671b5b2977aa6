"""What all shapes have in common."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


def _hide_titles(schema: dict[str, Any]) -> None:
    for field in schema.get("properties", {}).values():
        field.pop("title", None)


class Shape(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(frozen=True, json_schema_extra=_hide_titles)


class Asked(BaseModel):
    """A body that a client sends. An unknown field is refused: it is a misspelt one."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_hide_titles)


class Position(Shape):
    """An exact place in a video, or a length: `num / den` seconds, and the same rounded."""

    num: int
    den: int = Field(ge=1)
    seconds: float

    @classmethod
    def of(cls, value: Fraction) -> Self:
        return cls(num=value.numerator, den=value.denominator, seconds=float(value))


class Page(Shape, Generic[T]):
    """One page of a list. `next` is the cursor of the next page; null on the last."""

    items: list[T]
    next: str | None
