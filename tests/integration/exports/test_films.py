"""Films with boxes: the frames, instants and sound of the source, opened again with PyAV."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pytest

from telecine.adapters.video import PyAvReader, PyAvWriter
from telecine.apps.screentime.exports.params import ClipParams, OverlayParams
from telecine.apps.screentime.exports.stages import CLIPS, OVERLAY
from telecine.kernel.spans import Span
from telecine.records.media import Probe
from tests.fixtures.screentime import Episode, Track, assignment, unknown
from tests.fixtures.videos import SPECS, number_in, number_of, painted, video

SIZE = (192, 112)
RATE = 16_000
BOX = (40.0, 70.0, 100.0, 104.0)
STEADY = [Fraction(n, 25) for n in range(75)]
UNEVEN = [Fraction(n * 40 + (n * n) % 37 + 400 * (n > 40), 1000) for n in range(75)]


def written(path: Path, instants: list[Fraction], channels: Literal[0, 1, 2] = 2) -> Path:
    """Numbered frames, and a tone from second 1 to second 1.1: left in stereo, right silent."""
    with PyAvWriter(
        path, size=SIZE, frame_rate=Fraction(25), audio_rate=RATE if channels else None, audio_channels=channels or 1
    ) as writer:
        for number, at in enumerate(instants):
            writer.write(painted(number, SIZE), at)
        if channels:
            sound = np.zeros(4 * RATE, np.float32)
            sound[RATE : RATE + 1600] = 0.5 * np.sin(np.arange(1600, dtype=np.float32))
            writer.write_audio(np.stack([sound, 0 * sound], axis=1) if channels == 2 else sound)
    return path


def probe_of(film: Path) -> Probe:
    return PyAvReader(film).probe()


def episode(film: Path, first: int = 10, last: int = 40, *, label: str = "Ana", boxes: Any = (BOX,)) -> Episode:
    """Somebody named in frames `first` to `last` - 1, somebody unknown in the last five."""
    instants = PyAvReader(film).instants()
    duration = instants[-1] + Fraction(1, 25)
    return Episode(
        duration,
        (),
        (
            Track("a", instants[first], instants[last], boxes=boxes),
            Track("u", instants[-5], duration, boxes=((140.0, 70.0, 180.0, 104.0),)),
        ),
        (assignment(label, ["a"], person="ana"), unknown("Unknown 1", ["u"])),
        probe=probe_of(film),
    )


def has_box(picture: npt.NDArray[np.uint8], number: int, box: tuple[float, ...], *, threshold: float = 40) -> bool:
    """Whether the edges of a box differ from what frame `number` of the source shows there."""
    x1, y1, x2, y2 = (int(side) for side in box)
    apart = np.abs(picture.astype(int) - painted(number, (picture.shape[1], picture.shape[0]))).max(axis=2)
    edges = [apart[y1 + 4 : y2 - 4, x1 : x1 + 1].ravel(), apart[y2 - 1 : y2, x1 + 4 : x2 - 4].ravel()]
    return bool(np.median(np.concatenate(edges)) > threshold)


def heard(film: Path, seconds: int = 3) -> npt.NDArray[np.float32]:
    reader = PyAvReader(film)
    return np.concatenate(list(reader.audio(Span(Fraction(0), Fraction(seconds)), rate=RATE, channels=2)))


@pytest.mark.parametrize("instants", [STEADY, UNEVEN], ids=["steady", "uneven"])
def test_an_overlay_has_every_frame_at_its_instant_with_its_sound(tmp_path: Path, instants: list[Fraction]) -> None:
    source = written(tmp_path / "film.mp4", instants)
    made = episode(source).export(tmp_path / "store", OVERLAY, video=source)
    reader = PyAvReader(made.file("overlay.mp4"))
    frames = [(frame.at, number_of(frame), has_box(frame.rgb(), number_of(frame), BOX)) for frame in reader.frames()]
    assert frames == [(at, number, 10 <= number < 40) for number, at in enumerate(instants)]
    assert made.record.summary == "75 frames with the boxes of 2 people"
    assert [(one.label, one.count) for one in made.record.people] == [("Ana", 30), ("Unknown 1", 5)]
    loud = np.flatnonzero(np.abs(heard(made.file("overlay.mp4"))[:, 0]) > 0.1)
    assert abs(int(loud[0]) - RATE) < 80
    assert abs(int(loud[-1]) - RATE - 1600) < 200


def test_stereo_stays_stereo_and_a_silent_film_silent(tmp_path: Path) -> None:
    stereo = written(tmp_path / "stereo.mp4", STEADY)
    film = episode(stereo).export(tmp_path / "1", OVERLAY, video=stereo).file("overlay.mp4")
    left, right = np.abs(heard(film)).max(axis=0)
    assert left > 0.3
    assert right < 0.05
    assert probe_of(film).audio[0].rate == RATE
    silent = written(tmp_path / "silent.mp4", STEADY, 0)
    assert probe_of(episode(silent).export(tmp_path / "2", OVERLAY, video=silent).file("overlay.mp4")).audio == ()


@pytest.mark.parametrize("name", ["turned-90", "odd-size", "late-start", "wide-pixels", "ten-bit", "transport-stream"])
def test_an_overlay_stands_upright_whatever_the_source_is(tmp_path: Path, name: str) -> None:
    source = video(name)
    shown = probe_of(source).video
    box = (10.0, shown.height - 40.0, 60.0, shown.height - 4.0)
    made = episode(source, boxes=(box,)).export(tmp_path, OVERLAY, video=source)
    reader = PyAvReader(made.file("overlay.mp4"))
    made_as = reader.probe().video
    assert (made_as.width, made_as.height) == (shown.width + shown.width % 2, shown.height + shown.height % 2)
    assert made_as.rotation == 0
    frames = [(frame.at, number_in(frame.luma()[: shown.height, : shown.width])) for frame in reader.frames()]
    assert frames == [(at, number) for number, at in enumerate(SPECS[name].instants)]
    (middle,) = [frame.rgb() for frame in reader.frames(Span(frames[20][0], frames[21][0]))]
    assert has_box(middle[: shown.height, : shown.width], 20, box)


def test_only_people_that_are_asked_for_are_marked(tmp_path: Path) -> None:
    source = written(tmp_path / "film.mp4", STEADY, 0)
    films = episode(source)
    everybody = films.export(tmp_path / "1", OVERLAY, video=source).file("overlay.mp4")
    ana = films.export(tmp_path / "2", OVERLAY, OverlayParams(people=("Ana",)), video=source).file("overlay.mp4")
    for film, is_there in ((everybody, True), (ana, False)):
        (last,) = [frame.rgb() for frame in PyAvReader(film).frames(Span(STEADY[72], STEADY[73]))]
        assert has_box(last, 72, (140.0, 70.0, 180.0, 104.0)) == is_there


def test_a_name_that_cannot_be_drawn_is_replaced_and_that_is_said(tmp_path: Path) -> None:
    source = written(tmp_path / "film.mp4", STEADY, 0)
    made = episode(source, label="أحمد").export(tmp_path / "store", OVERLAY, video=source)
    assert made.record.notes == ("أحمد stands as Person 1 in pictures: its script cannot be drawn there.",)
    assert episode(source, label="王小明").export(tmp_path / "2", OVERLAY, video=source).record.notes == ()


def test_two_runs_write_equal_films(tmp_path: Path) -> None:
    source = written(tmp_path / "film.mp4", STEADY)
    first, second = (episode(source).export(tmp_path / name, OVERLAY, video=source) for name in "12")
    assert first.file("overlay.mp4").read_bytes() == second.file("overlay.mp4").read_bytes()


@pytest.mark.parametrize("instants", [STEADY, UNEVEN], ids=["steady", "uneven"])
def test_a_clip_holds_exactly_the_frames_of_the_appearance_and_their_sound(
    tmp_path: Path, instants: list[Fraction]
) -> None:
    source = written(tmp_path / "film.mp4", instants)
    made = episode(source, 20, 55).export(tmp_path / "store", CLIPS, ClipParams(), video=source)
    assert made.record.files == ("clips/01-ana-001.mp4", "clips/01-ana-001-boxes.mp4", "clips/clips.csv")
    expected = [(at - instants[20], number) for number, at in enumerate(instants)][20:55]
    for name, is_boxed in zip(made.record.files, (False, True), strict=False):
        reader = PyAvReader(made.file(name))
        frames = [
            (frame.at, number_of(frame), has_box(frame.rgb(), number_of(frame), BOX)) for frame in reader.frames()
        ]
        assert frames == [(at, number, is_boxed) for at, number in expected]
        loud = np.flatnonzero(np.abs(heard(made.file(name))[:, 0]) > 0.1)
        assert abs(int(loud[0]) - (1 - instants[20]) * RATE) < 80
    (row, other) = csv.DictReader(made.file("clips/clips.csv").read_text(encoding="utf-8").splitlines())
    assert (row["file"], row["has_boxes"], other["has_boxes"]) == ("01-ana-001.mp4", "no", "yes")
    assert Fraction(row["start_exact"]) == instants[20]
    assert Fraction(row["end_exact"]) == instants[55]


def test_long_appearances_become_clips_of_the_longest_length_at_most(tmp_path: Path) -> None:
    source = written(tmp_path / "film.mp4", STEADY, 0)
    films = replace(episode(source, 0, 70), cuts=(STEADY[20], STEADY[45]))
    params = ClipParams(longest=Fraction(1), boxes="without")
    made = films.export(tmp_path / "store", CLIPS, params, video=source)
    numbers = [[number_of(frame) for frame in PyAvReader(made.file(name)).frames()] for name in made.record.files[:-1]]
    assert [number for clip in numbers for number in clip] == list(range(70))
    assert all(0 < len(clip) <= 25 for clip in numbers)
    assert {20, 45} <= {clip[0] for clip in numbers}
    rows = list(csv.DictReader(made.file("clips/clips.csv").read_text(encoding="utf-8").splitlines()))
    assert all(before["end_exact"] == after["start_exact"] for before, after in pairwise(rows))


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    source = written(tmp_path / "film.mp4", STEADY, 0)
    films = replace(episode(source, 0, 70), cuts=())
    few = films.export(
        tmp_path / "1", CLIPS, ClipParams(longest=Fraction(1), most=1, boxes="with"), video=source
    ).record
    assert few.files == ("clips/01-ana-001-boxes.mp4", "clips/clips.csv")
    assert few.notes == (
        '1 person without a name is left out; ask for one with --person "Unknown 1".',
        "2 shorter clips left out; --set screentime.clips.most=3 makes all.",
    )
    none = episode(source, 0, 10).export(tmp_path / "2", CLIPS, video=source)
    assert none.record.files == ("clips/clips.csv",)
    assert "1 appearance under 1.0 s left out" in none.record.notes[1]
    assert len(none.file("clips/clips.csv").read_text().splitlines()) == 1
