"""Roles, and whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Literal

Via = Literal["local", "key", "session", "ticket"]


class Role(IntEnum):
    """What somebody may do; each may do what the ones before it may."""

    VIEWER = 1
    EDITOR = 2
    ADMIN = 3

    @property
    def word(self) -> str:
        """As people write it."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Role:
        """The inverse of `word`."""
        return cls[word.upper()]


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks."""

    name: str
    role: Role
    key_id: str | None = None
    via: Via = "local"


LOCAL: Final = Principal("local", Role.ADMIN)
"""Everybody, while no login is required."""
