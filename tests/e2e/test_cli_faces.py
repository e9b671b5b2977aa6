"""The real applications from the command line: what people meet first."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tests.e2e.program import Telecine

pytestmark = pytest.mark.models


def _photograph(path: Path, value: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    _, encoded = cv2.imencode(path.suffix, np.full((300, 300, 3), value, np.uint8))
    path.write_bytes(encoded.tobytes())
    return path


def test_a_film_without_faces_gives_an_empty_report(telecine: Telecine, tiny_video: Path, tmp_path: Path) -> None:
    ended = telecine("run", "faces", tiny_video)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Nobody was found.")
    folder = tmp_path / "telecine-out" / "tiny film" / "faces"
    assert {path.name for path in folder.iterdir()} == {
        "report.html", "people.csv", "timeline.csv", "report.json", "report.parquet"
    }  # fmt: skip
    assert list(csv.DictReader((folder / "people.csv").read_text().splitlines())) == []
    assert json.loads((folder / "report.json").read_text())["people"] == []

    again = json.loads(telecine("run", "faces", tiny_video, "--json").out)
    assert again["cached"] == again["results"] > 0
    assert again["times_real_time"] is None
    other = json.loads(telecine("run", "faces", tiny_video, "--json", "--set", "faces.identities.threshold=0.4").out)
    made = {stage for stage, figures in other["stages"].items() if figures["cached"] < figures["results"]}
    assert made == {"faces.identities", "faces.matches", "screentime.report"}


def test_a_cast_whose_photographs_show_nobody_is_refused(telecine: Telecine, tiny_video: Path, tmp_path: Path) -> None:
    _photograph(tmp_path / "cast" / "Ada" / "wall.jpg", 200)
    ended = telecine("run", "faces", tiny_video, "--cast", "cast")
    assert ended.code == 3
    assert "wall.jpg" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_demo_measures_the_sample_against_its_truth(telecine: Telecine, tmp_path: Path) -> None:
    first = telecine("demo", "--json", patience_s=500)
    document: dict[str, Any] = json.loads(first.out)
    assert first.code == 0
    rows = {row["name"]: row for row in document["measured"]}
    assert rows["Barack Obama"]["label"] == "Barack Obama"
    assert not [row for row in rows.values() if row["is_wrong_name"]]
    assert all(abs(row["error_s"]) <= 0.5 for row in rows.values())
    assert document["caveat"].startswith("This measures timing and tracking")
    assert [run["state"] for run in document["runs"]] == ["succeeded", "succeeded"]

    second = telecine("demo")
    assert second.code == 0
    assert re.search(r"\b(\d+) results, \1 of them cached", second.out)
    assert "Barack Obama" in second.out
