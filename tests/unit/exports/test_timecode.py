"""Timecode: numbers of frames as editing programs write them."""

from fractions import Fraction

import opentimelineio as otio
import pytest

from telecine.apps.screentime.logic.formats.timecode import Grid, grid_of, read_timecode, write_timecode

NTSC = grid_of(Fraction(30_000, 1001), is_variable=False)


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (0, "00:00:00;00"), (1799, "00:00:59;29"), (1800, "00:01:00;02"), (17_981, "00:09:59;29"),
        (17_982, "00:10:00;00"), (107_892, "01:00:00;00"), (24 * 107_892 + 5, "00:00:00;05"),
    ],
)  # fmt: skip
def test_drop_frame_leaves_out_two_numbers_a_minute_but_not_in_the_tenth(frame: int, text: str) -> None:
    assert write_timecode(frame, NTSC) == text
    assert read_timecode(text, NTSC) == frame % (24 * 107_892)


@pytest.mark.parametrize(
    ("rate", "text"),
    [("24", "01:00:00:00"), ("25", "01:00:00:00"), ("30", "01:00:00:00"), ("60000/1001", "01:00:00;00")],
)
def test_an_hour_is_an_hour(rate: str, text: str) -> None:
    grid = grid_of(Fraction(rate), is_variable=False)
    assert write_timecode(grid.frame_at(Fraction(3600)), grid) == text


def test_film_at_23_976_counts_every_frame_and_falls_behind_the_clock() -> None:
    grid = grid_of(Fraction(24_000, 1001), is_variable=False)
    assert write_timecode(grid.frame_at(Fraction(3600)), grid) == "00:59:56:10"


@pytest.mark.parametrize(
    "rate", [24, 25, 30, 48, 50, 60, Fraction(24_000, 1001), Fraction(30_000, 1001), Fraction(60_000, 1001)]
)
def test_the_library_of_the_field_writes_the_same(rate: Fraction) -> None:
    grid = grid_of(Fraction(rate), is_variable=False)
    for frame in (0, 7, 1799, 1800, 1801, 3597, 3598, 17_981, 17_982, 35_964, 107_892, 215_784, 1_000_003):
        if rate == 48:
            continue
        theirs = otio.opentime.to_timecode(otio.opentime.RationalTime(frame, float(rate)), float(rate), None)
        assert write_timecode(frame, grid) == theirs


@pytest.mark.parametrize(
    ("rate", "is_variable", "wanted", "is_exact"),
    [
        ("25", False, "25", True),
        ("2997/100", False, "30000/1001", True),
        ("2655000/88609", False, "30000/1001", True),
        ("23976/1000", False, "24000/1001", True),
        ("15", False, "30", False),
        ("25/2", False, "25", False),
        ("20", False, "60", False),
        ("120", False, "60", False),
        ("120000/1001", False, "60000/1001", False),
        ("17", False, "24000/1001", False),
        ("300", False, "60", False),
        ("137/5", True, "30", False),
        ("29", True, "30", False),
        ("30001/1000", True, "30", False),
        ("90", True, "60", False),
    ],
)
def test_a_film_is_put_on_the_frames_of_a_usual_rate(rate: str, is_variable: bool, wanted: str, is_exact: bool) -> None:
    grid = grid_of(Fraction(rate), is_variable=is_variable)
    assert (grid.rate, grid.is_exact) == (Fraction(wanted), is_exact)


def test_frames_are_counted_at_the_rate_the_film_really_has() -> None:
    rate = Fraction(2_655_000, 88_609)
    grid = grid_of(rate, is_variable=False)
    assert [grid.frame_at(frame / rate) for frame in (1, 1000, 200_000)] == [1, 1000, 200_000]


@pytest.mark.parametrize("text", ["1:00:00:00", "24:00:00:00", "00:60:00:00", "00:00:00:30", "00:01:00;00", "soon"])
def test_what_is_no_timecode_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="timecode"):
        read_timecode(text, NTSC)


def test_both_signs_before_the_frames_are_read() -> None:
    assert read_timecode("00:00:10:12", NTSC) == read_timecode("00:00:10;12", NTSC) == 312
    assert read_timecode("00:00:10:12", Grid(Fraction(24), Fraction(24), is_exact=True)) == 252
