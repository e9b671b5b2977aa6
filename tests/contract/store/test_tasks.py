"""Tasks: made, needed, changed, counted."""

from __future__ import annotations

import pytest

from telecine.engine.states import JobState, TaskState
from telecine.engine.store import Store
from telecine.kernel.errors import DefectError, IllegalTransition
from tests.fixtures.store_rows import (
    START,
    a_job,
    a_task,
    a_video,
    add,
    an_artifact,
    an_item,
    at,
    finish,
    run,
)

T = TaskState


def states(store: Store) -> dict[str, TaskState]:
    with store.reading() as view:
        found = view.tasks_by_key([f"k{number}" for number in range(10)] + ["gather"])
    return {key: task.state for key, task in found.items()}


def test_a_task_comes_back_as_it_was_made(store: Store) -> None:
    made = a_task(item=an_item(7, kind="shot"), spec={"inputs": {"a": ["k0"]}}, priority=-3, timeout_s=0.25)
    with store.writing() as tx:
        (task_id,) = add(tx, made)
    with store.reading() as view:
        found = view.task(task_id)
        assert view.task(task_id + 1) is None
    assert found is not None
    assert (found.item, found.spec, found.priority, found.timeout_s) == (made.item, made.spec, -3, 0.25)
    assert (found.state, found.attempt, found.needs_left, found.fence) == (T.QUEUED, 0, 0, 0)
    assert (found.created_at, found.owner, found.cost, found.error_code) == (START, None, {}, None)


def test_ids_are_given_by_key_in_the_order_of_creation(store: Store) -> None:
    with store.writing() as tx:
        tx.add_video(a_video())
        ids = tx.add_tasks([a_task("k2"), a_task("k1"), a_task("k3")], START)
        assert tx.add_tasks([], START) == {}
    assert list(ids) == ["k2", "k1", "k3"]
    assert list(ids.values()) == sorted(ids.values())
    with store.reading() as view:
        assert {key: row.id for key, row in view.tasks_by_key(["k1", "k2", "absent"]).items()} == {
            "k1": ids["k1"],
            "k2": ids["k2"],
        }
        assert view.tasks_by_key([]) == {}


def test_two_tasks_with_one_key_are_refused(store: Store) -> None:
    with pytest.raises(DefectError), store.writing() as tx:
        add(tx, a_task("k1"), a_task("k1"))
    with store.reading() as view:
        assert view.tasks_by_key(["k1"]) == {}


def test_a_task_of_an_unknown_video_is_refused(store: Store) -> None:
    with pytest.raises(DefectError), store.writing() as tx:
        tx.add_tasks([a_task(video_id="nobody")], START)


def test_a_task_with_needs_waits_until_each_of_them_is_met_once(store: Store) -> None:
    with store.writing() as tx:
        add(tx, a_task("k3", ["k1", "k2"]))
    for key, promoted in (("k1", 0), ("k1", 0), ("k9", 0), ("k2", 1), ("k2", 0)):
        with store.writing() as tx:
            assert len(tx.satisfy(key)) == promoted, key
    assert states(store) == {"k3": T.QUEUED}


def test_one_artifact_can_promote_many_tasks(store: Store) -> None:
    with store.writing() as tx:
        ids = add(tx, a_task("k2", ["k1"]), a_task("k3", ["k1", "k4"]), a_task("k5", ["k1"]))
        assert tx.satisfy("k1") == [ids[0], ids[2]]
    with store.reading() as view:
        assert [view.task(i).needs_left for i in ids] == [0, 1, 0]  # type: ignore[union-attr]


def test_a_need_named_twice_counts_once(store: Store) -> None:
    with store.writing() as tx:
        (task_id,) = add(tx, a_task("k2", ["k1", "k1"]))
        assert tx.satisfy("k1") == [task_id]


def test_renewed_needs_are_counted_anew(store: Store) -> None:
    with store.writing() as tx:
        (task_id,) = add(tx, a_task("k3", ["k1", "k2"]))
        tx.satisfy("k1")
        tx.renew_needs(task_id, [("k1", "a"), ("k4", "b"), ("k5", "c"), ("k5", "d")])
        assert tx.task(task_id).needs_left == 3  # type: ignore[union-attr]
        assert tx.satisfy("k2") == []
        tx.satisfy("k1")
        tx.satisfy("k4")
        assert tx.satisfy("k5") == [task_id]
        tx.renew_needs(task_id, [])
        assert tx.task(task_id).needs_left == 0  # type: ignore[union-attr]


def test_a_retrying_task_counts_off_needs_but_waits_for_its_time(store: Store) -> None:
    with store.writing() as tx:
        (task_id,) = add(tx, a_task("k2"))
        finish(tx, run(tx), T.RETRYING, not_before=at(5))
        tx.renew_needs(task_id, [("k1", "a")])
        assert tx.next_due() is None
        assert tx.promote_due(at(10)) == []
        assert tx.satisfy("k1") == []
        assert tx.next_due() == at(5)
        assert tx.promote_due(at(4.999)) == []
        assert tx.promote_due(at(5)) == [task_id]
        assert tx.next_due() is None
    assert states(store) == {"k2": T.QUEUED}


def test_what_ended_counts_nothing_off(store: Store) -> None:
    with store.writing() as tx:
        (task_id,) = add(tx, a_task("k2", ["k1"]))
        tx.change_task(task_id, {"state": T.CANCELLED})
        assert tx.satisfy("k1") == []
        assert tx.task(task_id).needs_left == 1  # type: ignore[union-attr]


def test_a_change_needs_the_expected_state(store: Store) -> None:
    with store.writing() as tx:
        (task_id,) = add(tx, a_task())
        assert tx.change_task(task_id, {"progress": 0.5}, expect=(T.RUNNING,)) is False
        assert tx.change_task(task_id, {"progress": 0.5}, expect=()) is False
        assert tx.change_task(task_id, {"progress": 0.5}, expect=(T.RUNNING, T.QUEUED)) is True
        assert tx.change_task(999, {"state": T.CANCELLED}) is False
        assert tx.task(task_id).progress == 0.5  # type: ignore[union-attr]


def test_every_column_that_changes_can_be_set_by_field_name(store: Store) -> None:
    values = {
        "state": T.RUNNING,
        "attempt": 2,
        "priority": 7,
        "progress": 0.25,
        "owner": "worker 3",
        "lease_until": at(0.000001),
        "not_before": at(86400 * 365),
        "started_at": at(1),
        "finished_at": at(2),
        "error_code": "worker_lost",
        "error_detail": "it said “no”\n\0",
        "cost": {"cpu_s": 0.1, "peak": 1e300},
        "fence": 2**62,
    }
    with store.writing() as tx:
        (task_id,) = add(tx, a_task())
        assert tx.change_task(task_id, values)
    with store.reading() as view:
        row = view.task(task_id)
    assert {name: getattr(row, name) for name in values} == values


@pytest.mark.parametrize("name", ["id", "key", "item", "spec", "queue", "needs", "is_loose"])
def test_a_field_that_never_changes_is_refused(store: Store, name: str) -> None:
    with store.writing() as tx:
        (task_id,) = add(tx, a_task())
    with pytest.raises(DefectError, match=name), store.writing() as tx:
        tx.change_task(task_id, {name: 1})


def test_a_state_changes_only_along_the_table_of_edges(store: Store) -> None:
    with store.writing() as tx:
        (task_id,) = add(tx, a_task())
        with pytest.raises(IllegalTransition):
            tx.change_task(task_id, {"state": T.SUCCEEDED})
        with pytest.raises(IllegalTransition):
            tx.change_task(task_id, {"state": T.SUCCEEDED}, expect=(T.RUNNING, T.QUEUED))
        assert tx.change_task(task_id, {"state": T.SUCCEEDED}, expect=(T.RUNNING,)) is False
        assert tx.task(task_id).state is T.QUEUED  # type: ignore[union-attr]


def test_a_priority_is_never_lowered(store: Store) -> None:
    with store.writing() as tx:
        ids = add(tx, a_task("k1", priority=5), a_task("k2", priority=1))
        tx.raise_priority([*ids, 999], 3)
        tx.raise_priority([], 9)
        assert [tx.task(i).priority for i in ids] == [5, 3]  # type: ignore[union-attr]


def test_costs_come_from_the_newest_results_of_a_stage(store: Store) -> None:
    with store.writing() as tx:
        add(tx, *(a_task(f"k{n}", stage="a" if n < 4 else "b") for n in range(6)))
        for number in range(6):
            finish(tx, run(tx), finished_at=at(-number), cost={} if number == 5 else {"wall_s": float(number)})
        found = tx.stage_costs(["a", "b", "c"], last=3)
    assert {stage: [row.cost["wall_s"] for row in rows] for stage, rows in found.items()} == {
        "a": [0.0, 1.0, 2.0],
        "b": [4.0],
    }


def test_a_task_moves_when_it_can_go_on_by_itself(store: Store) -> None:
    with store.writing() as tx:
        add(tx, a_task("k1"), a_task("k2", ["k1"]))
        add(tx, a_task("k9"), job=a_job("local-2"))
        assert tx.has_moving_tasks("local-1")
        task = run(tx)
        assert tx.has_moving_tasks("local-1")
        finish(tx, task, T.RETRYING, not_before=at(1))
        assert tx.has_moving_tasks("local-1")
        tx.renew_needs(task.id, [("k0", "a")])
        assert not tx.has_moving_tasks("local-1")
        tx.satisfy("k0")
        tx.promote_due(at(1))
        finish(tx, run(tx), T.FAILED)
        assert not tx.has_moving_tasks("local-1")
        assert not tx.has_moving_tasks("local-3")


def test_a_jobs_tasks_are_found_by_state_through_their_whole_life(store: Store) -> None:
    def seen() -> dict[TaskState, list[int]]:
        with store.reading() as view:
            found = {state: [t.id for t in view.tasks_of_job("local-1", states=(state,))] for state in T}
        return {state: ids for state, ids in found.items() if ids}

    with store.writing() as tx:
        a, b = add(tx, a_task("k1"), a_task("k2", ["k1"]))
    assert seen() == {T.QUEUED: [a], T.WAITING: [b]}
    with store.writing() as tx:
        task = run(tx)
    assert seen() == {T.RUNNING: [a], T.WAITING: [b]}
    with store.writing() as tx:
        finish(tx, task)
        tx.satisfy("k1")
    assert seen() == {T.SUCCEEDED: [a], T.QUEUED: [b]}
    with store.writing() as tx:
        finish(tx, run(tx), T.RETRYING, not_before=START)
        tx.change_task(a, {"state": T.WAITING}, expect=(T.SUCCEEDED,))
    assert seen() == {T.WAITING: [a], T.RETRYING: [b]}
    with store.writing() as tx:
        tx.change_task(a, {"state": T.CANCELLED})
        tx.promote_due(START)
        finish(tx, run(tx), T.FAILED)
    assert seen() == {T.CANCELLED: [a], T.FAILED: [b]}
    with store.reading() as view:
        assert [task.id for task in view.tasks_of_job("local-1")] == [a, b]
        assert [task.id for task in view.tasks_of_job("local-1", states=(T.FAILED, T.CANCELLED))] == [a, b]
        assert view.tasks_of_job("local-1", states=()) == []


def test_a_shared_task_belongs_to_each_live_job(store: Store) -> None:
    with store.writing() as tx:
        ids = add(tx, a_task("k1"), a_task("k2"))
        add(tx, job=a_job("local-2", state=JobState.QUEUED))
        assert tx.link_tasks("local-2", [ids[1], ids[1], 999]) == 1
        assert tx.link_tasks("local-2", ids) == 1
        assert tx.link_tasks("local-2", ids) == 0
        assert [job.id for job in tx.live_jobs_of_task(ids[0])] == ["local-1", "local-2"]
        assert tx.tasks_only_of("local-1", states=(T.QUEUED,)) == []
        tx.change_job("local-2", {"state": JobState.CANCELLED})
        assert [job.id for job in tx.live_jobs_of_task(ids[0])] == ["local-1"]
        assert [task.id for task in tx.tasks_only_of("local-1", states=(T.QUEUED, T.WAITING))] == ids
        finish(tx, run(tx))
        assert [task.id for task in tx.tasks_only_of("local-1", states=(T.QUEUED,))] == ids[1:]
        assert [task.id for task in tx.tasks_only_of("local-1", states=(T.SUCCEEDED,))] == ids[:1]


def test_tasks_are_not_linked_to_a_job_that_does_not_exist(store: Store) -> None:
    with store.writing() as tx:
        ids = add(tx, a_task())
    with pytest.raises(DefectError), store.writing() as tx:
        tx.link_tasks("nobody", ids)


def test_an_artifact_put_twice_is_the_first_one(store: Store) -> None:
    with store.writing() as tx:
        assert tx.put_artifact(an_artifact("k1", fence=3, items=(an_item(0), an_item(1, scale=[1, 2]))))
        assert not tx.put_artifact(an_artifact("k1", fence=4))
        assert tx.put_artifact(an_artifact("k2", items=()))
    with store.reading() as view:
        found = view.artifacts(["k2", "k1", "absent"])
        assert view.artifacts([]) == {}
    assert found == {
        "k1": an_artifact("k1", fence=3, items=(an_item(0), an_item(1, scale=[1, 2]))),
        "k2": an_artifact("k2", items=()),
    }
