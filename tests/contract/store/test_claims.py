"""Claims: the best task first, one worker each, under a fence and a lease."""

from __future__ import annotations

from datetime import timedelta

import pytest

from telecine.engine.states import TaskState
from telecine.engine.store import Store
from tests.fixtures.store_rows import (
    a_job,
    a_task,
    add,
    at,
    claim,
    finish,
    run,
)

T = TaskState


def test_the_best_task_is_claimed_first(store: Store) -> None:
    with store.writing() as tx:
        add(tx, a_task("k1"), a_task("k2", priority=5), a_task("k3", priority=5), a_task("k4", ["k9"], priority=9))
        assert [run(tx).key for _ in range(3)] == ["k2", "k3", "k1"]
        assert claim(tx) is None


@pytest.mark.parametrize(
    "filters",
    [{}, {"queues": ["media"]}, {"job_ids": ["local-2"]}, {"queues": ["vision"], "job_ids": ["local-1", "local-2"]}],
    ids=str,
)
def test_the_next_task_is_the_one_a_claim_takes(store: Store, filters: dict[str, list[str]]) -> None:
    with store.writing() as tx:
        ids = add(tx, a_task("k1"), a_task("k2", queue="vision", priority=2), a_task("k3", priority=1), a_task("k4"))
        add(tx, job=a_job("local-2"))
        tx.link_tasks("local-2", ids[1:])
        while (following := tx.next_queued(**filters)) is not None:
            assert (following.state, tx.next_queued(**filters)) == (T.QUEUED, following)
            assert run(tx, **filters).id == following.id
        assert claim(tx, **filters) is None


def test_a_claimed_task_runs_under_a_new_fence(store: Store) -> None:
    with store.writing() as tx:
        add(tx, a_task())
        task = run(tx, now=at(1), lease_until=at(61))
        assert (task.state, task.owner, task.fence, task.lease_until) == (T.RUNNING, "worker 1", 1, at(61))
        assert (task.started_at, task.attempt, task.progress) == (at(1), 0, 0.0)
        assert tx.task(task.id) == task
        finish(tx, task, T.QUEUED)
        assert run(tx).fence == 2


def test_a_claim_takes_only_from_the_queues_it_names(store: Store) -> None:
    with store.writing() as tx:
        add(tx, a_task("k1", queue="vision", priority=9), a_task("k2"), a_task("k3", queue="audio", priority=1))
        assert claim(tx, queues=["gpu"]) is None
        assert claim(tx, queues=[]) is None
        assert run(tx, queues=["gpu", "media", "audio"]).key == "k3"
        assert run(tx, queues=["media"]).key == "k2"
        assert run(tx).key == "k1"


def test_a_claim_for_jobs_takes_only_their_tasks(store: Store) -> None:
    with store.writing() as tx:
        ids = add(tx, a_task("k1", priority=9), a_task("k2"), a_task("k3", priority=1, queue="vision"))
        add(tx, job=a_job("local-2"))
        tx.link_tasks("local-2", ids[1:])
        assert claim(tx, job_ids=["local-3"]) is None
        assert claim(tx, job_ids=[]) is None
        assert run(tx, job_ids=["local-2", "local-3"]).key == "k3"
        assert claim(tx, job_ids=["local-2"], queues=["vision"]) is None
        assert run(tx, job_ids=["local-2"]).key == "k2"
        assert run(tx, job_ids=["local-1"]).key == "k1"


def test_a_claim_for_jobs_follows_a_raised_priority(store: Store) -> None:
    with store.writing() as tx:
        ids = add(tx, a_task("k1"), a_task("k2"), a_task("k3", priority=5))
        tx.raise_priority(ids[1:], 4)
        assert [run(tx, job_ids=["local-1"]).key for _ in ids] == ["k3", "k2", "k1"]


@pytest.mark.parametrize("job_ids", [None, ["local-1"]])
def test_a_hint_decides_between_equals_only(store: Store, job_ids: list[str] | None) -> None:
    with store.writing() as tx:
        ids = add(tx, a_task("k1"), a_task("k2"), a_task("k3", priority=1), a_task("k4", queue="audio"), a_task("k5"))
        assert run(tx, hint=ids[4], job_ids=job_ids).key == "k3"
        assert run(tx, hint=ids[3], queues=["media"], job_ids=job_ids).key == "k1"
        assert run(tx, hint=ids[4], queues=["media"], job_ids=job_ids).key == "k5"
        assert run(tx, hint=ids[4], job_ids=job_ids).key == "k2"
        assert run(tx, hint=999, job_ids=job_ids).key == "k4"


def test_a_hint_at_another_jobs_task_is_no_claim_to_it(store: Store) -> None:
    with store.writing() as tx:
        add(tx, a_task("k1"))
        (other,) = add(tx, a_task("k2"), job=a_job("local-2"))
        assert run(tx, hint=other, job_ids=["local-1"]).key == "k1"


def test_a_late_result_is_refused_by_the_fence(store: Store) -> None:
    with store.writing() as tx:
        add(tx, a_task())
        late = run(tx)
        finish(tx, late, T.QUEUED)
        current = run(tx, owner="worker 2")
        assert finish(tx, late) is False
        assert tx.task(current.id) == current
        assert finish(tx, current) is True
        assert finish(tx, current) is False


def test_only_the_owner_renews_the_lease_of_what_still_runs(store: Store) -> None:
    with store.writing() as tx:
        add(tx, a_task("k1"), a_task("k2"), a_task("k3"))
        mine, done, other = run(tx), run(tx), run(tx, owner="worker 2")
        finish(tx, done)
        tx.renew_leases("worker 1", [mine.id, done.id, other.id], at(90))
        leases = [tx.task(task.id).lease_until for task in (mine, done, other)]  # type: ignore[union-attr]
        assert leases == [at(90), at(60), at(60)]
        assert [task.id for task in tx.running_tasks()] == [mine.id, other.id]
        assert [task.id for task in tx.running_tasks(owner="worker 2")] == [other.id]


def test_a_lease_expires_after_its_end(store: Store) -> None:
    with store.writing() as tx:
        add(tx, a_task("k1"), a_task("k2"))
        first = run(tx, lease_until=at(60))
        run(tx, lease_until=at(70))
        assert tx.expired_tasks(at(60)) == []
        assert [task.id for task in tx.expired_tasks(at(60) + timedelta(microseconds=1))] == [first.id]
        finish(tx, first)
        assert tx.expired_tasks(at(65)) == []


def test_queued_tasks_are_counted_by_queue(store: Store) -> None:
    with store.writing() as tx:
        add(tx, a_task("k1"), a_task("k2", queue="vision"), a_task("k3", ["k1"]), a_task("k4"))
        run(tx, queues=["vision"])
        assert (tx.count_queued(), tx.count_queued(["media", "gpu"]), tx.count_queued(["vision"])) == (2, 2, 0)
        assert tx.count_queued([]) == 0
