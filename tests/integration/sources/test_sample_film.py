"""The composed film is what its truth says: frames, cuts, sound and pictures."""

from contextlib import AbstractContextManager
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from telecine.adapters.sources.sample import Sample, compose_sample
from telecine.adapters.sources.sample.script import SCRIPT, ShotPlan
from telecine.adapters.sources.sample.timing import RATES, Rate, plan_shots
from telecine.adapters.video.reader import PyAvReader
from telecine.adapters.video.writer import PyAvWriter
from telecine.engine.ports import VideoWriter
from telecine.kernel.errors import UserError
from tests.fixtures.stand_in_photographs import draw_photographs

SHORT = tuple(replace(plan, seconds=Fraction(1, 3)) for plan in (*SCRIPT[:3], SCRIPT[5], SCRIPT[8], SCRIPT[13]))


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return draw_photographs(tmp_path_factory.mktemp("photographs"))


@pytest.fixture(scope="module")
def film(photographs: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A short film at 25 frames a second."""
    return compose(photographs, tmp_path_factory.mktemp("film"))[0]


def compose(
    photographs: dict[str, Path], folder: Path, rate: Rate = "25", script: tuple[ShotPlan, ...] = SHORT
) -> tuple[Sample, list[tuple[float, float]]]:
    told: list[tuple[float, float]] = []
    sample = compose_sample(
        photographs,
        folder,
        rate=rate,
        progress=lambda done, total: told.append((done, total)),
        open_writer=PyAvWriter,
        script=script,
    )
    return sample, told


@pytest.mark.parametrize("rate", sorted(RATES))
def test_every_frame_is_shown_when_the_truth_says(photographs: dict[str, Path], tmp_path: Path, rate: Rate) -> None:
    sample, _ = compose(photographs, tmp_path, rate)
    truth = sample.read_truth()
    reader = PyAvReader(sample.video)
    planned = [frame.at for shot in plan_shots(rate, SHORT) for frame in shot.frames]
    decoded = [(frame.at, frame.size, frame.luma(4).astype(np.int16)) for frame in reader.frames()]
    assert [at for at, _, _ in decoded] == planned
    assert {size for _, size, _ in decoded} == {(truth.width, truth.height)}
    assert reader.probe().video.is_variable_rate == truth.is_variable_rate
    changes = {after[0]: float(np.abs(after[2] - before[2]).mean()) for before, after in pairwise(decoded)}
    cuts = {shot.start for shot in truth.shots[1:]}
    assert min(changes[cut] for cut in cuts) > 2 * max(changes[at] for at in changes if at not in cuts)


def test_the_face_is_where_the_truth_says(film: Sample) -> None:
    boxes = {
        (box.at, person.person): box
        for person in film.read_truth().people
        for track in person.tracks
        for box in track.boxes
    }
    seen = 0
    for frame in PyAvReader(film.video).frames():
        for (at, _), box in boxes.items():
            if at != frame.at:
                continue
            picture = frame.luma()
            middle = picture[int((box.y1 + box.y2) / 2), int((box.x1 + box.x2) / 2)]
            beside = picture[int((box.y1 + box.y2) / 2), int(max(0, box.x1 - 0.15 * (box.x2 - box.x1)))]
            assert middle > 190
            assert beside < 190
            seen += 1
    assert seen == len(boxes)


def test_silence_is_silent_and_sound_is_heard(film: Sample) -> None:
    truth = film.read_truth()
    rate = 16_000
    whole = np.concatenate(list(PyAvReader(film.video).audio(rate=rate)))
    margin = Fraction(1, 20)
    for shot in truth.shots:
        heard = any(span.start <= shot.start and shot.end <= span.end for span in truth.sound)
        block = whole[int((shot.start + margin) * rate) : int((shot.end - margin) * rate)]
        assert (float(np.sqrt(np.mean(block**2))) > 0.002) == heard, shot.what


def test_the_same_photographs_give_the_same_bytes(photographs: dict[str, Path], tmp_path: Path) -> None:
    first, _ = compose(photographs, tmp_path / "1", script=SHORT[:2])
    second, _ = compose(photographs, tmp_path / "2", script=SHORT[:2])
    assert first.video.read_bytes() == second.video.read_bytes()
    assert first.truth.read_bytes() == second.truth.read_bytes()


def test_a_film_that_is_there_is_not_composed_again(photographs: dict[str, Path], tmp_path: Path) -> None:
    first, told = compose(photographs, tmp_path, script=SHORT[:1])
    assert told[-1][0] == told[-1][1]
    written = first.video.stat().st_mtime_ns
    again, told = compose(photographs, tmp_path, script=SHORT[:1])
    assert again == first
    assert len(told) == 1
    assert again.video.stat().st_mtime_ns == written


def test_another_script_composes_anew(photographs: dict[str, Path], tmp_path: Path) -> None:
    first, _ = compose(photographs, tmp_path, script=SHORT[:1])
    duration = first.read_truth().duration
    second, _ = compose(photographs, tmp_path, script=SHORT[:2])
    assert second.read_truth().duration > duration


def test_a_film_that_was_cut_short_is_composed_again(photographs: dict[str, Path], tmp_path: Path) -> None:
    def stopping(path: Path, **options: object) -> AbstractContextManager[VideoWriter]:
        path.write_bytes(b"half a film")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compose_sample(
            photographs, tmp_path, rate="25", progress=lambda done, total: None, open_writer=stopping, script=SHORT[:1]
        )
    sample, _ = compose(photographs, tmp_path, script=SHORT[:1])
    assert PyAvReader(sample.video).probe().video.width == 1280


def test_the_cast_has_a_folder_for_whoever_can_be_named(photographs: dict[str, Path], tmp_path: Path) -> None:
    sample, _ = compose(photographs, tmp_path, script=SHORT[:1])
    assert [path.relative_to(sample.cast).as_posix() for path in sample.cast.rglob("*.*")] == [
        "Barack Obama/obama-2012.png"
    ]


def test_a_missing_photograph_is_named(photographs: dict[str, Path], tmp_path: Path) -> None:
    fewer = {key: path for key, path in photographs.items() if key != "collins"}
    with pytest.raises(UserError, match="collins") as caught:
        compose(fewer, tmp_path, script=SHORT[:1])
    assert caught.value.code == "sample_photograph_missing"


@pytest.mark.parametrize("content", [b"", b"not a picture", cv2.imencode(".png", np.zeros((9, 9, 3), np.uint8))[1]])
def test_a_wrong_photograph_is_refused(photographs: dict[str, Path], tmp_path: Path, content: bytes) -> None:
    wrong = tmp_path / "collins.png"
    wrong.write_bytes(bytes(content))
    with pytest.raises(UserError, match="512x512") as caught:
        compose({**photographs, "collins": wrong}, tmp_path / "out", script=SHORT[:1])
    assert caught.value.code == "sample_photograph_wrong"
    assert not (tmp_path / "out" / "sample-25.mp4").exists()
