"""Lists of many jobs, counts and nodes in memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from telecine.engine.lists.rows import DayRow, JobQuery, Tally
from telecine.engine.rows import JobRow, NodeRow, TaskRow, VideoRow
from telecine.engine.states import LIVE_JOBS, JobState, TaskState


class _Holds(Protocol):
    @property
    def _t(self) -> Any: ...


class ListsRead:
    """Reads."""

    def list_jobs(self: _Holds, query: JobQuery) -> list[JobRow]:
        def place(job: JobRow) -> Any:
            return getattr(job, query.order), job.id

        def is_beyond(job: JobRow) -> bool:
            return bool(place(job) < query.after if query.is_newest_first else place(job) > query.after)

        found = [
            job
            for job in self._t.jobs.values()
            if _fits(job, query)
            and (query.order == "created_at" or (job.finished_at is not None and job.state not in LIVE_JOBS))
            and (query.after is None or is_beyond(job))
        ]
        return sorted(found, key=place, reverse=query.is_newest_first)[: query.limit]

    def tasks_page(self: _Holds, job_id: str, *, after: int = 0, limit: int = 100) -> list[TaskRow]:
        linked = self._t.jobs_of_task
        ids = sorted(id_ for id_ in self._t.tasks if id_ > after and job_id in linked.get(id_, ()))
        return [self._t.tasks[id_] for id_ in ids[:limit]]

    def videos_of(self: _Holds, video_ids: Collection[str]) -> dict[str, VideoRow]:
        return {id_: self._t.videos[id_] for id_ in video_ids if id_ in self._t.videos}

    def newest_jobs(self: _Holds, video_ids: Collection[str], *, succeeded: bool = False) -> dict[str, JobRow]:
        states = {JobState.SUCCEEDED} if succeeded else set(JobState)
        jobs = [job for job in self._t.jobs.values() if job.video_id in video_ids and job.state in states]
        return {job.video_id: job for job in sorted(jobs, key=lambda job: (job.created_at, job.id))}

    def last_progress(self: _Holds, job_ids: Collection[str]) -> dict[str, Mapping[str, object]]:
        events = self._t.events.values()
        return {e.job_id: e.data for e in events if e.job_id in job_ids and e.type == "job.progress"}

    def cancelling_jobs(self: _Holds) -> list[JobRow]:
        found = [j for j in self._t.jobs.values() if j.cancel_requested_at is not None and j.finished_at is None]
        return sorted(found, key=lambda job: job.id)

    def live_among(self: _Holds, job_ids: Collection[str]) -> set[str]:
        return {job.id for job in self._t.jobs.values() if job.id in job_ids and job.state in LIVE_JOBS}

    def count_jobs(self: _Holds) -> dict[JobState, int]:
        return dict(Counter(job.state for job in self._t.jobs.values()))

    def count_tasks(self: _Holds) -> dict[str, dict[TaskState, int]]:
        found: dict[str, dict[TaskState, int]] = {}
        for task in self._t.tasks.values():
            states = found.setdefault(task.queue, {})
            states[task.state] = states.get(task.state, 0) + 1
        return found

    def oldest_queued(self: _Holds, queue: str) -> datetime | None:
        queued = [t for t in self._t.tasks.values() if t.queue == queue and t.state is TaskState.QUEUED]
        return min((task.created_at for task in queued), default=None)

    def ended_by_day(self: _Holds, since: datetime, *, limit: int) -> list[DayRow]:
        found: list[DayRow] = []
        for state in JobState:
            days = Counter(job.finished_at.date() for job in _ended(self._t, state, since, limit) if job.finished_at)
            found += [DayRow(day, state, number) for day, number in days.items()]
        return sorted(found, key=lambda row: (row.day, row.state))

    def failures_by_code(self: _Holds, since: datetime, *, limit: int) -> dict[str, int]:
        failed = _ended(self._t, JobState.FAILED, since, limit)
        return dict(sorted(Counter(job.error_code for job in failed if job.error_code is not None).items()))

    def count_videos_finished(self: _Holds, since: datetime, *, limit: int) -> int:
        return len({job.video_id for job in _ended(self._t, JobState.SUCCEEDED, since, limit)})

    def tallies(self: _Holds, kind: str) -> dict[str, Tally]:
        return {name: tally for (of, name), tally in sorted(self._t.tallies.items()) if of == kind}

    def nodes(self: _Holds) -> list[NodeRow]:
        return [self._t.nodes[name] for name in sorted(self._t.nodes)]

    def node(self: _Holds, name: str) -> NodeRow | None:
        found: NodeRow | None = self._t.nodes.get(name)
        return found


class ListsWritten:
    """Writes."""

    def tally(self: _Holds, kind: str, name: str, *, seconds: float = 0.0) -> None:
        known = self._t.tallies.get((kind, name), Tally(0, 0.0))
        self._t.tallies[kind, name] = Tally(known.number + 1, known.seconds + seconds)

    def put_node(self: _Holds, node: NodeRow) -> None:
        known = self._t.nodes.get(node.name)
        data = json.loads(json.dumps(node.data))
        self._t.nodes[node.name] = replace(node, data=data, in_maintenance=bool(known and known.in_maintenance))

    def set_maintenance(self: _Holds, name: str, *, is_on: bool) -> bool:
        known = self._t.nodes.get(name)
        if known is not None:
            self._t.nodes[name] = replace(known, in_maintenance=is_on)
        return known is not None


def _fits(job: JobRow, query: JobQuery) -> bool:
    return (
        (query.states is None or job.state in query.states)
        and query.app in {None, job.app}
        and query.video_id in {None, job.video_id}
        and query.node in {None, job.node}
        and query.requested_by in {None, job.requested_by}
        and (query.created_from is None or job.created_at >= query.created_from)
        and (query.created_before is None or job.created_at < query.created_before)
    )


def _ended(tables: Any, state: JobState, since: datetime, limit: int) -> list[JobRow]:
    found = [
        job
        for job in tables.jobs.values()
        if job.state is state and state not in LIVE_JOBS and job.finished_at is not None and job.finished_at >= since
    ]
    return sorted(found, key=lambda job: (job.finished_at, job.id), reverse=True)[:limit]
