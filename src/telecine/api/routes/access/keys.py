"""Keys: made, listed, revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path

from telecine.api.access.principal import Principal, Role, needs
from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.shapes.access import Key, MadeKey, NewKey
from telecine.api.shapes.shape import Page

Admin = Annotated[Principal, needs(Role.ADMIN)]
KeyId = Annotated[str, Path(max_length=100, description="Id of a key.", examples=["3f9c2a7be410"])]

router = APIRouter(prefix="/auth/keys", tags=["keys"])


@router.get("", responses=responses(401, 403))
def list_keys(home: Home, _asking: Admin) -> Page[Key]:
    """All keys, those that are revoked too."""
    return Page(items=[Key.of(row) for row in home.access.keys.all()], next=None)


@router.post("", status_code=201, responses=responses(400, 401, 403, 422, 503))
def create(home: Home, _asking: Admin, asked: NewKey) -> MadeKey:
    """Make a key. Its text is in this answer and nowhere else."""
    life = None if asked.expires_in_days is None else timedelta(days=asked.expires_in_days)
    row, key = home.access.keys.create(asked.name, Role.of(asked.role), expires_in=life)
    return MadeKey(**dict(Key.of(row)), key=key)


@router.delete("/{key_id}", responses=responses(401, 403, 404, 409, 503))
def revoke(home: Home, _asking: Admin, key_id: KeyId) -> Key:
    """End a key and every login with it, at once."""
    return Key.of(home.access.keys.revoke(key_id))
