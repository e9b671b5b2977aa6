"""Statements that take long are told to the log: which one and how long, never with what values."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any, Final

import structlog

from telecine.adapters.store.reading import Cursor, Link, Parameters

log = structlog.get_logger(__name__)

_LONGEST: Final = 120


class Fetched:
    """What a statement found, and how many rows it changed."""

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def fetchone(self) -> Any:
        return self._rows[0] if self._rows else None

    def fetchall(self) -> list[Any]:
        return self._rows


class Timed:
    """A connection that times its statements with all their rows, which are looked for only while they are fetched."""

    def __init__(self, link: Link, slow_s: float) -> None:
        self._link = link
        self._slow_s = slow_s

    def execute(self, statement: str, parameters: Parameters = (), /) -> Cursor:
        begun = time.perf_counter()
        cursor = self._link.execute(statement, parameters)
        rows = cursor.fetchall()
        took = time.perf_counter() - begun
        if took >= self._slow_s:
            _tell(statement, took, len(rows))
        return Fetched(rows, cursor.rowcount)

    def executemany(self, statement: str, parameters: Iterable[Sequence[object]], /) -> Cursor:
        begun = time.perf_counter()
        cursor = self._link.executemany(statement, parameters)
        took = time.perf_counter() - begun
        if took >= self._slow_s:
            _tell(statement, took, cursor.rowcount)
        return cursor


def _tell(statement: str, took: float, rows: int) -> None:
    # Values travel beside a statement, not in it; its text says which one it is.
    log.warning("store.slow", statement=name_of(statement), ms=round(took * 1000, 1), rows=rows)


def name_of(statement: str) -> str:
    """The statement in short: what it does, and on what."""
    words = " ".join(statement.split())
    if not words.startswith("SELECT"):
        return words[:_LONGEST]
    _, found, rest = words.partition(" FROM ")
    return f"SELECT FROM {rest}"[:_LONGEST] if found else words[:_LONGEST]
