"""Sound on its exact grid, and films that hold what was written into them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from telecine.adapters.video import PyAvReader, PyAvWriter
from telecine.kernel.spans import Span
from tests.fixtures.videos import CORNERS, number_of, painted

RATE = 16_000
SIZE = (128, 80)


def _tone(hertz: float, seconds: float, rate: int = RATE) -> npt.NDArray[np.float32]:
    return (0.4 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def _film(path: Path, instants: list[Fraction], sound: npt.NDArray[np.float32] | None = None) -> Path:
    rate = None if sound is None else RATE
    with PyAvWriter(path, size=SIZE, frame_rate=Fraction(25), audio_rate=rate) as writer:
        for number, at in enumerate(instants):
            writer.write(painted(number, SIZE), at)
        if sound is not None:
            writer.write_audio(sound)
    return path


def _heard(reader: PyAvReader, start: Fraction, end: Fraction, rate: int = RATE) -> npt.NDArray[np.float32]:
    return np.concatenate([*reader.audio(Span(start, end), rate=rate), np.zeros(0, np.float32)])


STEADY = [Fraction(n, 25) for n in range(75)]


def test_sound_is_heard_when_it_was_written(tmp_path: Path) -> None:
    sound = np.zeros(3 * RATE, np.float32)
    sound[RATE : RATE + 1600] = _tone(500, 0.1)
    heard = _heard(PyAvReader(_film(tmp_path / "a.mp4", STEADY, sound)), Fraction(0), Fraction(3))
    assert len(heard) == 3 * RATE
    assert heard.dtype == np.float32
    loud = np.flatnonzero(np.abs(heard) > 0.1)
    assert abs(int(loud[0]) - RATE) < 80
    assert abs(int(loud[-1]) - RATE - 1600) < 200


@pytest.mark.parametrize("rate", [8000, 16_000, 44_100])
def test_the_parts_of_a_partition_hold_every_sample_once(tmp_path: Path, rate: int) -> None:
    reader = PyAvReader(_film(tmp_path / "a.mp4", STEADY, _tone(300, 3)))
    edges = [Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(7, 5), Fraction(29, 10), Fraction(3)]
    parts = [_heard(reader, a, b, rate) for a, b in pairwise(edges)]
    whole = _heard(reader, Fraction(0), Fraction(3), rate)
    assert sum(map(len, parts)) == len(whole) == 3 * rate
    assert np.abs(np.concatenate(parts) - whole)[rate // 10 : -rate // 10].max() < 0.02


def test_stereo_stays_stereo_and_mono_becomes_it(tmp_path: Path) -> None:
    path = tmp_path / "stereo.mp4"
    left, right = _tone(300, 3), _tone(900, 3) * np.float32(0.5)
    with PyAvWriter(path, size=SIZE, frame_rate=Fraction(25), audio_rate=RATE, audio_channels=2) as writer:
        for number, at in enumerate(STEADY):
            writer.write(painted(number, SIZE), at)
        writer.write_audio(np.stack([left, right], axis=1))
    reader = PyAvReader(path)
    assert reader.probe().audio[0].channels == 2
    heard = np.concatenate(list(reader.audio(Span(Fraction(0), Fraction(7, 2)), rate=RATE, channels=2)))
    assert heard.shape == (7 * RATE // 2, 2)
    for channel, hertz in enumerate((300, 900)):
        spectrum = np.abs(np.fft.rfft(heard[RATE : 2 * RATE, channel]))
        assert int(spectrum.argmax()) == hertz
    assert not heard[int(3.2 * RATE) :].any()

    mono = PyAvReader(_film(tmp_path / "mono.mp4", STEADY, _tone(300, 3)))
    both = np.concatenate(list(mono.audio(Span(Fraction(1), Fraction(2)), rate=RATE, channels=2)))
    assert both.shape == (RATE, 2)
    assert np.array_equal(both[:, 0], both[:, 1])
    assert np.abs(both).max() > 0.2


def test_sound_of_another_shape_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="channels"),
        PyAvWriter(tmp_path / "a.mp4", size=SIZE, frame_rate=Fraction(25), audio_rate=RATE, audio_channels=2) as writer,
    ):
        writer.write_audio(_tone(300, 1))


def test_where_there_is_no_sound_there_is_silence(tmp_path: Path) -> None:
    silent = PyAvReader(_film(tmp_path / "silent.mp4", STEADY))
    assert not _heard(silent, Fraction(1), Fraction(2)).any()
    short = PyAvReader(_film(tmp_path / "short.mp4", STEADY, _tone(300, 1)))
    heard = _heard(short, Fraction(0), Fraction(3))
    assert len(heard) == 3 * RATE
    assert np.abs(heard[: RATE // 2]).max() > 0.3
    assert not heard[2 * RATE :].any()


def test_sound_and_picture_share_their_origin(tmp_path: Path) -> None:
    late = [at + Fraction(1, 2) for at in STEADY]
    sound = np.zeros(3 * RATE, np.float32)
    sound[RATE : RATE + 1600] = _tone(500, 0.1)
    reader = PyAvReader(_film(tmp_path / "late.mp4", late, sound))
    assert reader.probe().origin == Fraction(1, 2)
    loud = np.flatnonzero(np.abs(_heard(reader, Fraction(0), Fraction(2))) > 0.1)
    assert abs(int(loud[0]) - RATE // 2) < 80


def test_all_sound_is_as_long_as_the_film(tmp_path: Path) -> None:
    reader = PyAvReader(_film(tmp_path / "a.mp4", STEADY, _tone(300, 3)))
    assert sum(len(block) for block in reader.audio(rate=RATE)) == 3 * RATE


@pytest.mark.parametrize(
    "instants",
    [
        STEADY,
        [Fraction(n * 1001, 30_000) for n in range(60)],
        [Fraction(n * n + 17 * n, 1000) for n in range(60)],
        [Fraction(n, 24) for n in range(48)],
    ],
    ids=["25", "29.97", "milliseconds", "24-in-25"],
)
def test_a_written_film_has_the_instants_it_was_given(tmp_path: Path, instants: list[Fraction]) -> None:
    reader = PyAvReader(_film(tmp_path / "a.mp4", instants))
    seen = [(frame.at, number_of(frame)) for frame in reader.frames()]
    assert seen == [(at, number) for number, at in enumerate(instants)]


def test_odd_sizes_are_padded_and_colours_kept(tmp_path: Path) -> None:
    path = tmp_path / "odd.mp4"
    with PyAvWriter(path, size=(129, 81), frame_rate=Fraction(25)) as writer:
        for number in range(5):
            writer.write(painted(number, (129, 81)), Fraction(number, 25))
    frame = list(PyAvReader(path).frames())[3]
    assert frame.size == (130, 82)
    assert np.abs(frame.rgb()[60:75, 10:50].mean((0, 1)) - CORNERS["left"]).max() < 6


def test_a_grey_picture_may_be_written(tmp_path: Path) -> None:
    path = tmp_path / "grey.mp4"
    with PyAvWriter(path, size=(64, 48), frame_rate=Fraction(25)) as writer:
        for number in range(3):
            writer.write(np.full((48, 64), 120, np.uint8), Fraction(number, 25))
    assert abs(float(next(PyAvReader(path).frames()).rgb().mean()) - 120) < 3


def _give_up_on(path: Path) -> None:
    with PyAvWriter(path, size=SIZE, frame_rate=Fraction(25)) as writer:
        writer.write(painted(0, SIZE), Fraction(0))
        raise KeyError


def test_a_film_that_was_not_finished_does_not_exist(tmp_path: Path) -> None:
    path = tmp_path / "half.mp4"
    with pytest.raises(KeyError):
        _give_up_on(path)
    assert list(tmp_path.iterdir()) == []


def test_an_older_film_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = _film(tmp_path / "film.mp4", STEADY)
    before = path.read_bytes()
    with pytest.raises(KeyError):
        _give_up_on(path)
    assert path.read_bytes() == before


def test_an_instant_that_does_not_grow_and_a_wrong_size_are_refused(tmp_path: Path) -> None:
    with PyAvWriter(tmp_path / "a.mp4", size=SIZE, frame_rate=Fraction(25)) as writer:
        writer.write(painted(0, SIZE), Fraction(1, 25))
        with pytest.raises(ValueError, match="does not follow"):
            writer.write(painted(1, SIZE), Fraction(1, 25))
        with pytest.raises(ValueError, match="64x48"):
            writer.write(painted(1, (64, 48)), Fraction(2, 25))
        with pytest.raises(ValueError, match="without sound"):
            writer.write_audio(_tone(300, 1))


def test_the_same_pictures_give_the_same_bytes(tmp_path: Path) -> None:
    first = _film(tmp_path / "a.mp4", STEADY).read_bytes()
    assert _film(tmp_path / "b.mp4", STEADY).read_bytes() == first
