"""What a field of a model takes, in words."""

from __future__ import annotations

import types
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, IPvAnyNetwork, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from telecine.kernel.boxes import Box
from telecine.records.record import Record

_WORDS: Final[dict[object, str]] = {
    bool: "true or false",
    bytes: "bytes",
    float: "number",
    Fraction: "exact number",
    int: "whole number",
    object: "anything",
    Path: "path",
    IPvAnyNetwork: "network such as 10.1.0.0/16",
    SecretStr: "text that is never shown",
    str: "text",
    type(None): "null",
    Any: "anything",
    Box: "box",
}
_BOUNDS: Final = {
    "gt": "above {}",
    "ge": "at least {}",
    "lt": "below {}",
    "le": "at most {}",
    "min_length": "at least {} long",
    "max_length": "at most {} long",
    "pattern": "matches `{}`",
    "multiple_of": "multiple of {}",
}


def kind(annotation: Any, link: Callable[[type[Record]], str] = lambda record: record.__name__) -> str:
    """A type in words; `link` names the records in it."""
    if annotation in _WORDS:
        return _WORDS[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return link(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"`{{{', '.join(annotation.model_fields)}}}`"
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return _either([f"`{word}`" for word in parts])
    if origin is Annotated:
        return kind(parts[0], link)
    inner = [kind(part, link) for part in parts if part is not Ellipsis]
    if origin in {types.UnionType, Union}:
        return " or ".join(inner)
    if origin is dict:
        return f"{inner[1]} by {'name' if parts[0] is str else inner[0]}"
    if origin is tuple and Ellipsis not in parts:
        return f"({', '.join(inner)})"
    if origin in {tuple, list, frozenset, set}:
        return f"list of {inner[0]}"
    raise TypeError(f"docs/generators/fields.py has no words for {annotation!r}")


def allowed(field: FieldInfo) -> str:
    """The limits of a field; empty without any."""
    bounds = [
        words.format(value)
        for item in field.metadata
        for name, words in _BOUNDS.items()
        if (value := getattr(item, name, None)) is not None
    ]
    return ", ".join(bounds)


def default(field: FieldInfo) -> str:
    """The default as it is written on a command line; empty when it is not a constant."""
    if field.default is PydanticUndefined:
        return ""
    if field.default is None:
        return "null"
    if isinstance(field.default, bool):
        return str(field.default).lower()
    if isinstance(field.default, tuple | list):
        return f"[{', '.join(str(part) for part in field.default)}]"
    return str(field.default) or '""'


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]
