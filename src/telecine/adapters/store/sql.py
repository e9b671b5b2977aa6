"""The state tables in a SQL database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from telecine.adapters.store.reading import Link, SqlReading
from telecine.adapters.store.slow import Timed
from telecine.adapters.store.sqlite import SqliteDatabase
from telecine.adapters.store.statements import ListStatements
from telecine.adapters.store.transaction import SqlTransaction
from telecine.kernel.errors import UserError

BUSY_TIMEOUT_S: Final = 5.0
BUSY_ATTEMPTS: Final = 3
"""How long, and how often, the lock of another process is waited for."""


class SqlStore:
    """`engine.store.Store` in a SQLite file; safe in threads and usable from several processes."""

    def __init__(self, database: SqliteDatabase, slow_s: float | None = None) -> None:
        """Use `open`, which also brings the tables up to date."""
        self._database = database
        self._slow_s = slow_s
        self._lists = ListStatements(database)

    @classmethod
    def open(
        cls,
        url: str,
        *,
        busy_timeout_s: float = BUSY_TIMEOUT_S,
        busy_attempts: int = BUSY_ATTEMPTS,
        slow_s: float | None = None,
    ) -> SqlStore:
        """Open the database at ``sqlite:///path``; make its tables, or upgrade them after a copy of the file.

        Statements that take `slow_s` or longer are told to the log; none without it.

        Raises:
            UserError: the URL is none, or the file is damaged, foreign, not writable, or from a newer Telecine.
            StoreBusy: another process held the lock all the time.
            NoSpace: the disk is full.
        """
        database = SqliteDatabase(_path_in(url), busy_timeout_s=busy_timeout_s, busy_attempts=busy_attempts)
        try:
            database.upgrade()
        except BaseException:
            database.close()
            raise
        return cls(database, slow_s)

    @contextmanager
    def reading(self) -> Iterator[SqlReading]:
        """The state as it is when the block begins. Raises StoreBusy."""
        with self._database.reading() as link:
            yield SqlReading(self._timed(link), self._lists)

    @contextmanager
    def writing(self) -> Iterator[SqlTransaction]:
        """Commits at the end of the block, rolls back when it raises.

        Raises:
            StoreBusy: another thread or process held the lock all the time.
            NoSpace: the disk is full.
            DefectError: this thread is in a write transaction already, or a row breaks a rule of its table.
        """
        with self._database.writing() as link:
            yield SqlTransaction(self._timed(link), self._lists)

    def _timed(self, link: Link) -> Link:
        return link if self._slow_s is None else Timed(link, self._slow_s)

    def change_counter(self) -> int:
        """Grows with every commit, of this store too; cheap to poll."""
        return self._database.change_counter()

    def scrub(self) -> None:
        """Also removes the copies that upgrades left beside the file. Raises StoreBusy, NoSpace."""
        self._database.scrub()

    def damage(self) -> list[str]:
        """At most a few lines. Raises StoreBusy."""
        return self._database.damage()

    def close(self) -> None:
        """Transactions that are open end before their connection closes."""
        self._database.close()


def _path_in(url: str) -> Path:
    """Raises UserError unless `url` is ``sqlite:///path``."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UserError(f"{url!r} is no database URL; it looks like sqlite:///path/to/telecine.db") from error
    if parsed.get_backend_name() != "sqlite":
        raise UserError(
            f"this version of Telecine keeps its state in SQLite, not in {parsed.get_backend_name()};"
            " the URL looks like sqlite:///path/to/telecine.db"
        )
    if not parsed.database or parsed.database == ":memory:":
        raise UserError("the database has to be a file: sqlite:///path/to/telecine.db")
    return Path(parsed.database)
