"""What the store may do to a job: lost and damaged results, a locked database, a full disk, late workers."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.store.memory import MemoryStore
from telecine.engine.states import JobState, TaskState
from telecine.kernel.errors import NoSpace
from telecine.services.jobs import Jobs, Submission
from telecine.services.planning import Planning
from telecine.services.tasks import LEASE, Result, Tasks
from tests.fixtures.engine.app import CHUNK, engine_registry
from tests.fixtures.engine.home import EngineHome, job_of, results, submit, succeeded, work, write_tiny_video
from tests.fixtures.store_rows import SetClock


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_video(tmp_path_factory.mktemp("video") / "tiny.mp4")


def _chunk_folder(home: EngineHome, index: int) -> Path:
    with home.open() as workspace, workspace.store.reading() as reading:
        for job in reading.jobs():
            for task in reading.tasks_of_job(job.id):
                if task.stage == CHUNK.name and task.item is not None and task.item.index == index:
                    row = reading.artifacts([task.key])[task.key]
                    return workspace.artifacts.folder(row.key, row.fence)
    raise AssertionError


@pytest.mark.parametrize("how", ["missing", "record damaged", "file missing"])
def test_a_lost_result_is_made_again_and_nothing_else(how: str, tmp_path: Path, video: Path) -> None:
    home = EngineHome(tmp_path, video)
    with home.open() as workspace:
        work(workspace, submit(workspace, video).id)
        before = results(workspace)
    folder = _chunk_folder(home, 2)
    if how == "missing":
        shutil.rmtree(folder)
    elif how == "file missing":
        (folder / "rows.parquet").unlink()
    else:
        record = folder / "record.json"
        record.chmod(0o644)
        record.write_bytes(record.read_bytes().replace(b'"value"', b'"walue"'))
    runs = home.runs()
    with home.open() as workspace:
        job = submit(workspace, video, words__gathered={"sign": -1})
        work(workspace, job.id)
        assert succeeded(workspace, job.id), job_of(workspace, job.id)
        assert before.items() <= results(workspace).items()
    again = home.runs() - runs
    assert again["words.chunk 2"] == 1
    assert {line for line in again if line.startswith("words.chunk ")} == {"words.chunk 2"}


def test_a_locked_database_delays_a_job_and_loses_nothing(tmp_path: Path, video: Path) -> None:
    home = EngineHome(tmp_path, video)
    with home.open() as workspace:
        job = submit(workspace, video)
        other = sqlite3.connect(workspace.home.database, isolation_level=None, check_same_thread=False)

        def hold() -> None:
            while "words.chunk 0" not in home.runs():
                time.sleep(0.01)
            other.execute("BEGIN IMMEDIATE")
            time.sleep(8)
            other.execute("COMMIT")
            other.close()

        thread = threading.Thread(target=hold)
        thread.start()
        work(workspace, job.id)
        thread.join()
        assert succeeded(workspace, job.id)
        assert set(home.runs().values()) == {1}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    mount = tmp_path / "small"
    mount.mkdir()
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk takes root")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(mount)], check=True)
    yield mount
    subprocess.run(["umount", "-l", str(mount)], check=True)


def test_a_full_disk_fails_the_job_with_the_reason_and_a_retry_finishes_it(small_disk: Path, video: Path) -> None:
    home = EngineHome(small_disk, video)
    with home.open(free_floor_mb=0) as workspace:
        job = submit(workspace, video, words__chunk={"rows": 1_200_000})
        try:
            work(workspace, job.id)
            assert job_of(workspace, job.id).error_code == "no_space"
        except NoSpace:
            assert job_of(workspace, job.id).state is not JobState.SUCCEEDED
        done = set(results(workspace))
    subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
    with home.open(free_floor_mb=0) as workspace:
        if job_of(workspace, job.id).state is JobState.FAILED:
            workspace.jobs.retry(job.id)
        work(workspace, job.id)
        assert succeeded(workspace, job.id)
        assert done <= set(results(workspace))


def test_nothing_is_begun_below_the_floor_of_free_space(tmp_path: Path, video: Path) -> None:
    home = EngineHome(tmp_path, video)
    with home.open(free_floor_mb=10**9) as workspace:
        job = submit(workspace, video)
        lock = workspace.lock()
        assert lock.acquire()
        with pytest.raises(NoSpace, match="MB are free"):
            workspace.supervisor(workers=1, job_ids={job.id}).run(until=lambda: False)
        # One that works for as long as it is let waits for space instead.
        steps = iter(range(20))
        workspace.supervisor(workers=1).run(until=lambda: next(steps, None) is None)
        lock.release()
        assert job_of(workspace, job.id).state is JobState.QUEUED
    assert not home.runs()


def test_a_late_worker_is_refused_by_its_fence(tmp_path: Path) -> None:
    from telecine.engine.rows import VideoRow

    clock, store, registry = SetClock(), MemoryStore(), engine_registry()
    planning = Planning(registry, LocalArtifacts(tmp_path), clock)
    tasks = Tasks(registry, planning, clock)
    with store.writing() as tx:
        tx.add_video(VideoRow("v", "0" * 64, 1, "v.mp4", "/v.mp4", clock.now()))
    jobs = Jobs(
        store,
        planning,
        clock,
        resolve_model=lambda _c, _t: pytest.fail("no models"),
        snapshot_of=lambda _n, _v: pytest.fail("no snapshots"),
        entropy=bytes,
    )
    job = jobs.submit(Submission("v", "count"))
    result = Result(1, 10, "0" * 64, None, {}, is_adopted=False)
    with store.writing() as tx:
        first = tasks.claim(tx, owner="slow")
        assert first is not None
    clock.time += LEASE + timedelta(seconds=1)
    with store.writing() as tx:
        (expired,) = tx.expired_tasks(clock.now())
        tasks.free_lost(tx, expired, "its lease expired")
        tx.promote_due(clock.now())
        second = tasks.claim(tx, owner="quick")
        assert second is not None
        assert (second.task_id, second.fence) == (first.task_id, first.fence + 1)
        assert not tasks.succeed(tx, first.task_id, first.fence, result)
        task = tx.task(first.task_id)
        assert task is not None
        assert (task.state, task.owner) == (TaskState.RUNNING, "quick")
        assert tasks.succeed(tx, second.task_id, second.fence, result)
    with store.reading() as reading:
        assert reading.job(job.id) is not None
        assert reading.artifacts([second.key])[second.key].fence == 1
