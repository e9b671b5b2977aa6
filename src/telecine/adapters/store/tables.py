"""The tables, as the newest revision leaves them. A test compares them with what the migrations make.

Times are integer microseconds since 1970 UTC, positions are two integers (numerator, denominator), JSON is text; so
the same values sort and compare alike in SQLite and PostgreSQL. What a column of a row type means is said in
`engine/rows.py`.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata: Final = MetaData()

# SQLite numbers rows itself only in a column of type INTEGER.
_Serial = BigInteger().with_variant(Integer, "sqlite")
_Instant = BigInteger


def _only(condition: str) -> dict[str, Any]:
    """Makes an index hold only the rows for which `condition` is true."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


videos = Table(
    "videos",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sha256", Text, nullable=False, unique=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("source_uri", Text, nullable=False),
    Column("show_id", Text),
    Column("season", Integer),
    Column("episode", Integer),
    Column("ep_id", Text, unique=True),
    Column("probe_json", Text),
    Column("created_at", _Instant, nullable=False),
    Index("videos_newest", "created_at", "id"),
    Index("videos_at", "source_uri"),
    Index("videos_called", "name"),
)

shows = Table(
    "shows",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", _Instant, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("show_id", Text),
    Column("name", Text, nullable=False),
    Column("created_at", _Instant, nullable=False),
    Column("merged_into", Text),
    Column("forgetting_since", _Instant),
    Column("portrait", Text),
    Index("people_of_show", "show_id"),
)

seeds = Table(
    "seeds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_id", Text, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("sha256", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("created_at", _Instant, nullable=False),
    Column("kind", Text, nullable=False, server_default="photo"),
    Column("video_id", Text),
    Column("at_num", BigInteger),
    Column("at_den", BigInteger),
    Column("width_px", Float),
    Column("evidence_json", Text),
    Column("note", Text, nullable=False, server_default=""),
    UniqueConstraint("person_id", "sha256", name="seeds_once"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("journal", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", _Instant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload_json", Text, nullable=False),
    Column("undoes", Text),
    UniqueConstraint("journal", "seq", name="decisions_in_order"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("video_id", Text, ForeignKey("videos.id"), nullable=False),
    Column("app", Text, nullable=False),
    Column("params_json", Text, nullable=False),
    Column("resolved_json", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("created_at", _Instant, nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("node", Text, nullable=False),
    Column("progress", Float, nullable=False),
    Column("tasks_total", Integer, nullable=False),
    Column("tasks_left", Integer, nullable=False),
    Column("tasks_failed", Integer, nullable=False),
    Column("is_expanded", Boolean, nullable=False),
    Column("error_code", Text),
    Column("error_detail", Text),
    Column("idempotency_key", Text, unique=True),
    Column("started_at", _Instant),
    Column("finished_at", _Instant),
    Column("cancel_requested_at", _Instant),
    Index("jobs_newest", "state", "created_at", "id"),
    Index("jobs_alike", "fingerprint", "state"),
    Index("jobs_of_video", "video_id", "created_at", "id"),
    Index("jobs_with_results", "video_id", "created_at", "id", **_only("state = 'succeeded'")),
    Index("jobs_ended", "finished_at", **_only("finished_at IS NOT NULL")),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("stage", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("video_id", Text, ForeignKey("videos.id"), nullable=False),
    Column("item_id", Text),
    Column("item_index", Integer),
    Column("item_start_num", BigInteger),
    Column("item_start_den", BigInteger),
    Column("item_end_num", BigInteger),
    Column("item_end_den", BigInteger),
    Column("item_json", Text),
    Column("queue", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("max_attempts", Integer, nullable=False),
    Column("needs_left", Integer, nullable=False),
    Column("timeout_s", Float, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("created_at", _Instant, nullable=False),
    Column("not_before", _Instant),
    Column("owner", Text),
    Column("lease_until", _Instant),
    Column("started_at", _Instant),
    Column("finished_at", _Instant),
    Column("progress", Float, nullable=False),
    Column("error_code", Text),
    Column("error_detail", Text),
    Column("cost_json", Text),
    # Whether `remove_jobs` has to look at it: no job links to it yet or any more, or its artifact was dropped.
    Column("is_loose", Boolean, nullable=False),
    # A number is never used twice, so that a late result cannot meet another task under the same number and fence.
    sqlite_autoincrement=True,
)
Index("tasks_best", tasks.c.queue, tasks.c.priority.desc(), tasks.c.id, **_only("state = 'queued'"))
Index("tasks_leased", tasks.c.lease_until, **_only("state = 'running'"))
Index("tasks_due", tasks.c.not_before, **_only("state = 'retrying' AND needs_left = 0"))
Index(
    "tasks_measured",
    tasks.c.stage,
    tasks.c.finished_at,
    tasks.c.id,
    **_only("state = 'succeeded' AND cost_json IS NOT NULL"),
)
Index("tasks_loose", tasks.c.id, **_only("is_loose = TRUE"))
Index("tasks_of_video", tasks.c.video_id)

# Beside the task and not within it: SQLite writes a whole row anew when a counter in it changes, and the spec of a
# task that gathers ten thousand results is as long as a book.
task_specs = Table(
    "task_specs",
    metadata,
    Column("task_id", _Serial, ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("spec_json", Text, nullable=False),
)

task_needs = Table(
    "task_needs",
    metadata,
    Column("task_id", BigInteger, ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True),
    Column("needs_key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("met", Boolean, nullable=False),
    Index("task_needs_by_key", "needs_key"),
    sqlite_with_rowid=False,
)

job_tasks = Table(
    "job_tasks",
    metadata,
    Column("job_id", Text, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("task_id", BigInteger, ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True),
    # Copies of the task's columns, kept by a trigger: a job's tasks in one state are found without visiting the rest.
    # What succeeded stays `running` here, which spares the commit of a result two pages.
    Column("state", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Index("job_tasks_by_task", "task_id"),
    sqlite_with_rowid=False,
)
Index(
    "job_tasks_best",
    job_tasks.c.job_id,
    job_tasks.c.state,
    job_tasks.c.queue,
    job_tasks.c.priority.desc(),
    job_tasks.c.task_id,
)

artifacts = Table(
    "artifacts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("fence", BigInteger, nullable=False),
    Column("stage", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("manifest_sha256", Text, nullable=False),
    Column("items_json", Text),
    Column("created_at", _Instant, nullable=False),
    Column("last_used_at", _Instant, nullable=False),
    Index("artifacts_idle", "last_used_at", "key"),
    sqlite_with_rowid=False,
)

events = Table(
    "events",
    metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("job_id", Text),
    Column("task_id", BigInteger),
    Column("type", Text, nullable=False),
    Column("data_json", Text, nullable=False),
    Column("at", _Instant, nullable=False),
    Index("events_of_job", "job_id", "seq", **_only("job_id IS NOT NULL")),
    Index("events_of_progress", "job_id", "type", **_only("type IN ('job.progress', 'task.progress')")),
    # Readers resume after a number, so a pruned one must not come back.
    sqlite_autoincrement=True,
)

# A job whose video has to be brought here first; the row goes when it is here.
imports = Table(
    "imports",
    metadata,
    Column("job_id", Text, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("location", Text, nullable=False),
    Column("is_running", Boolean, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("asked_json", Text, nullable=False),
    Column("created_at", _Instant, nullable=False),
    Column("not_before", _Instant),
    Index("imports_by_age", "is_running", "created_at", "job_id"),
)

# Files of watched folders that were taken in, as they were then.
watched = Table(
    "watched",
    metadata,
    Column("path", Text, primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("job_id", Text, nullable=False),
    Column("at", _Instant, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("not_before", _Instant),
    Column("sent_at", _Instant),
    Index("outbox_unsent", "not_before", **_only("sent_at IS NULL")),
)

facts = Table(
    "facts",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("video_id", Text, nullable=False),
    Column("app", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at_num", BigInteger, nullable=False),
    Column("at_den", BigInteger, nullable=False),
    Column("end_num", BigInteger, nullable=False),
    Column("end_den", BigInteger, nullable=False),
    Column("subject", Text, nullable=False),
    Column("score", Float),
    Column("text", Text, nullable=False),
    Column("data_json", Text, nullable=False),
    Column("artifact_key", Text, nullable=False),
    Index("facts_of_video", "video_id", "app", "id"),
    Index("facts_of_subject", "app", "kind", "subject"),
)

vectors = Table(
    "vectors",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("space", Text, nullable=False),
    Column("owner_kind", Text, nullable=False),
    Column("owner_id", Text, nullable=False),
    Column("dim", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    UniqueConstraint("space", "owner_kind", "owner_id", name="vectors_once"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("secret_hash", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("created_at", _Instant, nullable=False),
    Column("expires_at", _Instant),
    Column("revoked_at", _Instant),
    Column("last_used_at", _Instant),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("key", Text, primary_key=True),
    Column("route", Text, nullable=False),
    Column("request_sha256", Text, nullable=False),
    Column("response_json", Text),
    Column("created_at", _Instant, nullable=False),
    Index("idempotency_by_age", "created_at"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key_id", Text, ForeignKey("api_keys.id", ondelete="CASCADE"), nullable=False),
    Column("secret_sha256", Text, nullable=False, unique=True),
    Column("created_at", _Instant, nullable=False),
    Column("expires_at", _Instant, nullable=False),
    Column("data_json", Text, nullable=False),
    Index("sessions_of_key", "key_id"),
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("parts_json", Text, nullable=False),
    Column("created_at", _Instant, nullable=False),
    Column("updated_at", _Instant, nullable=False),
    Column("data_json", Text, nullable=False),
    Index("uploads_by_age", "state", "updated_at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("at", _Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("data_json", Text, nullable=False),
    Index("audit_by_time", "at"),
)
