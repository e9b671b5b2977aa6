"""The doctor finds what is wrong, says what to do, and goes on to the next thing."""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.execution.machine import RESERVE_MB, Machine
from telecine.bootstrap import SystemClock
from telecine.engine.rows import ArtifactRow
from telecine.records.record import Record
from tests.e2e.program import open_test_home
from tests.fixtures.store_rows import a_job, a_video
from tests.unit.cli.conftest import Tell


class Note(Record):
    """What the results of these tests hold."""

    SCHEMA = "test.note/1"
    text: str


def checks(tell: Tell, code: int = 0) -> dict[str, Any]:
    ended = tell("doctor", "--json")
    assert ended.code == code, ended.out
    return {check["name"]: check for check in json.loads(ended.out)["checks"]}


def made(count: int) -> list[tuple[LocalArtifacts, ArtifactRow]]:
    """Results of a home, stored and committed."""
    found = []
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with open_test_home() as workspace:
        artifacts = workspace.artifacts
        assert isinstance(artifacts, LocalArtifacts)
        for number in range(count):
            draft = artifacts.draft(f"{number:064x}", 1)
            (draft.folder / "record.json").write_bytes(b"{}")
            put = draft.publish(stage="test.note", version=1, schema=Note.SCHEMA, items=None)
            row = ArtifactRow(put.key, 1, "test.note", put.size_bytes, put.manifest_sha256, None, now, now)
            with workspace.store.writing() as tx:
                tx.put_artifact(row)
            found.append((artifacts, row))
    return found


def test_a_home_that_holds_no_database_is_told_and_ends_with_3(tell: Tell, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "telecine.db").write_bytes(b"this is no database" * 100)
    found = checks(tell, 3)
    assert found["home"]["state"] == "error"
    assert "is no Telecine database" in found["home"]["found"]
    assert found["python"]["state"] == "ok"


def test_settings_are_named_and_strange_lines_listed(tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOB_TTL_DAYS", "9")
    Path(".env").write_text("REDIS_URL=redis://localhost\nTELECINE_WORKERS=2\n", encoding="utf-8")
    said = checks(tell)["settings"]
    assert (said["state"], said["found"]) == (
        "ok",
        "JOB_TTL_DAYS, TELECINE_HOME, TELECINE_WORKERS; ignored in .env: REDIS_URL",
    )


def test_a_setting_that_cannot_be_used_is_the_settings_fault(tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELECINE_WORKER", "9")
    said = checks(tell, 3)["settings"]
    assert (said["state"], "Did you mean TELECINE_WORKERS?" in said["found"]) == ("error", True)


def test_a_result_that_is_gone_or_changed_is_counted(tell: Tell) -> None:
    (store, gone), (_, changed), _ = made(3)
    assert checks(tell)["store"]["found"] == "3 results, 6 B; 3 newest read again"
    store.remove(gone.key, gone.fence)
    path = store.folder(changed.key, changed.fence) / "record.json"
    path.write_bytes(b"[]")
    said = checks(tell)["store"]
    assert (said["state"], said["found"]) == (
        "warning",
        "3 results, 4 B; 2 newest read again; 1 lost, 1 damaged",
    )
    assert "made again" in said["advice"]


def test_tables_that_do_not_fit_together_are_an_error(tell: Tell, tmp_path: Path) -> None:
    with open_test_home() as workspace, workspace.store.writing() as tx:
        tx.add_video(a_video())
        tx.add_job(a_job())
    assert checks(tell)["database"]["state"] == "warning"
    with sqlite3.connect(tmp_path / "home" / "telecine.db") as link:
        link.execute("DELETE FROM videos")
    link.close()
    said = checks(tell, 3)["database"]
    assert said["state"] == "error"
    assert "a row of jobs points to one of videos that is not there" in said["found"]


@pytest.mark.parametrize(
    ("memory_mb", "code", "state", "said"),
    [
        (RESERVE_MB + 1400, 0, "ok", "2 at a time"),
        (RESERVE_MB + 1399, 0, "warning", "Of 2 workers, 1 can run it at a time"),
        (RESERVE_MB + 699, 3, "error", "It cannot run here"),
    ],
)
def test_memory_is_compared_with_what_the_largest_stage_needs(
    memory_mb: int, code: int, state: str, said: str, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELECINE_WORKERS", "2")
    monkeypatch.setattr("telecine.bootstrap.workspace.this_machine", lambda: Machine(2, memory_mb))
    check = checks(tell, code)["memory"]
    assert check["state"] == state
    assert "faces.tracks needs 700 MB" in check["found"]
    assert said in check["found"] + check["advice"]


def test_a_file_that_cannot_be_written_is_named(tell: Tell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checks(tell)
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "ballast" and access(path, mode))
    said = checks(tell, 3)["permissions"]
    assert said["state"] == "error"
    assert str(tmp_path / "home" / "ballast") in said["found"]
    assert "chown" in said["advice"]


def test_a_home_that_everybody_may_write_is_a_warning(tell: Tell, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home").chmod(0o777)
    said = checks(tell)["home"]
    assert (said["state"], "chmod o-w" in said["advice"]) == ("warning", True)


def test_a_clock_that_went_back_is_noticed(tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_test_home() as workspace, workspace.store.writing() as tx:
        tx.add_video(a_video())
        tx.add_job(a_job(created_at=workspace.clock.now() + timedelta(hours=1)))
    assert "the clock went back" in checks(tell)["clock"]["advice"]
    monkeypatch.setattr(SystemClock, "now", lambda _: datetime(1970, 1, 2, tzinfo=UTC))
    assert "in the past" in checks(tell, 3)["clock"]["advice"]
