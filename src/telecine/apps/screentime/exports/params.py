"""Parameters of the exports."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from telecine.engine.stage import Params


def _in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same people in any order give the same result."""
    return tuple(sorted({" ".join(name.split()) for name in names} - {""}))


Names = Annotated[tuple[str, ...], AfterValidator(_in_order)]
_PEOPLE = 'Names or ids of the people it is about, as a JSON list such as ["Ana"]; everybody when empty.'
_UNKNOWN = "Whether everybody includes people without a name."


class VttParams(Params):
    """Who is named."""

    people: Names = Field(default=(), description=_PEOPLE)
    unknown: bool = Field(default=True, description=_UNKNOWN)
