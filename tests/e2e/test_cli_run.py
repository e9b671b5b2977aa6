"""`telecine run`: results, exit codes, and what is said about failures."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
from pathlib import Path

import pytest

from tests.e2e.program import PATIENCE_S, Program

FAST = ("--workers", "1")


def test_a_run_hands_out_its_results_and_the_next_one_finds_them_cached(program: Program, tiny_video: Path) -> None:
    first = program.run("run", "words", str(tiny_video), *FAST)
    assert (first.code, first.err) == (0, "")
    film = program.folder / "telecine-out" / "tiny film" / "words" / "film.mp4"
    assert str(film) in first.out.splitlines()[-1]
    assert film.read_bytes()[4:8] == b"ftyp"
    before = program.home.runs()

    second = program.run("run", "words", str(tiny_video), "--json", "--out", "elsewhere", *FAST)
    document = json.loads(second.out)
    assert (second.code, second.err) == (0, "")
    assert (document["state"], document["cached"], document["results"]) == ("succeeded", 8, 8)
    assert document["stages"]["words.chunk"] == {
        "results": 4, "cached": 4, "seconds": 0, "cpu_seconds": 0, "peak_mb": 0.0
    }  # fmt: skip
    assert (program.folder / "elsewhere" / "film.mp4").read_bytes() == film.read_bytes()
    assert document["files"] == {"film.mp4": str(program.folder / "elsewhere" / "film.mp4")}
    assert program.home.runs() == before
    assert [path.name for path in film.parent.iterdir()] == ["film.mp4"]


@pytest.mark.parametrize(
    ("fails", "code", "said"),
    [
        ("user", 3, "this chunk cannot be read"),
        ("transient", 4, "tried 3 times"),
        ("defect", 1, "ZeroDivisionError: a bug"),
    ],
)
def test_a_failure_ends_with_the_exit_code_of_its_kind_and_says_what_to_do(
    program: Program, tiny_video: Path, fails: str, code: int, said: str
) -> None:
    ended = program.run(
        "run", "words", str(tiny_video), *FAST,
        "--set", f"words.chunk.fail={fails}", "--set", "words.chunk.fail_at=1", "--set", "words.chunks.count=2",
    )  # fmt: skip
    assert ended.code == code
    assert said in ended.err
    assert "words.chunk (0:01.0 to 0:02.0)" in ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert ("telecine jobs retry local-" in ended.err) == (fails != "user")


def test_json_stays_json_when_the_job_fails(program: Program, tiny_video: Path) -> None:
    ended = program.run("run", "words", str(tiny_video), *FAST, "--json", "--set", "words.chunk.fail=user")
    document = json.loads(ended.out)
    assert (ended.code, document["state"], document["error"]["code"]) == (3, "failed", "bad_media")
    assert document["error"]["where"].startswith("words.chunk")
    assert document["files"] == {}


def test_a_failed_job_is_retried_from_what_is_finished(program: Program, tiny_video: Path) -> None:
    failing = ("--set", "words.chunk.fail=kill", "--set", "words.chunk.fail_at=3")
    blocked = program.run("run", "words", str(tiny_video), *FAST, "--json", *failing)
    job = json.loads(blocked.out)["job"]
    assert (blocked.code, json.loads(blocked.out)["error"]["code"]) == (4, "worker_lost")
    before = program.home.runs()

    again = program.run("jobs", "retry", job, *FAST, "--json")
    assert again.code == 4
    assert set(program.home.runs() - before) == {"words.chunk 3"}
    shown = program.run("jobs", "show", job)
    assert "ended by SIGKILL" in shown.out
    assert "3 of 3" in shown.out


def test_only_the_final_lines_are_printed_where_nobody_watches(program: Program, tiny_video: Path) -> None:
    ended = program.run("run", "words", str(tiny_video), *FAST)
    assert "\x1b" not in ended.out
    assert len(ended.out.splitlines()) == 2
    assert ended.out.startswith("8 results, 0 of them cached, in ")


def test_a_terminal_shows_every_stage_and_the_whole(program: Program, tiny_video: Path) -> None:
    leader, follower = pty.openpty()
    process = program.start("run", "words", str(tiny_video), *FAST, "--set", "words.chunk.seconds=0.4", stderr=follower)
    os.close(follower)
    drawn = _read_all(leader, process)
    said = program.finish(process)
    assert said.code == 0
    assert "\x1b" not in said.out
    for part in ("words.chunk", "0/4", "4/4", "running", "done", "100%"):
        assert part in drawn
    assert "left" in drawn


def _read_all(leader: int, process: subprocess.Popen[str]) -> str:
    pieces = []
    while True:
        ready, _, _ = select.select([leader], [], [], PATIENCE_S)
        assert ready, "the terminal stayed silent"
        try:
            piece = os.read(leader, 1 << 16)
        except OSError:
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(leader)
    return b"".join(pieces).decode()
