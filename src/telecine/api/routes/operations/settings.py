"""How this server is set."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter

from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.operations.lists import Admin
from telecine.api.shapes.operations import ServerSetting
from telecine.api.shapes.shape import Page
from telecine.kernel.redaction import hide_all_places, hide_all_secrets
from telecine.settings import Settings, names, resolved

router = APIRouter(prefix="/admin", tags=["cluster"])


@router.get("/settings", responses=responses(401, 403))
def read_settings(home: Home, _asking: Admin) -> Page[ServerSetting]:
    """Every setting as this server read it when it began, in the order of the documentation."""
    values = resolved(home.settings)
    defaults = resolved(Settings.model_construct())
    shown = cast("dict[str, object]", hide_all_places(hide_all_secrets(values)))
    items = [
        ServerSetting(name=name, value=shown[name], is_default=values[name] == defaults[name], meaning=meaning)
        for name, meaning in names().items()
    ]
    return Page(items=items, next=None)
