"""Kills of a running server: the API, the supervisor, a worker, or all of them, while clients follow every job.

`python -m tests.faults.served --kills 30 --jobs 50 --seed 1` prints what was killed and found. Every job has to end as it
should, and every client has to hear every event of its job once and in order, however often its stream broke.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import psutil

from tests.fixtures.engine.app import ATTEMPTS
from tests.fixtures.engine.home import ROOT, EngineHome, write_tiny_video

PATIENCE_S = 600.0
SETTLED_SHARE = 0.8
"""How often everything is up again before the next kill; the rest hits processes that are still starting."""
KINDS = ("api", "supervisor", "worker", "everything")


@dataclass
class Listener(threading.Thread):
    """A client of one job's stream that comes back after every break, as a browser does."""

    url: str
    job: str
    heard: list[tuple[int, str]] = field(default_factory=list)
    breaks: int = 0
    is_over: bool = False

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        # A client for each connection would spend its time on certificates that nobody asks for.
        with httpx2.Client(timeout=httpx2.Timeout(60.0)) as client:
            while not self.is_over:
                try:
                    self._listen(client)
                except httpx2.HTTPError:
                    self.breaks += 1
                    time.sleep(1.0)

    def _listen(self, client: httpx2.Client) -> None:
        headers = {"Last-Event-ID": str(self.heard[-1][0])} if self.heard else {}
        with client.stream("GET", f"{self.url}/jobs/{self.job}/events", headers=headers) as answer:
            if answer.status_code == 204:
                self.is_over = True
                return
            answer.raise_for_status()
            kind, number = "", None
            for line in answer.iter_lines():
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("id: "):
                    number = int(line.removeprefix("id: "))
                elif not line:
                    if number is not None:
                        self.heard.append((number, kind))
                    kind, number = "", None


class Server:
    """`telecine serve` with the applications of the tests, started again when all of it was killed."""

    def __init__(self, home: EngineHome, workers: int, attempts: int) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._home = home
        self._workers = workers
        self._attempts = attempts
        self._process = self._start()

    def _start(self) -> psutil.Popen:
        environment = os.environ | self._home.environment
        environment |= {"TELECINE_HOME": str(self._home.root / "home"), "PYTHONPATH": str(ROOT)}
        environment[ATTEMPTS] = str(self._attempts)
        command = [sys.executable, "-m", "tests.e2e.program", "serve", "--port", str(self.port)]
        return psutil.Popen(
            [*command, "--workers", str(self._workers)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self, kind: str, chance: random.Random) -> bool:
        """Whether there was something of that kind to kill."""
        if kind == "everything":
            family = [self._process, *self._process.children(recursive=True)]
            for process in family:
                _kill(process)
            psutil.wait_procs(family, PATIENCE_S)
            self._process = self._start()
            return True
        members = self._process.children()
        if kind == "worker":
            found = [child for member in members for child in member.children()]
        else:
            word = "api" if kind == "api" else "worker"
            found = [member for member in members if any(word in part for part in _words(member))]
        if not found:
            return False
        _kill(chance.choice(found))
        return True

    def settle(self, patience_s: float = PATIENCE_S) -> None:
        """Until it answers, and has somebody to work."""
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            try:
                is_up = httpx2.get(f"{self.url}/livez", timeout=10).is_success
            except httpx2.HTTPError:
                is_up = False
            if is_up and any(child.children() for child in self._process.children()):
                return
            time.sleep(0.1)
        raise AssertionError("the server never came up again")

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(PATIENCE_S)


def served(kills: int, jobs: int, *, seed: int, folder: Path) -> Counter[str]:
    """Do it. What was killed, by kind, with `breaks` and `events` of all streams.

    Raises AssertionError when a job or a stream did not end as it should.
    """
    chance = random.Random(seed)
    home = EngineHome(folder, write_tiny_video(folder / "film.mp4"))
    with home.open() as workspace:
        video = workspace.videos.register(home.video).id
    # A task that is struck three times is given up, which chance may well do: here no kill is the last one.
    server = Server(home, workers=2, attempts=kills + 1)
    tally: Counter[str] = Counter()
    try:
        listeners = [_submit(server, video, factor) for factor in range(2, 2 + jobs)]
        while tally.total() < kills:
            if chance.random() < SETTLED_SHARE:
                server.settle()
            time.sleep(chance.uniform(0.1, 1.0))
            kind = chance.choice(KINDS)
            tally[kind] += server.kill(kind, chance)
        end = time.monotonic() + PATIENCE_S
        for listener in listeners:
            listener.join(max(0.0, end - time.monotonic()))
            assert listener.is_over, f"{listener.job} did not end"
        server.settle()
        states = Counter(_state(server, one.job) for one in listeners)
        assert states == {"succeeded": jobs}, states
    finally:
        server.stop()
    _compare(home, listeners)
    return tally + Counter(
        {"breaks": sum(one.breaks for one in listeners), "events": sum(len(one.heard) for one in listeners)}
    )


def _compare(home: EngineHome, listeners: list[Listener]) -> None:
    with home.open() as workspace, workspace.store.reading() as reading:
        for listener in listeners:
            numbers = [number for number, _ in listener.heard]
            assert numbers == sorted(set(numbers)), f"{listener.job}: an event came twice, or out of order"
            stored = {event.seq for event in reading.events(job_id=listener.job, limit=100_000)}
            # Events of progress are removed when a job ends; all others are there still.
            assert stored <= set(numbers), f"{listener.job}: events were missed"
            kept = {number for number, kind in listener.heard if not kind.endswith(".progress")}
            assert kept == stored, f"{listener.job}: events that were told are gone"


def _submit(server: Server, video: str, factor: int) -> Listener:
    """Ask until the server answers; asking twice is asking once."""
    params = {"words.chunks": {"count": 6}, "words.chunk": {"factor": factor, "seconds": 0.3}}
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            asked = {"app": "words", "video": video, "params": params}
            answer = httpx2.post(f"{server.url}/jobs", json=asked, timeout=30)
            answer.raise_for_status()
            listener = Listener(server.url, answer.json()["id"])
            listener.start()
            return listener
        except httpx2.HTTPError:
            assert time.monotonic() < end, "the server never answered"
            time.sleep(0.1)


def _state(server: Server, job: str) -> str:
    return str(httpx2.get(f"{server.url}/jobs/{job}", timeout=PATIENCE_S).json()["state"])


def _words(process: psutil.Process) -> list[str]:
    try:
        return [str(part) for part in process.cmdline()]
    except psutil.Error:
        return []


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.Error:
        return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="telecine-served-") as folder:
        found = served(given.kills, given.jobs, seed=given.seed, folder=Path(folder))
    print(json.dumps({**found, "jobs": given.jobs, "seconds": round(time.monotonic() - begun, 1)}))


if __name__ == "__main__":
    main()
