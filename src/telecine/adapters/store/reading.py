"""Reads of one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from telecine.adapters.store import codec
from telecine.adapters.store import statements as sql
from telecine.adapters.store.access.sql import AccessRead
from telecine.adapters.store.lists.sql import ListsRead
from telecine.adapters.store.uploads.sql import UploadsRead
from telecine.engine.rows import (
    ArtifactRow,
    DecisionRow,
    EventRow,
    FactRow,
    ImportRow,
    JobRow,
    PersonRow,
    SeedRow,
    TaskRow,
    VideoRow,
)
from telecine.engine.states import JobState, TaskState

Parameters = Mapping[str, object] | Sequence[object]


class Cursor(Protocol):
    """Of PEP 249's cursor, what the store uses."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Link(Protocol):
    """A driver's connection inside a transaction."""

    def execute(self, statement: str, parameters: Parameters = (), /) -> Cursor: ...
    def executemany(self, statement: str, parameters: Iterable[Sequence[object]], /) -> Cursor: ...


class SqlReading(AccessRead, ListsRead, UploadsRead):
    """`engine.store.Reading` over SQL."""

    def __init__(self, link: Link, lists: sql.ListStatements) -> None:
        self._link = link
        self._lists = lists

    def _all(self, statement: str, parameters: Parameters = ()) -> list[Any]:
        return self._link.execute(statement, parameters).fetchall()

    def _one(self, statement: str, parameters: Parameters = ()) -> Any:
        return self._link.execute(statement, parameters).fetchone()

    def video(self, video_id: str) -> VideoRow | None:
        row = self._one(sql.VIDEO_BY_ID, {"id": video_id})
        return None if row is None else codec.video(row)

    def video_by_sha256(self, sha256: str) -> VideoRow | None:
        row = self._one(sql.VIDEO_BY_SHA256, {"sha256": sha256})
        return None if row is None else codec.video(row)

    def video_by_ep_id(self, ep_id: str) -> VideoRow | None:
        row = self._one(sql.VIDEO_BY_EP_ID, {"ep_id": ep_id})
        return None if row is None else codec.video(row)

    def videos(self, *, limit: int = 100, after: tuple[datetime, str] | None = None) -> list[VideoRow]:
        if after is None:
            return [codec.video(row) for row in self._all(sql.VIDEOS, {"limit": limit})]
        values = {"limit": limit, "at": codec.to_micros(after[0]), "id": after[1]}
        return [codec.video(row) for row in self._all(sql.VIDEOS_AFTER, values)]

    def videos_at(self, place: str) -> list[VideoRow]:
        return [codec.video(row) for row in self._all(sql.VIDEOS_AT, {"place": place})]

    def videos_called(self, name: str) -> list[VideoRow]:
        return [codec.video(row) for row in self._all(sql.VIDEOS_CALLED, {"name": name})]

    def videos_hashed(self, begin: str) -> list[VideoRow]:
        return [codec.video(row) for row in self._all(sql.VIDEOS_HASHED, {"begin": begin})]

    def job(self, job_id: str) -> JobRow | None:
        row = self._one(sql.JOB_BY_ID, {"id": job_id})
        return None if row is None else codec.job(row)

    def live_job(self, fingerprint: str) -> JobRow | None:
        row = self._one(sql.LIVE_JOB, {"fingerprint": fingerprint})
        return None if row is None else codec.job(row)

    def jobs(self, *, states: Collection[JobState] | None = None, limit: int = 50) -> list[JobRow]:
        found: list[JobRow] = []
        for state in JobState if states is None else set(states):
            rows = self._all(sql.JOBS_IN_STATE, {"state": state, "limit": limit})
            found += [codec.job(row) for row in rows]
        found.sort(key=lambda job: (job.created_at, job.id), reverse=True)
        return found[:limit]

    def jobs_of_video(self, video_id: str, *, limit: int = 50) -> list[JobRow]:
        return [codec.job(row) for row in self._all(sql.JOBS_OF_VIDEO, {"video": video_id, "limit": limit})]

    def task(self, task_id: int) -> TaskRow | None:
        row = self._one(sql.TASK_BY_ID, {"id": task_id})
        return None if row is None else codec.task(row)

    def tasks_by_key(self, keys: Collection[str]) -> dict[str, TaskRow]:
        if not keys:
            return {}
        rows = self._all(self._lists.tasks_by_key, {"keys": codec.to_json(list(keys))})
        return {task.key: task for task in map(codec.task, rows)}

    def tasks_of_job(self, job_id: str, *, states: Collection[TaskState] | None = None) -> list[TaskRow]:
        if states is None:
            return [codec.task(row) for row in self._all(sql.TASKS_OF_JOB, {"job": job_id})]
        return self._tasks_in_states(job_id, states, "")

    def _tasks_in_states(self, job_id: str, states: Collection[TaskState], condition: str) -> list[TaskRow]:
        rows: list[Any] = []
        for state in set(states):
            statement = sql.TASKS_OF_JOB_IN_STATE
            shown = TaskState.RUNNING if state is TaskState.SUCCEEDED else state
            if state is TaskState.RUNNING:
                statement = sql.RUNNING_TASKS_OF_JOB
            rows += self._all(statement + condition, {"job": job_id, "state": state, "shown": shown})
        return _tasks_by_id(rows)

    def has_moving_tasks(self, job_id: str) -> bool:
        return bool(self._one(sql.HAS_MOVING_TASKS, {"job": job_id})[0])

    def live_jobs_of_task(self, task_id: int) -> list[JobRow]:
        return [codec.job(row) for row in self._all(sql.LIVE_JOBS_OF_TASK, {"task": task_id})]

    def running_tasks(self, *, owner: str | None = None) -> list[TaskRow]:
        statement = sql.RUNNING_TASKS if owner is None else sql.RUNNING_TASKS_OF_OWNER
        return _tasks_by_id(self._all(statement, {"owner": owner}))

    def expired_tasks(self, now: datetime) -> list[TaskRow]:
        return _tasks_by_id(self._all(sql.EXPIRED_TASKS, {"now": codec.to_micros(now)}))

    def next_due(self) -> datetime | None:
        row = self._one(sql.NEXT_DUE)
        return None if row is None else codec.from_micros(row[0])

    def count_queued(self, queues: Collection[str] | None = None) -> int:
        if queues is None:
            return int(self._one(sql.COUNT_QUEUED)[0])
        return int(self._one(self._lists.count_queued, {"queues": codec.to_json(list(queues))})[0])

    def artifacts(self, keys: Collection[str]) -> dict[str, ArtifactRow]:
        if not keys:
            return {}
        rows = self._all(self._lists.artifacts, {"keys": codec.to_json(list(keys))})
        return {artifact.key: artifact for artifact in map(codec.artifact, rows)}

    def artifacts_unused_since(self, before: datetime, *, limit: int) -> list[ArtifactRow]:
        values = {"before": codec.to_micros(before), "limit": limit}
        return [codec.artifact(row) for row in self._all(self._lists.artifacts_idle, values)]

    def events(self, *, after: int = 0, job_id: str | None = None, limit: int = 500) -> list[EventRow]:
        statement = sql.EVENTS if job_id is None else sql.EVENTS_OF_JOB
        rows = self._all(statement, {"after": after, "job": job_id, "limit": limit})
        return [codec.event(row) for row in rows]

    def last_event(self) -> int:
        return int(self._one(sql.LAST_EVENT)[0])

    def stage_costs(self, stages: Collection[str], *, last: int = 50) -> dict[str, list[TaskRow]]:
        found = {}
        for stage in stages:
            rows = self._all(sql.MEASURED_TASKS, {"stage": stage, "limit": last})
            if rows:
                found[stage] = [codec.task(row) for row in rows]
        return found

    def people(self, *, show_id: str | None = None) -> list[PersonRow]:
        statement = sql.PEOPLE if show_id is None else sql.PEOPLE_OF_SHOW
        return [codec.person(row) for row in self._all(statement, {"show": show_id})]

    def seeds(self, person_ids: Collection[str]) -> list[SeedRow]:
        rows = self._all(self._lists.seeds, {"keys": codec.to_json(list(person_ids))})
        return [codec.seed(row) for row in rows]

    def decisions(self, journal: str) -> list[DecisionRow]:
        return [codec.decision(row) for row in self._all(sql.DECISIONS, {"journal": journal})]

    def facts(self, video_id: str, *, app: str | None = None) -> list[FactRow]:
        statement = sql.FACTS if app is None else sql.FACTS_OF_APP
        return [codec.fact(row) for row in self._all(statement, {"video": video_id, "app": app})]

    def facts_of_kind(self, app: str, kind: str, *, videos: Collection[str] | None = None) -> list[FactRow]:
        asked = {"app": app, "kind": kind}
        if videos is None:
            return [codec.fact(row) for row in self._all(sql.FACTS_OF_KIND, asked)]
        rows = self._all(self._lists.facts_of_kind, {**asked, "keys": codec.to_json(sorted(set(videos)))})
        return [codec.fact(row) for row in rows]

    def facts_from(self, video_id: str, app: str) -> str | None:
        row = self._one(sql.FACTS_FROM, {"video": video_id, "app": app})
        return None if row is None else str(row[0])

    def watched(self, paths: Collection[str]) -> dict[str, tuple[int, int]]:
        rows = self._all(self._lists.watched, {"keys": codec.to_json(list(paths))})
        return {path: (size, mtime) for path, size, mtime in rows}

    def import_of(self, job_id: str) -> ImportRow | None:
        row = self._one(sql.IMPORT_OF, {"job": job_id})
        return None if row is None else codec.import_(row)

    def next_import(self, now: datetime) -> ImportRow | None:
        row = self._one(sql.NEXT_IMPORT, {"now": codec.to_micros(now)})
        return None if row is None else codec.import_(row)


def _tasks_by_id(rows: list[Any]) -> list[TaskRow]:
    return sorted(map(codec.task, rows), key=lambda task: task.id)
