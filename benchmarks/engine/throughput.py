"""The engine without work: tasks a second, latency, planning, size, recovery after a kill.

python -m benchmarks.engine.throughput [--tasks 2000] [--workers 2 4 8]
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import tempfile
import threading
import time
from fractions import Fraction
from pathlib import Path

from telecine.bench.empty import END
from telecine.bootstrap import Workspace
from telecine.engine.planner import Request, plan
from telecine.engine.rows import EventRow
from telecine.kernel.spans import Span
from telecine.records.items import Item
from tests.fixtures.engine.app import engine_registry
from tests.fixtures.engine.home import EngineHome, events_of, submit, work, write_tiny_video


def line(name: str, *figures: str) -> None:
    """One row of the table."""
    print(f"{name:<58}" + "".join(f"{figure:>16}" for figure in figures), flush=True)


def throughput(video: Path, tasks: int, workers: int) -> None:
    """Tasks claimed, run in a worker process, published with fsync and committed, a second."""
    with tempfile.TemporaryDirectory() as folder, EngineHome(Path(folder), video).open() as workspace:
        job = submit(workspace, video, "empty", empty__list={"count": tasks})
        begun = time.monotonic()
        work(workspace, job.id, workers=workers)
        whole = time.monotonic() - begun
        events = [e for e in events_of(workspace, job.id) if e.type == "task.succeeded"]
        span = (events[-2].at - events[1].at).total_seconds()
        line(f"empty stages, {workers} workers", f"{(len(events) - 2) / span:.0f} /s", f"{whole:.1f} s in all")


def latency(video: Path, rounds: int) -> None:
    """From submit in another thread to the start of the task."""
    with tempfile.TemporaryDirectory() as folder, EngineHome(Path(folder), video).open() as workspace:
        first = submit(workspace, video, "empty", empty__list={"count": 0})
        ids = [first.id]
        keep = submit(
            workspace, video, "words", words__chunks={"count": 1}, words__chunk={"seconds": rounds * 0.15 + 4}
        )

        def others() -> None:
            time.sleep(3)
            for number in range(rounds):
                ids.append(submit(workspace, video, "empty", empty__list={"count": number + 1}).id)
                workspace.home.poke()
                time.sleep(0.1)

        thread = threading.Thread(target=others)
        thread.start()
        work(workspace, keep.id, workers=2)
        thread.join()
        waits = sorted(_wait(workspace, job_id) for job_id in ids[1:])
        p50, p99 = statistics.median(waits), waits[int(len(waits) * 0.99) - 1]
        line("enqueue to start, p50 / p99", f"{p50 * 1000:.1f} ms", f"{p99 * 1000:.1f} ms")


def _wait(workspace: Workspace, job_id: str) -> float:
    events = events_of(workspace, job_id)
    first: dict[str, EventRow] = {}
    for event in events:
        first.setdefault(event.type, event)
    return (first["task.started"].at - first["job.queued"].at).total_seconds()


def planner(count: int) -> None:
    """The pure planner for one job of that many items, nothing there but the list."""
    registry = engine_registry()
    targets = (END,)
    request = Request("a" * 64, targets, registry.params(targets, {}), {}, {})
    spans = [Span(Fraction(i), Fraction(i + 1)) for i in range(count)]
    items = [Item(Item.identify("chunk", span), i, span, {}) for i, span in enumerate(spans)]
    begun = time.perf_counter()
    made = plan(registry, request, lambda _key: items, lambda _key: False)
    line(f"planner, {count:,} items", f"{(time.perf_counter() - begun) * 1000:.0f} ms", f"{len(made.tasks):,} tasks")


def size(video: Path, count: int) -> None:
    """Database bytes that planned tasks take."""
    with tempfile.TemporaryDirectory() as folder:
        home = EngineHome(Path(folder), video)
        with home.open() as workspace:
            before = workspace.home.database.stat().st_size
            job = submit(workspace, video, "empty", empty__list={"count": count})
            begun = time.monotonic()
            work(workspace, job.id, workers=2)
            whole = time.monotonic() - begun
        after = home.root / "home" / "telecine.db"
        megabytes = (after.stat().st_size - before) / 2**20
        line(f"{count:,} tasks done: database grew", f"{megabytes:.1f} MB", f"{count / whole:.0f} /s")


def recovery(video: Path, rounds: int) -> None:
    """From kill -9 of the worker that runs a task to the start of that task in another process, all workers busy."""
    gaps: list[float] = []
    boots: list[float] = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            home = EngineHome(Path(folder), video)
            with home.open() as workspace:
                job = submit(workspace, video, words__chunks={"count": 1}, words__chunk={"seconds": 4.0})
                begun = time.monotonic()
                supervisor = home.supervise(workers=1)
                _wait_for(home, 1)
                boots.append(time.monotonic() - begun)
                time.sleep(3.0)
                worker = int(_children_of(supervisor.pid)[0])
                killed = time.monotonic()
                os.kill(worker, signal.SIGKILL)
                _wait_for(home, 2)
                gaps.append(time.monotonic() - killed)
                supervisor.wait(60)
                assert events_of(workspace, job.id)[-1].type == "job.succeeded"
    line("kill -9 of the only worker to its task running again", f"{statistics.median(gaps) * 1000:.0f} ms", "median")
    line("start of a supervisor to its first task running", f"{statistics.median(boots) * 1000:.0f} ms", "median")


def _wait_for(home: EngineHome, runs: int) -> None:
    while home.runs()["words.chunk 0"] < runs:
        time.sleep(0.002)


def _children_of(pid: int) -> list[str]:
    """Oldest first."""
    return sorted(Path(f"/proc/{pid}/task/{pid}/children").read_text().split(), key=int)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=2000)
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 4, 8])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        video = write_tiny_video(Path(folder) / "tiny.mp4")
        planner(10_000)
        for workers in given.workers:
            throughput(video, given.tasks, workers)
        latency(video, 50)
        recovery(video, 5)
        size(video, 2_000)


if __name__ == "__main__":
    main()
