"""The first tables.

Revision ID: 0001
Revises:
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def serial() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    create_sources_and_people()
    create_jobs()
    create_tasks()
    create_links()
    create_results()
    create_news()
    create_doors()
    create_trigger()


def create_sources_and_people() -> None:
    op.create_table(
        "videos",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source_uri", sa.Text(), nullable=False),
        sa.Column("show_id", sa.Text()),
        sa.Column("season", sa.Integer()),
        sa.Column("episode", sa.Integer()),
        sa.Column("ep_id", sa.Text()),
        sa.Column("probe_json", sa.Text()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ep_id"),
        sa.UniqueConstraint("sha256"),
    )
    op.create_index("videos_newest", "videos", ["created_at", "id"])
    op.create_table(
        "shows",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("show_id", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("people_of_show", "people", ["show_id"])
    op.create_table(
        "seeds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "sha256", name="seeds_once"),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("journal", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload_json", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("journal", "seq", name="decisions_in_order"),
    )


def create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("video_id", sa.Text(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("params_json", sa.Text(), nullable=False),
        sa.Column("resolved_json", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("tasks_total", sa.Integer(), nullable=False),
        sa.Column("tasks_left", sa.Integer(), nullable=False),
        sa.Column("tasks_failed", sa.Integer(), nullable=False),
        sa.Column("is_expanded", sa.Boolean(), nullable=False),
        sa.Column("error_code", sa.Text()),
        sa.Column("error_detail", sa.Text()),
        sa.Column("idempotency_key", sa.Text()),
        sa.Column("started_at", sa.BigInteger()),
        sa.Column("finished_at", sa.BigInteger()),
        sa.Column("cancel_requested_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("idempotency_key"),
    )
    op.create_index("jobs_alike", "jobs", ["fingerprint", "state"])
    op.create_index("jobs_ended", "jobs", ["finished_at"], **only("finished_at IS NOT NULL"))
    op.create_index("jobs_newest", "jobs", ["state", "created_at", "id"])
    op.create_index("jobs_of_video", "jobs", ["video_id", "created_at", "id"])


def create_tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", serial(), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("video_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text()),
        sa.Column("item_index", sa.Integer()),
        sa.Column("item_start_num", sa.BigInteger()),
        sa.Column("item_start_den", sa.BigInteger()),
        sa.Column("item_end_num", sa.BigInteger()),
        sa.Column("item_end_den", sa.BigInteger()),
        sa.Column("item_json", sa.Text()),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("needs_left", sa.Integer(), nullable=False),
        sa.Column("timeout_s", sa.Float(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger()),
        sa.Column("owner", sa.Text()),
        sa.Column("lease_until", sa.BigInteger()),
        sa.Column("started_at", sa.BigInteger()),
        sa.Column("finished_at", sa.BigInteger()),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("error_code", sa.Text()),
        sa.Column("error_detail", sa.Text()),
        sa.Column("cost_json", sa.Text()),
        sa.Column("is_loose", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "tasks_best", "tasks", ["queue", sa.literal_column("priority DESC"), "id"], **only("state = 'queued'")
    )
    op.create_index("tasks_due", "tasks", ["not_before"], **only("state = 'retrying' AND needs_left = 0"))
    op.create_index("tasks_leased", "tasks", ["lease_until"], **only("state = 'running'"))
    op.create_index("tasks_loose", "tasks", ["id"], **only("is_loose = TRUE"))
    op.create_index(
        "tasks_measured",
        "tasks",
        ["stage", "finished_at", "id"],
        **only("state = 'succeeded' AND cost_json IS NOT NULL"),
    )
    op.create_index("tasks_of_video", "tasks", ["video_id"])
    op.create_table(
        "task_specs",
        sa.Column("task_id", serial(), autoincrement=False, nullable=False),
        sa.Column("spec_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("task_id"),
    )


def create_links() -> None:
    op.create_table(
        "task_needs",
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("needs_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("task_id", "needs_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("task_needs_by_key", "task_needs", ["needs_key"])
    op.create_table(
        "job_tasks",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "task_id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "job_tasks_best", "job_tasks", ["job_id", "state", "queue", sa.literal_column("priority DESC"), "task_id"]
    )
    op.create_index("job_tasks_by_task", "job_tasks", ["task_id"])


def create_results() -> None:
    op.create_table(
        "artifacts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("manifest_sha256", sa.Text(), nullable=False),
        sa.Column("items_json", sa.Text()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_index("artifacts_idle", "artifacts", ["last_used_at", "key"])
    op.create_table(
        "facts",
        sa.Column("id", serial(), autoincrement=True, nullable=False),
        sa.Column("video_id", sa.Text(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at_num", sa.BigInteger(), nullable=False),
        sa.Column("at_den", sa.BigInteger(), nullable=False),
        sa.Column("end_num", sa.BigInteger(), nullable=False),
        sa.Column("end_den", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("score", sa.Float()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("data_json", sa.Text(), nullable=False),
        sa.Column("artifact_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("facts_of_subject", "facts", ["app", "kind", "subject"])
    op.create_index("facts_of_video", "facts", ["video_id", "app", "id"])
    op.create_table(
        "vectors",
        sa.Column("id", serial(), autoincrement=True, nullable=False),
        sa.Column("space", sa.Text(), nullable=False),
        sa.Column("owner_kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("dim", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("space", "owner_kind", "owner_id", name="vectors_once"),
    )


def create_news() -> None:
    op.create_table(
        "events",
        sa.Column("seq", serial(), autoincrement=True, nullable=False),
        sa.Column("job_id", sa.Text()),
        sa.Column("task_id", sa.BigInteger()),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("data_json", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    op.create_index("events_of_job", "events", ["job_id", "seq"], **only("job_id IS NOT NULL"))
    op.create_index("events_of_progress", "events", ["job_id"], **only("type IN ('job.progress', 'task.progress')"))
    op.create_table(
        "outbox",
        sa.Column("id", serial(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("not_before", sa.BigInteger()),
        sa.Column("sent_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("outbox_unsent", "outbox", ["not_before"], **only("sent_at IS NULL"))
    op.create_table(
        "nodes",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("heartbeat_at", sa.BigInteger(), nullable=False),
        sa.Column("is_accepting", sa.Boolean(), nullable=False),
        sa.Column("data_json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "audit",
        sa.Column("id", serial(), autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("data_json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_by_time", "audit", ["at"])


def create_doors() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("secret_sha256", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger()),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.Column("last_used_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret_sha256"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("secret_sha256", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("data_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret_sha256"),
    )
    op.create_index("sessions_of_key", "sessions", ["key_id"])
    op.create_table(
        "idempotency",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("request_sha256", sa.Text(), nullable=False),
        sa.Column("response_json", sa.Text()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("idempotency_by_age", "idempotency", ["created_at"])
    op.create_table(
        "uploads",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("parts_json", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("data_json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("uploads_by_age", "uploads", ["state", "updated_at"])


def create_trigger() -> None:
    """Keep the copies in `job_tasks` equal to the task's own columns; what succeeded stays `running` there."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("""
            CREATE TRIGGER job_tasks_follow AFTER UPDATE OF state, priority ON tasks
            WHEN (OLD.state <> NEW.state AND NEW.state <> 'succeeded') OR OLD.priority <> NEW.priority
            BEGIN
                UPDATE job_tasks SET priority = NEW.priority,
                    state = CASE NEW.state WHEN 'succeeded' THEN 'running' ELSE NEW.state END
                WHERE task_id = NEW.id;
            END
        """)
    else:
        op.execute("""
            CREATE FUNCTION job_tasks_follow() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                UPDATE job_tasks SET priority = NEW.priority,
                    state = CASE NEW.state WHEN 'succeeded' THEN 'running' ELSE NEW.state END
                WHERE task_id = NEW.id;
                RETURN NULL;
            END $$
        """)
        op.execute("""
            CREATE TRIGGER job_tasks_follow AFTER UPDATE OF state, priority ON tasks FOR EACH ROW
            WHEN ((OLD.state <> NEW.state AND NEW.state <> 'succeeded') OR OLD.priority <> NEW.priority)
            EXECUTE FUNCTION job_tasks_follow()
        """)


def downgrade() -> None:
    raise NotImplementedError("the first revision has nothing before it")
