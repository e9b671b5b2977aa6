"""The engine without work: tasks a second, how soon a task starts, and how soon it starts again after a kill."""

from __future__ import annotations

import os
import signal
import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from telecine.bench.empty import EMPTY
from telecine.bootstrap import Workspace, open_encoder
from telecine.engine.rows import EventRow, JobRow
from telecine.engine.states import LIVE_JOBS, JobState
from telecine.kernel.errors import DefectError
from telecine.services.jobs import Submission

PATIENCE_S: Final = 120.0
_BETWEEN_S: Final = 0.1
_APART_S: Final = 1e-6
"""What makes jobs differ, so that none finds the results of another."""
_LOOK_S: Final = 0.002
_MANY: Final = 100_000
_SETTLE_S: Final = 3.0
_SIZE: Final = (64, 48)

Tell = Callable[[str, int, int], None]
"""What is measured, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class EngineFigures:
    """What the engine takes, in seconds.

    Attributes:
        tasks: empty tasks of the first measurement.
        workers: worker processes.
        tasks_per_s: claimed, run in a process of their own, published and committed.
        start_median_s: from asking for a job to the start of its first task, workers idle.
        start_slowest_s: the same for the slowest of twenty.
        recovery_s: from killing the only worker to its task running again, median.
    """

    tasks: int
    workers: int
    tasks_per_s: float
    start_median_s: float
    start_slowest_s: float
    recovery_s: float


def measure_engine(
    workspace: Workspace,
    folder: Path,
    *,
    tasks: int,
    starts: int = 20,
    kills: int = 3,
    tell: Tell = lambda _what, _done, _all: None,
) -> EngineFigures:
    """Measure in a home that nothing else works in.

    Args:
        workspace: opened by `place.open_bench`.
        folder: for the film that nothing is done to.
        tasks: of the first measurement.
        starts: jobs that are asked for one after the other.
        kills: of a worker.
        tell: hears how far it is.

    Raises DefectError when something of it did not come to its end.
    """
    film = workspace.videos.register(write_film(folder / "empty.mp4")).id
    lock = workspace.lock()
    if not lock.acquire():
        raise DefectError("another process works in the home of the measurement")
    try:
        per_s = throughput(workspace, film, tasks, tell)
        waits = latencies(workspace, film, starts, tell)
        gaps = [recovery(workspace, film, folder / f"begun-{number}", number, kills, tell) for number in range(kills)]
    finally:
        lock.release()
    return EngineFigures(
        tasks=tasks,
        workers=workspace.settings.workers,
        tasks_per_s=per_s,
        start_median_s=statistics.median(waits),
        start_slowest_s=max(waits),
        recovery_s=statistics.median(gaps),
    )


def throughput(workspace: Workspace, film: str, tasks: int, tell: Tell) -> float:
    """Tasks a second, from the end of the list to the end of the last item."""
    job = _submit(workspace, film, {"empty.list": {"count": tasks}})
    _supervise(
        workspace, _ended(workspace, job, lambda now: tell("empty tasks", now.tasks_total - now.tasks_left, tasks + 2))
    )
    _check(workspace, job)
    with workspace.store.reading() as reading:
        done = [event for event in reading.events(job_id=job.id, limit=_MANY) if event.type == "task.succeeded"]
    return (len(done) - 2) / (done[-2].at - done[0].at).total_seconds()


def latencies(workspace: Workspace, film: str, rounds: int, tell: Tell) -> list[float]:
    """Seconds from asking for a job, in another thread, to the start of its first task."""
    jobs: list[JobRow] = []

    def ask() -> None:
        for number in range(rounds):
            jobs.append(_submit(workspace, film, {"empty.item": {"seconds": number * _APART_S}}))
            workspace.home.poke()
            is_over = _ended(workspace, jobs[-1])
            end = time.monotonic() + PATIENCE_S
            while not is_over() and time.monotonic() < end:
                time.sleep(_BETWEEN_S)
            tell("time to start", number + 1, rounds)

    _supervise_beside(workspace, ask)
    for job in jobs:
        _check(workspace, job)
    return [_wait(workspace, job) for job in jobs]


def _wait(workspace: Workspace, job: JobRow) -> float:
    first: dict[str, EventRow] = {}
    with workspace.store.reading() as reading:
        for event in reading.events(job_id=job.id, limit=_MANY):
            first.setdefault(event.type, event)
    return (first["task.started"].at - first["job.queued"].at).total_seconds()


def recovery(workspace: Workspace, film: str, notes: Path, number: int, kills: int, tell: Tell) -> float:
    """Seconds from killing the worker that runs a task to the beginning of that task in another process."""
    seconds = 2 * _SETTLE_S + number * _APART_S
    job = _submit(workspace, film, {"empty.item": {"seconds": seconds, "notes": str(notes)}})
    supervisor = workspace.supervisor(workers=1)
    killed: list[float] = []

    def kill() -> None:
        if _await(lambda: bool(_begun(notes))):
            # The supervisor has had the time to start a spare process, as in a home that is at work.
            time.sleep(_SETTLE_S)
            killed.append(time.monotonic())
            os.kill(_begun(notes)[0][0], signal.SIGKILL)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    supervisor.run(until=_ended(workspace, job))
    thread.join(PATIENCE_S)
    _check(workspace, job)
    tell("kills", number + 1, kills)
    return _begun(notes)[1][1] - killed[0]


def write_film(path: Path) -> Path:
    """A second of grey."""
    with open_encoder(path, size=_SIZE, frame_rate=Fraction(25), crf=30, audio_rate=None) as writer:
        for number in range(25):
            writer.write(np.full((_SIZE[1], _SIZE[0], 3), number, np.uint8), Fraction(number, 25))
    return path


def _begun(notes: Path) -> Sequence[tuple[int, float]]:
    """Process and instant of each beginning that is written down whole."""
    lines = notes.read_text().split("\n")[:-1] if notes.exists() else []
    return [(int(pid), float(at)) for pid, _, at in (line.partition(" ") for line in lines)]


def _submit(workspace: Workspace, film: str, params: Mapping[str, Mapping[str, Any]]) -> JobRow:
    return workspace.jobs.submit(Submission(film, EMPTY.id, params))


def _supervise(workspace: Workspace, until: Callable[[], bool]) -> None:
    workspace.supervisor().run(until=until)


def _supervise_beside(workspace: Workspace, ask: Callable[[], None]) -> None:
    """Work on whatever `ask` asks for, in a thread of its own, until it has ended."""
    thread = threading.Thread(target=ask, daemon=True)
    ready = workspace.supervisor()
    begin = time.monotonic()

    def is_over() -> bool:
        if thread.ident is None:
            # Workers load what they need first; nobody waits for that in a home that is at work.
            if time.monotonic() - begin > _SETTLE_S:
                thread.start()
            return False
        return not thread.is_alive()

    ready.run(until=is_over)


def _ended(workspace: Workspace, job: JobRow, look: Callable[[JobRow], None] = lambda _job: None) -> Callable[[], bool]:
    end = time.monotonic() + PATIENCE_S

    def is_over() -> bool:
        with workspace.store.reading() as reading:
            now = reading.job(job.id)
        if now is None or time.monotonic() > end:
            raise DefectError("the measurement did not come to its end")
        look(now)
        return now.state not in LIVE_JOBS

    return is_over


def _check(workspace: Workspace, job: JobRow) -> None:
    with workspace.store.reading() as reading:
        now = reading.job(job.id)
    if now is None or now.state is not JobState.SUCCEEDED:
        raise DefectError(f"an empty job failed: {now.error_detail if now is not None else 'it is gone'}")


def _await(happened: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_S
    while not happened():
        if time.monotonic() > end:
            return False
        time.sleep(_LOOK_S)
    return True
