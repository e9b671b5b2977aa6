"""Tables and indexes that lists, counts and nodes are read from."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Table, Text, false, text

from telecine.adapters.store.tables import jobs, metadata

# How many jobs, and how many tasks of a queue, are in a state; kept by triggers.
counts: Final = Table(
    "counts",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

tallies: Final = Table(
    "tallies",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
    sqlite_with_rowid=False,
)

nodes: Final = Table(
    "nodes",
    metadata,
    Column("name", Text, primary_key=True),
    Column("heartbeat_at", BigInteger, nullable=False),
    Column("is_accepting", Boolean, nullable=False),
    Column("data_json", Text, nullable=False),
    Column("in_maintenance", Boolean, nullable=False, server_default=false()),
)

_FINISHED: Final = text("finished_at IS NOT NULL")
_CANCELLING: Final = text("cancel_requested_at IS NOT NULL AND finished_at IS NULL")

Index("jobs_of_app", jobs.c.app, jobs.c.state, jobs.c.created_at, jobs.c.id)
Index("jobs_asked_by", jobs.c.requested_by, jobs.c.state, jobs.c.created_at, jobs.c.id)
Index(
    "jobs_finished",
    *(jobs.c.state, jobs.c.finished_at, jobs.c.id, jobs.c.video_id, jobs.c.error_code),
    sqlite_where=_FINISHED,
    postgresql_where=_FINISHED,
)
Index("jobs_cancelling", jobs.c.id, sqlite_where=_CANCELLING, postgresql_where=_CANCELLING)
