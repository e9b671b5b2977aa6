"""Lists of many jobs, counts and nodes in SQL."""

# ruff: noqa: S608 - what is put together here are names and constants of the store

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final, Protocol

from telecine.adapters.store import codec
from telecine.adapters.store.codec import to_json, to_micros
from telecine.adapters.store.lists import tables as kept
from telecine.adapters.store.statements import JOB, TASK, ListStatements, columns_of, insert_into
from telecine.engine.lists.rows import DayRow, JobQuery, Tally
from telecine.engine.rows import JobRow, NodeRow, TaskRow, VideoRow
from telecine.engine.states import LIVE_JOBS, JobState, TaskState

_NODES: Final = f"SELECT {columns_of(kept.nodes)} FROM nodes ORDER BY name"
_PUT_NODE: Final = insert_into(kept.nodes, "in_maintenance") + (
    " ON CONFLICT (name) DO UPDATE SET heartbeat_at = excluded.heartbeat_at,"
    " is_accepting = excluded.is_accepting, data_json = excluded.data_json"
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC).date()
_TASKS_PAGE: Final = f"""
    SELECT {TASK} FROM job_tasks CROSS JOIN tasks
    WHERE tasks.id = job_tasks.task_id AND job_tasks.job_id = :job AND job_tasks.task_id > :after ORDER BY job_tasks.task_id LIMIT :limit"""
_CANCELLING: Final = f"""
    SELECT {JOB} FROM jobs WHERE cancel_requested_at IS NOT NULL AND finished_at IS NULL ORDER BY id"""
_COUNTS: Final = "SELECT name, state, number FROM counts WHERE kind = :kind AND number > 0"
_TOP: Final = "SELECT MAX(priority) FROM tasks WHERE state = 'queued' AND queue = :queue AND priority < :below"
_OLDEST: Final = """
    SELECT created_at FROM tasks WHERE state = 'queued' AND queue = :queue AND priority = :priority
    ORDER BY id LIMIT 1"""
_NEWEST_ENDED: Final = """
    (SELECT finished_at, video_id, error_code FROM jobs
     WHERE state = :state AND finished_at IS NOT NULL AND finished_at >= :since
     ORDER BY finished_at DESC, id DESC LIMIT :limit) AS ended"""
_BY_DAY: Final = f"SELECT finished_at / 86400000000 AS day, COUNT(*) FROM {_NEWEST_ENDED} GROUP BY day"
_BY_CODE: Final = f"SELECT error_code, COUNT(*) FROM {_NEWEST_ENDED} WHERE error_code IS NOT NULL GROUP BY error_code"
_FILMS: Final = f"SELECT COUNT(DISTINCT video_id) FROM {_NEWEST_ENDED}"
_TALLY: Final = insert_into(kept.tallies) + (
    " ON CONFLICT (kind, name) DO UPDATE SET number = tallies.number + 1, seconds = tallies.seconds + excluded.seconds"
)
_TALLIES: Final = "SELECT name, number, seconds FROM tallies WHERE kind = :kind ORDER BY name"
_NODE: Final = f"SELECT {columns_of(kept.nodes)} FROM nodes WHERE name = :name"
_REST: Final = "UPDATE nodes SET in_maintenance = :on WHERE name = :name"
_HIGHEST: Final = 2**31 - 1


class _Speaks(Protocol):
    @property
    def _link(self) -> Any: ...
    @property
    def _lists(self) -> ListStatements: ...


class ListsRead:
    """Reads."""

    def list_jobs(self: _Speaks, query: JobQuery) -> list[JobRow]:
        states = _states_walked(query)
        if not states:
            return []
        page = _page(query.order, states, _conditions(query), is_newest_first=query.is_newest_first)
        packed = self._link.execute(f"WITH page AS ({page}) {self._lists.packed_jobs}", _values(query)).fetchone()[0]
        jobs = list(map(codec.job, json.loads(packed)))
        return sorted(jobs, key=lambda job: (getattr(job, query.order), job.id), reverse=query.is_newest_first)

    def tasks_page(self: _Speaks, job_id: str, *, after: int = 0, limit: int = 100) -> list[TaskRow]:
        values = {"job": job_id, "after": after, "limit": limit}
        return [codec.task(row) for row in self._link.execute(_TASKS_PAGE, values).fetchall()]

    def videos_of(self: _Speaks, video_ids: Collection[str]) -> dict[str, VideoRow]:
        values = {"keys": to_json(sorted(set(video_ids)))}
        packed = self._link.execute(self._lists.packed_videos, values).fetchone()[0]
        return {video.id: video for video in map(codec.video, json.loads(packed))}

    def newest_jobs(self: _Speaks, video_ids: Collection[str], *, succeeded: bool = False) -> dict[str, JobRow]:
        statement = self._lists.newest_succeeded if succeeded else self._lists.newest_jobs
        rows = self._link.execute(statement, {"keys": to_json(sorted(set(video_ids)))}).fetchall()
        return {job.video_id: job for job in map(codec.job, rows)}

    def last_progress(self: _Speaks, job_ids: Collection[str]) -> dict[str, Mapping[str, object]]:
        rows = self._link.execute(self._lists.last_progress, {"jobs": to_json(sorted(set(job_ids)))}).fetchall()
        return {job_id: json.loads(data) for job_id, data in rows if data is not None}

    def cancelling_jobs(self: _Speaks) -> list[JobRow]:
        return [codec.job(row) for row in self._link.execute(_CANCELLING, {}).fetchall()]

    def live_among(self: _Speaks, job_ids: Collection[str]) -> set[str]:
        rows = self._link.execute(self._lists.live_among, {"jobs": to_json(sorted(set(job_ids)))}).fetchall()
        return {row[0] for row in rows}

    def count_jobs(self: _Speaks) -> dict[JobState, int]:
        rows = self._link.execute(_COUNTS, {"kind": "jobs"}).fetchall()
        return {JobState(state): number for _, state, number in rows}

    def count_tasks(self: _Speaks) -> dict[str, dict[TaskState, int]]:
        found: dict[str, dict[TaskState, int]] = {}
        for queue, state, number in self._link.execute(_COUNTS, {"kind": "tasks"}).fetchall():
            found.setdefault(queue, {})[TaskState(state)] = number
        return found

    def oldest_queued(self: _Speaks, queue: str) -> datetime | None:
        oldest: int | None = None
        below = _HIGHEST
        # One probe of the index for each priority in use; within one, tasks lie in the order they were made.
        while (top := self._link.execute(_TOP, {"queue": queue, "below": below}).fetchone()[0]) is not None:
            at = self._link.execute(_OLDEST, {"queue": queue, "priority": top}).fetchone()[0]
            oldest = at if oldest is None else min(oldest, at)
            below = top
        return None if oldest is None else codec.from_micros(oldest)

    def ended_by_day(self: _Speaks, since: datetime, *, limit: int) -> list[DayRow]:
        found = []
        for state in _ENDED:
            values = {"state": state, "since": to_micros(since), "limit": limit}
            rows = self._link.execute(_BY_DAY, values).fetchall()
            found += [DayRow(_EPOCH + timedelta(days=day), state, number) for day, number in rows]
        return sorted(found, key=lambda row: (row.day, row.state))

    def failures_by_code(self: _Speaks, since: datetime, *, limit: int) -> dict[str, int]:
        values = {"state": JobState.FAILED, "since": to_micros(since), "limit": limit}
        return dict(sorted(self._link.execute(_BY_CODE, values).fetchall()))

    def count_videos_finished(self: _Speaks, since: datetime, *, limit: int) -> int:
        values = {"state": JobState.SUCCEEDED, "since": to_micros(since), "limit": limit}
        return int(self._link.execute(_FILMS, values).fetchone()[0])

    def tallies(self: _Speaks, kind: str) -> dict[str, Tally]:
        rows = self._link.execute(_TALLIES, {"kind": kind}).fetchall()
        return {name: Tally(number, seconds) for name, number, seconds in rows}

    def nodes(self: _Speaks) -> list[NodeRow]:
        return [codec.node(row) for row in self._link.execute(_NODES, {}).fetchall()]

    def node(self: _Speaks, name: str) -> NodeRow | None:
        row = self._link.execute(_NODE, {"name": name}).fetchone()
        return None if row is None else codec.node(row)


class ListsWritten:
    """Writes."""

    def tally(self: _Speaks, kind: str, name: str, *, seconds: float = 0.0) -> None:
        self._link.execute(_TALLY, (kind, name, 1, seconds))

    def put_node(self: _Speaks, node: NodeRow) -> None:
        values = (node.name, to_micros(node.heartbeat_at), node.is_accepting, to_json(node.data))
        self._link.execute(_PUT_NODE, values)

    def set_maintenance(self: _Speaks, name: str, *, is_on: bool) -> bool:
        return bool(self._link.execute(_REST, {"name": name, "on": is_on}).rowcount)


_ENDED: Final = tuple(state for state in JobState if state not in LIVE_JOBS)


def _states_walked(query: JobQuery) -> tuple[JobState, ...]:
    """An index leads from a state to its jobs in order; so each state has a walk of its own, and they are merged."""
    states = _ENDED if query.order == "finished_at" else tuple(JobState)
    return states if query.states is None else tuple(state for state in states if state in query.states)


def _conditions(query: JobQuery) -> tuple[str, ...]:
    """Names of what narrows the list, beside the state."""
    given = (
        *(("video_id", query.video_id), ("app", query.app), ("requested_by", query.requested_by)),
        *(("node", query.node), ("from", query.created_from), ("before", query.created_before)),
        ("after", query.after),
    )
    return tuple(name for name, value in given if value is not None)


def _values(query: JobQuery) -> dict[str, object]:
    at, job_id = (None, None) if query.after is None else query.after
    times = {"from": query.created_from, "before": query.created_before, "at": at}
    return {
        "video_id": query.video_id,
        "app": query.app,
        "requested_by": query.requested_by,
        "node": query.node,
        "id": job_id,
        "limit": query.limit,
        **{name: None if time is None else to_micros(time) for name, time in times.items()},
    }


@cache
def _page(order: str, states: tuple[JobState, ...], conditions: tuple[str, ...], *, is_newest_first: bool) -> str:
    """Ids of a page in one statement; its parts of each state are merged by the order they all have."""
    direction, beyond = ("DESC", "<") if is_newest_first else ("ASC", ">")
    spelled = {
        "from": "created_at >= :from",
        "before": "created_at < :before",
        "after": f"({order}, id) {beyond} (:at, :id)",
    }
    if order == "finished_at":
        # An expression is found by no index: ends are walked in order.
        spelled |= {name: f"{name} || '' = :{name}" for name in ("app", "requested_by")}
    # Jobs of a video are found by the video, of which there are few: no index may lead from the state instead.
    of_state = "state || '' =" if "video_id" in conditions else "state ="
    where = "".join(f" AND {spelled.get(name, f'{name} = :{name}')}" for name in conditions)
    if order == "finished_at":
        where += " AND finished_at IS NOT NULL"
    sorting = f"{order} {direction}, id {direction} LIMIT :limit"
    walks = (
        f"SELECT * FROM (SELECT {order}, id FROM jobs WHERE {of_state} '{state}'{where} ORDER BY {sorting})"
        for state in states
    )
    return f"SELECT id FROM ({' UNION ALL '.join(walks)}) AS walked ORDER BY {sorting}"
