"""A correction of a long film, from being asked for to the new report: ``python -m benchmarks.people.correcting``.

[--minutes 60] [--rounds 5] [--home DIR]

A small film with a cut every five seconds is written and analysed by the program itself, but for its faces, which are
made of numbers (`benchmarks.people.invented`): about 35 tracks a minute. All that follows is the program as people have
it: decisions on stored results, worker processes, published results. Nothing is decoded. A home that is given is kept,
and used again by the next run.
"""

from __future__ import annotations

import argparse
import resource
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.people.invented import FRAME, invented_registry, shot_of
from telecine import logs
from telecine.adapters.video.writer import PyAvWriter
from telecine.bootstrap import Workspace, open_workspace, worker_tools
from telecine.engine.rows import DecisionRow, JobRow
from telecine.engine.states import LIVE_JOBS, JobState, TaskState
from telecine.services.jobs import Submission
from telecine.services.review.desk import View
from telecine.worker import work

_MODULE: Final = "benchmarks.people.correcting"
_SIZE: Final = (160, 96)
_STAGES: Final = ("faces.identities", "faces.matches", "screentime.report")
_LOOK_S: Final = 0.005

Act = Callable[[Workspace, View, int], DecisionRow]


@dataclass(frozen=True)
class Took:
    """Seconds of one correction by part, in the order of the parts; `cpu_s` by stage is the worker's."""

    parts: Mapping[str, float]
    cpu_s: Mapping[str, float]

    @property
    def whole(self) -> float:
        return sum(self.parts.values())


def compose(path: Path, minutes: int) -> None:
    """A film whose shots differ in every place."""
    with PyAvWriter(path, size=_SIZE, frame_rate=1 / FRAME, preset="ultrafast") as writer:
        for number in range(int(60 * minutes / FRAME)):
            at = number * FRAME
            rng = np.random.default_rng(shot_of(at))
            grain = rng.integers(0, 256, (_SIZE[1] // 16, _SIZE[0] // 16, 3), dtype=np.uint8)
            writer.write(np.kron(grain, np.ones((16, 16, 1), np.uint8)), at)


def fill(home: Path, film: Path) -> None:
    """Analyse the film with invented faces."""
    with open_workspace(home=home, registry=invented_registry(), worker_module=_MODULE) as workspace:
        video = workspace.videos.register(film)
        job = workspace.jobs.submit(Submission(video.id, "screentime"))
        lock = workspace.lock()
        if not lock.acquire():
            raise RuntimeError(f"another process works in {home}")
        try:
            workspace.supervisor().run(until=lambda: job_of(workspace, job.id).state not in LIVE_JOBS)
        finally:
            lock.release()
        ended = job_of(workspace, job.id)
        if ended.state is not JobState.SUCCEEDED:
            raise RuntimeError(f"{ended.error_code}: {ended.error_detail}")
        view = workspace.desk.look(video)
        named = sum(group.person is not None for group in view.matches.assignments)
        print(
            f"{len(view.tracks)} tracks in {(video.probe or {})['duration_s']:.0f} s of film, "
            f"{len(view.matches.assignments)} groups, {named} of them named",
            flush=True,
        )


def job_of(workspace: Workspace, job_id: str) -> JobRow:
    """The job as it is now."""
    with workspace.store.reading() as reading:
        job = reading.job(job_id)
    assert job is not None
    return job


def assign(workspace: Workspace, view: View, number: int) -> DecisionRow:
    """Give the unknown group with most tracks a name nobody has yet."""
    unknown = [group for group in view.matches.assignments if group.person is None]
    group = max(unknown, key=lambda one: len(one.track_ids))
    return workspace.desk.assign(view, group.track_ids, f"Somebody {number} {time.time_ns()}", author="bench")


def merge(workspace: Workspace, view: View, _number: int) -> DecisionRow:
    """Say that the two unknown groups with fewest tracks are one person; grouping is made anew."""
    unknown = [group for group in view.matches.assignments if group.person is None]
    few = sorted(unknown, key=lambda one: len(one.track_ids))[:2]
    return workspace.desk.merge(
        view, [track for group in few for track in group.track_ids], author="bench", together=True
    )


def split(workspace: Workspace, view: View, _number: int) -> DecisionRow:
    """Say that two tracks of the group with most of them are somebody else; grouping is made anew."""
    group = max(view.matches.assignments, key=lambda one: len(one.track_ids))
    return workspace.desk.split(view, group.track_ids[:2], group.track_ids[2:], author="bench")


def exclude(workspace: Workspace, view: View, _number: int) -> DecisionRow:
    """Say that the unknown group with fewest tracks does not count."""
    unknown = [group for group in view.matches.assignments if group.person is None]
    group = min(unknown, key=lambda one: len(one.track_ids))
    return workspace.desk.exclude(view, group.track_ids, author="bench")


def correct(workspace: Workspace, film: Path, act: Act, number: int) -> Took:
    """Decide, and wait until another process has brought the report up to it."""
    marks = [("", time.monotonic())]
    view = workspace.desk.look(workspace.videos.find(str(film)))
    marks.append(("look", time.monotonic()))
    act(workspace, view, number)
    marks.append(("decide", time.monotonic()))
    job = workspace.desk.refresh(view, requested_by="bench")
    workspace.home.poke()
    marks.append(("plan", time.monotonic()))
    while job_of(workspace, job.id).state in LIVE_JOBS:
        time.sleep(_LOOK_S)
    marks.append(("work", time.monotonic()))
    parts = {name: at - before for (_, before), (name, at) in pairwise(marks)}
    return _divided(workspace, job.id, parts)


def _divided(workspace: Workspace, job_id: str, parts: dict[str, float]) -> Took:
    """The same with "work" split up by what the tasks of the job say they took."""
    if job_of(workspace, job_id).state is not JobState.SUCCEEDED:
        raise RuntimeError(f"job {job_id} did not succeed")
    with workspace.store.reading() as reading:
        tasks = reading.tasks_of_job(job_id, states=(TaskState.SUCCEEDED,))
    wall = {task.stage: task.cost["wall_s"] for task in tasks}
    cpu = {task.stage: task.cost["cpu_s"] for task in tasks}
    found = {stage: wall[stage] for stage in _STAGES if stage in wall}
    held = sum(((task.finished_at - task.started_at).total_seconds() for task in tasks), 0.0)  # type: ignore[operator]
    parts["handing out and taking in"] = held - sum(wall.values())
    parts["queue, facts, notice"] = parts.pop("work") - held
    return Took({name: parts[name] for name in ("look", "decide", "plan")} | found | parts, cpu)


@contextmanager
def supervised(home: Path) -> Iterator[None]:
    """Another process with worker processes waits for jobs of this home."""
    command = [sys.executable, "-m", _MODULE, "--supervise", str(home)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        yield
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait()


def supervise(home: Path) -> None:
    """Work on every job of the home until standard input ends."""
    with open_workspace(home=home) as workspace:
        lock = workspace.lock()
        if not lock.acquire():
            raise RuntimeError(f"another process works in {home}")
        workspace.supervisor().run(until=lambda: bool(select.select([sys.stdin], [], [], 0)[0]))


def typed(home: Path, film: Path, name: str) -> tuple[float, float]:
    """`telecine decide assign` in a process of its own: wall and CPU seconds with all its children."""
    with open_workspace(home=home) as workspace:
        view = workspace.desk.look(workspace.videos.find(str(film)))
        unknown = [group for group in view.matches.assignments if group.person is None]
        label = max(unknown, key=lambda one: len(one.track_ids)).label
    command = [sys.executable, "-m", "telecine.cli", "decide", "assign", str(film), label, "--to", name]
    before, begun = _children_cpu(), time.monotonic()
    subprocess.run(
        [*command, "--home", str(home), "--out", str(home / "out"), "--json"], check=True, capture_output=True
    )
    return time.monotonic() - begun, _children_cpu() - before


def _children_cpu() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def show(what: str, taken: Sequence[Took]) -> None:
    """The median of every part."""
    cpu = statistics.median(sum(one.cpu_s.values()) for one in taken)
    whole = statistics.median(one.whole for one in taken)
    print(f"{what}: {whole:.2f} s, {cpu:.2f} CPU-s of workers (median of {len(taken)})")
    for part in taken[0].parts:
        spent = [one.cpu_s[part] for one in taken if part in one.cpu_s]
        beside = f"   {statistics.median(spent):.2f} CPU-s" if spent else ""
        print(f"  {part:<28}{statistics.median(one.parts[part] for one in taken) * 1000:>6.0f} ms{beside}")
    sys.stdout.flush()


_ACTS: Final[Mapping[str, Act]] = {
    "a name is given": assign,
    "two are merged": merge,
    "one is split": split,
    "one is left out": exclude,
}


def measure(home: Path, minutes: int, rounds: int) -> None:
    """Print the table."""
    film = home / "film.mp4"
    if not film.exists():
        home.mkdir(parents=True, exist_ok=True)
        compose(film, minutes)
    fill(home, film)
    with supervised(home), open_workspace(home=home) as workspace:
        for what, act in _ACTS.items():
            taken = [correct(workspace, film, act, number) for number in range(rounds + 1)]
            show(what, taken[1:])
            print(f"  (the first: {taken[0].whole:.2f} s)")
        whole = [typed(home, film, f"Typed {time.time_ns()}") for _ in range(rounds)]
        print(f"`telecine decide assign`, a supervisor running: {_medians(whole)}")
    whole = [typed(home, film, f"Typed {time.time_ns()}") for _ in range(rounds)]
    print(f"`telecine decide assign` alone: {_medians(whole)}")


def _medians(taken: Sequence[tuple[float, float]]) -> str:
    wall, cpu = (statistics.median(one[place] for one in taken) for place in (0, 1))
    return f"{wall:.2f} s, {cpu:.2f} CPU-s in this process and its children (median of {len(taken)})"


def main() -> None:
    """Measure, or be one of the processes that work meanwhile."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--supervise", type=Path, metavar="HOME", help=argparse.SUPPRESS)
    parser.add_argument("--cores", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--threads", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.cores is not None:
        work(worker_tools(cores=given.cores, threads=given.threads, registry=invented_registry()))
    logs.configure("error", path=None, is_console=True)
    if given.supervise is not None:
        supervise(given.supervise)
    elif given.home is not None:
        measure(given.home, given.minutes, given.rounds)
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), given.minutes, given.rounds)


if __name__ == "__main__":
    main()
