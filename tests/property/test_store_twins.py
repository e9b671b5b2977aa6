"""The store in memory and the store in SQLite answer alike, whatever happens to them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from telecine.adapters.store import sqlite
from telecine.adapters.store.memory import MemoryStore
from telecine.adapters.store.sql import SqlStore
from telecine.engine.lists.rows import JobQuery
from telecine.engine.rows import NewEvent
from telecine.engine.states import TASK_EDGES, JobState, TaskState
from telecine.engine.store import Reading, Transaction
from telecine.kernel.errors import DefectError
from tests.fixtures.store_rows import START, a_job, a_task, a_video, an_artifact, an_item, at

KEYS = [f"k{number}" for number in range(6)]
JOBS = ["local-1", "local-2", "local-3"]
QUEUES = ["media", "vision", "audio"]
OWNERS = ["worker 1", "worker 2"]

keys = st.sampled_from(KEYS)
jobs = st.sampled_from(JOBS)
ids = st.integers(1, 8)
sometimes = st.sampled_from([False, False, False, True])
seconds = st.integers(-3, 3).map(at)
priorities = st.integers(-1, 2)
task_states = st.sets(st.sampled_from(TaskState), max_size=3)
job_states = st.sets(st.sampled_from(JobState), max_size=3)


class Undone(Exception):
    """Makes a transaction roll back."""


@dataclass(frozen=True)
class Run:
    """One claim and what becomes of it: its end, when to try again, inputs found lost, a result that appears."""

    end: TaskState | None
    due: datetime
    lost: list[str]
    made: str | None

    def carry_out(self, tx: Transaction) -> object:
        task = tx.claim(owner=OWNERS[1], now=START, lease_until=self.due)
        if task is None or self.end is None:
            return task
        values = {"state": self.end, "not_before": self.due, "finished_at": self.due, "cost": {"wall_s": 1.0}}
        ended = tx.change_task(task.id, values, expect=[TaskState.RUNNING], fence=task.fence)
        if self.end is TaskState.RETRYING:
            tx.renew_needs(task.id, [(key, "input") for key in self.lost])
        made = task.key if self.end is TaskState.SUCCEEDED else self.made
        if made is None:
            return task, ended
        return task, ended, tx.put_artifact(an_artifact(made, fence=task.fence)), tx.satisfy(made)


Method = Callable[..., None]
ACTIONS: list[tuple[Method, dict[str, st.SearchStrategy[Any]]]] = []


def action(weight: int = 1, **arguments: st.SearchStrategy[Any]) -> Callable[[Method], Method]:
    """A step that `Twins` may take. Chosen evenly: rules of their own would be switched off in most examples."""

    def register(method: Method) -> Method:
        ACTIONS.extend([(method, arguments)] * weight)
        return method

    return register


class Twins(RuleBasedStateMachine):
    """Does the same to both stores and compares what they answer, what they refuse, and what they hold."""

    empty: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())
        shutil.copy(self.empty, self._folder / "telecine.db")
        self.memory = MemoryStore()
        self.sql = SqlStore.open(f"sqlite:///{self._folder / 'telecine.db'}")
        self.do(_begin)

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        method, arguments = data.draw(st.sampled_from(ACTIONS))
        method(self, **{name: data.draw(values, name) for name, values in arguments.items()})

    def teardown(self) -> None:
        self.sql.close()
        shutil.rmtree(self._folder)

    def do(self, step: Callable[[Transaction], object], *, is_undone: bool = False) -> Any:
        answers: list[Any] = []
        for store in (self.memory, self.sql):
            try:
                with store.writing() as tx:
                    answers.append(step(tx))
                    _end(is_undone=is_undone)
            except Undone:
                pass
            except DefectError as error:
                answers.append(type(error))
        assert answers[0] == answers[1]
        return answers[0]

    @action(name=st.just(JOBS[2]), state=st.sampled_from(JobState), created=seconds, same=st.booleans())
    def add_job(self, name: str, state: JobState, created: Any, same: bool) -> None:
        print_ = "same" if same else name
        finished = None if state in {JobState.QUEUED, JobState.RUNNING} else created
        job = a_job(name, state=state, created_at=created, finished_at=finished, fingerprint=print_)
        self.do(lambda tx: tx.add_job(job))

    @action(
        made=st.lists(st.tuples(keys, st.lists(keys, max_size=3), st.sampled_from(QUEUES), priorities), max_size=4),
        name=jobs,
        is_undone=sometimes,
    )
    def add_tasks(self, made: list[tuple[str, list[str], str, int]], name: str, is_undone: bool) -> None:
        tasks = [
            a_task(key, needs, queue=queue, priority=priority, item=an_item(priority + 1, n=priority))
            for key, needs, queue, priority in made
        ]

        def step(tx: Transaction) -> object:
            added = tx.add_tasks(tasks, START)
            return added, tx.link_tasks(name, list(added.values()))

        self.do(step, is_undone=is_undone)

    @action(
        queues=st.none() | st.lists(st.sampled_from(QUEUES), max_size=2),
        names=st.none() | st.lists(jobs, max_size=2),
        hint=st.none() | ids,
        lease=seconds,
        is_undone=sometimes,
    )
    def claim(
        self, queues: list[str] | None, names: list[str] | None, hint: int | None, lease: Any, is_undone: bool
    ) -> None:
        filters: dict[str, Any] = {"queues": queues, "job_ids": names, "hint": hint}
        self.do(lambda tx: tx.claim(owner=OWNERS[0], now=START, lease_until=lease, **filters), is_undone=is_undone)

    @action(
        4,
        runs=st.lists(
            st.builds(
                Run,
                end=st.none() | st.sampled_from(sorted(TASK_EDGES[TaskState.RUNNING])),
                due=seconds,
                lost=st.lists(keys, max_size=2),
                made=st.none() | keys,
            ),
            min_size=1,
            max_size=4,
        ),
    )
    def work(self, runs: list[Run]) -> None:
        """Claim some, and end them as a supervisor does."""
        for run in runs:
            self.do(run.carry_out)

    @action(
        task_id=ids,
        state=st.sampled_from(TaskState),
        expect=st.none() | task_states,
        fence=st.none() | st.integers(0, 2),
    )
    def change_task(self, task_id: int, state: TaskState, expect: set[TaskState] | None, fence: int | None) -> None:
        self.do(lambda tx: tx.change_task(task_id, {"state": state, "attempt": 1}, expect=expect, fence=fence))

    @action(task_id=ids, choice=st.integers(0, 4), due=st.none() | seconds)
    def move(self, task_id: int, choice: int, due: Any) -> None:
        """Along an edge that exists."""

        def step(tx: Transaction) -> object:
            task = tx.task(task_id)
            if task is None:
                return None
            edges = sorted(TASK_EDGES[task.state])
            values = {"state": edges[choice % len(edges)], "not_before": due, "finished_at": due, "cost": {}}
            return tx.change_task(task_id, values, expect=(task.state,), fence=task.fence)

        self.do(step)

    @action(3, needs=st.dictionaries(keys, st.lists(keys, max_size=2), max_size=3), name=jobs, priority=priorities)
    def demand(self, needs: dict[str, list[str]], name: str, priority: int) -> None:
        """Make or revive tasks, as a planner does."""

        def step(tx: Transaction) -> object:
            rows = tx.tasks_by_key(list(needs))
            made = tx.add_tasks([a_task(k, n, priority=priority) for k, n in needs.items() if k not in rows], START)
            for key, row in rows.items():
                if TaskState.WAITING in TASK_EDGES[row.state]:
                    tx.change_task(row.id, {"state": TaskState.WAITING}, expect=[row.state])
                    tx.renew_needs(row.id, [(need, "input") for need in needs[key]])
                    if not needs[key]:
                        tx.change_task(row.id, {"state": TaskState.QUEUED})
            return tx.link_tasks(name, [*made.values(), *(row.id for row in rows.values())])

        self.do(step)

    @action(task_id=ids, needs=st.lists(st.tuples(keys, st.just("input")), max_size=3), key=keys, is_undone=sometimes)
    def need(self, task_id: int, needs: list[tuple[str, str]], key: str, is_undone: bool) -> None:
        def step(tx: Transaction) -> object:
            if tx.task(task_id):
                tx.renew_needs(task_id, needs)
            return tx.satisfy(needs[0][0] if needs else key)

        self.do(step, is_undone=is_undone)

    @action(now=seconds, some=st.lists(ids, max_size=3), priority=priorities, owner=st.sampled_from(OWNERS))
    def tick(self, now: Any, some: list[int], priority: int, owner: str) -> None:
        def step(tx: Transaction) -> object:
            tx.renew_leases(owner, some, now)
            tx.raise_priority(some, priority)
            return tx.promote_due(now)

        self.do(step)

    @action(
        name=jobs,
        state=st.none() | st.sampled_from(JobState),
        expect=st.none() | job_states,
        finished=st.none() | seconds,
        some=st.lists(ids, max_size=3),
        left=st.integers(-2, 2),
        is_undone=sometimes,
    )
    def change_job(
        self, name: str, state: JobState | None, expect: Any, finished: Any, some: list[int], left: int, is_undone: bool
    ) -> None:
        def step(tx: Transaction) -> object:
            tx.count_job([name], left=left, failed=-left, total=1)
            values = {"finished_at": finished, "params": {"a": {"b": 1}}} | ({"state": state} if state else {})
            return tx.change_job(name, values, expect=expect), tx.link_tasks(name, some)

        self.do(step, is_undone=is_undone)

    @action(
        key=keys,
        used=seconds,
        items=st.none() | st.integers(0, 2),
        what=st.sampled_from(["put", "drop", "touch"]),
    )
    def artifact(self, key: str, used: Any, items: int | None, what: str) -> None:
        made = None if items is None else tuple(an_item(index) for index in range(items))
        steps: dict[str, Callable[[Transaction], object]] = {
            "put": lambda tx: tx.put_artifact(an_artifact(key, fence=2, last_used_at=used, items=made)),
            "drop": lambda tx: tx.drop_artifact(key),
            "touch": lambda tx: tx.touch_artifacts([key], used),
        }
        self.do(steps[what])

    @action(name=st.none() | jobs, kind=st.sampled_from(["job.started", "task.progress", "job.progress", "prune"]))
    def event(self, name: str | None, kind: str) -> None:
        if kind == "prune":
            self.do(lambda tx: tx.prune_progress(name or JOBS[0]))
        else:
            self.do(lambda tx: tx.add_events([NewEvent(kind, START, name, None, {"n": [1, None]})]))

    @action(before=seconds, is_undone=sometimes)
    def remove_jobs(self, before: Any, is_undone: bool) -> None:
        self.do(lambda tx: tx.remove_jobs(before), is_undone=is_undone)

    @action(
        query=st.builds(
            JobQuery,
            states=st.none() | job_states.map(frozenset),
            video_id=st.sampled_from([None, "v1"]),
            app=st.sampled_from([None, "faces", "none"]),
            created_from=st.none() | seconds,
            created_before=st.none() | seconds,
            order=st.sampled_from(["created_at", "finished_at"]),
            is_newest_first=st.booleans(),
            after=st.none() | st.tuples(seconds, jobs),
            limit=st.integers(1, 3),
        )
    )
    def list_jobs(self, query: JobQuery) -> None:
        self.every(lambda view: view.list_jobs(query))

    @action(states=job_states, limit=st.integers(1, 3), now=seconds, after=st.integers(0, 6))
    def look(self, states: set[JobState], limit: int, now: Any, after: int) -> None:
        self.every(
            lambda view: (
                view.jobs(states=states, limit=limit),
                view.ended_by_day(now, limit=limit),
                view.count_videos_finished(now, limit=limit),
                view.failures_by_code(now, limit=limit),
                view.expired_tasks(now),
                view.artifacts_unused_since(now, limit=limit),
                view.events(after=after, limit=limit),
            )
        )

    def every(self, read: Callable[[Reading], Any]) -> Any:
        answers = []
        for store in (self.memory, self.sql):
            with store.reading() as view:
                answers.append(read(view))
        assert answers[0] == answers[1]
        return answers[0]

    @invariant()
    def they_hold_the_same(self) -> None:
        self.every(_everything)


def _begin(tx: Transaction) -> None:
    """Two jobs that share some tasks; one waits for another."""
    tx.add_video(a_video())
    tx.add_job(a_job("local-1", fingerprint="same"))
    tx.add_job(a_job("local-2", fingerprint="same", state=JobState.QUEUED, created_at=at(1)))
    ids = list(tx.add_tasks([a_task("k0"), a_task("k1", ["k0"]), a_task("k2", ["k0", "k1"])], START).values())
    ids += tx.add_tasks([a_task("k3", queue="vision", priority=1), a_task("k4", queue="vision")], START).values()
    tx.link_tasks("local-1", ids[:4])
    tx.link_tasks("local-2", ids[2:])


def _end(*, is_undone: bool) -> None:
    if is_undone:
        raise Undone


def _everything(view: Reading) -> object:
    tasks = view.tasks_by_key(KEYS)
    return (
        tasks,
        view.artifacts(KEYS),
        view.events(),
        view.jobs(),
        view.live_job("same"),
        view.last_event(),
        view.next_due(),
        view.count_queued(),
        view.running_tasks(),
        view.stage_costs(["test.stage"], last=2),
        [view.live_jobs_of_task(task.id) for task in tasks.values()],
        [(view.tasks_of_job(name), view.tasks_of_job(name, states=list(TaskState))) for name in JOBS],
        [view.has_moving_tasks(name) for name in JOBS],
        view.count_jobs(),
        view.count_tasks(),
        [view.oldest_queued(queue) for queue in QUEUES],
        view.cancelling_jobs(),
        view.live_among(JOBS),
        view.last_progress(JOBS),
        [view.tasks_page(name, after=1, limit=2) for name in JOBS],
    )


def test_whatever_happens_both_stores_answer_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = tuple(setting.replace("FULL", "OFF") for setting in sqlite._SETTINGS)
    monkeypatch.setattr(sqlite, "_SETTINGS", fast)
    Twins.empty = tmp_path / "empty.db"
    SqlStore.open(f"sqlite:///{Twins.empty}").close()
    run_state_machine_as_test(Twins, settings=settings(max_examples=40, stateful_step_count=30))
