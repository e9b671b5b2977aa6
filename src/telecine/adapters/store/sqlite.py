"""What is particular to SQLite: connections, transactions, error codes, copies."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from telecine.kernel.errors import DefectError, NoSpace, StoreBusy, TelecineError, UserError

_LITTLE_SPACE: Final = 1024 * 1024
_KEPT_STATEMENTS: Final = 512
_SETTINGS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -16384",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 67108864",
)


class SqliteDialect:
    """SQLite's words for `statements.Dialect`."""

    lock_claimed = ""

    def texts(self, name: str) -> str:
        return f"json_each(:{name})"

    def numbers(self, name: str) -> str:
        return f"json_each(:{name})"


def make_engine(url: URL, *, busy_timeout_s: float) -> Engine:
    """A pool of connections that begin and end transactions only when told to.

    A connection is used by one thread at a time, which the pool sees to; so SQLite's own check is off.
    """
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=-1,
        pool_use_lifo=True,
        pool_reset_on_return=None,
        connect_args={
            "timeout": busy_timeout_s,
            "isolation_level": None,
            "check_same_thread": False,
            "cached_statements": _KEPT_STATEMENTS,
        },
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        for setting in _SETTINGS:
            connection.execute(setting)

    return engine


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another connection holds the lock that was wanted."""
    return _primary_code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def translate(error: sqlite3.Error, path: Path) -> TelecineError:
    """The error of our tree that says what happened to the database at `path` and what to do."""
    code = _primary_code(error)
    if is_busy(error):
        return StoreBusy(f"the database {path} is locked by another process; try again in a moment")
    if code == sqlite3.SQLITE_FULL or (code in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN} and _is_full(path)):
        return NoSpace(f"no space is left for the database {path}; free some space, nothing was lost")
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return UserError(
            f"{path} is damaged or is not a Telecine database ({error}); put a copy of it back, or move the file"
            " away to start with an empty one",
            code="store_damaged",
        )
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return UserError(
            f"the database {path} cannot be written; make the file and its folder writable", code="store_read_only"
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return UserError(
            f"the database {path} cannot be opened; its folder has to exist and be writable",
            code="store_not_opened",
        )
    return DefectError(f"the database refused a statement: {error}", details={"path": str(path)})


def copy_file(source: sqlite3.Connection, target: Path) -> None:
    """Write a consistent copy of an open database, whole or not at all."""
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    copy = sqlite3.connect(unfinished)
    try:
        source.backup(copy)
    finally:
        copy.close()
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    unfinished.replace(target)


def _primary_code(error: sqlite3.Error) -> int:
    code = getattr(error, "sqlite_errorcode", None)
    return int(code) & 0xFF if code is not None else -1


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _LITTLE_SPACE
    except OSError:
        return False
