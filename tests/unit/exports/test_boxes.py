"""Boxes of every frame, read by pycocotools and as rows of MOTChallenge."""

from __future__ import annotations

import configparser
import csv
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools import coco as pycoco

from telecine.apps.screentime.exports.params import BoxParams, TrackBoxParams
from telecine.apps.screentime.exports.stages import COCO, MOT
from tests.fixtures.screentime import Episode, Track, a_probe, assignment, unknown
from tests.fixtures.videos import SPECS, video

NAME = "ntsc-bframes"
RATE = SPECS[NAME].rate
SIZE = SPECS[NAME].size


def episode(instants: list[Fraction], rate: Fraction) -> Episode:
    """Two tracks over frames 10 to 37: one moves from frame 17 to 31 by 28 pixels, one lies half outside."""
    span = instants[10], instants[38]
    moving = ((20.0, 10.0, 60.0, 50.0), (48.0, 24.0, 88.0, 64.0))
    outside = ((-20.0, 80.0, 20.0, 130.0),)
    gone = ((300.0, 0.0, 340.0, 40.0),)
    end = 75 / rate
    return Episode(
        end,
        (),
        (
            Track("t-moving", *span, (True, True), boxes=moving),
            Track("t-outside", *span, (True,), boxes=outside),
            Track("t-gone", *span, (True,), boxes=gone),
        ),
        (assignment("王小明", ["t-moving"], person="p-1"), unknown("Unknown 1", ["t-outside"]), unknown("Unknown 2", ["t-gone"])),
        probe=with_size(a_probe(end, rate=rate)),
    )  # fmt: skip


def with_size(probe: Any) -> Any:
    stream = probe.video.model_copy(update={"width": SIZE[0], "height": SIZE[1]})
    return probe.model_copy(update={"video": stream})


@pytest.fixture(scope="module")
def film() -> Path:
    return video(NAME)


STEADY = episode(SPECS[NAME].instants, RATE)


def mot_rows(path: Path) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.loadtxt(path, delimiter=",", ndmin=2)


def test_every_frame_of_a_track_has_its_box(tmp_path: Path, film: Path) -> None:
    made = STEADY.export(tmp_path, MOT, TrackBoxParams(media="Pilot.mp4"), video=film)
    rows = mot_rows(made.file("mot/tracks.txt"))
    assert rows.shape == (56, 10)
    ids = {
        row["track"]: int(row["id"])
        for row in csv.DictReader(made.file("mot/people.csv").read_text(encoding="utf-8").splitlines())
    }
    moving = rows[rows[:, 1] == ids["t-moving"]]
    assert moving[:, 0].tolist() == list(range(11, 39))
    assert (moving[:, 2] - 1).round(1).tolist() == [20.0] * 7 + [20.0 + 2 * n for n in range(15)] + [48.0] * 6
    assert set((moving[:, 4]).round(2)) == {40.0}
    outside = rows[rows[:, 1] == ids["t-outside"]]
    assert outside[:, 2:6].tolist() == [[1, 81, 20, 32]] * 28
    assert (rows[:, 7:] == -1).all()
    assert len({(row[0], row[1]) for row in rows.tolist()}) == len(rows)
    info = configparser.ConfigParser()
    info.read_string(made.file("mot/seqinfo.ini").read_text(encoding="utf-8"))
    sequence = info["Sequence"]
    assert (sequence["name"], sequence["seqLength"], sequence["imWidth"]) == ("Pilot", "75", "192")
    assert sequence["frameRate"] == "29.97"
    assert [(one.label, one.count) for one in made.record.people] == [
        ("王小明", 28),
        ("Unknown 1", 28),
        ("Unknown 2", 0),
    ]


def test_boxes_times_the_length_of_a_frame_are_the_seconds_of_the_report(tmp_path: Path, film: Path) -> None:
    made = STEADY.export(tmp_path, MOT, video=film)
    assert made.record.people[0].count / RATE == made.record.people[0].seconds


def test_a_coco_tool_finds_people_as_categories_and_boxes_where_they_are(tmp_path: Path, film: Path) -> None:
    made = STEADY.export(tmp_path, COCO, BoxParams(interpolated=True), video=film)
    coco = pycoco.COCO(str(made.file("boxes.coco.json")))
    assert {one["name"]: one["id"] for one in coco.loadCats(coco.getCatIds())} == {
        "王小明": 1,
        "Unknown 1": 2,
        "Unknown 2": 3,
    }
    (place,) = coco.getImgIds(imgIds=[25])
    assert coco.loadImgs([place])[0]["file_name"] == "000025.jpg"
    assert Fraction(coco.loadImgs([place])[0]["at"]) == 24 / RATE
    both = coco.loadAnns(coco.getAnnIds(imgIds=[place]))
    assert [(one["category_id"], one["bbox"]) for one in both] == [
        (1, [34.0, 17.0, 40.0, 40.0]),
        (2, [0.0, 80.0, 20.0, 32.0]),
    ]
    assert all(one["area"] == pytest.approx(one["bbox"][2] * one["bbox"][3]) and one["iscrowd"] == 0 for one in both)
    assert len(coco.getAnnIds(catIds=[1])) == 28
    assert len(coco.getAnnIds(areaRng=[639, 641])) == 28


def test_only_what_the_detector_saw_is_written_unless_asked_otherwise(tmp_path: Path, film: Path) -> None:
    made = STEADY.export(tmp_path, COCO, video=film)
    coco = pycoco.COCO(str(made.file("boxes.coco.json")))
    assert [(one["image_id"], one["bbox"]) for one in coco.loadAnns(coco.getAnnIds(catIds=[1]))] == [
        (18, [20.0, 10.0, 40.0, 40.0]), (32, [48.0, 24.0, 40.0, 40.0])
    ]  # fmt: skip
    assert all(one["observed"] for one in coco.loadAnns(coco.getAnnIds()))
    assert made.record.summary == "3 boxes of 3 people in 3 pictures"


def test_a_variable_frame_rate_moves_boxes_by_time_and_not_by_number(tmp_path: Path) -> None:
    spec = SPECS["variable-rate"]
    films = episode(spec.instants, spec.rate)
    longer = replace(films, duration=spec.instants[-1] + 1)
    made = longer.export(tmp_path, MOT, TrackBoxParams(people=("p-1",)), video=video("variable-rate"))
    rows = mot_rows(made.file("mot/tracks.txt"))
    assert rows[:, 0].tolist() == list(range(11, 39))
    first, last = (at for at, _ in films.tracks[0].samples)
    for frame, left in zip(rows[:, 0], rows[:, 2] - 1, strict=True):
        part = (spec.instants[int(frame) - 1] - first) / (last - first)
        assert left == pytest.approx(20 + 28 * min(1.0, max(0.0, float(part))), abs=0.01)


def test_nobody_gives_files_without_boxes(tmp_path: Path, film: Path) -> None:
    nobody = replace(STEADY, tracks=(), assignments=())
    coco = nobody.export(tmp_path, COCO, video=film)
    assert pycoco.COCO(str(coco.file("boxes.coco.json"))).getImgIds() == []
    assert nobody.export(tmp_path, MOT, video=film).file("mot/tracks.txt").read_text() == ""
    assert coco.record.notes == ("Nobody is on screen in this film.",)
