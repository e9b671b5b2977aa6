"""A node shows itself, and rests when people say so."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from telecine.bootstrap import Workspace
from telecine.engine.lists.rows import STAGE
from telecine.engine.rows import NodeRow, TaskRow
from telecine.engine.states import JobState
from tests.fixtures.engine.home import PATIENCE_S, EngineHome, job_of, submit, write_tiny_video


@pytest.fixture(scope="module")
def tiny_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_video(tmp_path_factory.mktemp("video") / "tiny.mp4")


def node_of(workspace: Workspace) -> NodeRow:
    with workspace.store.reading() as reading:
        node = reading.node("local")
    assert node is not None
    return node


def rest(workspace: Workspace, *, is_on: bool) -> None:
    with workspace.store.writing() as tx:
        assert tx.set_maintenance("local", is_on=is_on)


def test_a_node_in_maintenance_begins_nothing_until_it_ends_also_after_a_new_start(
    tmp_path: Path, tiny_video: Path
) -> None:
    with EngineHome(tmp_path, tiny_video).open() as workspace:
        lock = workspace.lock()
        assert lock.acquire()
        first = workspace.supervisor(workers=1)
        first.run(until=_after_steps(3))
        assert not node_of(workspace).is_accepting, "it has stopped"
        rest(workspace, is_on=True)

        job = submit(workspace, tiny_video)
        workspace.supervisor(workers=1).run(until=_after_steps(10))
        assert job_of(workspace, job.id).state is JobState.QUEUED
        assert (node_of(workspace).in_maintenance, node_of(workspace).is_accepting) == (True, False)

        end = time.monotonic() + PATIENCE_S
        rested = 0

        def is_over() -> bool:
            nonlocal rested
            assert time.monotonic() < end
            rested += 1
            if rested == 5:
                assert job_of(workspace, job.id).state is JobState.QUEUED
                rest(workspace, is_on=False)
            return job_of(workspace, job.id).state is JobState.SUCCEEDED

        workspace.supervisor(workers=1).run(until=is_over)
        lock.release()
        node = node_of(workspace)
        assert (node.in_maintenance, node.data["workers"]) == (False, 1)
        with workspace.store.reading() as reading:
            tallies = reading.tallies(STAGE)
            assert reading.count_jobs() == {JobState.SUCCEEDED: 1}
        assert tallies.keys() == {task.stage for task in _tasks(workspace, job.id)}, (
            "every stage that ran was counted with its seconds"
        )
        assert all(tally.seconds > 0 for tally in tallies.values())


def test_who_works_on_jobs_of_their_own_does_not_rest(tmp_path: Path, tiny_video: Path) -> None:
    with EngineHome(tmp_path, tiny_video).open() as workspace:
        with workspace.store.writing() as tx:
            tx.put_node(NodeRow("local", workspace.clock.now(), is_accepting=True))
        rest(workspace, is_on=True)
        job = submit(workspace, tiny_video)
        lock = workspace.lock()
        assert lock.acquire()
        end = time.monotonic() + PATIENCE_S
        supervisor = workspace.supervisor(workers=1, job_ids=[job.id])
        supervisor.run(until=lambda: time.monotonic() > end or job_of(workspace, job.id).state is JobState.SUCCEEDED)
        lock.release()
        assert job_of(workspace, job.id).state is JobState.SUCCEEDED


def test_a_job_cancelled_behind_thousands_of_others_stops(tmp_path: Path, tiny_video: Path) -> None:
    """The supervisor finds it by what it is, not by looking at the newest jobs."""
    with EngineHome(tmp_path, tiny_video).open() as workspace:
        job = submit(workspace, tiny_video)
        with workspace.store.writing() as tx:
            tx.change_job(job.id, {"cancel_requested_at": workspace.clock.now()})
            for number in range(1500):
                tx.add_job(
                    replace(job, id=f"local-z{number}", fingerprint=f"f{number}", created_at=workspace.clock.now())
                )
        supervisor = workspace.supervisor(workers=1)
        with workspace.store.writing() as tx:
            supervisor.tasks.cancelled_running(tx)
            found = tx.job(job.id)
        assert found is not None
        assert found.state is JobState.CANCELLED
        supervisor.run(until=lambda: True)


def _tasks(workspace: Workspace, job_id: str) -> list[TaskRow]:
    with workspace.store.reading() as reading:
        return list(reading.tasks_of_job(job_id))


def _after_steps(number: int) -> Callable[[], bool]:
    """Asked after every step of the supervisor."""
    left = iter(range(number))
    return lambda: next(left, None) is None
