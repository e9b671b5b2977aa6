"""Logins, keys and the audit over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self, cast

from pydantic import Field

from telecine.api.shapes.shape import NOT_A_WORD, Asked, Shape
from telecine.engine.rows import AuditRow, KeyRow
from telecine.services.access.roles import LOCAL, Principal

RoleName = Literal["viewer", "editor", "admin"]
_KEY_ID = "3f9c2a7be410"


class Login(Asked):
    """Who wants to log in."""

    key: str = Field(min_length=1, max_length=500, description="A key, or the secret of a one-time link.")


class Me(Shape):
    """Who asks, and what they may do."""

    name: str
    role: RoleName
    is_login_needed: bool = Field(description="False where nobody logs in: on a server of this machine only.")
    csrf_token: str | None = Field(
        description="To be sent as `X-CSRF-Token` with every write; null without a cookie login."
    )
    expires_at: datetime | None = Field(description="When the login ends; null without a cookie login.")

    @classmethod
    def of(cls, asking: Principal, *, csrf_token: str | None = None, expires_at: datetime | None = None) -> Self:
        return cls(
            name=asking.name,
            role=cast("RoleName", asking.role.word),
            is_login_needed=asking != LOCAL,
            csrf_token=csrf_token,
            expires_at=expires_at,
        )


class NewTicket(Asked):
    """The stream that a ticket is to open."""

    path: str = Field(
        pattern=r"^/[A-Za-z0-9._~/-]{1,300}$",
        description="Path of the stream, as it will be asked for.",
        examples=["/jobs/local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8/events"],
    )


class Ticket(Shape):
    """Opens one stream, once, as `?ticket=`."""

    ticket: str
    path: str
    expires_at: datetime


class Key(Shape):
    """A key; the key itself is told once, when it is made."""

    id: str = Field(examples=[_KEY_ID])
    name: str
    role: RoleName
    kind: Literal["key", "link", "setting"] = Field(
        description="`link`: a one-time link; `setting`: of TELECINE_AUTH__BOOTSTRAP_KEY."
    )
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None = Field(description="To the minute.")

    @classmethod
    def of(cls, row: KeyRow) -> Self:
        return cls.model_validate({name: getattr(row, name) for name in Key.model_fields})


class NewKey(Asked):
    """A key for somebody."""

    name: str = Field(min_length=1, max_length=100, description="Who or what will use it.", examples=["night shift"])
    role: RoleName = Field(description="Each role may do what the ones before it may: viewer, editor, admin.")
    expires_in_days: Annotated[float, Field(gt=0, le=36500), NOT_A_WORD] | None = Field(
        None, description="Days it is valid; without end without it."
    )


class MadeKey(Key):
    """A new key with its text, which is told only now."""

    key: str = Field(examples=[f"tlc_{_KEY_ID}_..."])


class AuditEntry(Shape):
    """Somebody did something, or tried to."""

    id: int
    at: datetime
    actor: str = Field(description="Name of the key; `local` where nobody logs in, `unknown` for a key that is none.")
    action: str = Field(examples=["jobs.cancel"])
    target: str = Field(examples=["/jobs/local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8/cancel"])
    data: dict[str, Any] = Field(description="Status of the answer, id of the key, address, number of the request.")

    @classmethod
    def of(cls, row: AuditRow) -> Self:
        return cls(id=row.id, at=row.at, actor=row.actor, action=row.action, target=row.target, data=dict(row.data))
