"""What all shapes have in common."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Annotated, Any, Final, Generic, Self, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, Strict, model_validator

T = TypeVar("T")


def _hide_titles(schema: dict[str, Any]) -> None:
    for field in schema.get("properties", {}).values():
        field.pop("title", None)


class Shape(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(frozen=True, json_schema_extra=_hide_titles)


def _number(value: object) -> object:
    if isinstance(value, bool | str):
        raise ValueError("write a number")  # noqa: TRY004 - what pydantic turns into a refusal
    return value


NOT_A_WORD: Final = BeforeValidator(_number)
"""Stands after the limits of a number that may be left out, so that the description has them."""
Whole = Annotated[int, NOT_A_WORD]
"""A number in a body: neither `"5"` nor `true`."""
Flag = Annotated[bool, Strict()]


def _written(value: object) -> object:
    if isinstance(value, str) and "-" not in value.lstrip("-"):
        raise ValueError("write a date and a time, such as 2030-01-31T12:00:00Z")
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_written)]
"""An instant as ISO 8601 says it; a bare number is none."""


class Asked(BaseModel):
    """A body that a client sends. An unknown field is refused: it is a misspelt one."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_hide_titles)

    @model_validator(mode="before")
    @classmethod
    def _is_unicode(cls, given: Any) -> Any:
        """JSON can spell halves of letters, which no column holds."""
        try:
            json.dumps(given, ensure_ascii=False, default=str).encode()
        except UnicodeEncodeError:
            raise ValueError("write text in Unicode, without single surrogates") from None
        return given


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
