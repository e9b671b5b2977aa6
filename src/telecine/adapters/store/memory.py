"""The state tables in memory: the same behaviour in plain dictionaries, for tests that need no file.

A write transaction works on a copy and replaces the state when it ends well, so readers and a failed transaction see
nothing of it. Most of it scans; for more than some thousand tasks use the SQL store.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, TypeVar

from telecine.adapters.store.access.memory import AccessWritten
from telecine.adapters.store.lists.memory import ListsWritten
from telecine.adapters.store.memory_tables import MemoryReading, Tables, as_stored
from telecine.adapters.store.uploads.memory import UploadsWritten
from telecine.engine.rows import (
    ArtifactRow,
    DecisionRow,
    EventRow,
    FactRow,
    ImportRow,
    JobRow,
    NewEvent,
    NewTask,
    PersonRow,
    SeedRow,
    TaskRow,
    VideoRow,
    WatchedRow,
)
from telecine.engine.states import LIVE_JOBS, LIVE_TASKS, JobState, TaskState, check_job, check_task
from telecine.kernel.errors import DefectError

Row = TypeVar("Row", VideoRow, JobRow, TaskRow, ArtifactRow, PersonRow, SeedRow, FactRow)

_JSON_FIELDS = {"params", "resolved", "spec", "cost", "probe", "data", "evidence"}
_FIXED = {"id", "key", "sha256", "item", "spec", "queue"}


class MemoryStore:
    """`engine.store.Store` in memory; safe in threads."""

    def __init__(self) -> None:
        self._tables = Tables()
        self._turn = threading.Lock()
        self._writer: int | None = None
        self._commits = 0

    @contextmanager
    def reading(self) -> Iterator[MemoryReading]:
        yield MemoryReading(self._tables)

    @contextmanager
    def writing(self) -> Iterator[MemoryTransaction]:
        """Raises DefectError when this thread is in a write transaction already."""
        me = threading.get_ident()
        if self._writer == me:
            raise DefectError("this thread has a write transaction open already")
        with self._turn:
            self._writer = me
            try:
                work = self._tables.copy()
                yield MemoryTransaction(work)
                self._tables = work
                self._commits += 1
            finally:
                self._writer = None

    def change_counter(self) -> int:
        return self._commits

    def scrub(self) -> None:
        """Nothing of removed rows is left in memory that anybody could read."""

    def damage(self) -> list[str]:
        return []

    def close(self) -> None:
        """Nothing to close."""


class MemoryTransaction(AccessWritten, ListsWritten, UploadsWritten, MemoryReading):
    """`engine.store.Transaction` over the copy of one transaction."""

    def add_video(self, video: VideoRow) -> None:
        taken = [v for v in self._t.videos.values() if v.sha256 == video.sha256]
        taken += [v for v in self._t.videos.values() if v.ep_id is not None and v.ep_id == video.ep_id]
        _refuse(video.id in self._t.videos or taken, "a video with this id, content or episode is there already")
        self._t.videos[video.id] = _normal(video)

    def update_video(self, video_id: str, values: Mapping[str, object]) -> None:
        row = self._t.videos.get(video_id)
        if row is not None:
            self._t.videos[video_id] = _changed(row, values)

    def add_job(self, job: JobRow) -> None:
        keys = {j.idempotency_key for j in self._t.jobs.values()} - {None}
        _refuse(job.id in self._t.jobs or job.idempotency_key in keys, "this job is there already")
        _refuse(job.video_id not in self._t.videos, "the job's video does not exist")
        self._t.jobs[job.id] = _normal(job)

    def change_job(
        self, job_id: str, values: Mapping[str, object], *, expect: Collection[JobState] | None = None
    ) -> bool:
        row = self._t.jobs.get(job_id)
        if "state" in values:
            values = {**values, "state": (target := JobState(str(values["state"])))}
            for source in expect if expect is not None else [row.state] if row else []:
                check_job(source, target)
        if row is None or (expect is not None and row.state not in expect):
            return False
        self._t.jobs[job_id] = _changed(row, values)
        return True

    def count_job(self, job_ids: Collection[str], *, left: int = 0, failed: int = 0, total: int = 0) -> None:
        for job_id in job_ids:
            row = self._t.jobs.get(job_id)
            if row is not None:
                self._t.jobs[job_id] = replace(
                    row,
                    tasks_left=row.tasks_left + left,
                    tasks_failed=row.tasks_failed + failed,
                    tasks_total=row.tasks_total + total,
                )

    def add_tasks(self, tasks: Sequence[NewTask], now: datetime) -> dict[str, int]:
        ids: dict[str, int] = {}
        for new in tasks:
            _refuse(new.key in self._t.task_of_key, "a task with this key is there already")
            _refuse(new.video_id not in self._t.videos, "the task's video does not exist")
            self._t.last_task += 1
            task_id = ids[new.key] = self._t.task_of_key[new.key] = self._t.last_task
            self._t.needs[task_id] = {key: False for key, _ in new.needs}
            missing = len(self._t.needs[task_id])
            known = {f.name: getattr(new, f.name) for f in fields(new) if f.name != "needs"}
            self._t.tasks[task_id] = _normal(
                TaskRow(
                    **known,
                    id=task_id,
                    state=TaskState.WAITING if missing else TaskState.QUEUED,
                    attempt=0,
                    needs_left=missing,
                    fence=0,
                    created_at=now,
                )
            )
        return ids

    def renew_needs(self, task_id: int, needs: Sequence[tuple[str, str]]) -> None:
        self._t.needs[task_id] = {key: False for key, _ in needs}
        self._set(task_id, needs_left=len(self._t.needs[task_id]))

    def _set(self, task_id: int, **values: Any) -> TaskRow:
        row = self._t.tasks[task_id] = replace(self._t.tasks[task_id], **values)
        return row

    def link_tasks(self, job_id: str, task_ids: Collection[int]) -> int:
        fresh = [t for t in set(task_ids) & self._t.tasks.keys() if job_id not in self._jobs_of(t)]
        _refuse(fresh and job_id not in self._t.jobs, "the job to link tasks to does not exist")
        for task_id in fresh:
            self._t.jobs_of_task[task_id] = self._jobs_of(task_id) | {job_id}
        return len(fresh)

    def _jobs_of(self, task_id: int) -> frozenset[str]:
        return self._t.jobs_of_task.get(task_id, frozenset())

    def change_task(
        self,
        task_id: int,
        values: Mapping[str, object],
        *,
        expect: Collection[TaskState] | None = None,
        fence: int | None = None,
    ) -> bool:
        row = self._t.tasks.get(task_id)
        if "state" in values:
            values = {**values, "state": (target := TaskState(str(values["state"])))}
            for source in expect if expect is not None else [row.state] if row else []:
                check_task(source, target)
        if row is None or (expect is not None and row.state not in expect) or fence not in {None, row.fence}:
            return False
        self._t.tasks[task_id] = _changed(row, values)
        return True

    def claim(
        self,
        *,
        owner: str,
        now: datetime,
        lease_until: datetime,
        queues: Collection[str] | None = None,
        job_ids: Collection[str] | None = None,
        hint: int | None = None,
    ) -> TaskRow | None:
        best = self.next_queued(queues=queues, job_ids=job_ids, hint=hint)
        if best is None:
            return None
        claimed = {"owner": owner, "lease_until": lease_until, "fence": best.fence + 1, "started_at": now}
        return self._set(best.id, state=TaskState.RUNNING, progress=0.0, **claimed)

    def next_queued(
        self,
        *,
        queues: Collection[str] | None = None,
        job_ids: Collection[str] | None = None,
        hint: int | None = None,
    ) -> TaskRow | None:
        ready = [
            task
            for task in self._in_state(TaskState.QUEUED)
            if (queues is None or task.queue in queues)
            and (job_ids is None or not self._jobs_of(task.id).isdisjoint(job_ids))
        ]
        return min(ready, key=lambda task: (-task.priority, task.id != hint, task.id), default=None)

    def renew_leases(self, owner: str, task_ids: Collection[int], lease_until: datetime) -> None:
        for task in self.running_tasks(owner=owner):
            if task.id in task_ids:
                self._set(task.id, lease_until=lease_until)

    def satisfy(self, key: str) -> list[int]:
        promoted = []
        for task_id, needs in list(self._t.needs.items()):
            task = self._t.tasks[task_id]
            if needs.get(key) is not False or task.state not in {TaskState.WAITING, TaskState.RETRYING}:
                continue
            self._t.needs[task_id] = {**needs, key: True}
            task = self._set(task_id, needs_left=task.needs_left - 1)
            if task.state is TaskState.WAITING and task.needs_left == 0:
                self._set(task_id, state=TaskState.QUEUED)
                promoted.append(task_id)
        return promoted

    def promote_due(self, now: datetime) -> list[int]:
        due = [t for t in self._in_state(TaskState.RETRYING) if t.needs_left == 0]
        ids = [task.id for task in due if task.not_before is None or task.not_before <= now]
        for task_id in ids:
            self._set(task_id, state=TaskState.QUEUED)
        return ids

    def raise_priority(self, task_ids: Collection[int], priority: int) -> None:
        for task_id in set(task_ids) & self._t.tasks.keys():
            self._set(task_id, priority=max(priority, self._t.tasks[task_id].priority))

    def tasks_only_of(self, job_id: str, *, states: Collection[TaskState]) -> list[TaskRow]:
        return [
            task
            for task in self.tasks_of_job(job_id, states=states)
            if all(job.id == job_id for job in self.live_jobs_of_task(task.id))
        ]

    def put_artifact(self, artifact: ArtifactRow) -> bool:
        if artifact.key in self._t.artifacts:
            return False
        self._t.artifacts[artifact.key] = _normal(artifact)
        return True

    def drop_artifact(self, key: str) -> None:
        self._t.artifacts.pop(key, None)

    def touch_artifacts(self, keys: Collection[str], now: datetime) -> None:
        for key, row in self.artifacts(keys).items():
            self._t.artifacts[key] = replace(row, last_used_at=now)

    def add_events(self, events: Sequence[NewEvent]) -> None:
        for event in events:
            self._t.last_event += 1
            seq = self._t.last_event
            row = EventRow(event.type, event.at, event.job_id, event.task_id, as_stored(event.data), seq)
            self._t.events[seq] = row

    def prune_progress(self, job_id: str) -> None:
        for event in self.events(job_id=job_id, limit=len(self._t.events)):
            if event.type in {"job.progress", "task.progress"}:
                del self._t.events[event.seq]

    def add_person(self, person: PersonRow) -> None:
        known = self._t.people.get(person.id)
        self._t.people[person.id] = replace(known, name=person.name) if known else person

    def change_person(self, person_id: str, values: Mapping[str, object]) -> None:
        row = self._t.people.get(person_id)
        if row is not None:
            self._t.people[person_id] = _changed(row, values)

    def remove_person(self, person_id: str) -> None:
        self._t.people.pop(person_id, None)
        self._t.seeds = {key: seed for key, seed in self._t.seeds.items() if seed.person_id != person_id}

    def add_seed(self, seed: SeedRow) -> bool:
        if any((s.person_id, s.sha256) == (seed.person_id, seed.sha256) for s in self._t.seeds.values()):
            return False
        _refuse(seed.id in self._t.seeds, "a seed with this id is there already")
        _refuse(seed.person_id not in self._t.people, "the seed's person does not exist")
        self._t.seeds[seed.id] = _normal(seed)
        return True

    def remove_seed(self, seed_id: str) -> None:
        self._t.seeds.pop(seed_id, None)

    def add_decision(self, decision: DecisionRow) -> bool:
        if any(entry.seq == decision.seq for entry in self.decisions(decision.journal)):
            return False
        _refuse(decision.id in self._t.decisions, "a decision with this id is there already")
        self._t.decisions[decision.id] = replace(decision, payload=as_stored(decision.payload))
        return True

    def redact_decision(self, decision_id: str, payload: Mapping[str, object]) -> None:
        known = self._t.decisions.get(decision_id)
        if known is not None:
            self._t.decisions[decision_id] = replace(known, payload=as_stored(payload))

    def replace_facts(self, video_id: str, app: str, facts: Iterable[FactRow]) -> None:
        self._t.facts[video_id, app] = tuple(_normal(replace(f, video_id=video_id, app=app)) for f in facts)

    def remember_watched(self, row: WatchedRow) -> None:
        self._t.watched[row.path] = row

    def add_import(self, row: ImportRow) -> None:
        self._t.imports[row.job_id] = replace(row, asked=as_stored(row.asked))

    def change_import(self, job_id: str, values: Mapping[str, object]) -> bool:
        row = self._t.imports.get(job_id)
        if row is not None:
            self._t.imports[job_id] = replace(row, **dict(values))  # type: ignore[arg-type]
        return row is not None

    def stop_imports(self) -> None:
        for job_id, row in list(self._t.imports.items()):
            self._t.imports[job_id] = replace(row, is_running=False)

    def drop_import(self, job_id: str) -> None:
        self._t.imports.pop(job_id, None)

    def drop_video(self, video_id: str) -> None:
        if not any(job.video_id == video_id for job in self._t.jobs.values()):
            self._t.videos.pop(video_id, None)

    def remove_jobs(self, finished_before: datetime) -> int:
        gone = {
            job.id
            for job in self._t.jobs.values()
            if job.state not in LIVE_JOBS and job.finished_at is not None and job.finished_at < finished_before
        }
        self._drop(gone)
        return len(gone)

    def drop_jobs(self, job_ids: Collection[str]) -> None:
        self._drop({job.id for job in self._t.jobs.values() if job.id in job_ids and job.state not in LIVE_JOBS})

    def _drop(self, gone: set[str]) -> None:
        self._t.jobs = {key: job for key, job in self._t.jobs.items() if key not in gone}
        self._t.imports = {key: row for key, row in self._t.imports.items() if key not in gone}
        used = {job.video_id for job in self._t.jobs.values()}
        self._t.videos = {key: v for key, v in self._t.videos.items() if not v.is_awaited or key in used}
        self._t.events = {seq: e for seq, e in self._t.events.items() if e.job_id not in gone}
        self._t.jobs_of_task = {task: jobs - gone for task, jobs in self._t.jobs_of_task.items()}
        for task in list(self._t.tasks.values()):
            kept = self._jobs_of(task.id) or task.key in self._t.artifacts
            if task.state not in LIVE_TASKS and not kept:
                del self._t.tasks[task.id], self._t.task_of_key[task.key], self._t.needs[task.id]


def _refuse(condition: object, message: str) -> None:
    if condition:
        raise DefectError(message)


def _normal(row: Row) -> Row:
    """The row as a database would give it back."""
    names = {f.name for f in fields(row)}
    stored = {name: as_stored(value) for name in names & _JSON_FIELDS if (value := getattr(row, name)) is not None}
    return replace(row, **stored)


def _changed(row: Row, values: Mapping[str, object]) -> Row:
    unknown = values.keys() - ({f.name for f in fields(row)} - _FIXED)
    _refuse(unknown, f"no column for the fields {sorted(unknown)}, or they never change")
    made: dict[str, Any] = dict(values)
    return _normal(replace(row, **made))
