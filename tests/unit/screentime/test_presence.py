"""Which spans a person gets from tracks."""

from fractions import Fraction

import pyarrow as pa
import pytest

from telecine.apps.screentime.logic.presence import Presence, Sighting, find_presence
from telecine.apps.screentime.report import scaled
from telecine.kernel.spans import Span


def presence(
    *sightings: Sighting, cuts: tuple[Fraction, ...] = (Fraction(0),), bridge: Fraction = Fraction(1, 2)
) -> Presence:
    return find_presence(sightings, cuts, bridge=bridge, whole=Span(Fraction(0), Fraction(10)))


def seen(start: Fraction | int, end: Fraction | int, *samples: tuple[Fraction | int, bool]) -> Sighting:
    return Sighting(
        f"{start}-{end}",
        Span(Fraction(start), Fraction(end)),
        tuple((Fraction(at), is_clear) for at, is_clear in samples),
    )


def test_a_sample_speaks_until_the_midpoint_to_its_neighbour() -> None:
    found = presence(seen(0, 6, (1, True), (3, False), (4, False), (5, True)))
    assert found.clear == (Span(Fraction(0), Fraction(2)), Span(Fraction(9, 2), Fraction(6)))
    assert found.unclear == (Span(Fraction(2), Fraction(9, 2)),)


def test_a_sample_does_not_speak_for_another_shot() -> None:
    found = presence(seen(0, 2, (1, True)), seen(2, 4, (Fraction(7, 2), False)), cuts=(Fraction(0), Fraction(2)))
    assert found.clear == (Span(Fraction(0), Fraction(2)),)


def test_a_track_without_samples_is_visible_and_not_clear() -> None:
    found = presence(seen(1, 2))
    assert found.visible == (Span(Fraction(1), Fraction(2)),)
    assert not found.clear


@pytest.mark.parametrize(
    ("gap", "is_bridged"),
    [(Fraction(1, 2), True), (Fraction(501, 1000), False), (Fraction(1, 1000), True)],
)
def test_a_gap_is_bridged_up_to_the_limit(gap: Fraction, is_bridged: bool) -> None:
    found = presence(seen(0, 2), seen(2 + gap, 5))
    assert bool(found.bridged) == is_bridged
    assert found.appearances == (1 if is_bridged else 2)


@pytest.mark.parametrize("cut", [Fraction(2), Fraction(21, 10), Fraction(22, 10)])
def test_a_gap_with_a_cut_in_it_or_on_its_edge_is_not_bridged(cut: Fraction) -> None:
    found = presence(seen(0, 2), seen(Fraction(22, 10), 5), cuts=(Fraction(0), cut))
    assert not found.bridged


def test_the_same_moment_in_two_tracks_counts_once() -> None:
    found = presence(seen(0, 4), seen(2, 5), seen(2, 3))
    assert found.visible == (Span(Fraction(0), Fraction(5)),)


def test_a_clear_and_an_unclear_sample_of_one_instant_are_clear() -> None:
    assert presence(seen(0, 2, (1, False)), seen(0, 2, (1, True))).clear == (Span(Fraction(0), Fraction(2)),)


def test_what_lies_after_the_end_of_the_film_is_left_out() -> None:
    assert presence(seen(9, 12, (11, True))).visible == (Span(Fraction(9), Fraction(10)),)


@pytest.mark.parametrize("scale", [1, 7, 1 << 40])
def test_ticks_are_exact_however_long_they_become(scale: int) -> None:
    ticks = [0, 3, 1 << 40, -(1 << 41)]
    assert scaled(pa.chunked_array([pa.array(ticks)]), scale).tolist() == [tick * scale for tick in ticks]
