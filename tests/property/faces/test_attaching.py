"""What a decision was about is found by the same boxes whether anchors are looked at one by one or all at once."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from telecine.apps.faces.logic.rulings.anchors import MOST_ANCHORS, anchors_of
from telecine.apps.faces.logic.rulings.attaching import _boxes_at, attach
from telecine.apps.faces.logic.trackset import TrackSet, read_tracks
from telecine.records.decisions import Anchor, Evidence
from tests.fixtures.face_tables import Look, strangers, tables

WHO = strangers(1)[0]
sides = st.integers(0, 200).map(float)


@st.composite
def films(draw: st.DrawFn) -> TrackSet:
    """Tracks anywhere, some of them in the same place."""
    looks = []
    for number in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, 20))
        x, y = draw(sides), draw(sides)
        length, samples = draw(st.integers(1, 9)), draw(st.integers(1, 12))
        looks.append(Look(f"t{number}", WHO, start, start + length, (x, y, x + 50, y + 60), samples=samples))
    made = tables(looks)
    return read_tracks([made["tracks"]], [made["samples"]])


def evidence_of(tracks: TrackSet, row: int) -> Evidence:
    unit = tracks.ticks_per_second
    return Evidence(
        artifact="a",
        track_id=tracks.ids[row],
        start=Fraction(int(tracks.start[row]), unit),
        end=Fraction(int(tracks.end[row]), unit),
        anchors=tuple(Anchor.model_validate({"at": at, "box": box}) for at, box in anchors_of(tracks, row)),
    )


@given(films())
def test_all_at_once_is_one_by_one(tracks: TrackSet) -> None:
    every = [evidence_of(tracks, row) for row in range(len(tracks))]
    together = attach(every, tracks)
    assert [rows.tolist() for rows in together] == [attach([one], tracks)[0].tolist() for one in every]


@given(films(), st.data())
def test_a_box_between_two_samples_lies_on_the_line_between_them(tracks: TrackSet, data: st.DataObject) -> None:
    moves = np.random.default_rng(data.draw(st.integers(0, 99))).normal(100, 30, tracks.boxes.shape)
    tracks = replace(tracks, boxes=moves.astype(np.float32))
    row = data.draw(st.integers(0, len(tracks) - 1))
    tick = data.draw(st.floats(float(tracks.start[row]) - 5, float(tracks.end[row]) + 5))
    own = slice(int(tracks.first[row]), int(tracks.first[row + 1]))
    found = _boxes_at(tracks, np.array([row]), np.array([tick]))[0]
    wanted = [np.interp(tick, tracks.at[own].astype(np.float64), tracks.boxes[own, side]) for side in range(4)]
    assert found.tolist() == wanted


@given(films())
def test_anchors_are_the_first_of_the_nearest_samples(tracks: TrackSet) -> None:
    for row in range(len(tracks)):
        at = tracks.at[int(tracks.first[row]) : int(tracks.first[row + 1])]
        wanted = {int(np.abs(at - tick).argmin()) for tick in np.linspace(at[0], at[-1], MOST_ANCHORS)}
        instants = [Fraction(int(at[index]), tracks.ticks_per_second) for index in sorted(wanted)]
        assert [instant for instant, _ in anchors_of(tracks, row)] == instants


@given(films())
def test_a_track_that_is_still_there_is_meant_itself(tracks: TrackSet) -> None:
    known = replace(tracks, sources=("a",) * len(tracks))
    for row in range(len(tracks)):
        assert attach([evidence_of(tracks, row)], known)[0].tolist() == [row]


@given(films())
def test_a_track_of_another_result_is_found_by_its_boxes(tracks: TrackSet) -> None:
    anew = replace(tracks, sources=("b",) * len(tracks))
    every = [evidence_of(tracks, row) for row in range(len(tracks))]
    assert [rows.tolist() for rows in attach(every, anew)] == [rows.tolist() for rows in attach(every, tracks)]
