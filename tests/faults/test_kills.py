"""Kill -9 at every named fault point: nothing lost, nothing done twice beyond the interrupted task, equal bytes."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from telecine.engine.faults import POINTS
from telecine.engine.states import JobState
from tests.fixtures.engine.home import (
    EngineHome,
    job_of,
    results,
    submit,
    succeeded,
    work,
    write_tiny_video,
)

WORKER_POINTS = [point for point in POINTS if point.startswith(("worker.", "artifact."))]
SUPERVISOR_POINTS = [point for point in POINTS if point.startswith("supervisor.")]


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_video(tmp_path_factory.mktemp("video") / "tiny.mp4")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, video: Path) -> Mapping[str, Mapping[str, str]]:
    home = EngineHome(tmp_path_factory.mktemp("undisturbed"), video)
    with home.open() as workspace:
        work(workspace, submit(workspace, video).id)
        return results(workspace)


def _compare(home: EngineHome, job_id: str, undisturbed: Mapping[str, Mapping[str, str]], *, twice: int) -> None:
    with home.open() as workspace:
        assert succeeded(workspace, job_id), job_of(workspace, job_id)
        assert results(workspace) == undisturbed
    repeated = Counter(home.runs()) - Counter(set(home.runs()))
    assert sum(repeated.values()) <= twice, repeated


@pytest.mark.parametrize("point", WORKER_POINTS)
def test_a_worker_killed_at(
    point: str, tmp_path: Path, video: Path, undisturbed: Mapping[str, Mapping[str, str]]
) -> None:
    home = EngineHome(tmp_path, video)
    with home.open() as workspace:
        job = submit(workspace, video)
    assert home.supervise(worker_fault=f"{point}:2").wait(120) == 0
    assert (tmp_path / "flags" / "fault-done").exists()
    _compare(home, job.id, undisturbed, twice=0 if point == "artifact.publish.after" else 1)


@pytest.mark.parametrize("point", SUPERVISOR_POINTS)
def test_the_supervisor_killed_at(
    point: str, tmp_path: Path, video: Path, undisturbed: Mapping[str, Mapping[str, str]]
) -> None:
    home = EngineHome(tmp_path, video)
    with home.open() as workspace:
        job = submit(workspace, video)
    count = 1 if "sweep" in point else 3
    assert home.supervise(fault=f"{point}:{count}").wait(120) == -signal.SIGKILL
    home.finish()
    _compare(home, job.id, undisturbed, twice=2)


def test_everything_killed_at_once(tmp_path: Path, video: Path, undisturbed: Mapping[str, Mapping[str, str]]) -> None:
    home = EngineHome(tmp_path, video)
    with home.open() as workspace:
        job = submit(workspace, video)
    supervisor = home.supervise()
    while "words.chunk 1" not in home.runs():
        time.sleep(0.01)
    with home.open() as workspace, workspace.store.reading() as reading:
        assert reading.job(job.id) is not None
    for pid in _children(supervisor.pid):
        _kill(pid)
    supervisor.kill()
    supervisor.wait()
    home.finish()
    _compare(home, job.id, undisturbed, twice=2)


def test_workers_leave_when_their_supervisor_is_killed(tmp_path: Path, video: Path) -> None:
    home = EngineHome(tmp_path, video)
    with home.open() as workspace:
        submit(workspace, video, words__chunk={"seconds": 30})
    supervisor = home.supervise()
    while "words.chunk 0" not in home.runs():
        time.sleep(0.01)
    workers = _children(supervisor.pid)
    assert workers
    supervisor.kill()
    supervisor.wait()
    end = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in workers):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_video_that_kills_every_worker_fails_its_job_and_spares_the_rest(tmp_path: Path, video: Path) -> None:
    home = EngineHome(tmp_path, video)
    with home.open() as workspace:
        job = submit(workspace, video, words__chunk={"fail": "kill", "fail_at": 1})
        work(workspace, job.id)
        ended = job_of(workspace, job.id)
        assert (ended.state, ended.error_code) == (JobState.FAILED, "worker_lost")
        assert "SIGKILL" in (ended.error_detail or "")
        assert home.runs()["words.chunk 1"] == 3
        assert home.runs()["words.chunk 3"] == 1


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _kill(pid: int) -> None:
    import os

    os.kill(pid, signal.SIGKILL)
