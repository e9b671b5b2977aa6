"""What `VideoReader.frames` promises, for every kind of file."""

from __future__ import annotations

import struct
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telecine.adapters.video import PyAvReader
from telecine.engine.ports import VideoReader
from telecine.kernel.spans import ZERO, Span
from tests.fixtures.videos import SPECS, number_of, video

NAMES = sorted(SPECS)


every_kind = pytest.mark.parametrize("name", NAMES)


def _reader(name: str) -> VideoReader:
    return PyAvReader(video(name))


def _seen(reader: VideoReader, span: Span | None = None, **how: Any) -> list[tuple[Fraction, int]]:
    return [(frame.at, number_of(frame)) for frame in reader.frames(span, **how)]


def _expected(name: str) -> list[tuple[Fraction, int]]:
    return [(at, number) for number, at in enumerate(SPECS[name].instants)]


@every_kind
def test_every_frame_comes_once_in_order_at_its_exact_instant(name: str) -> None:
    reader = _reader(name)
    assert _seen(reader) == _expected(name)
    assert reader.damaged == 0


@every_kind
def test_the_instants_of_all_frames_are_known_without_decoding(name: str) -> None:
    assert _reader(name).instants() == SPECS[name].instants


@every_kind
def test_threads_and_speed_change_no_frame(name: str) -> None:
    assert _seen(_reader(name), fast=True, threads=2) == _expected(name)


@every_kind
@settings(max_examples=8)
@given(data=st.data())
def test_the_parts_of_a_partition_hold_every_frame_once(name: str, data: st.DataObject) -> None:
    instants = SPECS[name].instants
    end = instants[-1] + 1
    on_frames = st.sampled_from(instants)
    anywhere = st.integers(0, 1000).map(lambda share: end * share / 1000)
    cuts = data.draw(st.lists(on_frames | anywhere, max_size=4))
    edges = sorted({ZERO, end, *cuts})
    reader = _reader(name)
    parts = [_seen(reader, Span(a, b)) for a, b in pairwise(edges)]
    assert [frame for part in parts for frame in part] == _expected(name)


@every_kind
def test_a_span_may_begin_at_any_frame(name: str) -> None:
    expected = _expected(name)
    reader = _reader(name)
    for first in range(0, len(expected) - 2, 7):
        span = Span(expected[first][0], expected[first + 2][0])
        assert _seen(reader, span) == expected[first : first + 2]


@every_kind
def test_an_empty_span_and_one_behind_the_end_have_no_frames(name: str) -> None:
    reader = _reader(name)
    end = SPECS[name].instants[-1]
    assert _seen(reader, Span(Fraction(1), Fraction(1))) == []
    assert _seen(reader, Span(end + 1, end + 2)) == []


@every_kind
def test_sampling_takes_the_first_frame_at_or_after_each_step(name: str) -> None:
    instants = SPECS[name].instants
    start, every = instants[11] - Fraction(1, 1000), Fraction(3, 10)
    wanted: list[Fraction] = []
    step = 0
    for at in instants:
        if at >= start and at >= start + step * every:
            wanted.append(at)
            step = (at - start) // every + 1
    got = [at for at, _ in _seen(_reader(name), Span(start, instants[-1] + 1), every=every)]
    assert got == wanted


def test_two_iterators_of_one_reader_do_not_disturb_each_other() -> None:
    reader = _reader("ntsc-bframes")
    both = zip(reader.frames(), reader.frames(Span(Fraction(1), Fraction(3))), strict=False)
    shift = next(number for number, at in enumerate(SPECS["ntsc-bframes"].instants) if at >= 1)
    assert all(number_of(b) - number_of(a) == shift for a, b in both)


def test_a_step_that_is_not_positive_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        list(_reader("plain-25").frames(every=Fraction(0)))


def test_frames_that_an_edit_list_hides_are_not_part_of_the_film(tmp_path: Path) -> None:
    """The first second is cut off by the container alone, as phones and editors do; players start behind it."""
    content = bytearray(video("plain-25").read_bytes())
    entry = content.index(b"elst") + 12
    length, start = struct.unpack_from(">Ii", content, entry)
    struct.pack_into(">Ii", content, entry, length - 1000, start + 12_800)
    path = tmp_path / "trimmed.mp4"
    path.write_bytes(content)
    reader = PyAvReader(path)
    assert reader.probe().duration == 2
    frames = [(frame.at, number_of(frame)) for frame in reader.frames()]
    assert frames == [(Fraction(n, 25), 25 + n) for n in range(50)]
    part = reader.frames(Span(Fraction(1, 2), Fraction(7, 10)))
    assert [number_of(frame) for frame in part] == [38, 39, 40, 41, 42]
