"""No statement of the SQL store visits rows that it does not need: SQLite is asked how it would find them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

from telecine.adapters.store.reading import Cursor, Parameters
from telecine.adapters.store.sql import SqlStore
from telecine.adapters.store.transaction import SqlTransaction
from telecine.engine.lists.rows import JobQuery
from telecine.engine.rows import (
    AuditRow,
    DecisionRow,
    ImportRow,
    KeyRow,
    NewEvent,
    NodeRow,
    PersonRow,
    RequestRow,
    SeedRow,
    SessionRow,
    UploadRow,
    WatchedRow,
)
from telecine.engine.states import JobState, TaskState
from tests.fixtures.store_rows import START, a_fact, a_job, a_task, a_video, an_artifact, claim

# Lists that came as a parameter, the few queues there are, and indexes that hold nothing but what is asked for.
_WANTED = (
    r"SCAN (json_each|given|wanted|ended|page|walked|CONSTANT ROW|queues)\b"
    r"|SCAN \(subquery-[0-9]+\)"
    r"|SCAN tasks USING (COVERING )?INDEX tasks_(leased|due|loose)\b"
    r"|SCAN jobs USING INDEX jobs_cancelling\b"
)
_SCAN = re.compile(r"^SCAN\b")


class Explained:
    """A connection that remembers how SQLite finds the rows of each statement it runs."""

    def __init__(self, link: Any) -> None:
        self._link = link
        self.plans: dict[str, list[str]] = {}

    def _explain(self, statement: str, parameters: Parameters) -> None:
        rows = self._link.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
        self.plans[" ".join(statement.split())] = [row[3] for row in rows]

    def execute(self, statement: str, parameters: Parameters = (), /) -> Cursor:
        self._explain(statement, parameters)
        cursor: Cursor = self._link.execute(statement, parameters)
        return cursor

    def executemany(self, statement: str, parameters: Iterable[Sequence[object]], /) -> Cursor:
        rows = list(parameters)
        if rows:
            self._explain(statement, rows[0])
        cursor: Cursor = self._link.executemany(statement, rows)
        return cursor


Step = Callable[[SqlTransaction], object]

STEPS: dict[str, Step] = {
    "video": lambda tx: tx.video("v1"),
    "video_by_sha256": lambda tx: tx.video_by_sha256("a"),
    "video_by_ep_id": lambda tx: tx.video_by_ep_id("a-s01e01"),
    "videos": lambda tx: tx.videos(limit=3),
    "videos page": lambda tx: tx.videos(limit=3, after=(START, "v1")),
    "videos_at": lambda tx: tx.videos_at("/films/a.mp4"),
    "videos_called": lambda tx: tx.videos_called("a"),
    "videos_hashed": lambda tx: tx.videos_hashed("abcdef"),
    "job": lambda tx: tx.job("local-1"),
    "live_job": lambda tx: tx.live_job("a"),
    "jobs": lambda tx: tx.jobs(limit=3),
    "list_jobs": lambda tx: tx.list_jobs(JobQuery(limit=3)),
    "list_jobs page": lambda tx: tx.list_jobs(JobQuery(after=(START, "a"), created_from=START, limit=3)),
    "list_jobs oldest first": lambda tx: tx.list_jobs(JobQuery(after=(START, "a"), is_newest_first=False, limit=3)),
    "list_jobs by end": lambda tx: tx.list_jobs(JobQuery(after=(START, "a"), order="finished_at", limit=3)),
    "list_jobs of app by end": lambda tx: tx.list_jobs(JobQuery(app="faces", order="finished_at", limit=3)),
    "list_jobs of app": lambda tx: tx.list_jobs(JobQuery(app="rare", limit=3)),
    "list_jobs of app in state": lambda tx: tx.list_jobs(
        JobQuery(app="rare", states=frozenset({JobState.FAILED}), after=(START, "a"), limit=3)
    ),
    "list_jobs of video": lambda tx: tx.list_jobs(JobQuery(video_id="v1", after=(START, "a"), limit=3)),
    "list_jobs of somebody": lambda tx: tx.list_jobs(JobQuery(requested_by="ana", after=(START, "a"), limit=3)),
    "tasks_page": lambda tx: tx.tasks_page("local-1", after=1, limit=3),
    "videos_of": lambda tx: tx.videos_of(["v1"]),
    "newest_jobs": lambda tx: tx.newest_jobs(["v1"]),
    "newest_jobs that succeeded": lambda tx: tx.newest_jobs(["v1"], succeeded=True),
    "last_progress": lambda tx: tx.last_progress(["local-1", "other"]),
    "cancelling_jobs": lambda tx: tx.cancelling_jobs(),
    "live_among": lambda tx: tx.live_among(["local-1"]),
    "count_jobs": lambda tx: tx.count_jobs(),
    "count_tasks": lambda tx: tx.count_tasks(),
    "oldest_queued": lambda tx: tx.oldest_queued("media"),
    "ended_by_day": lambda tx: tx.ended_by_day(START, limit=5),
    "failures_by_code": lambda tx: tx.failures_by_code(START, limit=5),
    "count_videos_finished": lambda tx: tx.count_videos_finished(START, limit=5),
    "tallies": lambda tx: tx.tallies("stage"),
    "tally": lambda tx: tx.tally("stage", "test.stage", seconds=1.0),
    "node": lambda tx: tx.node("a"),
    "set_maintenance": lambda tx: tx.set_maintenance("a", is_on=True),
    "jobs_of_video": lambda tx: tx.jobs_of_video("v1", limit=3),
    "task": lambda tx: tx.task(1),
    "tasks_by_key": lambda tx: tx.tasks_by_key(["k1"]),
    "tasks_of_job": lambda tx: tx.tasks_of_job("local-1"),
    "tasks_of_job in states": lambda tx: tx.tasks_of_job("local-1", states=list(TaskState)),
    "has_moving_tasks": lambda tx: tx.has_moving_tasks("local-1"),
    "live_jobs_of_task": lambda tx: tx.live_jobs_of_task(1),
    "running_tasks": lambda tx: (tx.running_tasks(), tx.running_tasks(owner="a")),
    "expired_tasks": lambda tx: tx.expired_tasks(START),
    "next_due": lambda tx: tx.next_due(),
    "count_queued of queues": lambda tx: tx.count_queued(["a"]),
    "artifacts": lambda tx: tx.artifacts(["k1"]),
    "artifacts_unused_since": lambda tx: tx.artifacts_unused_since(START, limit=5),
    "events": lambda tx: (tx.events(after=3, limit=3), tx.events(after=3, job_id="local-1", limit=3)),
    "stage_costs": lambda tx: tx.stage_costs(["test.stage"], last=3),
    "people of show": lambda tx: tx.people(show_id="s"),
    "seeds": lambda tx: tx.seeds(["p1"]),
    "facts": lambda tx: (tx.facts("v1"), tx.facts("v1", app="faces")),
    "facts_of_kind": lambda tx: tx.facts_of_kind("faces", "presence", videos=["v1"]),
    "facts_from": lambda tx: tx.facts_from("v1", "faces"),
    "import_of": lambda tx: tx.import_of("local-1"),
    "watched": lambda tx: tx.watched(["/a"]),
    "remember_watched": lambda tx: tx.remember_watched(WatchedRow("/a", 1, 1, "local-1", START)),
    "request": lambda tx: tx.request("a"),
    "put_request": lambda tx: tx.put_request(RequestRow("a", "/jobs", "b", START)),
    "drop_request": lambda tx: tx.drop_request("a"),
    "drop_requests": lambda tx: tx.drop_requests(START),
    "redact_audit": lambda tx: tx.redact_audit([1, 2], "somebody"),
    "drop_audit": lambda tx: tx.drop_audit(START),
    "next_import": lambda tx: tx.next_import(START),
    "add_import": lambda tx: tx.add_import(ImportRow("local-1", "url", "a", False, 0, {}, START)),
    "change_import": lambda tx: tx.change_import("local-1", {"is_running": True}),
    "stop_imports": lambda tx: tx.stop_imports(),
    "drop_import": lambda tx: tx.drop_import("local-1"),
    "drop_video": lambda tx: tx.drop_video("v1"),
    "update_video": lambda tx: tx.update_video("v1", {"name": "a"}),
    "add_job": lambda tx: tx.add_job(a_job("local-2", video_id="v1")),
    "change_job": lambda tx: tx.change_job("local-1", {"state": JobState.SUCCEEDED}, expect=(JobState.RUNNING,)),
    "count_job": lambda tx: tx.count_job(["local-1"], left=1),
    "add_tasks": lambda tx: tx.add_tasks([a_task("k8", ["k1"])], START),
    "renew_needs": lambda tx: tx.renew_needs(1, [("k2", "a")]),
    "link_tasks": lambda tx: tx.link_tasks("local-1", [1]),
    "change_task": lambda tx: tx.change_task(1, {"state": TaskState.RUNNING}, expect=(TaskState.QUEUED,), fence=0),
    "claim": claim,
    "claim from queues": lambda tx: claim(tx, queues=["media"]),
    "claim for jobs": lambda tx: claim(tx, job_ids=["local-1"]),
    "claim from queues for jobs": lambda tx: claim(tx, queues=["media"], job_ids=["local-1"], hint=2),
    "next_queued": lambda tx: (tx.next_queued(), tx.next_queued(queues=["media"])),
    "next_queued of jobs": lambda tx: (
        tx.next_queued(job_ids=["local-1"]),
        tx.next_queued(queues=["media"], job_ids=["local-1"]),
    ),
    "renew_leases": lambda tx: tx.renew_leases("a", [1], START),
    "satisfy": lambda tx: tx.satisfy("k0"),
    "promote_due": lambda tx: tx.promote_due(START),
    "raise_priority": lambda tx: tx.raise_priority([1], 3),
    "tasks_only_of": lambda tx: tx.tasks_only_of("local-1", states=list(TaskState)),
    "put_artifact": lambda tx: tx.put_artifact(an_artifact()),
    "drop_artifact": lambda tx: tx.drop_artifact("k1"),
    "touch_artifacts": lambda tx: tx.touch_artifacts(["k1"], START),
    "add_events": lambda tx: tx.add_events([NewEvent("a", START)]),
    "prune_progress": lambda tx: tx.prune_progress("local-1"),
    "add_person": lambda tx: tx.add_person(PersonRow("p1", None, "a", START)),
    "add_seed": lambda tx: tx.add_seed(SeedRow("s1", "p0", "a", "a", START)),
    "change_person": lambda tx: tx.change_person("p0", {"merged_into": "p1"}),
    "remove_person": lambda tx: tx.remove_person("p0"),
    "remove_seed": lambda tx: tx.remove_seed("s1"),
    "drop_jobs": lambda tx: tx.drop_jobs(["local-0"]),
    "decisions": lambda tx: tx.decisions("v1"),
    "add_decision": lambda tx: tx.add_decision(DecisionRow("d1", "v1", 1, "a", START, "assign", {})),
    "redact_decision": lambda tx: tx.redact_decision("d1", {}),
    "replace_facts": lambda tx: tx.replace_facts("v1", "faces", [a_fact()]),
    "put_node": lambda tx: tx.put_node(NodeRow("a", START, is_accepting=True)),
    "artifacts_of_video": lambda tx: tx.artifacts_of_video("none"),
    "upload": lambda tx: tx.upload("u1"),
    "put_upload": lambda tx: tx.put_upload(UploadRow("u1", "a", 1, "uploading", START, START)),
    "remove_upload": lambda tx: tx.remove_upload("u1"),
    "remove_video": lambda tx: tx.remove_video("none"),
    "api_key": lambda tx: tx.api_key("k1"),
    "add_api_key": lambda tx: tx.add_api_key(KeyRow("k2", "a", "editor", "a", "key", START)),
    "change_api_key": lambda tx: tx.change_api_key("k1", {"last_used_at": START}),
    "session": lambda tx: tx.session("a"),
    "add_session": lambda tx: tx.add_session(SessionRow("s1", "k1", "a", START, START)),
    "remove_session": lambda tx: tx.remove_session("a"),
    "audit": lambda tx: tx.audit(before=7, limit=3),
    "add_audit": lambda tx: tx.add_audit(AuditRow(START, "a", "jobs.submit", "/jobs")),
    "remove_jobs": lambda tx: tx.remove_jobs(START.replace(year=2030)),
}
# They answer with a whole small table, or look at its end.
LISTS = {"add_video", "people", "nodes", "last_event", "api_keys", "uploads", "remove_sessions"}


def explain(store: SqlStore, step: Step) -> dict[str, list[str]]:
    with store._database.writing() as link:
        plain = SqlTransaction(link, store._lists)
        plain.add_video(a_video())
        plain.add_person(PersonRow("p0", None, "a", START))
        plain.add_api_key(KeyRow("k1", "a", "editor", "a", "key", START))
        plain.add_job(a_job())
        plain.add_job(a_job("local-0", state=JobState.FAILED, finished_at=START))
        plain.link_tasks("local-1", plain.add_tasks([a_task(), a_task("k9", ["k0"])], START).values())
        explained = Explained(link)
        step(SqlTransaction(explained, store._lists))
    return explained.plans


@pytest.mark.parametrize("name", STEPS)
def test_a_step_finds_its_rows_by_index(name: str, open_store: Callable[[], SqlStore]) -> None:
    plans = explain(open_store(), STEPS[name])
    scans = {
        statement: row
        for statement, rows in plans.items()
        for row in rows
        if _SCAN.match(row) and not re.match(_WANTED, row) and not _is_ordered_walk(statement, row)
    }
    assert not scans
    assert plans


def _is_ordered_walk(statement: str, row: str) -> bool:
    """Whether an index is walked in order only until the limit is reached."""
    return "USING" in row and re.search(r"ORDER BY [^)]* LIMIT", statement) is not None


@pytest.mark.parametrize(
    "name",
    [name for name in STEPS if name.startswith(("claim", "jobs", "events", "next_", "stage_costs"))]
    + [name for name in STEPS if name.startswith("list_jobs")],
)
def test_the_best_or_newest_is_read_in_order_and_not_sorted_out(name: str, open_store: Callable[[], SqlStore]) -> None:
    plans = explain(open_store(), STEPS[name])
    sorts = {s: sum("TEMP B-TREE" in row for row in rows) for s, rows in plans.items() if "FROM wanted" not in s}
    # The parts of a list of jobs, each read in order up to its limit, are merged by one sort.
    assert not {s: number for s, number in sorts.items() if number > ("AS walked" in s)}


def _steps_of_sqlite(link: Any, tx: SqlTransaction, step: Step) -> int:
    """Instructions that SQLite's machine runs, to the nearest ten."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 10
        return 0

    link.set_progress_handler(tick, 10)
    try:
        step(tx)
    finally:
        link.set_progress_handler(None, 0)
    return count


# They answer with as much as there is.
_ANSWERS_GROW = {
    "tasks_of_job",
    "tasks_of_job in states",
    "tasks_only_of",
    "count_queued of queues",
    "remove_jobs",
    "drop_jobs",
}


def test_the_work_of_a_step_does_not_grow_with_the_rest(open_store: Callable[[], SqlStore]) -> None:
    store = open_store()
    names = [name for name in STEPS if name not in _ANSWERS_GROW]
    with store._database.writing() as link:
        tx = SqlTransaction(link, store._lists)
        tx.add_person(PersonRow("p0", None, "a", START))
        tx.add_api_key(KeyRow("k1", "a", "editor", "a", "key", START))
        tx.add_video(a_video())
        tx.add_job(a_job("other"))
        tx.add_job(a_job())
        grow(tx, 40, "a")
        few = _measure(link, tx, names)
        grow(tx, 1200, "b")
        many = _measure(link, tx, names)
    assert {n: (few[n], many[n]) for n in names if many[n] > 2 * few[n] + 300} == {}


def _measure(link: Any, tx: SqlTransaction, names: Iterable[str]) -> dict[str, int]:
    measured = {}
    for name in names:
        link.execute("SAVEPOINT before")
        measured[name] = _steps_of_sqlite(link, tx, STEPS[name])
        link.execute("ROLLBACK TO before")
    return measured


def grow(tx: SqlTransaction, size: int, name: str) -> None:
    """A large past of the same job, and a large queue that it shares with another."""
    ids = list(tx.add_tasks([a_task(f"{name} {n}") for n in range(size)], START).values())
    tx.link_tasks("local-1", ids)
    for number, task_id in enumerate(ids):
        tx.change_task(task_id, {"state": TaskState.RUNNING})
        tx.change_task(task_id, {"state": TaskState.SUCCEEDED, "finished_at": START, "cost": {"wall_s": 1.0}})
        tx.put_artifact(an_artifact(f"{name} {number}"))
    tx.link_tasks("other", tx.add_tasks([a_task(f"{name} q{n}") for n in range(size)], START).values())
    tx.add_tasks([a_task(f"{name} w{n}", ["another"], queue="vision") for n in range(size)], START)
    for number in range(size // 4):
        tx.add_job(a_job(f"{name} {number}", state=JobState.SUCCEEDED, finished_at=START.replace(year=2040)))
        tx.add_job(a_job(f"{name} q{number}", state=JobState.QUEUED, requested_by="bo"))
        tx.add_job(a_job(f"{name} r{number}", state=JobState.RUNNING, app="rare"))
        tx.add_video(a_video(f"{name} {number}"))
        tx.add_person(PersonRow(f"{name} {number}", "t", "a", START))
    tx.add_events([NewEvent("task.progress", START, "other") for _ in range(size)])
    tx.replace_facts(name, "faces", [a_fact()] * size)


def test_every_method_of_the_store_is_explained() -> None:
    methods = {name for name in dir(SqlTransaction) if not name.startswith("_")}
    assert methods == {name.split()[0] for name in STEPS} | LISTS
