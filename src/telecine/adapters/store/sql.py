"""The state tables in a SQL database."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import SystemRandom
from typing import Final, cast

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from telecine.adapters.store import schema
from telecine.adapters.store.reading import SqlReading
from telecine.adapters.store.sqlite import SqliteDialect, copy_file, is_busy, make_engine, translate
from telecine.adapters.store.statements import ListStatements
from telecine.adapters.store.transaction import SqlTransaction
from telecine.kernel.errors import DefectError, StoreBusy, UserError

BUSY_TIMEOUT_S: Final = 5.0
BUSY_ATTEMPTS: Final = 3
"""How long, and how often, the lock of another process is waited for."""

_LONGEST_PAUSE_S: Final = 0.1
# The first read takes the snapshot, so that a view is the state at its opening.
_OPEN_VIEW: Final = "SELECT 1 FROM alembic_version"


class SqlStore:
    """`engine.store.Store` over SQLite; safe in threads and usable from several processes.

    Writers of one process queue for one lock, so that only processes compete for the file.
    """

    def __init__(self, path: Path, *, busy_timeout_s: float, busy_attempts: int) -> None:
        """Use `open`, which also brings the tables up to date."""
        self._path = path
        url = make_url("sqlite+pysqlite://").set(database=str(path))
        self._engine = make_engine(url, busy_timeout_s=busy_timeout_s)
        self._attempts = busy_attempts
        self._patience_s = busy_timeout_s * busy_attempts
        self._lists = ListStatements(SqliteDialect())
        self._turn = threading.Lock()
        self._writer: int | None = None
        self._counting = threading.Lock()
        self._counter: sqlite3.Connection | None = None
        self._random = SystemRandom()

    @classmethod
    def open(cls, url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S, busy_attempts: int = BUSY_ATTEMPTS) -> SqlStore:
        """Open the database at ``sqlite:///path``; make its tables, or upgrade them after a copy of the file.

        The copy lies beside the file, named after the revision it holds.

        Raises:
            UserError: the URL is none, or the file is damaged, foreign, not writable, or from a newer Telecine.
            StoreBusy: another process held the lock all the time.
            NoSpace: the disk is full.
        """
        store = cls(_path_in(url), busy_timeout_s=busy_timeout_s, busy_attempts=busy_attempts)
        try:
            store._upgrade()
        except BaseException:
            store.close()
            raise
        return store

    @contextmanager
    def reading(self) -> Iterator[SqlReading]:
        """One view of the state as it is now. Raises StoreBusy."""
        with self._translated(), self._borrowed() as link:
            self._begin(link, "BEGIN", _OPEN_VIEW)
            try:
                yield SqlReading(link, self._lists)
            finally:
                if link.in_transaction:
                    link.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[SqlTransaction]:
        """Commits at the end of the block, rolls back when it raises. Raises StoreBusy, NoSpace.

        Raises DefectError when this thread is in a write transaction already.
        """
        if self._writer == threading.get_ident():
            raise DefectError("this thread has a write transaction open already")
        if not self._turn.acquire(timeout=self._patience_s):
            raise StoreBusy("another thread holds the database; try again in a moment")
        try:
            self._writer = threading.get_ident()
            with self._translated(), self._borrowed() as link:
                self._begin(link, "BEGIN IMMEDIATE")
                try:
                    yield SqlTransaction(link, self._lists)
                    link.execute("COMMIT")
                finally:
                    # A failed COMMIT leaves the transaction open; some errors end it by themselves.
                    if link.in_transaction:
                        link.execute("ROLLBACK")
        finally:
            self._writer = None
            self._turn.release()

    def change_counter(self) -> int:
        """Grows with every commit, of this process too. One file-header read; takes no lock."""
        with self._counting, self._translated():
            if self._counter is None:
                borrowed = self._engine.raw_connection()
                self._counter = cast("sqlite3.Connection", borrowed.driver_connection)
                borrowed.detach()
            return int(self._counter.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Closes idle connections; transactions that are open keep theirs."""
        with self._counting:
            if self._counter is not None:
                self._counter.close()
                self._counter = None
        self._engine.dispose()

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        borrowed = self._engine.raw_connection()
        try:
            yield cast("sqlite3.Connection", borrowed.driver_connection)
        finally:
            borrowed.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise translate(error, self._path) from error
        except DBAPIError as error:
            if isinstance(error.orig, sqlite3.Error):
                raise translate(error.orig, self._path) from error
            raise

    def _begin(self, link: sqlite3.Connection, *statements: str) -> None:
        """Begin, waiting for other processes: SQLite waits by itself, but gives up early in some states of recovery."""
        for attempt in range(1, self._attempts + 1):
            try:
                for statement in statements:
                    link.execute(statement)
            except sqlite3.OperationalError as error:
                if link.in_transaction:
                    link.execute("ROLLBACK")
                if not is_busy(error) or attempt == self._attempts:
                    raise
                time.sleep(self._random.uniform(0, _LONGEST_PAUSE_S))
            else:
                return

    def _upgrade(self) -> None:
        with self._translated(), self._engine.connect() as connection:
            if self._check_revision(connection) == schema.REVISIONS[-1]:
                return
            self._begin(cast("sqlite3.Connection", connection.connection.driver_connection), "BEGIN IMMEDIATE")
            # Another process may have upgraded it while this one waited.
            revision = self._check_revision(connection)
            if revision == schema.REVISIONS[-1]:
                return
            if revision is not None:
                with self._borrowed() as source:
                    copy_file(source, self._path.with_name(f"{self._path.name}.{revision}.bak"))
            schema.upgrade(connection)
            connection.commit()

    def _check_revision(self, connection: Connection) -> str | None:
        revision = schema.current_revision(connection)
        schema.check_known(revision, str(self._path))
        return revision


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
