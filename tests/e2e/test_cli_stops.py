"""Ctrl-C, resuming, and processes side by side in one home."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from tests.e2e.program import PATIENCE_S, Program
from tests.fixtures.engine.home import WORKER_MODULE

SLOW = ("--workers", "1", "--set", "words.chunk.seconds=1.5", "--set", "words.chunks.count=2")
ENDLESS = ("--workers", "1", "--set", "words.chunk.seconds=600")


def _wait_for(program: Program, line: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while line not in program.home.runs():
        assert time.monotonic() < end, f"{line} was never run"
        time.sleep(0.02)


def _workers_of(program: Program) -> list[int]:
    """Worker processes of this home that live."""
    home = program.environment["TELECINE_HOME"]
    found = []
    for process in psutil.process_iter():
        try:
            if WORKER_MODULE in process.cmdline() and process.environ().get("TELECINE_HOME") == home:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def _interrupt(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)


def test_ctrl_c_cancels_the_job_and_the_next_run_goes_on_from_there(program: Program, tiny_video: Path) -> None:
    process = program.start("run", "words", str(tiny_video), *SLOW, "--json")
    _wait_for(program, "words.chunk 1")
    _interrupt(process)
    stopped = program.finish(process)
    document = json.loads(stopped.out)
    assert (stopped.code, document["state"]) == (130, "cancelled")
    assert "Traceback" not in stopped.err

    resumed = program.run("run", "words", str(tiny_video), *SLOW)
    assert resumed.code == 0
    runs = program.home.runs()
    assert runs["words.chunks None"] == 1
    assert runs["words.chunk 0"] == 1
    assert runs["words.chunk 1"] == 2


def test_ctrl_c_says_that_the_next_run_goes_on(program: Program, tiny_video: Path) -> None:
    process = program.start("run", "words", str(tiny_video), *ENDLESS)
    _wait_for(program, "words.chunk 0")
    process.send_signal(signal.SIGTERM)
    stopped = program.finish(process)
    assert stopped.code == 130
    assert "the same command goes on from there" in stopped.err


def test_a_second_ctrl_c_leaves_at_once_and_nothing_keeps_running(program: Program, tiny_video: Path) -> None:
    process = program.start("run", "words", str(tiny_video), "--workers", "1", "--set", "words.chunk.fail=deaf")
    _wait_for(program, "words.chunk 0")
    _interrupt(process)
    time.sleep(0.3)
    _interrupt(process)
    left = program.finish(process)
    assert left.code == 130
    assert not _workers_of(program)
    (job,) = json.loads(program.run("jobs", "list", "--json").out)["jobs"]
    assert job["state"] == "cancelled"


def test_a_run_after_a_cancellation_that_was_cut_short_is_a_new_one(program: Program, tiny_video: Path) -> None:
    process = program.start("run", "words", str(tiny_video), *SLOW)
    _wait_for(program, "words.chunk 0")
    with program.home.open() as workspace:
        with workspace.store.reading() as reading:
            (job,) = reading.jobs()
        os.kill(process.pid, signal.SIGKILL)
        program.finish(process)
        workspace.jobs.cancel(job.id)
    again = program.run("run", "words", str(tiny_video), *SLOW, "--json")
    assert (again.code, json.loads(again.out)["state"]) == (0, "succeeded")
    assert json.loads(again.out)["job"] != job.id


def test_a_run_beside_a_run_watches_it_and_shares_what_it_makes(program: Program, tiny_video: Path) -> None:
    first = program.start("run", "words", str(tiny_video), *SLOW, "--json")
    _wait_for(program, "words.chunk 0")
    second = program.start("run", "count", str(tiny_video), *SLOW, "--json")
    said = [program.finish(process) for process in (first, second)]
    assert [one.code for one in said] == [0, 0]
    assert len({json.loads(one.out)["job"] for one in said}) == 2
    assert set(program.home.runs().values()) == {1}


def test_a_watcher_takes_over_when_the_process_it_watches_dies(program: Program, tiny_video: Path) -> None:
    given = ("--workers", "1", "--set", "words.chunk.seconds=5", "--set", "words.chunks.count=2")
    first = program.start("run", "words", str(tiny_video), *given)
    _wait_for(program, "words.chunk 0")
    second = program.start("run", "words", str(tiny_video), *given, "--json")
    _wait_for(program, "words.chunk 1")
    os.kill(first.pid, signal.SIGKILL)
    program.finish(first)
    said = program.finish(second)
    assert (said.code, json.loads(said.out)["state"]) == (0, "succeeded")


def test_a_detached_run_is_seen_through_in_the_background(program: Program, tiny_video: Path) -> None:
    started = program.run("run", "words", str(tiny_video), "--detach", "--workers", "1", "--out", "results")
    assert started.code == 0
    job = started.out.strip()
    followed = program.run("jobs", "follow", job, "--json", "--out", "mine")
    assert (followed.code, json.loads(followed.out)["state"]) == (0, "succeeded")
    assert (program.folder / "mine" / "film.mp4").is_file()
    end = time.monotonic() + PATIENCE_S
    while not (program.folder / "results" / "film.mp4").is_file():
        assert time.monotonic() < end, "the background process handed out nothing"
        time.sleep(0.05)


def test_a_job_that_runs_is_cancelled_from_another_terminal(program: Program, tiny_video: Path) -> None:
    process = program.start("run", "words", str(tiny_video), *ENDLESS)
    _wait_for(program, "words.chunk 0")
    (job,) = json.loads(program.run("jobs", "list", "--json", "--state", "running").out)["jobs"]
    refused = program.run("clean", "--older-than", "0s")
    assert (refused.code, "works in" in refused.err) == (3, True)
    cancelled = program.run("jobs", "cancel", job["job"])
    assert cancelled.code == 0
    assert program.finish(process).code == 130
    assert program.run("jobs", "cancel", job["job"]).out.strip() == f"{job['job']} cancelled"


@pytest.mark.parametrize("words", [("stages",), ("stages", "--json"), ("totals", "--all", "--csv")])
def test_output_that_nobody_reads_any_more_ends_quietly(program: Program, words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = program.start(*words, stdout=writing)
    os.close(writing)
    said = program.finish(process)
    assert (said.code, said.err) == (141, "")
