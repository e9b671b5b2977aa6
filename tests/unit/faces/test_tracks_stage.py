"""The stage `faces.tracks` on films whose faces are painted."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.apps.faces.params import TrackParams
from telecine.apps.faces.stages import TRACKS
from telecine.kernel.spans import Span
from telecine.records.catalog import FACE_TRACKS, PROBE
from telecine.records.faces import FaceTracks
from telecine.records.items import Item
from tests.fixtures.painted_faces import PaintedModels
from tests.fixtures.painted_film import Face, PaintedFilm, Scene
from tests.fixtures.stage_harness import Ran, put, run_stage

FRAME = Fraction(1, 25)


class Tracked:
    """The result of one segment, in plain values."""

    def __init__(self, ran: Ran) -> None:
        loaded = ran.open(FACE_TRACKS)
        self.record: FaceTracks = loaded.record
        self.rows = loaded.table("tracks").to_pylist()
        self.samples = loaded.table("samples").to_pylist()
        self.crops = loaded.table("crops").to_pylist()

    def spans(self) -> list[Span]:
        return [
            Span(Fraction(row["start_num"], row["start_den"]), Fraction(row["end_num"], row["end_den"]))
            for row in self.rows
        ]

    def instants(self, row: int) -> list[Fraction]:
        track = self.rows[row]["track_id"]
        return [Fraction(one["at_num"], one["at_den"]) for one in self.samples if one["track_id"] == track]


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifacts:
    return LocalArtifacts(tmp_path / "store")


def _run(
    store: LocalArtifacts,
    film: PaintedFilm,
    *,
    span: Span | None = None,
    cuts: Sequence[Fraction] = (),
    lead_in: Fraction = Fraction(0),
    starts_at_cut: bool = True,
    params: TrackParams | None = None,
    fence: int = 1,
) -> Tracked:
    whole = span or Span(Fraction(0), len(film.stamps) / film.rate)
    data = {
        "cuts": [f"{cut.numerator}/{cut.denominator}" for cut in cuts],
        "lead_in": f"{lead_in.numerator}/{lead_in.denominator}",
        "starts_at_cut": starts_at_cut,
    }
    video = store.folder("0" * 64, fence).parent / "film"
    video.parent.mkdir(parents=True, exist_ok=True)
    video.write_bytes(repr((film.size, film.rate, film.stamps[-1:], id(film))).encode())
    ran = run_stage(
        TRACKS,
        store=store,
        inputs={PROBE: put(store, PROBE, film.probe())},
        params=params,
        video=video,
        item=Item(Item.identify("segment", whole, data), 0, whole, data),
        models=PaintedModels(),
        open_video=lambda _: film,
        fence=fence,
    )
    return Tracked(ran)


def _still(*faces: Face) -> Scene:
    return lambda _: faces


RED = Face((40, 40, 72, 80), "red")
BLUE = Face((160, 50, 190, 88), "blue")


def test_a_face_that_is_always_there_is_one_track_over_the_whole_segment(store: LocalArtifacts) -> None:
    film = PaintedFilm(_still(RED), seconds=Fraction(3))
    found = _run(store, film)
    assert found.spans() == [Span(Fraction(0), Fraction(3))]
    assert film.decodes == 1
    assert found.rows[0]["observed"] == found.record.frames_detected >= 9
    assert found.rows[0]["confidence"] == pytest.approx(0.99, abs=0.03)
    box = [float(np.median([one[side] for one in found.samples])) for side in ("x1", "y1", "x2", "y2")]
    assert box == pytest.approx(RED.box, abs=3)


def test_tracks_end_exactly_at_a_cut_even_where_the_next_face_is_in_the_same_place(store: LocalArtifacts) -> None:
    cut = Fraction(33, 25)
    film = PaintedFilm(lambda at: [RED if at < cut else Face(RED.box, "blue")], seconds=Fraction(3))
    found = _run(store, film, cuts=[cut])
    assert found.spans() == [Span(Fraction(0), cut), Span(cut, Fraction(3))]
    assert [row["shot"] for row in found.rows] == [0, 1]
    assert found.instants(0)[-1] == cut - FRAME, "the last frame before the cut was looked at"
    assert found.instants(1)[0] == cut, "the first frame after the cut was looked at"


def test_the_same_face_on_both_sides_of_a_cut_is_two_tracks(store: LocalArtifacts) -> None:
    found = _run(store, PaintedFilm(_still(RED), seconds=Fraction(2)), cuts=[Fraction(1)])
    assert found.spans() == [Span(Fraction(0), Fraction(1)), Span(Fraction(1), Fraction(2))]


def test_a_file_without_frame_durations_still_has_its_cuts_looked_at(store: LocalArtifacts) -> None:
    found = _run(store, PaintedFilm(_still(RED), seconds=Fraction(2), has_durations=False), cuts=[Fraction(1)])
    assert found.instants(0)[-1] == 1 - FRAME


def test_a_face_that_comes_and_goes_is_timed_to_half_a_sampling_step(store: LocalArtifacts) -> None:
    shown = Span(Fraction(29, 25), Fraction(68, 25))
    film = PaintedFilm(lambda at: [RED] if shown.contains(at) else [], seconds=Fraction(4))
    (span,) = _run(store, film).spans()
    assert abs(span.start - shown.start) <= Fraction(1, 6) + FRAME
    assert abs(span.end - shown.end) <= Fraction(1, 6) + FRAME


def test_a_face_hidden_for_a_moment_stays_one_track_and_hidden_for_long_becomes_two(store: LocalArtifacts) -> None:
    def scene(at: Fraction) -> list[Face]:
        hidden_briefly = Fraction(1) <= at < Fraction(3, 2)
        hidden_for_long = Fraction(3) <= at < Fraction(6)
        return [] if hidden_briefly or hidden_for_long else [RED]

    spans = _run(store, PaintedFilm(scene, seconds=Fraction(8))).spans()
    assert len(spans) == 2
    assert spans[0].start == 0
    assert spans[0].end < Fraction(7, 2)
    assert spans[1].end == 8


def test_two_people_who_swap_places_keep_their_tracks(store: LocalArtifacts) -> None:
    def scene(at: Fraction) -> list[Face]:
        shift = float(at) * 32
        return [
            Face((40 + shift, 40, 72 + shift, 80), "red"),
            Face((180 - shift, 44, 212 - shift, 84), "blue"),
        ]

    found = _run(store, PaintedFilm(scene, seconds=Fraction(4)))
    assert len(found.rows) == 2
    for row in found.rows:
        vectors = [
            one["embedding"]
            for one in found.samples
            if one["track_id"] == row["track_id"] and one["embedding"] is not None
        ]
        dominant = {int(np.argmax(vector)) for vector in vectors}
        assert len(dominant) == 1, "a track holds one colour only"


def test_a_fast_pan_does_not_break_a_track(store: LocalArtifacts) -> None:
    def scene(at: Fraction) -> list[Face]:
        x = 10 + float(at) * 100
        return [Face((x, 50, x + 28, 86), "red")]

    assert len(_run(store, PaintedFilm(scene, seconds=Fraction(2))).rows) == 1


def test_small_faces_are_looked_at_with_the_finer_detector(store: LocalArtifacts) -> None:
    large = PaintedFilm(
        _still(Face((100, 100, 160, 180), "red")), seconds=Fraction(1), rate=Fraction(10), size=(800, 450)
    )
    tiny = PaintedFilm(
        _still(Face((300, 200, 330, 240), "red")), seconds=Fraction(1), rate=Fraction(10), size=(800, 450)
    )
    assert _run(store, large).record.fine_shots == 0
    found = _run(store, tiny)
    assert found.record.fine_shots == 1
    assert found.rows[0]["observed"] == found.record.frames_detected


def test_a_weak_detection_continues_a_track_and_begins_none(store: LocalArtifacts) -> None:
    def scene(at: Fraction) -> list[Face]:
        return [Face(RED.box, "red", fill=1.0 if at < 1 else 0.42), Face(BLUE.box, "blue", fill=0.42)]

    found = _run(store, PaintedFilm(scene, seconds=Fraction(3)))
    assert found.spans() == [Span(Fraction(0), Fraction(3))]


def test_the_weak_beginning_of_a_track_is_found_afterwards(store: LocalArtifacts) -> None:
    film = PaintedFilm(lambda at: [Face(RED.box, "red", fill=0.42 if at < 1 else 1.0)], seconds=Fraction(3))
    assert _run(store, film).spans() == [Span(Fraction(0), Fraction(3))]


def test_what_scores_low_all_the_time_is_counted_as_rejected(store: LocalArtifacts) -> None:
    params = TrackParams(birth_score=0.35, mean_score=0.6)
    film = PaintedFilm(_still(Face(RED.box, "red", fill=0.5)), seconds=Fraction(2))
    found = _run(store, film, params=params)
    assert found.rows == []
    assert found.record.rejected == {"low_score": 1}


def test_a_segment_without_faces_gives_empty_tables(store: LocalArtifacts) -> None:
    found = _run(store, PaintedFilm(_still(), seconds=Fraction(2)))
    assert (found.rows, found.samples, found.crops) == ([], [], [])
    assert found.record.detections == 0
    assert found.record.frames_decoded == 50


def test_the_lead_in_is_read_and_never_emitted(store: LocalArtifacts) -> None:
    film = PaintedFilm(lambda at: [RED, BLUE] if at < Fraction(5, 2) else [RED], seconds=Fraction(6))
    segment = Span(Fraction(3), Fraction(6))
    found = _run(store, film, span=segment, lead_in=Fraction(2), starts_at_cut=False)
    assert found.spans() == [segment], "who is seen in the lead-in only is not in the result"
    assert found.rows[0]["begins_at_seam"]
    assert min(found.instants(0)) == Fraction(3), "the first frame after the seam was looked at"
    assert found.record.frames_decoded == 125


def test_a_track_that_ends_with_the_segment_says_so(store: LocalArtifacts) -> None:
    film = PaintedFilm(lambda at: [RED] if at < 1 else [BLUE], seconds=Fraction(3))
    rows = {row["start_num"]: row for row in _run(store, film, cuts=[Fraction(1)]).rows}
    assert not rows[0]["ends_at_seam"]
    assert rows[1]["ends_at_seam"]
    assert not rows[0]["begins_at_seam"]


def test_the_same_segment_gives_the_same_tracks_again(store: LocalArtifacts, tmp_path: Path) -> None:
    film = PaintedFilm(_still(RED, BLUE), seconds=Fraction(2))
    first, again = _run(store, film), _run(LocalArtifacts(tmp_path / "other"), film)
    assert first.rows == again.rows
    assert first.samples == again.samples
    assert first.crops == again.crops
    assert len({row["track_id"] for row in first.rows}) == 2


def test_no_more_samples_are_embedded_than_asked_for_and_they_span_the_track(store: LocalArtifacts) -> None:
    found = _run(store, PaintedFilm(_still(RED), seconds=Fraction(12)), params=TrackParams(embeddings=4, crops=2))
    chosen = [Fraction(one["at_num"], one["at_den"]) for one in found.samples if one["embedding"] is not None]
    assert found.rows[0]["embeddings"] == len(chosen) <= 4
    assert max(chosen) - min(chosen) > 6
    assert found.rows[0]["prototype"] is not None
    assert [one["rank"] for one in found.crops] == [0, 1]


def test_stored_crops_are_pictures_of_the_face(store: LocalArtifacts) -> None:
    found = _run(store, PaintedFilm(_still(RED), seconds=Fraction(1)))
    picture = cv2.imdecode(np.frombuffer(found.crops[0]["jpeg"], np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    middle = picture[picture.shape[0] // 2, picture.shape[1] // 2]
    assert middle[2] > 180
    assert middle[0] < 90, "red, in OpenCV's order"


def test_faces_too_narrow_to_embed_are_tracked_without_a_prototype(store: LocalArtifacts) -> None:
    found = _run(store, PaintedFilm(_still(Face((100, 60, 112, 74), "red")), seconds=Fraction(2)))
    assert len(found.rows) == 1
    assert found.rows[0]["prototype"] is None
    assert found.rows[0]["embeddings"] == 0
    assert found.crops == []


def test_a_portrait_picture_is_searched_upright(store: LocalArtifacts) -> None:
    film = PaintedFilm(_still(Face((60, 400, 86, 430), "red")), seconds=Fraction(1), rate=Fraction(10), size=(270, 480))
    assert len(_run(store, film).rows) == 1


def test_a_procession_through_one_shot_is_embedded_as_it_goes(store: LocalArtifacts) -> None:
    def scene(at: Fraction) -> list[Face]:
        person, since = divmod(at, Fraction(3, 2))
        left = 10 + 70 * (int(person) % 3)
        return [Face((left, 40, left + 30, 78), "red" if person % 2 else "blue")] if since < 1 else []

    found = _run(store, PaintedFilm(scene, seconds=Fraction(21), rate=Fraction(6)))
    assert len(found.rows) == 14
    assert all(row["prototype"] is not None for row in found.rows)
    assert {one["track_id"] for one in found.crops} == {row["track_id"] for row in found.rows}
