"""`telecine keys`: who may use the API."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from telecine.cli.options import HomeOption, JsonOption, parse_age
from telecine.cli.session import opened
from telecine.cli.words import moment
from telecine.engine.rows import KeyRow
from telecine.services.access.keys import is_valid
from telecine.services.access.roles import Role

_ACTOR = "command line"


class RoleName(StrEnum):
    """Roles as people write them."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"


def create(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who or what will use the key.")] = "key",
    role: Annotated[
        RoleName, typer.Option("--role", help="viewer looks, editor works and corrects, admin makes keys.")
    ] = RoleName.EDITOR,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="90d", help="How long it is valid; without end without it.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key for the API. It is printed once, and nobody can show it again."""
    life = None if expires is None else parse_age(expires, "--expires")
    with opened(ctx, home, as_json=as_json) as session:
        access = session.workspace.access
        row, key = access.keys.create(name, Role.of(role), expires_in=life)
        access.audit.note(_ACTOR, "keys.create", row.id, name=row.name, role=row.role)
        session.screen.say(f"Key {row.id} for {row.name} ({row.role}). Keep it safe: it is not shown again.")
        session.screen.show({**_document(row), "key": key}, Text(key))


def list_keys(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the keys of the API."""
    with opened(ctx, home, as_json=as_json) as session:
        rows, now = session.workspace.access.keys.all(), session.workspace.clock.now()
        table = Table(box=box.SIMPLE_HEAD)
        for column in ("id", "name", "role", "made", "last used", "state"):
            table.add_column(column, no_wrap=column != "name")
        for row in rows:
            used = moment(row.last_used_at) if row.last_used_at is not None else ""
            table.add_row(row.id, Text(row.name), row.role, moment(row.created_at), used, _state(row, now))
        empty = Text("There are no keys; `telecine keys create --role admin` makes one.")
        session.screen.show({"keys": [_document(row) for row in rows]}, table if rows else empty)


def revoke(
    ctx: typer.Context,
    key_id: Annotated[str, typer.Argument(metavar="KEY", help="Id of a key.", show_default=False)],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a key and every login with it, at once."""
    with opened(ctx, home, as_json=as_json) as session:
        access = session.workspace.access
        row = access.keys.revoke(key_id)
        access.audit.note(_ACTOR, "keys.revoke", row.id, name=row.name)
        session.screen.show(_document(row), f"key {row.id} ({row.name}) is not valid any more")


def _state(row: KeyRow, now: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if not is_valid(row, now):
        return "expired"
    return f"valid until {moment(row.expires_at)}" if row.expires_at is not None else "valid"


def _document(row: KeyRow) -> dict[str, object]:
    times = {"created_at": row.created_at, "expires_at": row.expires_at, "revoked_at": row.revoked_at}
    times["last_used_at"] = row.last_used_at
    told = {name: None if at is None else at.isoformat() for name, at in times.items()}
    return {"id": row.id, "name": row.name, "role": row.role, "kind": row.kind, **told}
