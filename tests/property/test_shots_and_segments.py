"""Segments and shots partition the film, whatever it is."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from telecine.apps.media.logic.segments import Lengths, divide
from telecine.kernel.spans import ZERO, Span, partitions
from tests.fixtures.scenes import found_in, scene

MILLI = Fraction(1, 1000)


@st.composite
def films(draw: st.DrawFn) -> tuple[Fraction, list[Fraction], list[Fraction]]:
    """Duration, starts of shots and key frames."""
    lengths = draw(st.lists(st.integers(40, 200_000), min_size=1, max_size=40))
    edges = [ZERO]
    for length in lengths:
        edges.append(edges[-1] + length * MILLI)
    duration = edges[-1]
    keys = draw(st.lists(st.fractions(min_value=0, max_value=1, max_denominator=997), max_size=60))
    return duration, edges[:-1], sorted({ZERO, *(duration * share for share in keys)})


@given(films())
def test_segments_partition_the_film(film: tuple[Fraction, list[Fraction], list[Fraction]]) -> None:
    duration, starts, keys = film
    pieces = divide(duration, starts, keys)
    assert partitions(Span(ZERO, duration), [piece.span for piece in pieces])


@given(films())
def test_a_segment_begins_at_a_cut_or_inside_a_long_shot_with_a_lead_in(
    film: tuple[Fraction, list[Fraction], list[Fraction]],
) -> None:
    duration, starts, keys = film
    edges = [*starts, duration]
    for piece in divide(duration, starts, keys):
        assert piece.starts_at_cut == (piece.span.start in starts)
        if piece.starts_at_cut:
            assert piece.lead_in == 0
        else:
            shot = max(start for start in starts if start < piece.span.start)
            assert edges[starts.index(shot) + 1] - shot > 60
            assert 0 < piece.lead_in <= 2
            assert piece.span.start - piece.lead_in >= shot


@given(films())
def test_no_segment_is_longer_than_a_minute_and_short_ones_are_needed(
    film: tuple[Fraction, list[Fraction], list[Fraction]],
) -> None:
    duration, starts, keys = film
    pieces = divide(duration, starts, keys)
    assert all(piece.span.duration <= 60 for piece in pieces)
    # Two neighbours that fit into one good segment would have been one.
    for first, second in pairwise(pieces):
        assert first.span.duration + second.span.duration > 30


@given(films(), st.integers(2, 20))
def test_other_lengths_are_kept_too(film: tuple[Fraction, list[Fraction], list[Fraction]], target: int) -> None:
    duration, starts, keys = film
    lengths = Lengths(Fraction(target), Fraction(target, 2), Fraction(2 * target), Fraction(4 * target), Fraction(1))
    pieces = divide(duration, starts, keys, lengths)
    assert partitions(Span(ZERO, duration), [piece.span for piece in pieces])
    assert all(piece.span.duration <= 4 * target for piece in pieces)


def test_ends_are_put_where_key_frames_stand() -> None:
    starts = [Fraction(n * 5) for n in range(40)]
    on_key = {Fraction(20), Fraction(45), Fraction(70), Fraction(95), Fraction(120), Fraction(145), Fraction(170)}
    pieces = divide(Fraction(200), starts, sorted({ZERO, *on_key}))
    assert {piece.span.start for piece in pieces} - {ZERO} <= on_key
    split = divide(Fraction(100), [ZERO], [ZERO, Fraction(23), Fraction(52), Fraction(77)])
    assert [piece.span.start for piece in split] == [0, 23, 52, 77]


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(5, 40)), min_size=1, max_size=6), st.data())
def test_boundaries_grow_and_lie_inside_the_film(parts: list[tuple[int, int]], data: st.DataObject) -> None:
    film = np.concatenate([scene(seed, frames, pan=seed % 5) for seed, frames in parts])
    flash = data.draw(st.integers(0, len(film) - 1))
    film[flash] = data.draw(st.sampled_from([0, 128, 255]))
    found = found_in(film)
    frames = [boundary.frame for boundary in found]
    assert frames == sorted(set(frames))
    assert all(0 < frame < len(film) for frame in frames)
    assert all(boundary.at == Fraction(boundary.frame, 25) for boundary in found)
    assert all(0 < boundary.confidence <= 1 for boundary in found)
