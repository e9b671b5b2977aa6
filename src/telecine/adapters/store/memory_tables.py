"""The tables of the store in memory, and reads over them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from telecine.adapters.store.access import memory as access
from telecine.adapters.store.lists import memory as lists
from telecine.adapters.store.uploads import memory as uploads
from telecine.engine.lists.rows import Tally
from telecine.engine.rows import (
    ArtifactRow,
    AuditRow,
    DecisionRow,
    EventRow,
    FactRow,
    ImportRow,
    JobRow,
    KeyRow,
    NodeRow,
    PersonRow,
    RequestRow,
    SeedRow,
    SessionRow,
    TaskRow,
    UploadRow,
    VideoRow,
    WatchedRow,
)
from telecine.engine.states import LIVE_JOBS, JobState, TaskState


@dataclass
class Tables:
    """One state of the whole store. A finished transaction's tables are never changed again."""

    videos: dict[str, VideoRow] = field(default_factory=dict)
    uploads: dict[str, UploadRow] = field(default_factory=dict)
    requests: dict[str, RequestRow] = field(default_factory=dict)
    jobs: dict[str, JobRow] = field(default_factory=dict)
    tasks: dict[int, TaskRow] = field(default_factory=dict)
    task_of_key: dict[str, int] = field(default_factory=dict)
    needs: dict[int, dict[str, bool]] = field(default_factory=dict)
    """Whether each needed key was met, by task. An inner dictionary is replaced, not changed."""
    jobs_of_task: dict[int, frozenset[str]] = field(default_factory=dict)
    artifacts: dict[str, ArtifactRow] = field(default_factory=dict)
    events: dict[int, EventRow] = field(default_factory=dict)
    people: dict[str, PersonRow] = field(default_factory=dict)
    seeds: dict[str, SeedRow] = field(default_factory=dict)
    decisions: dict[str, DecisionRow] = field(default_factory=dict)
    facts: dict[tuple[str, str], tuple[FactRow, ...]] = field(default_factory=dict)
    nodes: dict[str, NodeRow] = field(default_factory=dict)
    imports: dict[str, ImportRow] = field(default_factory=dict)
    watched: dict[str, WatchedRow] = field(default_factory=dict)
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    keys: dict[str, KeyRow] = field(default_factory=dict)
    sessions: dict[str, SessionRow] = field(default_factory=dict)
    audit: dict[int, AuditRow] = field(default_factory=dict)
    last_task: int = 0
    last_event: int = 0

    def copy(self) -> Tables:
        made = replace(self)
        for name, value in vars(self).items():
            if isinstance(value, dict):
                setattr(made, name, value.copy())
        return made


def as_stored(value: Any) -> Any:
    """The value as a database that keeps JSON would give it back. Raises TypeError for what JSON cannot hold."""
    return json.loads(json.dumps(value))


class MemoryReading(access.AccessRead, lists.ListsRead, uploads.UploadsRead):
    """`engine.store.Reading` over one state."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def video(self, video_id: str) -> VideoRow | None:
        return self._t.videos.get(video_id)

    def video_by_sha256(self, sha256: str) -> VideoRow | None:
        return next((video for video in self._t.videos.values() if video.sha256 == sha256), None)

    def video_by_ep_id(self, ep_id: str) -> VideoRow | None:
        return next((video for video in self._t.videos.values() if video.ep_id == ep_id), None)

    def videos(self, *, limit: int = 100, after: tuple[datetime, str] | None = None) -> list[VideoRow]:
        return self._known(lambda video: after is None or (video.created_at, video.id) < after)[:limit]

    def videos_at(self, place: str) -> list[VideoRow]:
        return self._known(lambda video: video.source_uri == place)

    def videos_called(self, name: str) -> list[VideoRow]:
        return self._known(lambda video: video.name == name or video.name.startswith(f"{name}."))

    def videos_hashed(self, begin: str) -> list[VideoRow]:
        return self._known(lambda video: video.sha256.startswith(begin))

    def _known(self, is_meant: Callable[[VideoRow], bool]) -> list[VideoRow]:
        found = [video for video in self._t.videos.values() if not video.is_awaited and is_meant(video)]
        return sorted(found, key=lambda v: (v.created_at, v.id), reverse=True)

    def job(self, job_id: str) -> JobRow | None:
        return self._t.jobs.get(job_id)

    def live_job(self, fingerprint: str) -> JobRow | None:
        found = [j for j in self._t.jobs.values() if j.fingerprint == fingerprint and j.state in LIVE_JOBS]
        return min(found, key=lambda job: (job.created_at, job.id), default=None)

    def jobs(self, *, states: Collection[JobState] | None = None, limit: int = 50) -> list[JobRow]:
        found = [job for job in self._t.jobs.values() if states is None or job.state in states]
        return sorted(found, key=lambda job: (job.created_at, job.id), reverse=True)[:limit]

    def jobs_of_video(self, video_id: str, *, limit: int = 50) -> list[JobRow]:
        found = [job for job in self._t.jobs.values() if job.video_id == video_id]
        return sorted(found, key=lambda job: (job.created_at, job.id), reverse=True)[:limit]

    def task(self, task_id: int) -> TaskRow | None:
        return self._t.tasks.get(task_id)

    def tasks_by_key(self, keys: Collection[str]) -> dict[str, TaskRow]:
        ids = self._t.task_of_key
        return {key: self._t.tasks[ids[key]] for key in keys if key in ids}

    def tasks_of_job(self, job_id: str, *, states: Collection[TaskState] | None = None) -> list[TaskRow]:
        linked = self._t.jobs_of_task
        return [
            task
            for task in self._t.tasks.values()
            if job_id in linked.get(task.id, ()) and (states is None or task.state in states)
        ]

    def has_moving_tasks(self, job_id: str) -> bool:
        moving = {TaskState.QUEUED, TaskState.RUNNING}
        return any(
            task.state in moving or (task.state is TaskState.RETRYING and task.needs_left == 0)
            for task in self.tasks_of_job(job_id)
        )

    def live_jobs_of_task(self, task_id: int) -> list[JobRow]:
        linked = (self._t.jobs[job_id] for job_id in sorted(self._t.jobs_of_task.get(task_id, ())))
        return [job for job in linked if job.state in LIVE_JOBS]

    def running_tasks(self, *, owner: str | None = None) -> list[TaskRow]:
        return [task for task in self._in_state(TaskState.RUNNING) if owner in {None, task.owner}]

    def _in_state(self, state: TaskState) -> list[TaskRow]:
        return [task for task in self._t.tasks.values() if task.state is state]

    def expired_tasks(self, now: datetime) -> list[TaskRow]:
        running = self._in_state(TaskState.RUNNING)
        return [task for task in running if task.lease_until is not None and task.lease_until < now]

    def next_due(self) -> datetime | None:
        retrying = (task for task in self._in_state(TaskState.RETRYING) if task.needs_left == 0)
        return min((task.not_before or task.created_at for task in retrying), default=None)

    def count_queued(self, queues: Collection[str] | None = None) -> int:
        queued = self._in_state(TaskState.QUEUED)
        return sum(queues is None or task.queue in queues for task in queued)

    def artifacts(self, keys: Collection[str]) -> dict[str, ArtifactRow]:
        return {key: self._t.artifacts[key] for key in keys if key in self._t.artifacts}

    def artifacts_unused_since(self, before: datetime, *, limit: int) -> list[ArtifactRow]:
        pinned: set[str] = set()
        for task in self._t.tasks.values():
            if self.live_jobs_of_task(task.id):
                pinned |= {task.key, *self._t.needs.get(task.id, ())}
        idle = [a for a in self._t.artifacts.values() if a.last_used_at < before and a.key not in pinned]
        return sorted(idle, key=lambda artifact: (artifact.last_used_at, artifact.key))[:limit]

    def events(self, *, after: int = 0, job_id: str | None = None, limit: int = 500) -> list[EventRow]:
        found = [e for e in self._t.events.values() if e.seq > after and job_id in {None, e.job_id}]
        return found[:limit]

    def last_event(self) -> int:
        return max(self._t.events, default=0)

    def stage_costs(self, stages: Collection[str], *, last: int = 50) -> dict[str, list[TaskRow]]:
        found: dict[str, list[TaskRow]] = {}
        for task in self._in_state(TaskState.SUCCEEDED):
            if task.cost and task.stage in stages:
                found.setdefault(task.stage, []).append(task)
        never = datetime.min.replace(tzinfo=UTC)
        for rows in found.values():
            rows.sort(key=lambda task: (task.finished_at or never, task.id), reverse=True)
            del rows[last:]
        return found

    def people(self, *, show_id: str | None = None) -> list[PersonRow]:
        found = [p for p in self._t.people.values() if show_id in {None, p.show_id}]
        return sorted(found, key=lambda person: (person.name, person.id))

    def seeds(self, person_ids: Collection[str]) -> list[SeedRow]:
        found = [seed for seed in self._t.seeds.values() if seed.person_id in person_ids]
        return sorted(found, key=lambda seed: (seed.person_id, seed.created_at, seed.id))

    def decisions(self, journal: str) -> list[DecisionRow]:
        found = [entry for entry in self._t.decisions.values() if entry.journal == journal]
        return sorted(found, key=lambda entry: entry.seq)

    def facts(self, video_id: str, *, app: str | None = None) -> list[FactRow]:
        groups = sorted(key for key in self._t.facts if key[0] == video_id and app in {None, key[1]})
        return [fact for key in groups for fact in self._t.facts[key]]

    def facts_of_kind(self, app: str, kind: str, *, videos: Collection[str] | None = None) -> list[FactRow]:
        wanted = sorted(key for key in self._t.facts if key[1] == app and (videos is None or key[0] in videos))
        return [fact for key in wanted for fact in self._t.facts[key] if fact.kind == kind]

    def facts_from(self, video_id: str, app: str) -> str | None:
        return next((fact.artifact_key for fact in self._t.facts.get((video_id, app), ())), None)

    def watched(self, paths: Collection[str]) -> dict[str, tuple[int, int]]:
        known = {path: self._t.watched[path] for path in paths if path in self._t.watched}
        return {path: (row.size_bytes, row.mtime_ns) for path, row in known.items()}

    def import_of(self, job_id: str) -> ImportRow | None:
        return self._t.imports.get(job_id)

    def next_import(self, now: datetime) -> ImportRow | None:
        jobs = self._t.jobs
        ready = [
            row
            for row in self._t.imports.values()
            if not row.is_running
            and (row.not_before is None or row.not_before <= now)
            and jobs[row.job_id].state in LIVE_JOBS
        ]
        return min(ready, key=lambda row: (row.created_at, row.job_id), default=None)
