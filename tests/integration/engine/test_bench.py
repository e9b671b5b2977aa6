"""Measuring the engine: real processes, real kills, and a home that is gone afterwards."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from telecine.bench.engine import measure_engine
from telecine.bench.place import fresh_home, open_bench
from telecine.bootstrap import open_workspace


def test_every_figure_is_measured_in_a_home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    elsewhere = tmp_path / "elsewhere.db"
    monkeypatch.setenv("DATABASE_PATH", str(elsewhere))
    told: list[tuple[str, int, int]] = []
    with fresh_home() as folder:
        with open_bench(folder / "home", 2, open_workspace) as workspace:
            found = measure_engine(workspace, folder, tasks=12, starts=2, kills=1, tell=lambda *step: told.append(step))
        assert list(tmp_path.iterdir()) == [folder]
    assert list(tmp_path.iterdir()) == []
    assert (found.tasks, found.workers) == (12, 2)
    assert found.tasks_per_s > 0
    assert 0 < found.start_median_s <= found.start_slowest_s
    assert found.recovery_s > 0
    assert [step for step in told if step[0] != "empty tasks"] == [
        ("time to start", 1, 2), ("time to start", 2, 2), ("kills", 1, 1)
    ]  # fmt: skip
    assert ("empty tasks", 14, 14) in told


def test_the_workers_measure_what_stages_ask_the_video_and_models_for(tmp_path: Path) -> None:
    from telecine.bench.metering import DECODE, Meter, MeteredReader
    from telecine.bootstrap import open_video
    from tests.fixtures.engine.home import write_tiny_video

    video, meter = write_tiny_video(tmp_path / "tiny.mp4"), Meter()
    reader = MeteredReader(open_video(str(video)), meter)
    assert [frame.at for frame in reader.frames()] == open_video(str(video)).instants()
    assert reader.probe() == open_video(str(video)).probe()
    assert set(meter.parts()) == {DECODE}
    assert 0 < meter.parts()[DECODE] < os.times().user + os.times().system
