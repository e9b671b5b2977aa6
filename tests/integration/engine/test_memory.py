"""A supervisor with little memory runs one task at a time, and says what it has no room for."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from telecine.bootstrap import Workspace
from telecine.engine.admission import Admission
from telecine.engine.states import JobState
from tests.fixtures.engine.home import EngineHome, events_of, job_of, submit, succeeded, work, write_tiny_video

NEED_MB = 500
SMALL = dict.fromkeys(("words.chunks", "words.film", "words.opinion"), 100)


@pytest.fixture
def home(tmp_path: Path) -> EngineHome:
    return EngineHome(tmp_path, write_tiny_video(tmp_path / "tiny.mp4"))


def test_tasks_that_do_not_fit_beside_each_other_run_one_after_the_other(home: EngineHome) -> None:
    with home.open(memory_mb=2 * NEED_MB - 1) as workspace:
        job = submit(workspace, home.video, words__chunk={"seconds": 0.1})
        work(workspace, job.id)
        assert succeeded(workspace, job.id)
        steps = [
            event.type for event in events_of(workspace, job.id) if event.type in {"task.started", "task.succeeded"}
        ]
    assert steps == ["task.started", "task.succeeded"] * (len(steps) // 2)
    assert len(steps) == 2 * 8


def test_a_job_that_does_not_fit_at_all_fails_without_running(home: EngineHome) -> None:
    with home.open(memory_mb=NEED_MB - 1) as workspace:
        job = submit(workspace, home.video)
        work(workspace, job.id)
        ended = job_of(workspace, job.id)
    assert (ended.state, ended.error_code) == (JobState.FAILED, "too_little_memory")
    assert f"{NEED_MB - 1} MB are there for tasks" in (ended.error_detail or "")
    assert not home.runs()


def test_a_free_worker_gives_up_what_it_holds_for_a_task_that_needs_it(
    home: EngineHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = {"words.chunk": 300, "words.gathered": 700}
    monkeypatch.setattr(Workspace, "admission", lambda _: Admission({**SMALL, **needs}, 900))
    with home.open() as workspace, capture_logs() as logs:
        job = submit(workspace, home.video, words__chunk={"seconds": 0.3}, words__chunks={"count": 6})
        work(workspace, job.id)
        assert succeeded(workspace, job.id)
    assert [event["held_mb"] for event in logs if event["event"] == "worker.dismissed"] == [300]
    assert home.runs()["words.gathered None"] == 1
