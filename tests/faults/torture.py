"""`make torture N=1000`: kills workers, the supervisor or everything at random instants while jobs run.

After every round of kills the jobs are finished undisturbed and compared with a home nobody disturbed: every job ends
as it should, the bytes of every result are equal, and nothing ran more often than kills explain.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from telecine.engine.states import JobState
from tests.fixtures.engine.home import EngineHome, job_of, results, submit, work, write_tiny_video

JOBS = ({"factor": 2}, {"factor": 3}, {"factor": 5})
CHUNKS = 12
KILLS_A_ROUND = 10
SETTLED_SHARE = 0.9
"""How often to let workers start before the next kill; the rest hits processes that are still starting."""


@dataclass
class Tally:
    """What was killed and found."""

    worker: int = 0
    supervisor: int = 0
    everything: int = 0
    retried_jobs: int = 0
    repeated: int = 0
    executions: int = 0

    @property
    def kills(self) -> int:
        return self.worker + self.supervisor + self.everything


def submit_all(home: EngineHome) -> list[str]:
    """The jobs of a round."""
    with home.open() as workspace:
        return [
            submit(
                workspace,
                home.video,
                words__chunks={"count": CHUNKS},
                words__chunk={**params, "seconds": 0.02, "rows": 500},
            ).id
            for params in JOBS
        ]


def undisturbed(root: Path, video: Path) -> Mapping[str, Mapping[str, str]]:
    """Results of the same jobs without a kill."""
    home = EngineHome(root, video)
    ids = submit_all(home)
    with home.open() as workspace:
        work(workspace, *ids)
        return results(workspace)


def children(pid: int) -> list[int]:
    """Processes started by a process."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def kill(pid: int) -> bool:
    """SIGKILL; whether the process was there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def strike(pid: int, chance: random.Random, tally: Tally) -> bool:
    """Kill a worker, the supervisor, or everything. Whether the supervisor died."""
    what = chance.choices(("worker", "supervisor", "everything"), (4, 2, 1))[0]
    workers = children(pid)
    if what == "worker" and workers:
        tally.worker += kill(chance.choice(workers))
        return False
    if what == "everything":
        for worker in workers:
            kill(worker)
        tally.everything += kill(pid)
        return True
    tally.supervisor += kill(pid)
    return True


def wait_for_workers(supervisor: subprocess.Popen[bytes]) -> None:
    """Until the supervisor has workers, or has ended."""
    while supervisor.poll() is None and not children(supervisor.pid):
        time.sleep(0.02)


def round_of_kills(home: EngineHome, chance: random.Random, kills: int, tally: Tally) -> None:
    """Kill at random instants until enough was killed or the jobs have ended."""
    target = tally.kills + kills
    supervisor = home.supervise()
    while tally.kills < target:
        if chance.random() < SETTLED_SHARE:
            wait_for_workers(supervisor)
        time.sleep(chance.uniform(0.0, 1.2))
        if supervisor.poll() is not None:
            break
        if strike(supervisor.pid, chance, tally):
            supervisor.wait()
            supervisor = home.supervise()
    supervisor.kill()
    supervisor.wait()


def settle(home: EngineHome, ids: list[str], tally: Tally) -> None:
    """Finish everything; jobs whose tasks were killed too often are retried, as a person would."""
    for _ in range(5):
        home.finish()
        with home.open() as workspace:
            failed = [i for i in ids if job_of(workspace, i).state is JobState.FAILED]
            for job_id in failed:
                assert job_of(workspace, job_id).error_code == "worker_lost", job_of(workspace, job_id)
                workspace.jobs.retry(job_id)
                tally.retried_jobs += 1
        if not failed:
            return
    raise AssertionError("jobs still fail although nothing is killed any more")


def check(home: EngineHome, ids: list[str], expected: Mapping[str, Mapping[str, str]], tally: Tally) -> None:
    """Raises AssertionError when something was lost, doubled or changed."""
    with home.open() as workspace:
        for job_id in ids:
            assert job_of(workspace, job_id).state is JobState.SUCCEEDED, job_of(workspace, job_id)
        assert results(workspace) == expected, "results differ from the undisturbed run"
        with workspace.store.reading() as reading:
            assert not reading.running_tasks()
    runs = Counter(home.runs())
    tally.executions += sum(runs.values())
    tally.repeated += sum(runs.values()) - len(runs)


def torture(kills: int, seed: int, *, is_quiet: bool = False) -> Tally:
    """Kill until `kills` processes were hit. Raises AssertionError with the seed of the round that went wrong."""
    chance = random.Random(seed)
    tally = Tally()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="telecine-torture-") as folder:
        root = Path(folder)
        video = write_tiny_video(root / "tiny.mp4")
        expected = undisturbed(root / "undisturbed", video)
        while tally.kills < kills:
            before = tally.kills
            home = EngineHome(root / "round", video)
            ids = submit_all(home)
            round_of_kills(home, chance, min(KILLS_A_ROUND, kills - tally.kills), tally)
            settle(home, ids, tally)
            check(home, ids, expected, tally)
            shutil.rmtree(home.root)
            if not is_quiet:
                spent = time.monotonic() - begun
                left = spent / max(1, tally.kills) * (kills - tally.kills)
                print(f"{tally.kills}/{kills} kills, {spent:.0f} s, about {left:.0f} s left", file=sys.stderr)
            assert tally.kills > before or tally.executions
    return tally


def main() -> None:
    """Print a table of what was killed and found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    tally = torture(given.kills, given.seed)
    print(f"kills {tally.kills} (worker {tally.worker}, supervisor {tally.supervisor}, everything {tally.everything})")
    print(f"executions {tally.executions}, of these repeated after a kill {tally.repeated}")
    print(f"jobs that gave up after three lost workers and were retried {tally.retried_jobs}")
    print("tasks lost 0, results doubled or changed 0")


if __name__ == "__main__":
    main()
