"""`telecine bench`: this machine, measured in a home of its own that is gone afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.program import PATIENCE_S, Telecine


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the home of a measurement is made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.mark.models
def test_faces_tells_speed_and_what_the_time_goes_into(
    telecine: Telecine, tiny_video: Path, temporary: Path, tmp_path: Path
) -> None:
    said = telecine("bench", "faces", tiny_video, "--workers", "1", "--json")
    assert (said.code, said.err) == (0, "")
    document = json.loads(said.out)
    assert set(document["cpu_ms"]) == {"scan", "decode", "detect", "embed", "rest"}
    assert document["cpu_ms"]["detect"] > 0
    assert document["cpu_ms_whole"] == pytest.approx(sum(document["cpu_ms"].values()))
    assert document["times_real_time"] == pytest.approx(document["length_s"] / document["wall_s"])
    assert document["pure_decode_ms"] > 0
    assert document["peak_mb"] > 50
    assert list(temporary.glob("telecine-bench-*")) == []
    assert json.loads(telecine("jobs", "list", "--json").out)["jobs"] == [], "the home of the person is left alone"


def test_a_film_that_cannot_be_analysed_is_said_so(telecine: Telecine, temporary: Path) -> None:
    said = telecine("bench", "faces", "no such film.mp4")
    assert (said.code, said.out) == (3, "")
    assert "there is no file no such film.mp4" in said.err
    assert list(temporary.glob("telecine-bench-*")) == []


def test_a_measurement_that_is_stopped_leaves_nothing_behind(temporary: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "telecine.cli", "bench", "engine"],
        env=os.environ | {"TELECINE_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + PATIENCE_S
    while not list(temporary.glob("*/home/telecine.db")):
        assert time.monotonic() < end
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert list(temporary.glob("telecine-bench-*")) == []
