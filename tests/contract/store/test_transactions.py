"""Transactions: whole or not at all, seen by nobody before they end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from telecine.engine.rows import NewEvent
from telecine.engine.states import JobState, TaskState
from telecine.engine.store import Reading, Store, Transaction
from telecine.kernel.errors import DefectError
from tests.fixtures.store_rows import START, a_fact, a_job, a_task, a_video, add, an_artifact, claim, finish, run


class Broken(Exception):
    """Raised by a test inside a transaction."""


def everything(view: Reading) -> object:
    """All that tests of this module write, as one value."""
    return (
        view.videos(),
        view.jobs(),
        [view.tasks_of_job(job.id) for job in view.jobs()],
        view.artifacts(["k1", "k2", "k3"]),
        view.events(),
        view.facts("v1"),
    )


def change_everything_and_raise(tx: Transaction) -> None:
    """Write to every table that `everything` reads."""
    task = run(tx)
    finish(tx, task)
    tx.put_artifact(an_artifact("k1"))
    tx.satisfy("k1")
    tx.renew_needs(task.id, [("k9", "a")])
    tx.count_job(["local-1"], left=-1)
    tx.add_events([NewEvent("task.succeeded", START, "local-1")])
    tx.replace_facts("v1", "faces", [])
    add(tx, a_task("k3"), job=a_job("local-2"))
    tx.change_job("local-1", {"state": JobState.SUCCEEDED, "finished_at": START})
    tx.remove_jobs(START.replace(year=2030))
    raise Broken


def test_a_transaction_that_raises_leaves_nothing_behind(store: Store) -> None:
    with store.writing() as tx:
        add(tx, a_task("k1"), a_task("k2", ["k1"]))
        tx.replace_facts("v1", "faces", [a_fact()])
        before = everything(tx)
    with pytest.raises(Broken), store.writing() as tx:
        change_everything_and_raise(tx)
    with store.writing() as tx:
        assert everything(tx) == before
        assert tx.satisfy("k1") != []
        assert run(tx).fence == 1


def test_what_a_transaction_writes_it_reads(store: Store) -> None:
    with store.writing() as tx:
        tx.add_video(a_video())
        assert tx.video("v1") == a_video()
        add(tx, a_task())
        assert tx.count_queued() == 1


def test_a_reader_sees_the_state_at_its_beginning(store: Store) -> None:
    with store.writing() as tx:
        add(tx, a_task("k1"))
    with store.reading() as view:
        with store.writing() as tx:
            finish(tx, run(tx))
            tx.put_artifact(an_artifact("k1"))
        assert view.count_queued() == 1
        assert view.artifacts(["k1"]) == {}
    with store.reading() as view:
        assert view.count_queued() == 0
        assert list(view.artifacts(["k1"])) == ["k1"]


def test_a_reader_sees_nothing_of_a_transaction_that_has_not_ended(store: Store) -> None:
    with store.writing() as tx:
        tx.add_video(a_video())
        with store.reading() as view:
            assert view.videos() == []


def test_many_threads_never_see_half_a_transaction(store: Store) -> None:
    with store.writing() as tx:
        add(tx, job=a_job())
    stop = threading.Event()

    def watch() -> int:
        seen = 0
        while not stop.is_set():
            with store.reading() as view:
                job = view.job("local-1")
                assert job is not None
                assert job.tasks_left == len(view.events(limit=10_000))
            seen += 1
        return seen

    def write() -> None:
        for _ in range(30):
            with store.writing() as tx:
                tx.count_job(["local-1"], left=1)
                tx.add_events([NewEvent("task.started", START, "local-1")])

    with ThreadPoolExecutor(5) as pool:
        watchers = [pool.submit(watch) for _ in range(2)]
        writers = [pool.submit(write) for _ in range(3)]
        try:
            for writer in writers:
                writer.result()
        finally:
            stop.set()
        assert all(watcher.result() > 0 for watcher in watchers)
    with store.reading() as view:
        assert view.last_event() == 90


def test_no_task_is_claimed_by_two_workers(store: Store) -> None:
    with store.writing() as tx:
        ids = add(tx, *(a_task(f"k{number}") for number in range(60)))

    def work(owner: str) -> list[int]:
        mine: list[int] = []
        while True:
            with store.writing() as tx:
                task = claim(tx, owner=owner)
            if task is None:
                return mine
            mine.append(task.id)

    with ThreadPoolExecutor(4) as pool:
        claimed = [task for tasks in pool.map(work, ["a", "b", "c", "d"]) for task in tasks]
    assert sorted(claimed) == ids
    with store.reading() as view:
        assert {task.fence for task in view.tasks_of_job("local-1", states=(TaskState.RUNNING,))} == {1}


def test_a_write_within_a_write_is_a_bug_and_not_a_deadlock(store: Store) -> None:
    with store.writing() as tx:
        tx.add_video(a_video())
        with pytest.raises(DefectError), store.writing():
            pass
        add(tx, a_task())
    with store.reading() as view:
        assert view.count_queued() == 1


def test_the_counter_grows_with_commits_and_only_with_commits(store: Store) -> None:
    def write(broken: Callable[[], None] = lambda: None) -> None:
        with store.writing() as tx:
            add(tx, job=a_job(f"local-{tx.last_event()}"))
            tx.add_events([NewEvent("job.queued", START)])
            broken()

    def give_up() -> None:
        raise Broken

    seen = [store.change_counter()]
    write()
    seen.append(store.change_counter())
    with pytest.raises(Broken):
        write(give_up)
    with store.reading() as view:
        view.jobs()
    assert store.change_counter() == seen[-1]
    write()
    seen.append(store.change_counter())
    assert seen == sorted(set(seen))


def test_tables_in_use_are_not_damaged(store: Store) -> None:
    with store.writing() as tx:
        add(tx, a_task("k1"), a_task("k2", ["k1"]))
    assert store.damage() == []
