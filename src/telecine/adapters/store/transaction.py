"""Writes of one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from telecine.adapters.store import codec, tables
from telecine.adapters.store import statements as sql
from telecine.adapters.store.access.sql import AccessWritten
from telecine.adapters.store.codec import to_json, to_micros
from telecine.adapters.store.lists.sql import ListsWritten
from telecine.adapters.store.reading import SqlReading
from telecine.adapters.store.uploads.sql import UploadsWritten
from telecine.engine.rows import (
    ArtifactRow,
    DecisionRow,
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
from telecine.engine.states import JobState, TaskState, check_job, check_task

_PERSON_CHANGES: Final = frozenset(c.name for c in tables.people.columns) - {"id"}
_VIDEO_CHANGES: Final = frozenset(c.name for c in tables.videos.columns) - {"id", "sha256"}
_JOB_CHANGES: Final = frozenset(c.name for c in tables.jobs.columns) - {"id"}
_IMPORT_CHANGES: Final = frozenset({"is_running", "attempt", "not_before"})
_TASK_CHANGES: Final = frozenset(c.name for c in tables.tasks.columns) - {"id", "key", "is_loose", "queue"}


class SqlTransaction(AccessWritten, ListsWritten, UploadsWritten, SqlReading):
    """`engine.store.Transaction` over SQL."""

    def add_video(self, video: VideoRow) -> None:
        probe = None if video.probe is None else to_json(video.probe)
        self._link.execute(
            sql.ADD_VIDEO,
            (
                *(video.id, video.sha256, video.size_bytes, video.name, video.source_uri, video.show_id),
                *(video.season, video.episode, video.ep_id, probe, to_micros(video.created_at)),
            ),
        )

    def update_video(self, video_id: str, values: Mapping[str, object]) -> None:
        columns = codec.changed_columns(values, _VIDEO_CHANGES)
        self._link.execute(sql.change("videos", tuple(columns), 0, has_fence=False), (*columns.values(), video_id))

    def add_job(self, job: JobRow) -> None:
        times = (job.started_at, job.finished_at, job.cancel_requested_at)
        self._link.execute(
            sql.ADD_JOB,
            (
                *(job.id, job.video_id, job.app, to_json(job.params), to_json(job.resolved), job.fingerprint),
                *(job.state, job.priority, to_micros(job.created_at), job.requested_by, job.node, job.progress),
                *(job.tasks_total, job.tasks_left, job.tasks_failed, job.is_expanded),
                *(job.error_code, job.error_detail, job.idempotency_key),
                *(None if at is None else to_micros(at) for at in times),
            ),
        )

    def change_job(
        self, job_id: str, values: Mapping[str, object], *, expect: Collection[JobState] | None = None
    ) -> bool:
        if "state" in values:
            target = JobState(str(values["state"]))
            row = self._one(sql.JOB_STATE, {"id": job_id}) if expect is None else None
            for source in expect or ([JobState(row[0])] if row else []):
                check_job(source, target)
        return self._change("jobs", job_id, codec.changed_columns(values, _JOB_CHANGES), expect, None)

    def _change(
        self,
        table: str,
        row_id: str | int,
        columns: Mapping[str, object],
        expect: Collection[str] | None,
        fence: int | None,
    ) -> bool:
        if expect is not None and not expect:
            return False
        states: Collection[str] = () if expect is None else expect
        statement = sql.change(table, tuple(columns), len(states), has_fence=fence is not None)
        last = () if fence is None else (fence,)
        return self._link.execute(statement, (*columns.values(), row_id, *states, *last)).rowcount == 1

    def count_job(self, job_ids: Collection[str], *, left: int = 0, failed: int = 0, total: int = 0) -> None:
        self._link.executemany(sql.COUNT_JOB, [(left, failed, total, job_id) for job_id in job_ids])

    def add_tasks(self, tasks: Sequence[NewTask], now: datetime) -> dict[str, int]:
        if not tasks:
            return {}
        needs = {task.key: dict(reversed(task.needs)) for task in tasks}
        created = to_micros(now)
        self._link.executemany(sql.ADD_TASK, (_task_columns(t, len(needs[t.key]), created) for t in tasks))
        rows = self._all(self._lists.ids_by_key, {"keys": to_json([task.key for task in tasks])})
        ids: dict[str, int] = dict(rows)
        self._link.executemany(sql.ADD_SPEC, ((ids[task.key], to_json(task.spec)) for task in tasks))
        self._link.executemany(
            sql.ADD_NEED,
            ((ids[key], needed, name, False) for key, names in needs.items() for needed, name in names.items()),
        )
        return {task.key: ids[task.key] for task in tasks}

    def renew_needs(self, task_id: int, needs: Sequence[tuple[str, str]]) -> None:
        self._link.execute(sql.DROP_NEEDS, {"id": task_id})
        if needs:
            names = dict(reversed(needs))
            self._link.executemany(sql.ADD_NEED, ((task_id, key, name, False) for key, name in names.items()))
        self._link.execute(sql.COUNT_NEEDS, {"id": task_id})

    def link_tasks(self, job_id: str, task_ids: Collection[int]) -> int:
        values = {"job": job_id, "ids": to_json(list(task_ids))}
        return self._link.execute(self._lists.link_tasks, values).rowcount

    def change_task(
        self,
        task_id: int,
        values: Mapping[str, object],
        *,
        expect: Collection[TaskState] | None = None,
        fence: int | None = None,
    ) -> bool:
        if "state" in values:
            target = TaskState(str(values["state"]))
            row = self._one(sql.TASK_STATE, {"id": task_id}) if expect is None else None
            for source in expect or ([TaskState(row[0])] if row else []):
                check_task(source, target)
        return self._change("tasks", task_id, codec.changed_columns(values, _TASK_CHANGES), expect, fence)

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
        values = _filters(queues, job_ids)
        best = self._best(values)
        if best is None:
            return None
        task_id, priority = best
        if hint is not None and self._one(self._lists.hinted, {**values, "id": hint, "priority": priority}):
            task_id = hint
        row = self._one(
            sql.TAKE,
            {"id": task_id, "owner": owner, "lease": to_micros(lease_until), "now": to_micros(now)},
        )
        return None if row is None else codec.task(row)

    def next_queued(
        self, *, queues: Collection[str] | None = None, job_ids: Collection[str] | None = None
    ) -> TaskRow | None:
        best = self._best(_filters(queues, job_ids))
        return None if best is None else self.task(best[0])

    def _best(self, filters: Mapping[str, str | None]) -> Any:
        """Id and priority of the best queued task."""
        lists = self._lists
        if filters["jobs"] is not None:
            statement = lists.best_of_jobs if filters["queues"] is None else lists.best_of_jobs_and_queues
        else:
            statement = lists.best_of_all if filters["queues"] is None else lists.best_of_queues
        return self._one(statement, filters)

    def renew_leases(self, owner: str, task_ids: Collection[int], lease_until: datetime) -> None:
        self._link.execute(
            self._lists.renew_leases,
            {"ids": to_json(list(task_ids)), "owner": owner, "lease": to_micros(lease_until)},
        )

    def satisfy(self, key: str) -> list[int]:
        waiting = self._all(sql.MEET_NEEDS, {"key": key})
        if not waiting:
            return []
        rows = self._all(self._lists.count_off, {"ids": to_json([row[0] for row in waiting])})
        return sorted(task_id for task_id, state in rows if state == TaskState.QUEUED)

    def promote_due(self, now: datetime) -> list[int]:
        return sorted(row[0] for row in self._all(sql.PROMOTE_DUE, {"now": to_micros(now)}))

    def raise_priority(self, task_ids: Collection[int], priority: int) -> None:
        if task_ids:
            values = {"ids": to_json(list(task_ids)), "priority": priority}
            self._link.execute(self._lists.raise_priority, values)

    def tasks_only_of(self, job_id: str, *, states: Collection[TaskState]) -> list[TaskRow]:
        return self._tasks_in_states(job_id, states, sql.AND_NO_OTHERS)

    def put_artifact(self, artifact: ArtifactRow) -> bool:
        items = None if artifact.items is None else codec.items_to_json(artifact.items)
        values = (
            *(artifact.key, artifact.fence, artifact.stage, artifact.size_bytes, artifact.manifest_sha256),
            *(items, to_micros(artifact.created_at), to_micros(artifact.last_used_at)),
        )
        return self._link.execute(sql.ADD_ARTIFACT, values).rowcount == 1

    def drop_artifact(self, key: str) -> None:
        self._link.execute(sql.DROP_ARTIFACT, {"key": key})
        self._link.execute(sql.LOOSEN_TASK_OF_KEY, {"key": key})

    def touch_artifacts(self, keys: Collection[str], now: datetime) -> None:
        if keys:
            values = {"keys": to_json(list(keys)), "now": to_micros(now)}
            self._link.execute(self._lists.touch_artifacts, values)

    def add_events(self, events: Sequence[NewEvent]) -> None:
        self._link.executemany(
            sql.ADD_EVENT,
            [(e.job_id, e.task_id, e.type, to_json(e.data), to_micros(e.at)) for e in events],
        )

    def prune_progress(self, job_id: str) -> None:
        self._link.execute(sql.PRUNE_PROGRESS, {"job": job_id})

    def add_person(self, person: PersonRow) -> None:
        since = None if person.forgetting_since is None else to_micros(person.forgetting_since)
        created = to_micros(person.created_at)
        values = (person.id, person.show_id, person.name, created, person.merged_into, since, person.portrait)
        self._link.execute(sql.ADD_PERSON, values)

    def change_person(self, person_id: str, values: Mapping[str, object]) -> None:
        columns = codec.changed_columns(values, _PERSON_CHANGES)
        self._link.execute(sql.change("people", tuple(columns), 0, has_fence=False), (*columns.values(), person_id))

    def remove_person(self, person_id: str) -> None:
        self._link.execute(sql.REMOVE_PERSON, {"id": person_id})

    def add_seed(self, seed: SeedRow) -> bool:
        at = (None, None) if seed.at is None else (seed.at.numerator, seed.at.denominator)
        evidence = None if seed.evidence is None else to_json(seed.evidence)
        values = (
            *(seed.id, seed.person_id, seed.sha256, seed.file_name, to_micros(seed.created_at), seed.kind),
            *(seed.video_id, *at, seed.width_px, evidence, seed.note),
        )
        return self._link.execute(sql.ADD_SEED, values).rowcount == 1

    def remove_seed(self, seed_id: str) -> None:
        self._link.execute(sql.REMOVE_SEED, {"id": seed_id})

    def add_decision(self, decision: DecisionRow) -> bool:
        values = (
            *(decision.id, decision.journal, decision.seq, decision.author, to_micros(decision.at), decision.kind),
            *(to_json(decision.payload), decision.undoes),
        )
        return self._link.execute(sql.ADD_DECISION, values).rowcount == 1

    def redact_decision(self, decision_id: str, payload: Mapping[str, object]) -> None:
        self._link.execute(sql.REDACT_DECISION, {"id": decision_id, "payload": to_json(payload)})

    def replace_facts(self, video_id: str, app: str, facts: Iterable[FactRow]) -> None:
        self._link.execute(sql.DROP_FACTS, {"video": video_id, "app": app})
        self._link.executemany(
            sql.ADD_FACT,
            (
                (
                    *(video_id, app, f.kind, f.at.numerator, f.at.denominator, f.end.numerator),
                    *(f.end.denominator, f.subject, f.score, f.text, to_json(f.data), f.artifact_key),
                )
                for f in facts
            ),
        )

    def remember_watched(self, row: WatchedRow) -> None:
        values = (row.path, row.size_bytes, row.mtime_ns, row.job_id, to_micros(row.at))
        self._link.execute(sql.REMEMBER_WATCHED, values)

    def add_import(self, row: ImportRow) -> None:
        due = None if row.not_before is None else to_micros(row.not_before)
        values = (row.job_id, row.kind, row.location, row.is_running, row.attempt, to_json(row.asked))
        self._link.execute(sql.ADD_IMPORT, (*values, to_micros(row.created_at), due))

    def change_import(self, job_id: str, values: Mapping[str, object]) -> bool:
        columns = codec.changed_columns(values, _IMPORT_CHANGES)
        statement = sql.change("imports", tuple(columns), 0, has_fence=False, key="job_id")
        return self._link.execute(statement, (*columns.values(), job_id)).rowcount == 1

    def stop_imports(self) -> None:
        self._link.execute(sql.STOP_IMPORTS)

    def drop_import(self, job_id: str) -> None:
        self._link.execute(sql.DROP_IMPORT, {"job": job_id})

    def drop_video(self, video_id: str) -> None:
        self._link.execute(sql.DROP_VIDEO, {"id": video_id})

    def remove_jobs(self, finished_before: datetime) -> int:
        rows = self._all(sql.ENDED_JOBS, {"before": to_micros(finished_before)})
        self._drop([row[0] for row in rows])
        return len(rows)

    def drop_jobs(self, job_ids: Collection[str]) -> None:
        rows = self._all(self._lists.ended_among, {"jobs": to_json(list(job_ids))})
        self._drop([row[0] for row in rows])

    def _drop(self, job_ids: Sequence[str]) -> None:
        jobs = {"jobs": to_json(list(job_ids))}
        if job_ids:
            self._link.execute(self._lists.loosen_tasks_of_jobs, jobs)
            self._link.execute(self._lists.drop_events_of_jobs, jobs)
            self._link.execute(self._lists.drop_jobs, jobs)
            self._link.execute(sql.DROP_AWAITED)
        self._link.execute(sql.DROP_LOOSE_TASKS)
        self._link.execute(sql.FASTEN_TASKS)


def _task_columns(task: NewTask, needs: int, created: int) -> tuple[object, ...]:
    state = TaskState.WAITING if needs else TaskState.QUEUED
    return (
        *(task.key, task.stage, task.version, task.video_id, *codec.item_columns(task.item)),
        *(task.queue, task.priority, state, 0, task.max_attempts, needs, task.timeout_s, 0, created),
        *(None, None, None, None, None, 0.0, None, None, None, True),
    )


def _filters(queues: Collection[str] | None, job_ids: Collection[str] | None) -> dict[str, str | None]:
    return {
        "queues": None if queues is None else to_json(list(queues)),
        "jobs": None if job_ids is None else to_json(list(job_ids)),
    }
