"""The state tables without an engine: claims and results a second, their tail, size, and what a long past costs.

python -m benchmarks.engine.store [--tasks 3000] [--finished 100000] [--folder DIR]

A task is claimed with one event, and ended with everything a supervisor writes: state and cost, artifact row, needs
of others counted off, live jobs looked up, their counters, one event. `durable` is how the product runs (every commit
reaches the disk), `without fsync` shows what Python and SQL take of it.
"""

# ruff: noqa: SLF001 - what is measured lies behind the port

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import create_engine, text

from telecine.adapters.store import sqlite as adapter
from telecine.adapters.store.sql import SqlStore
from telecine.engine.rows import ArtifactRow, JobRow, NewEvent, NewTask, TaskRow, VideoRow
from telecine.engine.states import JobState, TaskState
from telecine.engine.store import Transaction

NOW = datetime(2025, 1, 1, tzinfo=UTC)
LEASE = NOW + timedelta(seconds=60)
JOB = "local-01JGFJJZ00ABCDEFGHJKMNPQRS"
MANIFEST = "0" * 64
COST = {"wall_s": 0.5, "cpu_s": 0.4, "peak_bytes": 1e8, "decode_s": 0.1}


def line(name: str, *figures: str) -> None:
    """One row of the table."""
    print(f"{name:<58}" + "".join(f"{figure:>16}" for figure in figures), flush=True)


def key_of(number: int) -> str:
    """A key as long and as scattered as real ones."""
    return sha256(str(number).encode()).hexdigest()


def new_task(number: int, needs: list[str] | None = None, inputs: list[str] | None = None) -> NewTask:
    """A task with a spec of usual size."""
    spec = {
        "params": {"every": "1/3", "size": [448, 256], "min_score": 0.5},
        "models": {"face-detector": {"id": "detector", "sha256": MANIFEST, "converter": 1}},
        "inputs": {"media.segments": {"keys": inputs or [MANIFEST], "list_key": None}},
    }
    named = [(key, "faces.tracks") for key in needs or []]
    return NewTask(key_of(number), "faces.tracks", 1, "v", None, spec, "vision", 0, 3, 7200.0, named)


@contextmanager
def a_store(folder: Path, *, is_durable: bool = True) -> Iterator[SqlStore]:
    """An empty store with one video and one job."""
    mode = "FULL" if is_durable else "OFF"
    changed = tuple(setting.replace("= FULL", f"= {mode}") for setting in adapter._SETTINGS)
    with tempfile.TemporaryDirectory(dir=folder) as home, patch.object(adapter, "_SETTINGS", changed):
        store = SqlStore.open(f"sqlite:///{home}/telecine.db")
        with store.writing() as tx:
            tx.add_video(VideoRow("v", MANIFEST, 1, "clip.mp4", "/clip.mp4", NOW))
            resolved = {"models": {name: {"sha256": MANIFEST} for name in ("a", "b", "c")}, "targets": ["r"]}
            tx.add_job(JobRow(JOB, "v", "faces", {}, resolved, MANIFEST, JobState.RUNNING, 0, NOW, is_expanded=True))
        try:
            yield store
        finally:
            store.close()


def fill(store: SqlStore, numbers: range) -> None:
    """Queue tasks, many in a transaction."""
    for first in range(numbers.start, numbers.stop, 5000):
        some = range(first, min(first + 5000, numbers.stop))
        with store.writing() as tx:
            tx.link_tasks(JOB, list(tx.add_tasks([new_task(number) for number in some], NOW).values()))


def claim(tx: Transaction) -> TaskRow:
    """What a supervisor writes when a task starts."""
    task = tx.claim(owner="worker", now=NOW, lease_until=LEASE)
    assert task is not None
    tx.add_events([NewEvent("task.started", NOW, JOB, task.id, {"stage": task.stage, "attempt": 1})])
    return task


def finish(tx: Transaction, task: TaskRow) -> None:
    """What a supervisor writes when a task succeeded."""
    ended = {"state": TaskState.SUCCEEDED, "finished_at": NOW, "cost": COST, "owner": None, "lease_until": None}
    assert tx.change_task(task.id, ended, expect=(TaskState.RUNNING,), fence=task.fence)
    tx.put_artifact(ArtifactRow(task.key, task.fence, task.stage, 1000, MANIFEST, None, NOW, NOW))
    tx.satisfy(task.key)
    jobs = tx.live_jobs_of_task(task.id)
    tx.count_job([job.id for job in jobs], left=-1)
    tx.add_events([NewEvent("task.succeeded", NOW, job.id, task.id, {"stage": task.stage}) for job in jobs])


def percentile(seconds: list[float], share: float) -> float:
    """In milliseconds."""
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))] * 1000


def hot_path(folder: Path, tasks: int) -> None:
    """One writer; each transaction ends a batch of tasks and claims the next."""
    line("claimed and finished by one writer", "tasks/s", "p50 ms", "p99 ms", "worst ms", "CPU us/task")
    for is_durable in (True, False):
        for batch in (1, 2, 8):
            with a_store(folder, is_durable=is_durable) as store:
                fill(store, range(tasks + batch))
                running: list[TaskRow] = []
                taken, cpu = [], time.process_time()
                for _ in range(tasks // batch):
                    begun = time.perf_counter()
                    with store.writing() as tx:
                        for task in running:
                            finish(tx, task)
                        running = [claim(tx) for _ in range(batch)]
                    taken.append(time.perf_counter() - begun)
                cpu = time.process_time() - cpu
            line(
                f"  {'durable' if is_durable else 'without fsync'}, {batch} in a transaction",
                f"{tasks / sum(taken):.0f}",
                *(f"{percentile(taken, share):.2f}" for share in (0.5, 0.99, 1)),
                f"{cpu / tasks * 1e6:.0f}",
            )


def make_past(store: SqlStore, count: int) -> None:
    """Finished tasks with what they leave behind, written in bulk."""
    fill(store, range(10_000_000, 10_000_000 + count))
    with store._database.writing() as link:
        link.execute("UPDATE tasks SET state = 'running', fence = 1 WHERE state = 'queued'")
        link.execute(
            "UPDATE tasks SET state = 'succeeded', finished_at = created_at, cost_json = ?", (json.dumps(COST),)
        )
        link.execute(
            "INSERT INTO artifacts SELECT key, 1, stage, 1000, ?, NULL, created_at, created_at FROM tasks", (MANIFEST,)
        )
        for kind in ("task.started", "task.succeeded"):
            link.execute(
                "INSERT INTO events (job_id, task_id, type, data_json, at) SELECT ?, id, ?, ?, created_at FROM tasks",
                (JOB, kind, '{"stage":"faces.tracks","attempt":1}'),
            )


def long_past(folder: Path, finished: int) -> None:
    """Claims beside many finished tasks; size of the file."""
    for past in (0, finished):
        with a_store(folder, is_durable=False) as store:
            make_past(store, past)
            if past:
                with store._database.writing() as link:
                    used = _number(link, "PRAGMA page_count") * _number(link, "PRAGMA page_size")
                line("size of 10,000 finished tasks, events, artifacts", f"{used / past / 100:.1f} MB")
            fill(store, range(3000))
            claims, whole = [], []
            for _ in range(2000):
                begun = time.perf_counter()
                with store.writing() as tx:
                    task = claim(tx)
                    claims.append(time.perf_counter() - begun)
                    finish(tx, task)
                whole.append(time.perf_counter() - begun)
        for name, taken in (("a claim", claims), ("claim, finish and commit", whole)):
            figures = (f"{label} {percentile(taken, share):.2f} ms" for label, share in (("p50", 0.5), ("p99", 0.99)))
            line(f"{name} beside {past:,} finished tasks", *figures, f"worst {max(taken) * 1000:.1f} ms")


def _number(link: sqlite3.Connection, statement: str) -> int:
    return int(link.execute(statement).fetchone()[0])


def gather(folder: Path, size: int) -> None:
    """One task that needs many: each result counts one need off, whatever is left."""
    with a_store(folder, is_durable=False) as store:
        fill(store, range(size))
        keys = [key_of(number) for number in range(size)]
        begun = time.perf_counter()
        with store.writing() as tx:
            tx.link_tasks(JOB, list(tx.add_tasks([new_task(-1, keys, keys)], NOW).values()))
        line(f"a task that needs {size:,} others is added", f"{(time.perf_counter() - begun) * 1000:.0f} ms")
        taken = []
        for key in keys:
            with store.writing() as tx:
                begun = time.perf_counter()
                tx.satisfy(key)
                taken.append(time.perf_counter() - begun)
        line(
            f"one of its {size:,} needs is met",
            f"first {statistics.median(taken[:500]) * 1e6:.0f} us",
            f"last {statistics.median(taken[-500:]) * 1e6:.0f} us",
        )


def execution(folder: Path) -> None:
    """Why statements run on the driver: the same row by primary key in three ways."""
    with a_store(folder) as store:
        fill(store, range(1000))
        path = store._database.path
        engine = create_engine(f"sqlite:///{path}")
        statement = "SELECT key, state, priority FROM tasks WHERE id = "
        with engine.connect() as connection, store._database.reading() as link:
            named = text(statement + ":id")
            ways: dict[str, Callable[[int], object]] = {
                "driver": lambda n: link.execute(statement + "?", (n,)).fetchone(),
                "SQLAlchemy exec_driver_sql": lambda n: connection.exec_driver_sql(statement + "?", (n,)).fetchone(),
                "SQLAlchemy text": lambda n: connection.execute(named, {"id": n}).fetchone(),
            }
            costs = {name: min(_timed(way) for _ in range(7)) for name, way in ways.items()}
        engine.dispose()
    for name, cost in costs.items():
        line(f"one row by number: {name}", f"{cost * 1e6:.1f} us", f"{cost / costs['driver']:.1f} x")


def _timed(way: Callable[[int], object]) -> float:
    begun = time.perf_counter()
    for number in range(1, 501):
        way(number)
    return (time.perf_counter() - begun) / 500


def disk(folder: Path) -> None:
    """What one append with fsync costs here: the floor under every durable commit."""
    taken = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(200):
            begun = time.perf_counter()
            file.write(b"\0" * 32768)
            file.flush()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - begun)
    line("append of 32 KiB with fsync", f"p50 {percentile(taken, 0.5):.2f} ms", f"p99 {percentile(taken, 0.99):.2f} ms")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=3000)
    parser.add_argument("--finished", type=int, default=100_000)
    parser.add_argument("--gather", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    disk(given.folder)
    hot_path(given.folder, given.tasks)
    gather(given.folder, given.gather)
    long_past(given.folder, given.finished)
    execution(given.folder)


if __name__ == "__main__":
    main()
