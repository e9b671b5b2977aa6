"""Cursors: where the next page of a list begins. Opaque to clients, and good after what they name is gone."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Final

from fastapi import Query

from telecine.kernel.errors import UserError

_MOST: Final = 2**63

Limit = Annotated[int, Query(ge=1, le=500, description="Most items of a page.")]
Cursor = Annotated[str | None, Query(max_length=2000, description="`next` of the page before; none for the first.")]


def encode(*place: str | int) -> str:
    """A cursor of plain values."""
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def decode(cursor: str | None, *kinds: type) -> tuple[str | int, ...] | None:
    """The values of a cursor. Raises UserError for what is none of this list."""
    if cursor is None:
        return None
    try:
        place = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        place = None
    is_ours = isinstance(place, list) and len(place) == len(kinds)
    if not is_ours or not all(_fits(value, kind) for value, kind in zip(place, kinds, strict=True)):
        raise UserError("this cursor is none of this list; begin again without one", code="bad_cursor")
    return tuple(place)


def _fits(value: object, kind: type) -> bool:
    """Whether it can be a value of ours: no number that no column holds, no text that is no Unicode."""
    if type(value) is not kind:
        return False
    if isinstance(value, int):
        return abs(value) < _MOST
    return not any("\ud800" <= letter <= "\udfff" for letter in str(value))
