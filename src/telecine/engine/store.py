"""The port to the state tables. Services hold the rules; a store only reads and writes rows.

Every method of `Transaction` is one narrow step; a service combines them in one transaction, so that a step either
happened whole or not at all. Both stores (memory, SQL) pass the same contract suite.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from telecine.engine.lists.reading import ListsRead, ListsWritten
from telecine.engine.rows import (
    ArtifactRow,
    AuditRow,
    DecisionRow,
    EventRow,
    FactRow,
    ImportRow,
    JobRow,
    KeyRow,
    NewEvent,
    NewTask,
    PersonRow,
    RequestRow,
    SeedRow,
    SessionRow,
    TaskRow,
    UploadRow,
    VideoRow,
    WatchedRow,
)
from telecine.engine.states import JobState, TaskState


class Reading(ListsRead, Protocol):
    """Reads; each call sees one consistent state."""

    def video(self, video_id: str) -> VideoRow | None: ...
    def video_by_sha256(self, sha256: str) -> VideoRow | None: ...
    def video_by_ep_id(self, ep_id: str) -> VideoRow | None: ...
    def videos(self, *, limit: int = 100, after: tuple[datetime, str] | None = None) -> list[VideoRow]:
        """Newest first; `after` is the time and id of the last one before them, which may be gone."""
        ...

    def videos_at(self, place: str) -> list[VideoRow]:
        """Those whose file is, or was, there; newest first, as of all that follow. None that is awaited."""
        ...

    def videos_called(self, name: str) -> list[VideoRow]:
        """Those whose file has this name, or this name and an ending after a dot."""
        ...

    def videos_hashed(self, begin: str) -> list[VideoRow]:
        """Those whose SHA-256, hex, begins like this."""
        ...

    def artifacts_of_video(self, video_id: str) -> list[ArtifactRow]:
        """Results that tasks of this video made, by key."""
        ...

    def upload(self, upload_id: str) -> UploadRow | None: ...
    def uploads(self, *, state: str | None = None) -> list[UploadRow]:
        """Those changed longest ago first."""
        ...

    def job(self, job_id: str) -> JobRow | None: ...
    def live_job(self, fingerprint: str) -> JobRow | None:
        """The queued or running job with this fingerprint."""
        ...

    def jobs(self, *, states: Collection[JobState] | None = None, limit: int = 50) -> list[JobRow]:
        """Newest first (by `created_at`, then id)."""
        ...

    def jobs_of_video(self, video_id: str, *, limit: int = 50) -> list[JobRow]:
        """Newest first."""
        ...

    def task(self, task_id: int) -> TaskRow | None: ...
    def tasks_by_key(self, keys: Collection[str]) -> dict[str, TaskRow]: ...
    def tasks_of_job(self, job_id: str, *, states: Collection[TaskState] | None = None) -> list[TaskRow]:
        """In order of id."""
        ...

    def has_moving_tasks(self, job_id: str) -> bool:
        """Whether a task of the job goes on by itself: queued, running, or retrying and lacking nothing."""
        ...

    def live_jobs_of_task(self, task_id: int) -> list[JobRow]: ...
    def running_tasks(self, *, owner: str | None = None) -> list[TaskRow]: ...
    def expired_tasks(self, now: datetime) -> list[TaskRow]:
        """Running, with a lease that ended before `now`."""
        ...

    def next_due(self) -> datetime | None:
        """The earliest `not_before` of a retrying task that lacks nothing."""
        ...

    def count_queued(self, queues: Collection[str] | None = None) -> int: ...
    def artifacts(self, keys: Collection[str]) -> dict[str, ArtifactRow]: ...
    def artifacts_unused_since(self, before: datetime, *, limit: int) -> list[ArtifactRow]:
        """Least recently used first, without those that tasks of live jobs made or need."""
        ...

    def events(self, *, after: int = 0, job_id: str | None = None, limit: int = 500) -> list[EventRow]:
        """In order of `seq`."""
        ...

    def last_event(self) -> int: ...
    def stage_costs(self, stages: Collection[str], *, last: int = 50) -> dict[str, list[TaskRow]]:
        """The newest succeeded tasks of each stage that have a cost, for estimates."""
        ...

    def people(self, *, show_id: str | None = None) -> list[PersonRow]: ...
    def seeds(self, person_ids: Collection[str]) -> list[SeedRow]: ...
    def decisions(self, journal: str) -> list[DecisionRow]:
        """The whole journal, in order of `seq`."""
        ...

    def facts(self, video_id: str, *, app: str | None = None) -> list[FactRow]: ...
    def facts_of_kind(self, app: str, kind: str, *, videos: Collection[str] | None = None) -> list[FactRow]:
        """Of these videos, or of all, by video and in the order in which they were written."""
        ...

    def facts_from(self, video_id: str, app: str) -> str | None:
        """Key of the result that the facts of an application about a video were made from; None without any."""
        ...

    def watched(self, paths: Collection[str]) -> dict[str, tuple[int, int]]:
        """Size and time of change (ns) of those files of watched folders that were taken in, as they were then."""
        ...

    def request(self, key: str) -> RequestRow | None: ...
    def api_key(self, key_id: str) -> KeyRow | None: ...
    def api_keys(self) -> list[KeyRow]:
        """In the order in which they were made."""
        ...

    def session(self, secret_sha256: str) -> SessionRow | None: ...
    def audit(self, *, before: int | None = None, limit: int = 100) -> list[AuditRow]:
        """Newest first; `before` is the id of the last one of the previous page."""
        ...

    def import_of(self, job_id: str) -> ImportRow | None: ...
    def next_import(self, now: datetime) -> ImportRow | None:
        """The oldest that is not running, is due, and whose job is live."""
        ...


class Transaction(ListsWritten, Reading, Protocol):
    """Reads and writes of one transaction."""

    def add_video(self, video: VideoRow) -> None: ...
    def update_video(self, video_id: str, values: Mapping[str, object]) -> None: ...
    def remove_video(self, video_id: str) -> None:
        """With its jobs, their events, its tasks and its facts. Results stay rows until they are dropped."""
        ...

    def put_upload(self, upload: UploadRow) -> None:
        """Insert or replace."""
        ...

    def remove_upload(self, upload_id: str) -> None: ...
    def add_job(self, job: JobRow) -> None: ...
    def change_job(
        self, job_id: str, values: Mapping[str, object], *, expect: Collection[JobState] | None = None
    ) -> bool:
        """Set columns by field name, only while the state is one of `expect`. Whether it did."""
        ...

    def count_job(self, job_ids: Collection[str], *, left: int = 0, failed: int = 0, total: int = 0) -> None:
        """Add to the counters of jobs."""
        ...

    def add_tasks(self, tasks: Sequence[NewTask], now: datetime) -> dict[str, int]:
        """Create tasks with their needs: `waiting` with needs, `queued` without. Ids by key."""
        ...

    def renew_needs(self, task_id: int, needs: Sequence[tuple[str, str]]) -> None:
        """Replace what a task needs and set `needs_left` accordingly."""
        ...

    def link_tasks(self, job_id: str, task_ids: Collection[int]) -> int:
        """Say that the job needs these tasks. How many were not linked before."""
        ...

    def change_task(
        self,
        task_id: int,
        values: Mapping[str, object],
        *,
        expect: Collection[TaskState] | None = None,
        fence: int | None = None,
    ) -> bool:
        """Set columns by field name, only while state and fence are as expected. Whether it did."""
        ...

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
        """The best queued task (priority, then age; `hint` wins ties), made running: owner, lease, fence + 1.

        Also sets `started_at` and takes `progress` back to 0; `attempt` is the caller's.
        """
        ...

    def next_queued(
        self, *, queues: Collection[str] | None = None, job_ids: Collection[str] | None = None
    ) -> TaskRow | None:
        """The task that `claim` would take now."""
        ...

    def renew_leases(self, owner: str, task_ids: Collection[int], lease_until: datetime) -> None: ...
    def satisfy(self, key: str) -> list[int]:
        """An artifact of `key` is there: count it off; waiting tasks that lack nothing become queued. Their ids."""
        ...

    def promote_due(self, now: datetime) -> list[int]:
        """Retrying tasks that lack nothing and whose `not_before` has come become queued. Their ids."""
        ...

    def raise_priority(self, task_ids: Collection[int], priority: int) -> None:
        """Never lowers one."""
        ...

    def tasks_only_of(self, job_id: str, *, states: Collection[TaskState]) -> list[TaskRow]:
        """Tasks of the job in these states that no other live job needs."""
        ...

    def put_artifact(self, artifact: ArtifactRow) -> bool:
        """Insert unless the key is there already. Whether it did."""
        ...

    def drop_artifact(self, key: str) -> None: ...
    def touch_artifacts(self, keys: Collection[str], now: datetime) -> None: ...
    def add_events(self, events: Sequence[NewEvent]) -> None: ...
    def prune_progress(self, job_id: str) -> None:
        """Remove progress events of a job that ended."""
        ...

    def add_person(self, person: PersonRow) -> None:
        """Insert or rename."""
        ...

    def change_person(self, person_id: str, values: Mapping[str, object]) -> None:
        """Set columns by field name."""
        ...

    def remove_person(self, person_id: str) -> None:
        """With all seeds."""
        ...

    def add_seed(self, seed: SeedRow) -> bool:
        """False when the person has a seed with the same bytes already."""
        ...

    def remove_seed(self, seed_id: str) -> None: ...

    def add_decision(self, decision: DecisionRow) -> bool:
        """False when the journal has an entry with this `seq` already: somebody else was faster."""
        ...

    def redact_decision(self, decision_id: str, payload: Mapping[str, object]) -> None:
        """Replace what an entry says; only for the erasure of a person."""
        ...

    def replace_facts(self, video_id: str, app: str, facts: Iterable[FactRow]) -> None: ...
    def remember_watched(self, row: WatchedRow) -> None:
        """Instead of what was known of the path."""
        ...

        ...

    def put_request(self, row: RequestRow) -> None:
        """Instead of one with the same key."""
        ...

    def drop_request(self, key: str) -> None: ...
    def drop_requests(self, before: datetime) -> None:
        """Those that were made earlier."""
        ...

    def add_api_key(self, key: KeyRow) -> None: ...
    def change_api_key(self, key_id: str, values: Mapping[str, object]) -> None:
        """Set columns by field name."""
        ...

    def add_session(self, session: SessionRow) -> None: ...
    def remove_session(self, secret_sha256: str) -> bool:
        """Whether it was there."""
        ...

    def remove_sessions(self, *, key_id: str | None = None, expired_before: datetime | None = None) -> None:
        """Those of a key, and those that ended before a time."""
        ...

    def add_audit(self, entry: AuditRow) -> None: ...
    def redact_audit(self, ids: Collection[int], target: str) -> None:
        """Write another target into entries."""
        ...

    def drop_audit(self, before: datetime) -> int:
        """Entries that are older. How many."""
        ...

    def add_import(self, row: ImportRow) -> None: ...
    def change_import(self, job_id: str, values: Mapping[str, object]) -> bool:
        """Set columns by field name. Whether it is there."""
        ...

    def stop_imports(self) -> None:
        """None is running any more: who ran them is gone."""
        ...

    def drop_import(self, job_id: str) -> None: ...
    def drop_video(self, video_id: str) -> None:
        """Only one that no job has."""
        ...

    def remove_jobs(self, finished_before: datetime) -> int:
        """Remove ended jobs with their links and events, then ended tasks no job links to and no artifact keeps."""
        ...

    def drop_jobs(self, job_ids: Collection[str]) -> None:
        """The same for these jobs, whenever they ended; those that have not ended stay."""
        ...


class Store(Protocol):
    """The state tables."""

    def reading(self) -> AbstractContextManager[Reading]:
        """One consistent view. Raises StoreBusy after bounded retries."""
        ...

    def writing(self) -> AbstractContextManager[Transaction]:
        """Commits at the end of the block, rolls back when it raises. Raises StoreBusy, NoSpace."""
        ...

    def change_counter(self) -> int:
        """Grows with every commit of any process, of this store too; cheap to poll."""
        ...

    def scrub(self) -> None:
        """Leave nothing of removed rows in the files of the store, older copies of it included. Raises StoreBusy."""
        ...

    def damage(self) -> list[str]:
        """What is wrong with the tables themselves, in the words of the database; reads all of them."""
        ...

    def close(self) -> None: ...
