"""SQLite's own failures: locks, a full disk, damage, kills in mid-transaction."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from telecine.adapters.store.sql import SqlStore
from telecine.engine.rows import NewEvent
from telecine.kernel.errors import DefectError, NoSpace, StoreBusy, UserError
from tests.fixtures.store_rows import START, a_fact, a_job, a_task, add

OpenStore = Callable[..., SqlStore]


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another process's connection in the middle of a write."""
    other = sqlite3.connect(database, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    finally:
        other.close()


def test_a_lock_held_too_long_is_busy_and_not_an_end(database: Path, open_store: OpenStore) -> None:
    store = open_store(busy_timeout_s=0.01, busy_attempts=2)
    with locked(database):
        with pytest.raises(StoreBusy, match="locked by another process"), store.writing():
            pytest.fail("began to write under another's lock")
        with store.reading() as view:
            assert view.jobs() == []
    with store.writing() as tx:
        add(tx, a_task())


def test_a_lock_that_is_let_go_in_time_is_waited_for(database: Path, open_store: OpenStore) -> None:
    store = open_store()
    is_locked = threading.Event()

    def hold() -> None:
        with locked(database):
            is_locked.set()
            time.sleep(0.2)

    holder = threading.Thread(target=hold)
    holder.start()
    is_locked.wait()
    with store.writing() as tx:
        add(tx, a_task())
    holder.join()
    with store.reading() as view:
        assert view.count_queued() == 1


def test_another_thread_that_writes_too_long_is_busy(open_store: OpenStore) -> None:
    store = open_store(busy_timeout_s=0.01, busy_attempts=2)
    begun, done = threading.Event(), threading.Event()

    def hold() -> None:
        with store.writing() as tx:
            add(tx, a_task())
            begun.set()
            done.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait()
    try:
        with pytest.raises(StoreBusy), store.writing():
            pytest.fail("two threads wrote at once")
    finally:
        done.set()
        holder.join()
    with store.reading() as view:
        assert view.count_queued() == 1


def test_two_stores_on_one_file_write_in_turn(open_store: OpenStore) -> None:
    first, second = open_store(), open_store()
    seen = first.change_counter()
    with first.writing() as tx:
        add(tx, job=a_job())

    def write(store: SqlStore) -> None:
        for _ in range(25):
            with store.writing() as tx:
                tx.count_job(["local-1"], left=1)

    threads = [threading.Thread(target=write, args=(store,)) for store in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with second.reading() as view:
        job = view.job("local-1")
    assert job is not None
    assert job.tasks_left == 50
    assert first.change_counter() > seen


def _fill(store: SqlStore) -> None:
    with store.writing() as tx:
        tx.replace_facts("v1", "faces", (a_fact("x" * 1000) for _ in range(10_000)))


def test_a_full_database_is_no_space_and_loses_nothing(open_store: OpenStore) -> None:
    store = open_store()
    with store.writing() as tx:
        add(tx, a_task())
    with store._database.writing() as link:
        (pages,) = link.execute("PRAGMA page_count").fetchone()
        link.execute(f"PRAGMA max_page_count = {pages + 50}")
    with pytest.raises(NoSpace):
        _fill(store)
    with store.writing() as tx:
        assert tx.facts("v1") == []
        assert tx.count_queued() == 1
        tx.add_events([NewEvent("job.queued", START)])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if mount is None or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("a file system can be mounted only by root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_no_space_until_some_is_freed(small_disk: Path, empty_database: Path) -> None:
    shutil.copy(empty_database, small_disk / "telecine.db")
    store = SqlStore.open(f"sqlite:///{small_disk / 'telecine.db'}")
    try:
        with store.writing() as tx:
            add(tx, a_task())
        ballast = small_disk / "ballast"
        ballast.write_bytes(b"\0" * shutil.disk_usage(small_disk).free)
        with pytest.raises(NoSpace, match="free some space"):
            _fill(store)
        with store.reading() as view:
            assert view.count_queued() == 1
        ballast.unlink()
        with store.writing() as tx:
            tx.replace_facts("v1", "faces", [a_fact()])
            assert len(tx.facts("v1")) == 1
    finally:
        store.close()


def test_no_database_begins_on_a_full_disk(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(b"\0" * shutil.disk_usage(small_disk).free)
    with pytest.raises(NoSpace):
        SqlStore.open(f"sqlite:///{small_disk / 'telecine.db'}")


_WRITER = """
import sys
from telecine.adapters.store.sql import SqlStore
from telecine.engine.rows import NewEvent
from tests.fixtures.store_rows import START, a_job, a_task, add, run

store = SqlStore.open(sys.argv[1])
with store.writing() as tx:
    add(tx, a_task("k1"), job=a_job())
if sys.argv[2] == "within":
    with store.writing() as tx:
        add(tx, *(a_task(f"many {n}") for n in range(20_000)))
        run(tx)
        print("ready", flush=True)
        sys.stdin.read()
print("ready", flush=True)
while True:
    with store.writing() as tx:
        tx.count_job(["local-1"], left=1)
        tx.add_events([NewEvent("task.started", START, "local-1")])
"""


def _kill_a_writer(database: Path, where: str, after_s: float) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, f"sqlite:///{database}", where],
        cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdin is not None
    with writer, writer.stdout, writer.stdin:
        assert writer.stdout.readline() == "ready\n"
        time.sleep(after_s)
        writer.send_signal(signal.SIGKILL)
        writer.wait()


def test_a_kill_within_a_transaction_leaves_the_one_before_it(database: Path, open_store: OpenStore) -> None:
    _kill_a_writer(database, "within", 0)
    store = open_store()
    with store.writing() as tx:
        assert [task.key for task in tx.tasks_of_job("local-1")] == ["k1"]
        assert tx.running_tasks() == []
        add(tx, a_task("k2"))
    assert _check(database) == "ok"


def test_a_kill_between_any_two_steps_leaves_whole_transactions(database: Path, open_store: OpenStore) -> None:
    _kill_a_writer(database, "between", 0.3)
    with open_store().reading() as view:
        job = view.job("local-1")
        assert job is not None
        assert job.tasks_left == len(view.events(limit=1_000_000)) > 0
    assert _check(database) == "ok"


def _check(database: Path) -> str:
    link = sqlite3.connect(database)
    try:
        return str(link.execute("PRAGMA integrity_check").fetchone()[0])
    finally:
        link.close()


def test_a_file_that_is_no_database_is_the_users_to_move(tmp_path: Path) -> None:
    path = tmp_path / "telecine.db"
    path.write_text("certainly no database" * 1000, encoding="utf-8")
    with pytest.raises(UserError, match="damaged or is no Telecine database") as caught:
        SqlStore.open(f"sqlite:///{path}")
    assert caught.value.code == "store_damaged"


def test_damage_within_the_file_is_told_when_it_is_met(database: Path, open_store: OpenStore) -> None:
    store = open_store()
    with store.writing() as tx:
        add(tx, *(a_task(f"k{number}") for number in range(500)))
    store.close()
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (database.stat().st_size - 4096))
    with pytest.raises(UserError, match="put a copy of it back"), open_store().reading() as view:
        view.tasks_of_job("local-1")


@pytest.mark.parametrize("page", range(1, 7))
@pytest.mark.parametrize(("at", "size"), [(0, 4096), (200, 100)])
def test_damage_is_found_by_looking_for_it(
    database: Path, open_store: OpenStore, page: int, at: int, size: int
) -> None:
    store = open_store()
    with store.writing() as tx:
        add(tx, *(a_task(f"k{number}") for number in range(500)))
    store.close()
    with database.open("r+b") as file:
        file.seek(database.stat().st_size - page * 4096 + at)
        file.write(b"\xff" * size)
    assert open_store().damage()


@pytest.mark.parametrize("name", ["absent/telecine.db", ""])
def test_a_place_where_no_file_can_be_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError) as caught:
        SqlStore.open(f"sqlite:///{tmp_path / name}")
    assert str(tmp_path) in caught.value.message
    assert caught.value.code == "store_not_opened"


def test_a_database_that_cannot_be_written_says_so(open_store: OpenStore) -> None:
    store = open_store()
    with store._database.writing() as link:
        link.execute("PRAGMA query_only = ON")
    with pytest.raises(UserError, match="cannot be written"), store.writing() as tx:
        add(tx, a_task())


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("telecine.db", "is no database URL"),
        ("postgresql://host/db", "in SQLite, not in postgresql"),
        ("sqlite://", "has to be a file"),
        ("sqlite:///:memory:", "has to be a file"),
    ],
)
def test_a_url_that_names_no_file_is_refused(url: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        SqlStore.open(url)


def test_a_statement_the_database_refuses_is_our_bug(open_store: OpenStore) -> None:
    store = open_store()
    with pytest.raises(DefectError, match="no such table"), store._database.writing() as link:
        link.execute("SELECT * FROM recipes")
    with store.writing() as tx:
        add(tx, a_task())


def test_a_store_is_not_closed_within_a_write(open_store: OpenStore) -> None:
    store = open_store()
    with store.writing() as tx:
        add(tx, a_task())
        with pytest.raises(DefectError):
            store.close()
    with store.reading() as view:
        assert view.count_queued() == 1


def test_an_sqlite_without_what_is_needed_is_named(open_store: OpenStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 1))
    with pytest.raises(UserError, match=r"needs 3\.38"):
        open_store()


def test_a_store_may_be_closed_twice(open_store: OpenStore) -> None:
    store = open_store()
    store.change_counter()
    with store.writing() as tx:
        add(tx, a_task())
    store.close()
    store.close()
