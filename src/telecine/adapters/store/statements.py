"""Every SQL statement of the store, as constant text.

The driver runs them directly: through SQLAlchemy's execution a claimed and finished task would cost several times as
much (benchmarks/engine/store.py prints both). What differs between databases comes from a `Dialect`. Parameters are
``:name``; lists travel as one JSON text, so that a statement is the same for one id and for ten thousand.
"""

# ruff: noqa: S608 - what is put together here are names and constants of this module

from __future__ import annotations

from functools import cache
from typing import Protocol

from sqlalchemy import Table

from telecine.adapters.store import tables


class Dialect(Protocol):
    """The few phrases that databases spell differently."""

    def texts(self, name: str) -> str:
        """A row source of one column `value`, from a parameter that holds a JSON list of texts."""
        ...

    def numbers(self, name: str) -> str:
        """The same for a JSON list of integers."""
        ...

    def packed(self, table: Table) -> str:
        """All rows of a table that were found, as one JSON text of lists.

        Each row that is fetched by itself costs a turn of the interpreter, which is long in a busy server.
        """
        ...

    @property
    def lock_claimed(self) -> str:
        """What makes two claimers skip each other's task; empty where there is one writer at a time."""
        ...


def columns_of(table: Table, *hidden: str) -> str:
    """Names of columns in table order, qualified, without those in `hidden`."""
    return ", ".join(f"{table.name}.{c.name}" for c in table.columns if c.name not in hidden)


def insert_into(table: Table, *generated: str) -> str:
    """An INSERT of every column but `generated`, values by position in table order."""
    names = [c.name for c in table.columns if c.name not in generated]
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


VIDEO = columns_of(tables.videos)
JOB = columns_of(tables.jobs)
TASK = columns_of(tables.tasks, "is_loose") + ", (SELECT spec_json FROM task_specs WHERE task_specs.task_id = tasks.id)"
ARTIFACT = columns_of(tables.artifacts)
EVENT = columns_of(tables.events)
FACT = columns_of(tables.facts, "id")

ADD_VIDEO = insert_into(tables.videos)
ADD_JOB = insert_into(tables.jobs)
ADD_TASK = insert_into(tables.tasks, "id")
ADD_SPEC = insert_into(tables.task_specs)
ADD_NEED = insert_into(tables.task_needs)
ADD_EVENT = insert_into(tables.events, "seq")
ADD_FACT = insert_into(tables.facts, "id")
ADD_ARTIFACT = insert_into(tables.artifacts) + " ON CONFLICT (key) DO NOTHING"
ADD_PERSON = insert_into(tables.people) + " ON CONFLICT (id) DO UPDATE SET name = excluded.name"
REMOVE_PERSON = "DELETE FROM people WHERE id = :id"
REMOVE_SEED = "DELETE FROM seeds WHERE id = :id"
ADD_SEED = insert_into(tables.seeds) + " ON CONFLICT (person_id, sha256) DO NOTHING"
ADD_DECISION = insert_into(tables.decisions) + " ON CONFLICT (journal, seq) DO NOTHING"
REDACT_DECISION = "UPDATE decisions SET payload_json = :payload WHERE id = :id"

DECISIONS = f"SELECT {columns_of(tables.decisions)} FROM decisions WHERE journal = :journal ORDER BY seq"
VIDEO_BY_ID = f"SELECT {VIDEO} FROM videos WHERE id = :id"
VIDEO_BY_SHA256 = f"SELECT {VIDEO} FROM videos WHERE sha256 = :sha256"
VIDEO_BY_EP_ID = f"SELECT {VIDEO} FROM videos WHERE ep_id = :ep_id"
_KNOWN_VIDEOS = "sha256 NOT LIKE 'awaited-%' ORDER BY created_at DESC, id DESC"
VIDEOS = f"SELECT {VIDEO} FROM videos WHERE {_KNOWN_VIDEOS} LIMIT :limit"
VIDEOS_AFTER = f"SELECT {VIDEO} FROM videos WHERE (created_at, id) < (:at, :id) AND {_KNOWN_VIDEOS} LIMIT :limit"
VIDEOS_AT = f"SELECT {VIDEO} FROM videos WHERE source_uri = :place AND {_KNOWN_VIDEOS}"
VIDEOS_CALLED = f"""
    SELECT {VIDEO} FROM videos WHERE (name = :name OR (name >= :name || '.' AND name < :name || '/')) AND {_KNOWN_VIDEOS}"""
VIDEOS_HASHED = f"SELECT {VIDEO} FROM videos WHERE sha256 >= :begin AND sha256 < :begin || 'g' AND {_KNOWN_VIDEOS}"

REMEMBER_WATCHED = insert_into(tables.watched) + (
    " ON CONFLICT (path) DO UPDATE SET size_bytes = excluded.size_bytes, mtime_ns = excluded.mtime_ns,"
    " job_id = excluded.job_id, at = excluded.at"
)
IMPORT = columns_of(tables.imports)
ADD_IMPORT = insert_into(tables.imports)
IMPORT_OF = f"SELECT {IMPORT} FROM imports WHERE job_id = :job"
NEXT_IMPORT = f"""
    SELECT {IMPORT} FROM imports CROSS JOIN jobs ON jobs.id = imports.job_id
    WHERE imports.is_running = FALSE AND (imports.not_before IS NULL OR imports.not_before <= :now)
        AND jobs.state IN ('queued', 'running')
    ORDER BY imports.created_at, imports.job_id LIMIT 1"""
STOP_IMPORTS = "UPDATE imports SET is_running = FALSE WHERE is_running = TRUE"
DROP_IMPORT = "DELETE FROM imports WHERE job_id = :job"
DROP_VIDEO = "DELETE FROM videos WHERE id = :id AND NOT EXISTS (SELECT 1 FROM jobs WHERE video_id = :id)"

JOB_BY_ID = f"SELECT {JOB} FROM jobs WHERE id = :id"
JOB_STATE = "SELECT state FROM jobs WHERE id = :id"
LIVE_JOB = f"""
    SELECT {JOB} FROM jobs WHERE fingerprint = :fingerprint AND state IN ('queued', 'running')
    ORDER BY created_at, id LIMIT 1"""
JOBS_OF_VIDEO = f"""
    SELECT {JOB} FROM jobs WHERE video_id = :video ORDER BY created_at DESC, id DESC LIMIT :limit"""
JOBS_IN_STATE = f"""
    SELECT {JOB} FROM jobs WHERE state = :state ORDER BY created_at DESC, id DESC LIMIT :limit"""
LIVE_JOBS_OF_TASK = f"""
    SELECT {JOB} FROM job_tasks JOIN jobs ON jobs.id = job_tasks.job_id
    WHERE job_tasks.task_id = :task AND jobs.state IN ('queued', 'running') ORDER BY jobs.id"""

TASK_BY_ID = f"SELECT {TASK} FROM tasks WHERE id = :id"
TASK_STATE = "SELECT state FROM tasks WHERE id = :id"
TASKS_OF_JOB = f"""
    SELECT {TASK} FROM job_tasks JOIN tasks ON tasks.id = job_tasks.task_id
    WHERE job_tasks.job_id = :job ORDER BY job_tasks.task_id"""
TASKS_OF_JOB_IN_STATE = f"""
    SELECT {TASK} FROM job_tasks JOIN tasks ON tasks.id = job_tasks.task_id
    WHERE job_tasks.job_id = :job AND job_tasks.state = :shown AND tasks.state = :state"""
# A cross join keeps SQLite to this order: what runs is little, what a job has may be much.
RUNNING_TASKS_OF_JOB = f"""
    SELECT {TASK} FROM tasks CROSS JOIN job_tasks
    WHERE tasks.state = 'running' AND job_tasks.task_id = tasks.id AND job_tasks.job_id = :job"""
AND_NO_OTHERS = """
    AND NOT EXISTS (
        SELECT 1 FROM job_tasks AS other JOIN jobs ON jobs.id = other.job_id
        WHERE other.task_id = job_tasks.task_id AND other.job_id <> job_tasks.job_id
        AND jobs.state IN ('queued', 'running'))"""
HAS_MOVING_TASKS = """
    SELECT EXISTS (SELECT 1 FROM job_tasks WHERE job_id = :job AND state = 'queued')
        OR EXISTS (
            SELECT 1 FROM tasks CROSS JOIN job_tasks
            WHERE tasks.state = 'running' AND job_tasks.task_id = tasks.id AND job_tasks.job_id = :job)
        OR EXISTS (
            SELECT 1 FROM job_tasks JOIN tasks ON tasks.id = job_tasks.task_id
            WHERE job_tasks.job_id = :job AND job_tasks.state = 'retrying' AND tasks.needs_left = 0)"""
# Sorted by the reader: asked for an order by id, SQLite walks the table instead of the index of what runs.
RUNNING_TASKS = f"SELECT {TASK} FROM tasks WHERE state = 'running'"
RUNNING_TASKS_OF_OWNER = f"SELECT {TASK} FROM tasks WHERE state = 'running' AND owner = :owner"
EXPIRED_TASKS = f"SELECT {TASK} FROM tasks WHERE state = 'running' AND lease_until < :now"
NEXT_DUE = """
    SELECT COALESCE(not_before, created_at) FROM tasks WHERE state = 'retrying' AND needs_left = 0
    ORDER BY not_before NULLS FIRST LIMIT 1"""
MEASURED_TASKS = f"""
    SELECT {TASK} FROM tasks WHERE state = 'succeeded' AND cost_json IS NOT NULL AND stage = :stage
    ORDER BY finished_at DESC, id DESC LIMIT :limit"""
COUNT_QUEUED = "SELECT COUNT(*) FROM tasks WHERE state = 'queued'"

EVENTS = f"SELECT {EVENT} FROM events WHERE seq > :after ORDER BY seq LIMIT :limit"
EVENTS_OF_JOB = f"SELECT {EVENT} FROM events WHERE job_id = :job AND seq > :after ORDER BY seq LIMIT :limit"
LAST_EVENT = "SELECT COALESCE(MAX(seq), 0) FROM events"

PEOPLE = f"SELECT {columns_of(tables.people)} FROM people ORDER BY name, id"
PEOPLE_OF_SHOW = f"SELECT {columns_of(tables.people)} FROM people WHERE show_id = :show ORDER BY name, id"
FACTS = f"SELECT {FACT} FROM facts WHERE video_id = :video ORDER BY app, id"
FACTS_OF_APP = f"SELECT {FACT} FROM facts WHERE video_id = :video AND app = :app ORDER BY id"
FACTS_OF_KIND = f"SELECT {FACT} FROM facts WHERE app = :app AND kind = :kind ORDER BY video_id, id"
FACTS_FROM = "SELECT artifact_key FROM facts WHERE video_id = :video AND app = :app ORDER BY id LIMIT 1"

COUNT_JOB = """
    UPDATE jobs SET tasks_left = tasks_left + ?, tasks_failed = tasks_failed + ?, tasks_total = tasks_total + ?
    WHERE id = ?"""
TAKE = f"""
    UPDATE tasks SET state = 'running', owner = :owner, lease_until = :lease, fence = fence + 1, started_at = :now,
        progress = 0.0
    WHERE id = :id AND state = 'queued' RETURNING {TASK}"""
COUNT_NEEDS = """
    UPDATE tasks SET needs_left = (SELECT COUNT(*) FROM task_needs WHERE task_id = tasks.id AND met = FALSE)
    WHERE id = :id"""
DROP_NEEDS = "DELETE FROM task_needs WHERE task_id = :id"
MEET_NEEDS = """
    UPDATE task_needs SET met = TRUE
    WHERE needs_key = :key AND met = FALSE AND EXISTS (
        SELECT 1 FROM tasks WHERE tasks.id = task_needs.task_id AND tasks.state IN ('waiting', 'retrying'))
    RETURNING task_id"""
PROMOTE_DUE = """
    UPDATE tasks SET state = 'queued'
    WHERE state = 'retrying' AND needs_left = 0 AND (not_before IS NULL OR not_before <= :now) RETURNING id"""
DROP_ARTIFACT = "DELETE FROM artifacts WHERE key = :key"
LOOSEN_TASK_OF_KEY = "UPDATE tasks SET is_loose = TRUE WHERE key = :key"
PRUNE_PROGRESS = "DELETE FROM events WHERE job_id = :job AND type IN ('job.progress', 'task.progress')"
DROP_FACTS = "DELETE FROM facts WHERE video_id = :video AND app = :app"

ENDED_JOBS = """
    SELECT id FROM jobs WHERE finished_at < :before AND state IN ('succeeded', 'failed', 'cancelled')"""
AND_ENDED = " AND state IN ('succeeded', 'failed', 'cancelled')"
DROP_AWAITED = """
    DELETE FROM videos WHERE sha256 >= 'awaited-' AND sha256 < 'awaited.' AND NOT EXISTS (SELECT 1 FROM jobs WHERE video_id = videos.id)"""
DROP_LOOSE_TASKS = """
    DELETE FROM tasks WHERE is_loose = TRUE AND state IN ('succeeded', 'failed', 'cancelled')
        AND NOT EXISTS (SELECT 1 FROM job_tasks WHERE task_id = tasks.id)
        AND NOT EXISTS (SELECT 1 FROM artifacts WHERE artifacts.key = tasks.key)"""
FASTEN_TASKS = """
    UPDATE tasks SET is_loose = FALSE WHERE is_loose = TRUE AND (
        EXISTS (SELECT 1 FROM job_tasks WHERE task_id = tasks.id)
        OR EXISTS (SELECT 1 FROM artifacts WHERE artifacts.key = tasks.key))"""


@cache
def change(table: str, columns: tuple[str, ...], states: int, *, has_fence: bool, key: str = "id") -> str:
    """An UPDATE of `columns` of one row; parameters by position: values, id, expected states, fence."""
    where = f"{key} = ?"
    if states:
        where += f" AND state IN ({', '.join('?' * states)})"
    if has_fence:
        where += " AND fence = ?"
    return f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in columns)} WHERE {where}"


class ListStatements:
    """Statements that take lists, in the words of one database."""

    def __init__(self, dialect: Dialect) -> None:
        keys = f"(SELECT value FROM {dialect.texts('keys')})"
        jobs, queues = f"(SELECT value FROM {dialect.texts('jobs')})", dialect.texts("queues")
        all_queues = """
            WITH RECURSIVE wanted (value) AS (
                SELECT MIN(queue) FROM tasks WHERE state = 'queued'
                UNION ALL
                SELECT (SELECT MIN(queue) FROM tasks WHERE state = 'queued' AND queue > wanted.value)
                FROM wanted WHERE wanted.value IS NOT NULL)"""
        given_queues = f"WITH wanted (value) AS (SELECT value FROM {queues})"
        self.best_of_all = all_queues + _best(dialect)
        self.best_of_queues = given_queues + _best(dialect)
        self.best_of_jobs = all_queues + _best_of_jobs(dialect)
        self.best_of_jobs_and_queues = given_queues + _best_of_jobs(dialect)
        self.hinted = f"""
            SELECT 1 FROM tasks WHERE id = :id AND state = 'queued' AND priority = :priority
            AND (:queues IS NULL OR queue IN (SELECT value FROM {queues}))
            AND (:jobs IS NULL OR EXISTS (SELECT 1 FROM job_tasks WHERE task_id = tasks.id AND job_id IN {jobs}))"""

        self.tasks_by_key = f"SELECT {TASK} FROM tasks WHERE key IN {keys}"
        self.ids_by_key = f"SELECT key, id FROM tasks WHERE key IN {keys}"
        self.count_queued = f"{COUNT_QUEUED} AND queue IN (SELECT value FROM {queues})"
        self.artifacts = f"SELECT {ARTIFACT} FROM artifacts WHERE key IN {keys}"
        self.watched = f"SELECT path, size_bytes, mtime_ns FROM watched WHERE path IN {keys}"
        self.facts_of_kind = _facts_of_kind(dialect)
        self.seeds = f"""
            SELECT {columns_of(tables.seeds)} FROM seeds WHERE person_id IN {keys}
            ORDER BY person_id, created_at, id"""
        self._of_tasks_and_jobs(dialect)

    def _of_tasks_and_jobs(self, dialect: Dialect) -> None:
        ids, keys = f"(SELECT value FROM {dialect.numbers('ids')})", f"(SELECT value FROM {dialect.texts('keys')})"
        jobs = f"(SELECT value FROM {dialect.texts('jobs')})"
        self.link_tasks = f"""
            INSERT INTO job_tasks (job_id, task_id, state, queue, priority)
            SELECT :job, id, CASE state WHEN 'succeeded' THEN 'running' ELSE state END, queue, priority
            FROM tasks WHERE id IN {ids}
            ON CONFLICT (job_id, task_id) DO NOTHING"""
        self.renew_leases = f"""
            UPDATE tasks SET lease_until = :lease WHERE id IN {ids} AND state = 'running' AND owner = :owner"""
        self.count_off = f"""
            UPDATE tasks SET needs_left = needs_left - 1,
                state = CASE WHEN state = 'waiting' AND needs_left = 1 THEN 'queued' ELSE state END
            WHERE id IN {ids} RETURNING id, state"""
        self.raise_priority = f"""
            UPDATE tasks SET priority = :priority WHERE id IN {ids} AND priority < :priority"""
        self.touch_artifacts = f"UPDATE artifacts SET last_used_at = :now WHERE key IN {keys}"
        self.artifacts_idle = f"""
            SELECT {ARTIFACT} FROM artifacts WHERE last_used_at < :before
            AND NOT EXISTS (
                SELECT 1 FROM tasks JOIN job_tasks ON job_tasks.task_id = tasks.id
                JOIN jobs ON jobs.id = job_tasks.job_id
                WHERE tasks.key = artifacts.key AND jobs.state IN ('queued', 'running'))
            AND NOT EXISTS (
                SELECT 1 FROM task_needs JOIN job_tasks ON job_tasks.task_id = task_needs.task_id
                JOIN jobs ON jobs.id = job_tasks.job_id
                WHERE task_needs.needs_key = artifacts.key AND jobs.state IN ('queued', 'running'))
            ORDER BY last_used_at, key LIMIT :limit"""
        # A cross join keeps SQLite from walking every job that is in one of the states.
        among = f"SELECT jobs.id FROM {dialect.texts('jobs')} AS given CROSS JOIN jobs WHERE jobs.id = given.value"
        self.ended_among = among + AND_ENDED
        self.live_among = among + " AND state IN ('queued', 'running')"
        self.packed_jobs = f"SELECT {dialect.packed(tables.jobs)} FROM page CROSS JOIN jobs WHERE jobs.id = page.id"
        self.packed_videos = f"SELECT {dialect.packed(tables.videos)} FROM videos WHERE id IN {keys}"
        self.newest_jobs = _newest_jobs(dialect)
        self.newest_succeeded = _newest_jobs(dialect, "AND own.state = 'succeeded'")
        self.last_progress = _last_progress(dialect)
        self.loosen_tasks_of_jobs = f"""
            UPDATE tasks SET is_loose = TRUE
            WHERE id IN (SELECT task_id FROM job_tasks WHERE job_id IN {jobs})"""
        self.drop_events_of_jobs = f"DELETE FROM events WHERE job_id IN {jobs}"
        self.drop_jobs = f"DELETE FROM jobs WHERE id IN {jobs}"


def _facts_of_kind(dialect: Dialect) -> str:
    """Of given videos; CROSS JOIN keeps SQLite to the index that knows the video, however many such facts there are."""
    return f"""
        SELECT {FACT} FROM {dialect.texts("keys")} AS given CROSS JOIN facts
        WHERE facts.video_id = given.value AND app = :app AND kind = :kind
        ORDER BY video_id, facts.id"""


def _newest_jobs(dialect: Dialect, condition: str = "") -> str:
    """One probe of an index of a video's jobs for each video."""
    return f"""
        SELECT {JOB} FROM {dialect.texts("keys")} AS given CROSS JOIN jobs WHERE jobs.id = (
            SELECT own.id FROM jobs AS own WHERE own.video_id = given.value {condition}
            ORDER BY own.created_at DESC, own.id DESC LIMIT 1)"""


def _last_progress(dialect: Dialect) -> str:
    """The first condition on the type is the one under which the index of progress holds an event."""
    return f"""
        SELECT given.value, (
            SELECT data_json FROM events
            WHERE job_id = given.value AND type IN ('job.progress', 'task.progress') AND type = 'job.progress'
            ORDER BY seq DESC LIMIT 1)
        FROM {dialect.texts("jobs")} AS given"""


def _best(dialect: Dialect) -> str:
    """The best queued task of each wanted queue by one probe of the index, then the best of these."""
    return f"""
        SELECT tasks.id, tasks.priority FROM wanted JOIN tasks ON tasks.id = (
            SELECT id FROM tasks WHERE state = 'queued' AND queue = wanted.value
            ORDER BY priority DESC, id LIMIT 1 {dialect.lock_claimed})
        ORDER BY tasks.priority DESC, tasks.id LIMIT 1"""


def _best_of_jobs(dialect: Dialect) -> str:
    """The same over the queued tasks of given jobs."""
    return f"""
        SELECT tasks.id, tasks.priority FROM wanted JOIN {dialect.texts("jobs")} AS given JOIN tasks ON tasks.id = (
            SELECT task_id FROM job_tasks
            WHERE job_id = given.value AND state = 'queued' AND queue = wanted.value
            ORDER BY priority DESC, task_id LIMIT 1 {dialect.lock_claimed})
        ORDER BY tasks.priority DESC, tasks.id LIMIT 1"""
