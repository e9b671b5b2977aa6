"""Figures of a metered run, from the costs of its tasks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from telecine.bench.faces import PARTS, figures
from telecine.engine.rows import TaskRow
from telecine.engine.states import TaskState


def _task(stage: str, **cost: float) -> TaskRow:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return TaskRow(1, "k", stage, 1, "v", None, {}, "q", 0, TaskState.SUCCEEDED, 1, 3, 0, 60.0, 1, now, cost=cost)


def test_every_cpu_second_is_in_one_part() -> None:
    tasks = [
        _task("media.scan", cpu_s=4, decode_cpu_s=3, peak_mb=100),
        _task("faces.tracks", cpu_s=10, decode_cpu_s=2, detect_cpu_s=3, embed_cpu_s=1, peak_mb=300),
        _task("faces.tracks", cpu_s=1, detect_cpu_s=1, peak_mb=200),
        _task("screentime.report", cpu_s=1, peak_mb=50),
        _task("media.probe"),
    ]
    found = figures(tasks, length_s=20, wall_s=8, pure_decode_s=1)
    assert dict(found.cpu_ms) == {"scan": 200, "decode": 100, "detect": 200, "embed": 50, "rest": 250}
    assert tuple(found.cpu_ms) == PARTS
    assert found.whole_ms == pytest.approx(16 / 20 * 1000)
    assert (found.times_real_time, found.pure_decode_ms, found.peak_mb) == (2.5, 50, 300)


def test_a_run_without_tasks_took_nothing() -> None:
    found = figures([], length_s=1, wall_s=1, pure_decode_s=0)
    assert (found.whole_ms, found.peak_mb) == (0, 0)
