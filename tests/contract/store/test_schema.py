"""Tables come into being and are upgraded without anybody's help, and never lose a row."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from telecine.adapters.store import schema
from telecine.adapters.store.sql import SqlStore
from telecine.adapters.store.tables import metadata
from telecine.engine.rows import PersonRow, SeedRow
from telecine.kernel.errors import UserError
from tests.fixtures.store_rows import a_task, add

OpenStore = Callable[..., SqlStore]

NEWEST = schema.REVISIONS[-1]
NEXT = f"""
from alembic import op

revision = "0999"
down_revision = "{NEWEST}"


def upgrade() -> None:
    op.execute("ALTER TABLE nodes ADD COLUMN colour TEXT")
    {{more}}
"""


def ask(database: Path, statement: str) -> list[tuple[object, ...]]:
    link = sqlite3.connect(database)
    try:
        return link.execute(statement).fetchall()
    finally:
        link.close()


def test_the_migrations_make_the_tables_that_the_code_expects(database: Path) -> None:
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_every_table_of_the_contract_is_there(database: Path) -> None:
    there = {str(row[0]) for row in ask(database, "SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert there >= {
        *("videos", "shows", "people", "seeds", "decisions", "jobs", "tasks", "task_specs", "task_needs", "job_tasks"),
        *("artifacts", "events", "outbox", "nodes", "api_keys", "vectors", "facts", "idempotency"),
        *("sessions", "uploads", "audit"),
    }


def test_the_list_of_revisions_is_the_one_on_disk() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema._SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == schema.REVISIONS


def test_writes_are_durable_and_foreign_keys_hold(open_store: OpenStore) -> None:
    with open_store()._database.writing() as link:
        wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
        assert {name: link.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted


def test_several_processes_may_make_one_database(tmp_path: Path) -> None:
    path = tmp_path / "telecine.db"

    def open_and_add(number: int) -> None:
        store = SqlStore.open(f"sqlite:///{path}")
        with store.writing() as tx:
            add(tx, a_task(f"k{number}"))
        store.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(open_and_add, range(4)))
    assert ask(path, "SELECT COUNT(*) FROM tasks") == [(4,)]
    assert ask(path, "SELECT version_num FROM alembic_version") == [(schema.REVISIONS[-1],)]
    assert [file.name for file in tmp_path.iterdir()] == ["telecine.db"]


def test_a_database_of_a_newer_telecine_is_left_alone(database: Path, open_store: OpenStore) -> None:
    link = sqlite3.connect(database)
    link.execute("UPDATE alembic_version SET version_num = '9999'")
    link.commit()
    link.close()
    before = database.read_bytes()
    with pytest.raises(UserError, match="written by a newer Telecine") as caught:
        open_store()
    assert caught.value.code == "store_newer"
    assert database.read_bytes() == before


def test_tables_of_another_program_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    link = sqlite3.connect(path)
    link.execute("CREATE TABLE recipes (name)")
    link.close()
    with pytest.raises(UserError, match="not Telecine's"):
        SqlStore.open(f"sqlite:///{path}")
    assert ask(path, "SELECT name FROM sqlite_schema") == [("recipes",)]


@pytest.fixture
def add_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes this version one that knows a further revision; the argument goes on with its upgrade."""

    def _add(more: str = "") -> None:
        scripts = tmp_path / "migrations"
        shutil.copytree(schema._SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
        (scripts / "versions" / "r0999_next.py").write_text(NEXT.format(more=more), encoding="utf-8")
        monkeypatch.setattr(schema, "_SCRIPTS", scripts)
        monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "0999"))

    return _add


def test_an_older_database_is_upgraded_after_a_copy(
    database: Path, open_store: OpenStore, add_revision: Callable[[], None]
) -> None:
    with open_store().writing() as tx:
        add(tx, a_task())
    add_revision()
    with open_store().reading() as view:
        assert view.count_queued() == 1
    assert ask(database, "SELECT colour FROM nodes") == []
    copy = database.with_name(f"telecine.db.{NEWEST}.bak")
    assert ask(copy, "SELECT key FROM tasks") == [("k1",)]
    assert ask(copy, "SELECT version_num FROM alembic_version") == [(NEWEST,)]

    copy.unlink()
    open_store()
    assert not copy.exists()


def test_an_upgrade_that_fails_changes_nothing(
    database: Path, open_store: OpenStore, add_revision: Callable[[str], None]
) -> None:
    add_revision("raise RuntimeError('half way')")
    with pytest.raises(RuntimeError, match="half way"):
        open_store()
    assert ask(database, "SELECT version_num FROM alembic_version") == [(NEWEST,)]
    assert not [row for row in ask(database, "PRAGMA table_info(nodes)") if row[1] == "colour"]
    assert ask(database.with_name(f"telecine.db.{NEWEST}.bak"), "SELECT version_num FROM alembic_version") == [
        (NEWEST,)
    ]


def test_no_upgrade_begins_without_space_for_the_copy(
    database: Path, open_store: OpenStore, add_revision: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_revision()
    copy = database.with_name(f"telecine.db.{NEWEST}.bak")
    copy.mkdir()
    with pytest.raises(OSError, match="telecine"):
        open_store()
    assert ask(database, "SELECT version_num FROM alembic_version") == [(NEWEST,)]
    assert not database.with_name(f"telecine.db.{NEWEST}.bak.part").exists()


def test_people_and_photographs_of_the_first_tables_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "telecine.db"
    with monkeypatch.context() as older:
        scripts = tmp_path / "older"
        shutil.copytree(
            schema._SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__", "r000[2-9]_*", "r00[1-9]?_*")
        )
        older.setattr(schema, "_SCRIPTS", scripts)
        older.setattr(schema, "REVISIONS", ("0001",))
        SqlStore.open(f"sqlite:///{path}").close()
    link = sqlite3.connect(path)
    link.execute("INSERT INTO people (id, name, created_at) VALUES ('ada', 'Ada', 1000000)")
    link.execute(
        "INSERT INTO seeds (id, person_id, sha256, file_name, created_at) VALUES ('s1', 'ada', 'aa', '1.jpg', 1000000)"
    )
    link.commit()
    link.close()
    store = SqlStore.open(f"sqlite:///{path}")
    at = datetime.fromtimestamp(1, UTC)
    with store.reading() as reading:
        assert reading.people() == [PersonRow("ada", None, "Ada", at)]
        assert reading.seeds(["ada"]) == [SeedRow("s1", "ada", "aa", "1.jpg", at, kind="photo")]
    store.close()
