"""What a frame shows: upright pictures, planes, crops, whatever the pixels are stored as."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from telecine.adapters.video import PyAvReader
from telecine.engine.ports import Frame
from telecine.kernel.boxes import Box
from telecine.kernel.spans import Span
from tests.fixtures.videos import CORNERS, SPECS, number_in, painted, video, woven

NUMBER = 37


@pytest.fixture(params=sorted(SPECS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _frame(name: str) -> Frame:
    at = SPECS[name].instants[NUMBER]
    return next(iter(PyAvReader(video(name)).frames(Span(at, at + 1))))


def _upright(name: str) -> tuple[int, int]:
    spec = SPECS[name]
    width, height = spec.size
    width = round(width * (spec.aspect or 1))
    return (height, width) if spec.rotation in {90, 270} else (width, height)


def _colour(name: str, side: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    red, green, blue = CORNERS[side]
    if SPECS[name].pixel_format != "gray":
        return np.array([red, green, blue], float)
    return np.full(3, 0.299 * red + 0.587 * green + 0.114 * blue)


def test_pictures_stand_upright_in_their_displayed_size(name: str) -> None:
    frame = _frame(name)
    width, height = _upright(name)
    picture = frame.rgb()
    assert frame.size == (width, height)
    assert picture.shape == (height, width, 3)
    assert picture.dtype == np.uint8
    assert picture.flags.c_contiguous
    below = picture[height * 5 // 8 : height * 7 // 8]
    assert np.abs(below[:, width // 8 : width * 3 // 8].mean((0, 1)) - _colour(name, "left")).max() < 8
    assert np.abs(below[:, width * 5 // 8 : width * 7 // 8].mean((0, 1)) - _colour(name, "right")).max() < 8


def test_pictures_are_close_to_what_was_encoded(name: str) -> None:
    painting = painted(NUMBER, _upright(name)).astype(float)
    if SPECS[name].pixel_format == "gray":
        painting = np.repeat((painting @ [0.299, 0.587, 0.114])[..., None], 3, axis=2)
    assert np.abs(_frame(name).rgb() - painting).mean() < 7


def test_a_scaled_picture_shows_the_same(name: str) -> None:
    picture = _frame(name).rgb((64, 40))
    assert picture.shape == (40, 64, 3)
    assert number_in(picture[:, :, 1]) == NUMBER
    assert np.abs(picture[25:35, 8:24].mean((0, 1)) - _colour(name, "left")).max() < 10


def test_what_moves_has_no_comb_in_an_interlaced_film(tmp_path: Path) -> None:
    """A bar that runs, filmed twice for each frame: the even lines show one place, the odd ones the next."""
    path = woven(tmp_path / "woven.mkv")
    frames = list(PyAvReader(path).frames())
    assert [frame.at for frame in frames] == [Fraction(number, 25) for number in range(20)]
    for frame in frames[1:-1]:
        luma = frame.luma().astype(int)
        combs = np.abs(2 * luma[1:-1] - luma[:-2] - luma[2:]).mean()
        assert combs < 2, "lines differ from both their neighbours"


@pytest.mark.parametrize("step", [1, 3, 4])
def test_luma_is_eight_bit_upright_and_subsampled(name: str, step: int) -> None:
    frame = _frame(name)
    whole, luma = frame.luma(), frame.luma(step)
    assert luma.dtype == np.uint8
    assert np.array_equal(luma, whole[::step, ::step]) or SPECS[name].rotation
    assert number_in(whole) == NUMBER
    assert luma.shape == (-(-whole.shape[0] // step), -(-whole.shape[1] // step))


def test_chroma_tells_red_from_blue(name: str) -> None:
    cb, cr = _frame(name).chroma(2)
    assert cb.shape == cr.shape
    assert cb.dtype == cr.dtype == np.uint8
    height, width = cb.shape
    left = np.s_[height * 5 // 8 : height * 7 // 8, width // 8 : width * 3 // 8]
    right = np.s_[height * 5 // 8 : height * 7 // 8, width * 5 // 8 : width * 7 // 8]
    if SPECS[name].pixel_format == "gray":
        assert (cb == 128).all()
        assert (cr == 128).all()
    else:
        assert cr[left].mean() > 170 > cr[right].mean() + 40
        assert cb[right].mean() > 170 > cb[left].mean() + 40


@pytest.mark.parametrize("box", [Box(10.2, 20.7, 61.3, 70.1), Box(-5, -5, 30, 40), Box(60, 70, 900, 900)])
def test_a_crop_is_the_part_of_the_picture_under_the_box(name: str, box: Box) -> None:
    part, (left, top) = _frame(name).crop_rgb(box)
    whole = _frame(name).rgb()
    height, width = part.shape[:2]
    assert left <= max(box.x1, 0) < left + 1
    assert top <= max(box.y1, 0) < top + 1
    assert left + width >= min(box.x2, whole.shape[1])
    assert top + height >= min(box.y2, whole.shape[0])
    below = whole[int(top) : int(top) + height, int(left) : int(left) + width]
    # A crop is converted alone: only at its edges may chroma be interpolated from other neighbours.
    inner = np.abs(part.astype(int) - below.astype(int))[2:-2, 2:-2]
    assert inner.max(initial=0) <= 3


def test_a_crop_outside_the_picture_is_empty() -> None:
    part, _ = _frame("plain-25").crop_rgb(Box(500, 500, 600, 600))
    assert part.size == 0


def test_what_was_taken_from_a_frame_outlives_it() -> None:
    reader = PyAvReader(video("plain-25"))
    kept = [frame.luma() for frame in islice(reader.frames(), 60)]
    assert [number_in(luma) for luma in kept] == list(range(60))


def test_the_duration_of_a_frame_lasts_until_the_next() -> None:
    frames = [(frame.at, frame.duration) for frame in PyAvReader(video("plain-25")).frames()]
    assert {duration for _, duration in frames} == {Fraction(1, 25)}


def test_key_frames_are_marked() -> None:
    keys = [number for number, frame in enumerate(PyAvReader(video("plain-25")).frames()) if frame.is_key]
    assert keys == [0, 25, 50]
