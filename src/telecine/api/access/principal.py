"""Who asks, and the role that a route needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Any

from fastapi import Depends, Request


class Role(IntEnum):
    """What somebody may do; each may do what the ones before it may."""

    VIEWER = 1
    EDITOR = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks."""

    name: str
    role: Role


LOCAL = Principal("local", Role.ADMIN)
"""Everybody, while no login is required."""


def who(_request: Request) -> Principal:
    """Who asks."""
    return LOCAL


Who = Annotated[Principal, Depends(who)]


def needs(role: Role) -> Any:
    """A route's dependency: refuse those who may not."""

    def allowed(asking: Who) -> Principal:
        assert asking.role >= role  # noqa: S101
        return asking

    return Depends(_as_dependency(allowed))


def _as_dependency(allowed: Callable[..., Principal]) -> Callable[..., Principal]:
    return allowed
