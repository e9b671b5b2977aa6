"""Of many tracks, those on screen at once are found as by comparing every two."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from telecine.records.decisions import Evidence
from telecine.services.review.desk import SeenTrack, _at_once

SPANS = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=9)


@given(SPANS)
def test_pairs_are_those_of_comparing_every_two_in_the_same_order(spans: list[tuple[int, int]]) -> None:
    tracks = [
        SeenTrack(
            Evidence(artifact="a", track_id=f"t{n}", start=Fraction(at), end=Fraction(at + length), anchors=()), None
        )
        for n, (at, length) in enumerate(spans)
    ]
    wanted = [
        (one, other)
        for one, other in combinations(tracks, 2)
        if max(one.evidence.start, other.evidence.start) < min(one.evidence.end, other.evidence.end)
    ]
    assert list(_at_once(tracks)) == wanted
