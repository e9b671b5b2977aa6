"""The state tables in a SQLite file: connections, transactions, error codes, copies."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import SystemRandom
from typing import Any, Final, cast

from sqlalchemy import URL, Column, Connection, Engine, Float, Table, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from telecine.adapters.store import schema
from telecine.kernel.errors import DefectError, NoSpace, StoreBusy, TelecineError, UserError

# RETURNING came with 3.35, JSON functions in every build with 3.38.
_OLDEST: Final = (3, 38, 0)
_LITTLE_SPACE: Final = 1024 * 1024
_KEPT_STATEMENTS: Final = 512
_LONGEST_PAUSE_S: Final = 0.1
_SETTINGS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -16384",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 67108864",
)
# The first read takes the snapshot, so that a view is the state at its opening.
_OPEN_VIEW: Final = "SELECT 1 FROM alembic_version"


class SqliteDatabase:
    """One SQLite file, for threads of this process and for other processes.

    Writers of one process queue for one lock and share one connection, so that only processes compete for the file.
    Readers take a connection each; they neither wait for writers nor hold them up.
    """

    lock_claimed = ""

    def __init__(self, path: Path, *, busy_timeout_s: float, busy_attempts: int) -> None:
        self.path = path
        self._attempts = busy_attempts
        self._patience_s = busy_timeout_s * busy_attempts
        self._engine = _make_engine(path, busy_timeout_s)
        self._random = SystemRandom()
        self._turn = threading.Lock()
        self._writer: int | None = None
        self._link: sqlite3.Connection | None = None
        self._counting = threading.Lock()
        self._counter: sqlite3.Connection | None = None

    def texts(self, name: str) -> str:
        return f"json_each(:{name})"

    def numbers(self, name: str) -> str:
        return f"json_each(:{name})"

    def packed(self, table: Table) -> str:
        return f"json_group_array(json_array({', '.join(map(_exact, table.columns))}))"

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees the state as it is now. Raises StoreBusy."""
        try:
            borrowed = self._engine.raw_connection()
            try:
                link = cast("sqlite3.Connection", borrowed.driver_connection)
                self._begin(link, "BEGIN", _OPEN_VIEW)
                try:
                    yield link
                finally:
                    _roll_back(link)
            finally:
                borrowed.close()
        except (sqlite3.Error, DBAPIError) as error:
            raise self._explain(error) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction that is committed at the end, or rolled back when the block raises.

        Raises:
            StoreBusy: another thread or process held the lock all the time.
            NoSpace: the disk is full.
            DefectError: this thread is in a write transaction already.
        """
        me = threading.get_ident()
        if self._writer == me:
            raise DefectError("this thread has a write transaction open already")
        if not self._turn.acquire(timeout=self._patience_s):
            raise StoreBusy("another thread holds the database; try again in a moment")
        try:
            self._writer = me
            link = self._link
            if link is None:
                link = self._link = self._connect()
            self._begin(link, "BEGIN IMMEDIATE")
            try:
                yield link
                link.execute("COMMIT")
            finally:
                _roll_back(link)
        except (sqlite3.Error, DBAPIError) as error:
            raise self._explain(error) from error
        finally:
            self._writer = None
            self._turn.release()

    def change_counter(self) -> int:
        """Grows with every commit, of this process too. Reads one counter in shared memory and takes no lock."""
        with self._counting:
            try:
                if self._counter is None:
                    self._counter = self._connect()
                return int(self._counter.execute("PRAGMA data_version").fetchone()[0])
            except (sqlite3.Error, DBAPIError) as error:
                raise self._explain(error) from error

    def scrub(self) -> None:
        """Write the file anew, without what removed rows left in it, and remove the copies made before upgrades.

        Raises StoreBusy while a reader holds on to an older state.
        """
        for copy in self.path.parent.glob(f"{self.path.name}.*.bak"):
            copy.unlink(missing_ok=True)
        if not self._turn.acquire(timeout=self._patience_s):
            raise StoreBusy("another thread holds the database; try again in a moment")
        try:
            link = self._connect()
            try:
                link.execute("VACUUM")
                is_busy = link.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                link.close()
        except (sqlite3.Error, DBAPIError) as error:
            raise self._explain(error) from error
        finally:
            self._turn.release()
        if is_busy:
            raise StoreBusy(f"another process reads the database {self.path}; end it and try again")

    def damage(self) -> list[str]:
        """Reads the whole file, beside whatever else goes on."""
        try:
            with self.reading() as link:
                said = "\n".join(str(row[0]) for row in link.execute("PRAGMA quick_check(5)"))
                if said == "ok":
                    torn = link.execute("PRAGMA foreign_key_check").fetchmany(5)
                    return [f"a row of {row[0]} points to one of {row[2]} that is not there" for row in torn]
        except UserError as error:
            return [error.message]
        return [line for line in said.splitlines() if not line.startswith("***")]

    def upgrade(self) -> None:
        """Make or upgrade the tables, after a copy of the file when there is something to upgrade.

        The copy lies beside the file and is named after the revision it holds.

        Raises:
            UserError: the file is damaged, foreign, not writable, or from a newer Telecine; or this Python's SQLite is
                too old.
        """
        if sqlite3.sqlite_version_info < _OLDEST:
            raise UserError(
                f"this Python comes with SQLite {sqlite3.sqlite_version}; Telecine needs {'.'.join(map(str, _OLDEST))}"
                " or newer, as newer builds of Python have it",
                code="sqlite_too_old",
            )
        try:
            with self._engine.connect() as connection:
                self._upgrade(connection)
        except (sqlite3.Error, DBAPIError) as error:
            raise self._explain(error) from error

    def close(self) -> None:
        """Close idle connections; those in a transaction close when it ends.

        Raises DefectError within a write transaction of this thread.
        """
        if self._writer == threading.get_ident():
            raise DefectError("the database is closed within a write transaction")
        with self._counting:
            if self._counter is not None:
                self._counter.close()
                self._counter = None
        with self._turn:
            if self._link is not None:
                self._link.close()
                self._link = None
        self._engine.dispose()

    def _connect(self) -> sqlite3.Connection:
        borrowed = self._engine.raw_connection()
        link = cast("sqlite3.Connection", borrowed.driver_connection)
        borrowed.detach()
        return link

    def _begin(self, link: sqlite3.Connection, *statements: str) -> None:
        for attempt in range(1, self._attempts + 1):
            try:
                for statement in statements:
                    link.execute(statement)
            except sqlite3.OperationalError as error:
                _roll_back(link)
                if not _is_busy(error) or attempt == self._attempts:
                    raise
                # SQLite has waited its busy timeout, or gave up at once because a crash is being recovered from.
                time.sleep(self._random.uniform(0, _LONGEST_PAUSE_S))
            else:
                return

    def _upgrade(self, connection: Connection) -> None:
        newest = schema.REVISIONS[-1]
        if schema.current_revision(connection, str(self.path)) == newest:
            return
        self._begin(cast("sqlite3.Connection", connection.connection.driver_connection), "BEGIN IMMEDIATE")
        # Another process may have upgraded it while this one waited.
        revision = schema.current_revision(connection, str(self.path))
        if revision == newest:
            return
        if revision is not None:
            source = self._connect()
            try:
                _copy(source, self.path.with_name(f"{self.path.name}.{revision}.bak"))
            finally:
                source.close()
        schema.upgrade(connection)
        connection.commit()

    def _explain(self, error: sqlite3.Error | DBAPIError) -> TelecineError:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(cause, sqlite3.Error):
            return DefectError(f"the database failed: {error}")
        return _translate(cause, self.path)


def _exact(column: Column[Any]) -> str:
    """SQLite writes numbers into JSON with 15 digits; 17 are exact."""
    name = f"{column.table.name}.{column.name}"
    return f"json(printf('%!.17g', {name}))" if isinstance(column.type, Float) else name


def _make_engine(path: Path, busy_timeout_s: float) -> Engine:
    """A pool of connections that begin and end transactions only when told to.

    A connection is used by one thread at a time, which the pool sees to; so SQLite's own check is off.
    """
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
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
    def _prepare(link: sqlite3.Connection, _record: object) -> None:
        for setting in _SETTINGS:
            link.execute(setting)

    return engine


def _roll_back(link: sqlite3.Connection) -> None:
    """Some errors end a transaction by themselves, and a failed COMMIT leaves it open."""
    if link.in_transaction:
        link.execute("ROLLBACK")


def _primary_code(error: sqlite3.Error) -> int:
    code = getattr(error, "sqlite_errorcode", None)
    return -1 if code is None else int(code) & 0xFF


def _is_busy(error: sqlite3.Error) -> bool:
    return _primary_code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _translate(error: sqlite3.Error, path: Path) -> TelecineError:
    """The error of our tree that says what happened and what to do."""
    code = _primary_code(error)
    if _is_busy(error):
        return StoreBusy(f"the database {path} is locked by another process; try again in a moment")
    may_be_full = code in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
    if code == sqlite3.SQLITE_FULL or (may_be_full and _is_full(path)):
        return NoSpace(f"no space is left for the database {path}; free some space, nothing was lost")
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return UserError(
            f"{path} is damaged or is no Telecine database ({error}); put a copy of it back, or move the file away"
            " to start with an empty one",
            code="store_damaged",
        )
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return UserError(
            f"the database {path} cannot be written; make the file and its folder writable",
            code="store_read_only",
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return UserError(
            f"the database {path} cannot be opened; its folder has to exist and be writable",
            code="store_not_opened",
        )
    return DefectError(f"the database refused a statement: {error}", details={"path": str(path)})


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _LITTLE_SPACE
    except OSError:
        return False


def _copy(source: sqlite3.Connection, target: Path) -> None:
    """Write a consistent copy of an open database, whole or not at all."""
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        copy = sqlite3.connect(unfinished)
        try:
            source.backup(copy)
        finally:
            copy.close()
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
