"""Settings reach what they are about, are kept with every job, and tell no secret at any door."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.program import open_test_home
from tests.fixtures.engine.home import submit
from tests.unit.cli.conftest import Tell


@pytest.fixture
def job(tell_small: Tell, tiny_video: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A queued job of a home whose database has a telling name."""
    monkeypatch.setenv("DATABASE_PATH", str(tmp_path / "hunter2.db"))
    monkeypatch.setenv("JOB_TTL_DAYS", "7")
    with open_test_home() as workspace:
        return submit(workspace, tiny_video).id


def test_a_job_keeps_the_settings_of_its_day(job: str, tell_small: Tell) -> None:
    kept = json.loads(tell_small("jobs", "show", job, "--json").out)["settings"]
    assert kept["TELECINE_RETENTION__JOB_DAYS"] == 7
    assert kept["TELECINE_STORE__URL"] == "set"


def test_other_settings_make_no_other_job_and_no_other_keys(
    job: str, tiny_video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOB_TTL_DAYS", "8")
    monkeypatch.setenv("TELECINE_LIMITS", '{"words.chunks": {"hard_s": 5}}')
    with open_test_home() as workspace:
        again = submit(workspace, tiny_video)
        with workspace.store.reading() as reading:
            (task,) = reading.tasks_of_job(job)
        workspace.jobs.cancel(job)
        later = submit(workspace, tiny_video)
        with workspace.store.reading() as reading:
            (same,) = reading.tasks_of_job(later.id)
    assert again.id == job
    assert later.id != job
    assert (later.fingerprint, same.key) == (again.fingerprint, task.key)
    assert (task.timeout_s, same.timeout_s) == (7200, 5)
    assert again.resolved["settings"] != later.resolved["settings"]


@pytest.mark.parametrize("command", [["jobs", "list"], ["jobs", "show", "JOB"], ["doctor"], ["clean", "--dry-run"]])
def test_no_door_tells_a_secret(command: list[str], job: str, tell_small: Tell, tmp_path: Path) -> None:
    words = [job if word == "JOB" else word for word in command]
    for said in (tell_small(*words), tell_small(*words, "--json")):
        assert said.code == 0
        assert "hunter2" not in said.out + said.err
    assert not [path for path in (tmp_path / "home").rglob("*") if path.is_file() and b"hunter2" in path.read_bytes()]


def test_limits_of_a_stage_can_be_set(tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    def limits() -> tuple[float, float]:
        stage = json.loads(tell("stages", "faces.tracks", "--json").out)
        return stage["soft_limit_s"], stage["hard_limit_s"]

    assert limits() == (6000, 7200)
    monkeypatch.setenv("TELECINE_LIMITS", '{"faces.tracks": {"soft_s": 60}}')
    assert limits() == (60, 72)
    monkeypatch.setenv("TELECINE_LIMITS", '{"faces.track": {"soft_s": 60}}')
    wrong = tell("stages")
    assert (wrong.code, "TELECINE_LIMITS: there is no stage 'faces.track'. Did you mean" in wrong.err) == (3, True)


def test_a_database_that_is_not_here_yet_ends_with_3(tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://telecine:hunter2@db.example/telecine")
    said = tell("jobs", "list")
    assert (said.code, "DATABASE_URL: PostgreSQL is not part of this version yet" in said.err) == (3, True)
    assert "hunter2" not in said.err
