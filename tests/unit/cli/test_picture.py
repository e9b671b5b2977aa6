"""How far a job is, and how that looks."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from rich.console import Console

from telecine.cli.following.board import Board
from telecine.cli.following.live import picture
from telecine.cli.words import bytes_size, clock_time, rough_time
from telecine.engine.planner import Keys
from telecine.engine.rows import ArtifactRow, EventRow, TaskRow
from telecine.engine.states import TaskState
from telecine.services.review.results import Shape

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _task(number: int, stage: str, state: TaskState = TaskState.QUEUED) -> TaskRow:
    return TaskRow(
        id=number, key=f"{stage}{number}", stage=stage, version=1, video_id="v", item=None, spec={}, queue="media",
        priority=0, state=state, attempt=0, max_attempts=3, needs_left=0, timeout_s=1, fence=1, created_at=NOW,
    )  # fmt: skip


def _artifact(key: str) -> ArtifactRow:
    return ArtifactRow(key, 1, "a", 1, "", None, NOW, NOW)


def _event(kind: str, task: int | None = None, **data: object) -> EventRow:
    return EventRow(kind, NOW, "job", task, data, 1)


@pytest.fixture
def board() -> Board:
    """Stage `a` was there, `b` has three parts, `c` is not known yet."""
    made = Board()
    made.load(
        Shape(
            {"a": Keys(("old",)), "b": Keys(("b1", "b2", "b3")), "c": None},
            [_task(1, "b"), _task(2, "b"), _task(3, "b")],
            {"old": _artifact("old")},
        )
    )
    return made


def _drawn(board: Board) -> str:
    console = Console(file=io.StringIO(), width=120)
    console.print(picture(board, "faces  film.mp4", 61.5, "a remark"))
    text = console.file
    assert isinstance(text, io.StringIO)
    return text.getvalue()


def test_a_stage_that_was_there_is_cached_and_one_not_known_yet_waits(board: Board) -> None:
    lines = {line.stage: line for line in board.lines()}
    assert [lines[name].word for name in "abc"] == ["cached", "waiting", "waiting"]
    assert (lines["a"].cached, lines["b"].total, lines["c"].total) == (1, 3, None)


def test_events_move_the_stage_they_belong_to(board: Board) -> None:
    board.apply(
        [
            _event("task.started", 1, stage="b"),
            _event("task.succeeded", 1, stage="b", seconds=2.5),
            _event("task.started", 2, stage="b"),
            _event("task.progress", 2, stage="b", progress=0.5),
            _event("task.started", 3, stage="b"),
            _event("task.retrying", 3, stage="b"),
            _event("job.progress", progress=0.4, eta_s=42.0),
        ]
    )
    line = board.lines()[1]
    assert (line.done, line.running, line.retrying, line.seconds, line.word) == (1, 1, 1, 2.5, "running")
    assert line.fraction == 0.5
    assert (board.fraction, board.remaining_s, board.retried) == (0.4, 42.0, 1)


def test_progress_of_a_job_never_goes_back(board: Board) -> None:
    board.apply([_event("job.progress", progress=0.4, eta_s=1.0), _event("job.progress", progress=0.3, eta_s=None)])
    assert (board.fraction, board.remaining_s) == (0.4, None)


def test_a_failed_task_shows_in_its_stage(board: Board) -> None:
    board.apply([_event("task.failed", 1, stage="b", code="bad_media")])
    assert board.lines()[1].word == "failed"
    assert "1 failed" in _drawn(board)


def test_the_store_wins_over_what_events_said_before(board: Board) -> None:
    board.apply([_event("task.failed", 1, stage="b")])
    done = replace(_task(1, "b", TaskState.SUCCEEDED), cost={"wall_s": 3.0})
    board.load(Shape({"b": Keys(("b1",))}, [done], {"b1": _artifact("b1")}))
    line = board.lines()[0]
    assert (line.word, line.seconds) == ("done", 3.0)


def test_the_picture_has_a_line_a_stage_and_the_time_that_is_left(board: Board) -> None:
    board.apply([_event("task.started", 1, stage="b"), _event("job.progress", progress=0.25, eta_s=200.0)])
    rows = _drawn(board).splitlines()
    assert rows[0] == "faces  film.mp4"
    assert rows[1].split() == ["a", "1/1", "cached"]
    assert rows[2].split() == ["b", "0/3", "running", "0%"]
    assert rows[3].split() == ["c", "0/?", "waiting"]
    assert rows[4].split()[-6:] == ["25%", "1:01.5", "about", "3", "min", "left"]
    assert rows[5] == "a remark"


def test_a_picture_of_a_finished_job_is_whole(board: Board) -> None:
    board.load(Shape({"a": Keys(("old",))}, [], {"old": _artifact("old")}))
    board._tasks.clear()
    assert "100%" in _drawn(board)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00.0"), (59.96, "1:00.0"), (Fraction(125, 2), "1:02.5"), (3723.4, "1:02:03.4")],
)
def test_positions_look_like_those_of_a_player(seconds: float | Fraction, text: str) -> None:
    assert clock_time(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 s"), (7.4, "7 s"), (42, "40 s"), (200, "3 min"), (4800, "80 min"), (6000, "1 h 40 min")],
)
def test_estimates_are_no_more_exact_than_they_are(seconds: float, text: str) -> None:
    assert rough_time(seconds) == text


@pytest.mark.parametrize(("size", "text"), [(999, "999 B"), (7_304_518, "7.3 MB"), (2_000_000_000_000, "2.0 TB")])
def test_sizes_are_decimal(size: int, text: str) -> None:
    assert bytes_size(size) == text
