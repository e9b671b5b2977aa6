"""Tables of all segments as arrays."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest

from telecine.apps.faces.logic.grouping.together import boxes_at
from telecine.apps.faces.logic.trackset import read_tracks
from tests.fixtures.face_tables import DIMENSION, Look, strangers, tables

ANNA, BELA = strangers(2)


def test_segments_are_one_set_in_their_order() -> None:
    first, second = tables([Look("a", ANNA, 0, 2, samples=3)]), tables([Look("b", BELA, 5, 7, samples=2)])
    tracks = read_tracks([first["tracks"], second["tracks"]], [first["samples"], second["samples"]])
    assert tracks.ids == ("a", "b")
    assert tracks.first.tolist() == [0, 3, 5]
    assert tracks.vectors.shape == (5, DIMENSION)
    assert tracks.vector_of.tolist() == [0, 1, 2, 3, 4]


def test_instants_of_different_time_bases_are_compared_exactly() -> None:
    third, frame = Fraction(1, 3), Fraction(1001, 30000)
    made = tables([Look("a", ANNA, third, 2), Look("b", BELA, 10 * frame, 3)])
    tracks = read_tracks([made["tracks"]], [made["samples"]])
    unit = tracks.ticks_per_second
    assert [Fraction(int(tick), unit) for tick in tracks.start] == [third, 10 * frame]


def test_samples_are_sorted_by_track_and_time_whatever_their_order() -> None:
    made = tables([Look("a", ANNA, 0, 4), Look("b", BELA, 0, 4)])
    shuffled = made["samples"].take(pa.array([5, 0, 7, 2, 4, 1, 6, 3]))
    straight = read_tracks([made["tracks"]], [made["samples"]])
    turned = read_tracks([made["tracks"]], [shuffled])
    assert (turned.at == straight.at).all()
    assert (turned.vectors[turned.vector_of] == straight.vectors[straight.vector_of]).all()


def test_a_track_without_embeddings_has_zeros_and_says_so() -> None:
    made = tables([Look("a", ANNA, 0, 2), Look("b", BELA, 3, 4, has_face=False)])
    tracks = read_tracks([made["tracks"]], [made["samples"]])
    assert tracks.has_face.tolist() == [True, False]
    assert not tracks.prototype[1].any()
    assert (tracks.vector_of[4:] == -1).all()


def test_samples_of_an_unknown_track_are_an_error() -> None:
    made, other = tables([Look("a", ANNA, 0, 2)]), tables([Look("ghost", ANNA, 0, 2)])
    with pytest.raises(ValueError, match="ghost"):
        read_tracks([made["tracks"]], [other["samples"]])


def test_boxes_between_samples_are_interpolated_and_held_outside() -> None:
    made = tables([Look("a", ANNA, 0, 4, (0, 0, 10, 10), samples=2)])
    moved = made["samples"].to_pylist()
    moved[1] |= {"x1": 20.0, "x2": 30.0}
    samples = pa.Table.from_pylist(moved, made["samples"].schema)
    tracks = read_tracks([made["tracks"]], [samples])
    unit = tracks.ticks_per_second
    rows = np.zeros(4, np.int64)
    boxes = boxes_at(tracks, rows, np.array([-unit, unit // 2, unit, 9 * unit], np.int64))
    assert boxes[:, 0].tolist() == [0, 0 if unit == 1 else 5, 10, 20]
