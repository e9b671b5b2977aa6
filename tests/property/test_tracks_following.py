"""What holds for tracks of any detections."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from telecine.apps.faces.logic.tracking.association import Gate
from telecine.apps.faces.logic.tracking.choosing import BestOverTime
from telecine.apps.faces.logic.tracking.joining import extend_back, span_of
from telecine.apps.faces.logic.tracking.sampling import Schedule, shots_of
from telecine.apps.faces.logic.tracking.tracklets import Detections, Follower, FollowLimits, Tracklet
from telecine.kernel.spans import Span, partitions

GATE = Gate(reach=0.5, speed=2.6, growth=1.8, look=0.8, far_look=0.4)
LIMITS = FollowLimits(
    birth_score=0.5, keep_score=0.2, gap_s=0.5, gate=GATE, weak_gate=replace(GATE, reach=0.35, speed=1.5, far_look=0.6)
)

_score = st.integers(10, 100).map(lambda hundredths: hundredths / 100)
_face = st.tuples(st.integers(0, 300), st.integers(0, 150), st.integers(10, 80), _score, st.integers(0, 3))
_shot = st.lists(st.lists(_face, max_size=4), min_size=1, max_size=8)
_film = st.lists(_shot, min_size=1, max_size=3)
Film = list[list[list[tuple[int, int, int, float, int]]]]


def _some(lanes: list[int]) -> st.SearchStrategy[list[int]]:
    """The first few of `lanes`."""
    return st.integers(0, len(lanes)).map(lambda count: lanes[:count])


def _detections(at: Fraction, faces: list[tuple[int, int, int, float, int]]) -> Detections:
    looks = np.zeros((len(faces), 128), np.float32)
    for row, face in enumerate(faces):
        looks[row, face[4]] = 1
    return Detections(
        at=at,
        boxes=np.array([[x, y, x + w, y + w * 1.25] for x, y, w, _, _ in faces], np.float32).reshape(-1, 4),
        scores=np.array([face[3] for face in faces], np.float32),
        landmarks=np.zeros((len(faces), 5, 2), np.float32),
        looks=looks,
    )


def _tracks(film: Film) -> tuple[list[Tracklet], list[Span], int]:
    """Tracks, the shots they were found in, and how many detections were strong enough to begin one."""
    follower = Follower(LIMITS)
    step = Fraction(1, 3)
    tracks: list[Tracklet] = []
    shots: list[Span] = []
    strong = 0
    begin = Fraction(0)
    for number, shot in enumerate(film):
        follower.open_shot(number)
        for index, faces in enumerate(shot):
            found = _detections(begin + index * step, faces)
            strong += int((found.scores >= LIMITS.birth_score).sum())
            follower.update(found, closes_shot=index == len(shot) - 1)
        looked, weak = follower.looked, follower.weak
        closed = follower.close_shot()
        extend_back(closed, weak, looked, GATE)
        tracks += closed
        shots.append(Span(begin, begin + len(shot) * step))
        begin = shots[-1].end
    return tracks, shots, strong


@given(_film)
def test_a_track_lies_in_its_shot_and_in_time_order(film: Film) -> None:
    tracks, shots, _ = _tracks(film)
    for track in tracks:
        span = span_of(track, shots[track.shot], Fraction(1, 25))
        instants = [one.at for one in track.seen]
        assert instants == sorted(set(instants))
        assert shots[track.shot].start <= span.start <= instants[0]
        assert instants[-1] <= span.end <= shots[track.shot].end
        assert span.duration > 0


@given(_film)
def test_every_strong_detection_is_in_exactly_one_track(film: Film) -> None:
    tracks, _, strong = _tracks(film)
    seen = [one for track in tracks for one in track.seen if one.score >= LIMITS.birth_score]
    assert len(seen) == strong
    assert len({id(one) for track in tracks for one in track.seen}) == sum(len(track.seen) for track in tracks)


@given(_film)
def test_every_track_holds_a_strong_detection_and_no_gap_is_longer_than_allowed(film: Film) -> None:
    for track in _tracks(film)[0]:
        assert max(one.score for one in track.seen) >= LIMITS.birth_score
        gaps = [after.at - before.at for before, after in zip(track.seen, track.seen[1:], strict=False)]
        assert all(float(gap) <= LIMITS.gap_s + 2 / 3 for gap in gaps)


@given(st.lists(st.lists(st.permutations(range(4)).flatmap(_some), min_size=1, max_size=8), min_size=1, max_size=2))
def test_the_order_of_the_detections_of_a_frame_does_not_matter(lanes: list[list[list[int]]]) -> None:
    film = [[[(300 * lane, 20, 40, 0.9, 0) for lane in frame] for frame in shot] for shot in lanes]
    ordered = [[sorted(frame) for frame in shot] for shot in film]

    def boxes(tracks: list[Tracklet]) -> set[tuple[tuple[Fraction, float], ...]]:
        return {tuple((one.at, float(one.box[0])) for one in track.seen) for track in tracks}

    found = boxes(_tracks(film)[0])
    assert found == boxes(_tracks(ordered)[0])
    assert all(len({x for _, x in track}) == 1 for track in found), "no track jumps from one lane to another"


@given(
    st.fractions(Fraction(1, 5), Fraction(20), max_denominator=1001),
    st.lists(st.fractions(0, 20, max_denominator=1001), max_size=6),
    st.sampled_from([Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60)]),
)
def test_the_first_and_last_frame_of_every_shot_that_has_frames_is_looked_at(
    length: Fraction, cuts: list[Fraction], rate: Fraction
) -> None:
    shots = shots_of(Span(Fraction(0), length), cuts)
    assert partitions(Span(Fraction(0), length), shots)
    schedule = Schedule(shots, detect_every=Fraction(1, 3), watch_every=Fraction(1, 12), frame_step=1 / rate)
    frames = [index / rate for index in range(int(length * rate) + 1) if index / rate < length]
    looked = {at for at in frames if schedule.look(at, 1 / rate).detect}
    for shot in shots:
        inside = [at for at in frames if shot.contains(at)]
        if inside:
            assert inside[0] in looked
            assert inside[-1] in looked


@given(
    st.lists(st.tuples(st.fractions(0, 3600, max_denominator=90_000), st.floats(0, 1)), min_size=1, max_size=80),
    st.integers(1, 16),
)
def test_kept_samples_are_few_and_the_best_one_is_among_them(samples: list[tuple[Fraction, float]], limit: int) -> None:
    kept: BestOverTime[float] = BestOverTime(limit=2 * limit, width=Fraction(1, 4))
    for at, value in samples:
        kept.offer(at, value, value)
    best = kept.best(limit)
    assert 1 <= len(best) <= limit
    assert max(value for _, value in best) == max(value for _, value in samples)
    assert [at for at, _ in best] == sorted(at for at, _ in best)
