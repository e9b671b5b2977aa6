"""Lists of many jobs in every order, counts that are kept, tallies, and nodes that rest.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_FINISHED = sa.text("finished_at IS NOT NULL")
_CANCELLING = sa.text("cancel_requested_at IS NOT NULL AND finished_at IS NULL")
_PROGRESS = sa.text("type IN ('job.progress', 'task.progress')")
_MORE = """
    INSERT INTO counts (kind, name, state, number) VALUES ({row}, 1)
    ON CONFLICT (kind, name, state) DO UPDATE SET number = counts.number + 1;"""
_LESS = "UPDATE counts SET number = number - 1 WHERE (kind, name, state) = ({row});"


def upgrade() -> None:
    op.create_index("jobs_of_app", "jobs", ["app", "state", "created_at", "id"])
    op.create_index("jobs_asked_by", "jobs", ["requested_by", "state", "created_at", "id"])
    finished = ["state", "finished_at", "id", "video_id", "error_code"]
    op.create_index("jobs_finished", "jobs", finished, sqlite_where=_FINISHED, postgresql_where=_FINISHED)
    op.create_index("jobs_cancelling", "jobs", ["id"], sqlite_where=_CANCELLING, postgresql_where=_CANCELLING)
    op.drop_index("events_of_progress", "events")
    op.create_index("events_of_progress", "events", ["job_id", "type"], sqlite_where=_PROGRESS, postgresql_where=_PROGRESS)
    op.add_column("nodes", sa.Column("in_maintenance", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "tallies",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counts",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", "state"),
        sqlite_with_rowid=False,
    )
    for table, name in (("jobs", "''"), ("tasks", "queue")):
        grouped = "state" if table == "jobs" else "queue, state"
        op.execute(f"INSERT INTO counts SELECT '{table}', {name}, state, COUNT(*) FROM {table} GROUP BY {grouped}")
        _keep_counted(table, "''" if table == "jobs" else "{row}.queue")


def _keep_counted(table: str, name: str) -> None:
    """Triggers that count rows of `table` by state as they come, change and go."""
    old, new = (f"'{table}', {name.format(row=row)}, {row}.state" for row in ("OLD", "NEW"))
    more, less = _MORE.format(row=new), _LESS.format(row=old)
    steps = {
        "INSERT": ("", more),
        "DELETE": ("", less),
        "UPDATE OF state": ("WHEN (OLD.state <> NEW.state)", less + more),
    }
    for event, (when, body) in steps.items():
        trigger = f"{table}_counted_{event.split()[0].lower()}"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"CREATE TRIGGER {trigger} AFTER {event} ON {table} {when} BEGIN {body} END")
            continue
        op.execute(
            f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"
        )
        op.execute(f"CREATE TRIGGER {trigger} AFTER {event} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {trigger}()")
