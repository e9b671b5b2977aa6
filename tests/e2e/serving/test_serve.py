"""`telecine serve` as a person starts it: a group that answers, works, survives kills, and stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import psutil
import pytest

from tests.e2e.program import PATIENCE_S, Program


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(what: Callable[[], object], seconds: float = PATIENCE_S) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


class Served:
    """A running group and its address."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.http = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)

    def answers(self) -> bool:
        try:
            return self.http.get("/livez").is_success
        except httpx2.HTTPError:
            return False

    def member(self, word: str) -> psutil.Process | None:
        found = [child for child in psutil.Process(self.process.pid).children() if word in _line(child)]
        return found[0] if found else None

    def state(self, job: str) -> str:
        return str(self.http.get(f"/jobs/{job}").json()["state"])


@pytest.fixture
def served(program: Program) -> Iterator[Served]:
    port = free_port()
    process = program.start("serve", "--port", str(port), "--workers", "1")
    served = Served(process, port)
    wait(served.answers)
    yield served
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE_S)
    served.http.close()


def submit(program: Program, served: Served) -> str:
    with program.home.open() as workspace:
        video = workspace.videos.register(program.home.video)
    return str(served.http.post("/jobs", json={"app": "words", "video": video.id}).json()["id"])


def test_it_works_on_what_is_asked_for_and_survives_the_death_of_each_of_its_processes(
    served: Served, program: Program
) -> None:
    for word in ("api", "worker"):
        member = served.member(word)
        assert member is not None
        member.kill()
        member.wait(PATIENCE_S)
    # Clients wait meanwhile: the keeper of the group still listens.
    job = submit(program, served)
    wait(lambda: served.state(job) == "succeeded")
    pids = [child.pid for child in psutil.Process(served.process.pid).children(recursive=True)]
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(PATIENCE_S) == 0
    wait(lambda: not any(psutil.pid_exists(pid) for pid in pids))


def test_ctrl_c_ends_everything_without_a_traceback(served: Served) -> None:
    keeper = psutil.Process(served.process.pid)
    group = [keeper, *keeper.children(recursive=True)]
    api = served.member("api")
    assert api is not None
    # A terminal tells every process of the group, and the keeper tells the others once more.
    for process in (api, *group):
        process.send_signal(signal.SIGINT)
    out, err = served.process.communicate(timeout=PATIENCE_S)
    assert "Traceback" not in f"{out}{err}"
    assert not psutil.wait_procs(group, timeout=PATIENCE_S)[1]


def test_all_leave_when_the_keeper_is_killed(served: Served) -> None:
    pids = [child.pid for child in psutil.Process(served.process.pid).children(recursive=True)]
    assert len(pids) >= 2
    served.process.kill()
    wait(lambda: not any(psutil.pid_exists(pid) for pid in pids))


def test_a_taken_port_is_refused_with_what_to_do(program: Program) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = program.run("serve", "--port", str(taken.getsockname()[1]))
    assert said.code == 3
    assert "choose others with --host and --port" in said.err


def test_a_worker_waits_for_another_one_and_takes_over(program: Program, tmp_path: Path) -> None:
    first, second = (program.start("worker", "--workers", "1") for _ in range(2))
    try:
        with program.home.open() as workspace:
            video = workspace.videos.register(program.home.video)
            wait((workspace.home.root / "wake.sock").exists)
            os.kill(first.pid, signal.SIGKILL)
            from telecine.services.jobs import Submission

            job = workspace.jobs.submit(Submission(video.id, "words"))

            def is_over() -> bool:
                with workspace.store.reading() as reading:
                    found = reading.job(job.id)
                return found is not None and found.state == "succeeded"

            wait(is_over)
    finally:
        for process in (first, second):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.communicate(timeout=PATIENCE_S)
    assert second.returncode == 0
