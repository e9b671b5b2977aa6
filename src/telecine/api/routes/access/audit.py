"""What was done, and by whom."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from telecine.api import paging
from telecine.api.access.principal import Principal, Role, needs
from telecine.api.paging import Cursor, Limit
from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.shapes.access import AuditEntry
from telecine.api.shapes.shape import Page

router = APIRouter(tags=["audit"])


@router.get("/audit", responses=responses(400, 401, 403))
def read_audit(
    home: Home,
    _asking: Annotated[Principal, needs(Role.ADMIN)],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[AuditEntry]:
    """Every write and every login, refused ones too; the newest first."""
    place = paging.decode(cursor, int)
    found = home.access.audit.page(before=int(str(place[0])) if place else None, limit=limit + 1)
    shown = found[:limit]
    return Page(
        items=[AuditEntry.of(row) for row in shown],
        next=paging.encode(shown[-1].id) if len(found) > limit else None,
    )
