"""From detections to tracks, and what is settled when a shot is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from telecine.apps.faces.logic.tracking.association import REFUSED, Gate, assign, look_distances, pair_costs
from telecine.apps.faces.logic.tracking.joining import (
    FaceLimits,
    RejoinLimits,
    describe_followed,
    extend_back,
    join,
    reason_against,
    rejoin,
    span_of,
)
from telecine.apps.faces.logic.tracking.tracklets import Detections, Follower, FollowLimits, Observation, Tracklet
from telecine.apps.faces.params import TrackParams
from telecine.apps.faces.watching import Watcher
from telecine.engine.capabilities import Similarity
from telecine.kernel.spans import Span
from tests.fixtures.painted_film import PaintedFrame

Floats = npt.NDArray[np.float32]

GATE = Gate(reach=0.5, speed=2.6, growth=1.8, look=0.8, far_look=0.4)
LIMITS = FollowLimits(
    birth_score=0.5, keep_score=0.2, gap_s=0.5, gate=GATE, weak_gate=replace(GATE, reach=0.35, speed=1.5, far_look=0.6)
)
FACE = FaceLimits(mean_score=0.4, single_score=0.6, plausible=0.5, tiny_px=20, tiny_score=0.5)
L2 = Similarity(metric="l2", same=0.6, cluster=0.5)
REJOIN = RejoinLimits(gap_s=1.5, distance=1.0, look=0.6, reach=2.5)
STEP = Fraction(1, 3)


def _look(kind: int) -> Floats:
    look = np.zeros(128, np.float32)
    look[kind] = 1
    return look


def _found(at: Fraction, *faces: tuple[float, float, float, int]) -> Detections:
    """Faces 40 px wide and 50 high: left, top, score, kind of look."""
    boxes = np.array([[x, y, x + 40, y + 50] for x, y, _, _ in faces], np.float32).reshape(-1, 4)
    return Detections(
        at=at,
        boxes=boxes,
        scores=np.array([score for _, _, score, _ in faces], np.float32),
        landmarks=np.zeros((len(faces), 5, 2), np.float32),
        looks=np.array([_look(kind) for *_, kind in faces], np.float32).reshape(-1, 128),
    )


def _follow(*frames: Sequence[tuple[float, float, float, int]]) -> tuple[Follower, list[Tracklet]]:
    """Tracks of one shot looked at every third of a second."""
    follower = Follower(LIMITS)
    follower.open_shot(0)
    for index, faces in enumerate(frames):
        follower.update(_found(index * STEP, *faces), closes_shot=index == len(frames) - 1)
    return follower, sorted(follower.ended + follower.alive, key=lambda track: track.number)


def _track(*instants: Fraction, number: int = 0, x: float = 0, kind: int = 0, score: float = 0.9) -> Tracklet:
    boxes = [np.array([x, 0, x + 40, 50], np.float32) for _ in instants]
    seen = [
        Observation(at=at, box=box, source="detector", score=score, is_clear=True)
        for at, box in zip(instants, boxes, strict=True)
    ]
    return Tracklet(
        number=number,
        shot=0,
        seen=seen,
        previous=None,
        opens_shot=False,
        box=boxes[-1],
        moved_at=instants[-1],
        look=_look(kind),
    )


def test_faces_are_matched_one_to_one_at_least_total_cost() -> None:
    costs = np.array([[1, 2], [1.1, REFUSED]], np.float32)
    rows, columns = assign(costs)
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == [(0, 1), (1, 0)]
    assert assign(np.full((2, 2), REFUSED, np.float32))[0].size == 0
    assert assign(np.zeros((0, 3), np.float32))[0].size == 0


def test_what_is_too_far_too_large_or_unlike_is_refused() -> None:
    track = np.array([[100, 100, 140, 150]], np.float32)
    boxes = np.array([[110, 100, 150, 150], [400, 100, 440, 150], [80, 75, 180, 200], [100, 100, 140, 150]], np.float32)
    looks = np.array([[0.1, 0.1, 0.1, 0.9]], np.float32)
    costs = pair_costs(track, np.array([1 / 3], np.float32), boxes, looks, GATE)
    assert (costs[0] < REFUSED).tolist() == [True, False, False, False]


def test_a_far_continuation_must_look_more_alike_than_a_near_one() -> None:
    track = np.array([[100, 100, 140, 150]], np.float32)
    boxes = np.array([[102, 100, 142, 150], [155, 100, 195, 150]], np.float32)
    costs = pair_costs(track, np.array([0.4], np.float32), boxes, np.full((1, 2), 0.55, np.float32), GATE)
    assert (costs[0] < REFUSED).tolist() == [True, False]


def test_colours_that_were_not_seen_neither_help_nor_harm() -> None:
    unseen = np.zeros((1, 128), np.float32)
    looks = look_distances(np.stack([_look(0), unseen[0]]), np.stack([_look(0), _look(1)]))
    assert looks.tolist() == [[0, 1], [0.5, 0.5]]


def test_a_face_that_moves_evenly_is_one_track() -> None:
    _, tracks = _follow(*([(index * 30.0, 0, 0.9, 0)] for index in range(8)))
    assert len(tracks) == 1
    assert len(tracks[0].seen) == 8


def test_speed_tells_apart_two_faces_that_cross() -> None:
    _, tracks = _follow(*([(index * 30.0, 0, 0.9, 0), (210 - index * 30.0, 8, 0.9, 0)] for index in range(8)))
    assert [track.seen[-1].box[0] for track in tracks] == [210, 0]


def test_weak_detections_continue_and_do_not_begin_tracks() -> None:
    follower, tracks = _follow(
        [(0, 0, 0.9, 0)], [(2, 0, 0.25, 0), (300, 0, 0.45, 1)], [(4, 0, 0.3, 0)], [(4, 0, 0.1, 0)]
    )
    assert [len(track.seen) for track in tracks] == [3]
    assert [one.seen.box[0] for one in follower.weak[STEP]] == [300]


def test_strong_detections_choose_before_weak_ones() -> None:
    _, tracks = _follow([(0, 0, 0.9, 0)], [(0, 0, 0.4, 0), (12, 0, 0.8, 0)])
    assert tracks[0].seen[-1].box[0] == 12


def test_one_missed_look_is_bridged_and_three_are_not() -> None:
    there, gone = [(0.0, 0.0, 0.9, 0)], list[tuple[float, float, float, int]]()
    assert len(_follow(there, gone, there)[1]) == 1
    assert len(_follow(there, gone, gone, gone, there)[1]) == 2


def test_another_face_in_the_same_place_begins_another_track() -> None:
    assert len(_follow([(0, 0, 0.9, 0)], [(0, 0, 0.9, 1)])[1]) == 2


def test_a_face_that_flow_followed_is_found_again_where_its_speed_did_not_lead() -> None:
    follower = Follower(LIMITS)
    follower.open_shot(0)
    follower.update(_found(Fraction(0), (0, 0, 0.9, 0)), closes_shot=False)
    moved = np.array([[120, 0, 160, 50]], np.float32)
    follower.follow(Fraction(1, 6), moved, np.array([True]))
    assert len(follower.alive[0].seen) == 1, "a followed box counts only once the face is detected again"
    follower.update(_found(STEP, (150, 0, 0.9, 0)), closes_shot=True)
    (track,) = follower.close_shot()
    assert [one.source for one in track.seen] == ["detector", "flow", "detector"]


def test_a_face_that_flow_lost_on_the_background_is_found_again_by_its_speed() -> None:
    follower = Follower(LIMITS)
    follower.open_shot(0)
    for index in range(3):
        follower.update(_found(index * STEP, (index * 60.0, 0, 0.9, 0)), closes_shot=False)
    stays = np.array([[120, 0, 160, 50]], np.float32)
    follower.follow(3 * STEP - Fraction(1, 100), stays, np.array([True]))
    follower.update(_found(3 * STEP, (165, 0, 0.9, 0)), closes_shot=True)
    assert len(follower.close_shot()) == 1


def test_a_face_seen_once_goes_on_as_fast_as_flow_saw_it_move() -> None:
    follower = Follower(LIMITS)
    follower.open_shot(0)
    follower.update(_found(Fraction(0), (0, 0, 0.9, 0)), closes_shot=False)
    follower.follow(Fraction(1, 12), np.array([[30, 0, 70, 50]], np.float32), np.array([True]))
    follower.update(_found(STEP, (110, 0, 0.9, 0)), closes_shot=True)
    assert len(follower.close_shot()) == 1


def test_after_a_jump_nothing_is_continued() -> None:
    follower = Follower(LIMITS)
    follower.open_shot(0)
    follower.update(_found(Fraction(0), (0, 0, 0.9, 0)), closes_shot=False)
    follower.drop_all(STEP)
    follower.update(_found(STEP, (0, 0, 0.9, 0)), closes_shot=True)
    first, second = follower.close_shot()
    assert first.following == STEP
    assert second.previous == 0


def _textured(seed: int, shift: int = 0) -> npt.NDArray[np.uint8]:
    rough = np.random.default_rng(seed).integers(0, 255, (50, 110)).astype(np.uint8)
    picture = cv2.GaussianBlur(cv2.resize(rough, (440, 200)), (0, 0), 1.5)[10:190, 60 + shift : 380 + shift]
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB), np.uint8)


def test_a_cut_that_nobody_announced_ends_all_tracks_and_is_said_once() -> None:
    watcher, follower = Watcher(TrackParams(), (320, 180)), Follower(LIMITS)
    follower.open_shot(0)
    follower.update(_found(Fraction(0), (100, 60, 0.9, 0)), closes_shot=False)
    said = []
    for index, seed in enumerate([1, 1, 2, 3]):
        frame = PaintedFrame(Fraction(index, 12), Fraction(1, 12), _textured(seed))
        said.append(watcher.watch(frame, follower).has_jumped)
    assert said == [False, False, True, False]
    assert follower.alive == []
    assert follower.close_shot()[0].following == Fraction(2, 12)


def test_a_fast_camera_calls_for_more_looks_and_keeps_its_tracks() -> None:
    watcher, follower = Watcher(TrackParams(), (320, 180)), Follower(LIMITS)
    follower.open_shot(0)
    follower.update(_found(Fraction(0), (100, 60, 0.9, 0)), closes_shot=False)
    said = []
    for index in range(3):
        frame = PaintedFrame(Fraction(index, 12), Fraction(1, 12), _textured(1, shift=8 * index))
        said.append(watcher.watch(frame, follower).is_fast)
    assert said == [False, True, True]
    assert follower.alive[0].box == pytest.approx(np.array([84, 60, 124, 110]), abs=2)


def test_a_still_picture_is_left_alone() -> None:
    watcher, follower = Watcher(TrackParams(), (320, 180)), Follower(LIMITS)
    follower.open_shot(0)
    follower.update(_found(Fraction(0), (100, 60, 0.9, 0)), closes_shot=False)
    for index in range(3):
        seen = watcher.watch(PaintedFrame(Fraction(index, 12), Fraction(1, 12), _textured(1)), follower)
        assert not seen.is_fast
    assert follower.alive[0].pending == []


def test_a_shot_must_be_closed_before_the_next_is_opened() -> None:
    follower, _ = _follow([(0, 0, 0.9, 0)])
    with pytest.raises(ValueError, match="not closed"):
        follower.open_shot(1)


def test_a_late_beginning_is_extended_through_every_look_that_has_it() -> None:
    faint = [(0.0, 0.0, 0.3, 0), (200.0, 0.0, 0.3, 1)]
    follower, tracks = _follow([], faint, faint, [(0, 0, 0.9, 0)])
    assert extend_back(tracks, follower.weak, follower.looked, GATE) == 2
    (track,) = tracks
    assert [one.at for one in track.seen] == [STEP, 2 * STEP, 3 * STEP]
    assert track.previous == 0
    assert not track.opens_shot


def test_a_weak_detection_elsewhere_or_unlike_is_no_beginning() -> None:
    follower, tracks = _follow([(300, 0, 0.3, 0), (0, 0, 0.3, 1)], [(0, 0, 0.9, 0)])
    assert extend_back(tracks, follower.weak, follower.looked, GATE) == 0


def test_spans_end_at_cuts_and_otherwise_half_way_to_the_look_without_the_face() -> None:
    shot = Span(Fraction(10), Fraction(20))
    track = _track(Fraction(12), Fraction(13))
    track.previous, track.following = Fraction(23, 2), Fraction(27, 2)
    assert span_of(track, shot, Fraction(1, 25)) == Span(Fraction(47, 4), Fraction(53, 4))
    track.opens_shot = track.closes_shot = True
    assert span_of(track, shot, Fraction(1, 25)) == shot
    lonely = _track(Fraction(12))
    assert span_of(lonely, shot, Fraction(1, 25)) == Span(Fraction(12), Fraction(12) + Fraction(1, 25))


def test_a_face_lost_for_a_moment_is_joined_by_its_vector() -> None:
    first, second = _track(Fraction(0), Fraction(1)), _track(Fraction(2), number=1, x=30)
    same = {0: np.zeros(4, np.float32), 1: np.full(4, 0.1, np.float32)}
    other = {0: np.zeros(4, np.float32), 1: np.full(4, 1.0, np.float32)}
    assert rejoin([first, second], same, L2, REJOIN) == [(first, second)]
    assert rejoin([first, second], other, L2, REJOIN) == []


def test_without_vectors_only_a_near_track_of_the_same_colours_is_joined() -> None:
    first = _track(Fraction(0))
    assert rejoin([first, _track(Fraction(1), number=1, x=10)], {}, L2, REJOIN)
    assert not rejoin([first, _track(Fraction(1), number=1, x=10, kind=1)], {}, L2, REJOIN)
    assert not rejoin([first, _track(Fraction(1), number=1, x=400)], {}, L2, REJOIN)


def test_tracks_too_far_apart_in_time_or_at_the_same_time_are_not_joined() -> None:
    first = _track(Fraction(0), Fraction(3))
    assert not rejoin([first, _track(Fraction(5), number=1)], {}, L2, REJOIN)
    assert not rejoin([first, _track(Fraction(2), Fraction(4), number=1)], {}, L2, REJOIN)


def test_each_track_is_joined_to_the_best_one_and_to_one_only() -> None:
    early, left, right = _track(Fraction(0)), _track(Fraction(1), number=1, x=25), _track(Fraction(1), number=2, x=2)
    assert rejoin([early, left, right], {}, L2, REJOIN) == [(early, right)]


def test_a_joined_track_ends_as_its_later_part_does() -> None:
    first = replace(_track(Fraction(0)), following=Fraction(1, 3))
    join(first, replace(_track(Fraction(1), number=1), closes_shot=True))
    assert first.closes_shot
    assert first.following is None
    assert [one.at for one in first.seen] == [0, 1]


@pytest.mark.parametrize(
    ("track", "plausible", "reason"),
    [
        (_track(Fraction(0), Fraction(1)), 1.0, None),
        (_track(Fraction(0), score=0.55), 1.0, "seen_once"),
        (_track(Fraction(0), score=0.65), 1.0, None),
        (_track(Fraction(0), Fraction(1), score=0.35), 1.0, "low_score"),
        (_track(Fraction(0), Fraction(1)), 0.3, "landmarks"),
    ],
)
def test_what_is_no_face_is_refused_with_a_reason(track: Tracklet, plausible: float, reason: str | None) -> None:
    assert reason_against(track, plausible, FACE) == reason


def test_a_narrow_track_needs_better_scores() -> None:
    track = _track(Fraction(0), Fraction(1), score=0.45)
    assert reason_against(track, 1.0, FACE) is None
    for one in track.seen:
        one.box = np.array([0, 0, 15, 20], np.float32)
    assert reason_against(track, 1.0, FACE) == "low_score"


def test_a_followed_box_is_clear_between_clear_ones() -> None:
    track = _track(Fraction(0), Fraction(1), Fraction(2))
    track.seen[2].is_clear = False
    for at, place in ((Fraction(1, 2), 1), (Fraction(3, 2), 3)):
        track.seen.insert(place, Observation(at=at, box=track.box, source="flow", score=0.0))
    describe_followed(track)
    assert [one.is_clear for one in track.seen] == [True, True, True, False, False]
    assert track.seen[1].score == pytest.approx(0.9)
