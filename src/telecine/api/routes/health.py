"""Whether the server works."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter

from telecine.api.shapes.shape import Shape

router = APIRouter(tags=["health"])


class Alive(Shape):
    """The process answers."""

    status: Literal["ok"]


@router.get("/livez")
async def livez() -> Alive:
    """Whether the process answers; looks at nothing else."""
    return Alive(status="ok")
