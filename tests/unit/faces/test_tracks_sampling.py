"""Which frames are looked at, and what is kept of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from telecine.apps.faces.logic.tracking.choosing import BestOverTime, prototype
from telecine.apps.faces.logic.tracking.sampling import Schedule, fit, shots_of
from telecine.engine.capabilities import Similarity
from telecine.kernel.spans import Span

NTSC = Fraction(1001, 30000)
L2 = Similarity(metric="l2", same=0.6, cluster=0.5)


def _schedule(*shots: Span, step: Fraction = NTSC, marks: tuple[Fraction, ...] = ()) -> Schedule:
    return Schedule(shots, detect_every=Fraction(1, 3), watch_every=Fraction(1, 12), frame_step=step, marks=marks)


def _detections(schedule: Schedule, frames: int, step: Fraction = NTSC) -> list[int]:
    return [index for index in range(frames) if schedule.look(index * step, step).detect]


def test_faces_are_looked_for_three_times_a_second_at_any_frame_rate() -> None:
    for rate in (Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(50), Fraction(120)):
        count = int(60 * rate)
        looks = _detections(_schedule(Span(Fraction(0), Fraction(100)), step=1 / rate), count, 1 / rate)
        assert len(looks) == pytest.approx(180, abs=2), rate


def test_a_film_slower_than_the_looks_is_looked_at_in_every_frame() -> None:
    assert _detections(_schedule(Span(Fraction(0), Fraction(9))), 4, Fraction(1)) == [0, 1, 2, 3]


def test_the_frames_on_both_sides_of_a_cut_are_looked_at() -> None:
    cut = 37 * NTSC
    looks = _detections(_schedule(Span(Fraction(0), cut), Span(cut, 60 * NTSC)), 60)
    assert {0, 36, 37, 59} <= set(looks)


def test_a_cut_between_two_frames_belongs_to_the_frame_after_it() -> None:
    cut = 37 * NTSC - NTSC / 3
    schedule = _schedule(Span(Fraction(0), cut), Span(cut, 60 * NTSC))
    looks = [schedule.look(index * NTSC, NTSC) for index in range(60)]
    assert [index for index, look in enumerate(looks) if look.opens_shot] == [0, 37]
    assert [index for index, look in enumerate(looks) if look.closes_shot] == [36, 59]


def test_a_mark_is_looked_at_at_its_first_frame() -> None:
    looks = _detections(_schedule(Span(Fraction(0), Fraction(9)), marks=(5 * NTSC - NTSC / 2,)), 9)
    assert looks == [0, 5]


def test_looks_can_be_brought_forward() -> None:
    schedule = _schedule(Span(Fraction(0), Fraction(9)))
    assert schedule.look(Fraction(0), NTSC).detect
    schedule.hasten(NTSC, Fraction(1, 10))
    assert [index for index in range(1, 8) if schedule.look(index * NTSC, NTSC).detect] == [4]


def test_a_schedule_without_shots_or_steps_is_refused() -> None:
    with pytest.raises(ValueError, match="shot"):
        _schedule()
    with pytest.raises(ValueError, match="positive"):
        Schedule([Span(Fraction(0), Fraction(1))], detect_every=Fraction(0), watch_every=NTSC, frame_step=NTSC)


def test_shots_are_split_at_the_cuts_inside() -> None:
    span = Span(Fraction(10), Fraction(20))
    cuts = [Fraction(20), Fraction(15), Fraction(10), Fraction(25), Fraction(15)]
    assert shots_of(span, cuts) == [Span(Fraction(10), Fraction(15)), Span(Fraction(15), Fraction(20))]


@pytest.mark.parametrize(
    ("size", "fitted"),
    [
        ((1280, 720), (448, 252)),
        ((720, 1280), (252, 448)),
        ((640, 480), (341, 256)),
        ((1920, 800), (448, 187)),
        ((320, 180), (320, 180)),
        ((5000, 2), (448, 1)),
    ],
)
def test_pictures_keep_their_shape_and_are_never_enlarged(size: tuple[int, int], fitted: tuple[int, int]) -> None:
    assert fit(size, (448, 256)) == fitted


def test_the_best_of_each_time_is_kept_in_bounded_room() -> None:
    kept: BestOverTime[int] = BestOverTime(limit=16, width=Fraction(1, 4))
    for index in range(3000):
        kept.offer(Fraction(index, 3), float(index % 7), index)
    best = kept.best(8)
    assert 5 <= len(best) <= 8
    assert all(sample % 7 == 6 for _, sample in best), "the best value there was"
    gaps = np.diff([float(at) for at, _ in best])
    assert gaps.max() < 260, "spread over the 1000 seconds"


def test_a_sample_is_wanted_only_when_it_is_better_than_what_is_there() -> None:
    kept: BestOverTime[str] = BestOverTime(limit=4, width=Fraction(1))
    kept.offer(Fraction(1, 2), 0.5, "first")
    assert not kept.wants(Fraction(3, 4), 0.5)
    assert kept.wants(Fraction(3, 4), 0.6)
    assert kept.wants(Fraction(5, 4), 0.1)


def test_a_prototype_leaves_outliers_out_and_says_how_far_samples_spread() -> None:
    vectors = np.array([[0, 0], [0.2, 0], [0, 0.2], [3, 3]], np.float32)
    made = prototype(vectors, np.ones(4, np.float32), L2)
    assert made.used.tolist() == [True, True, True, False]
    assert made.vector == pytest.approx([0.2 / 3, 0.2 / 3])
    assert made.spread > 1


def test_better_samples_weigh_more_in_a_prototype() -> None:
    vectors = np.array([[0, 0], [0.4, 0]], np.float32)
    assert prototype(vectors, np.array([1, 3], np.float32), L2).vector[0] == pytest.approx(0.3)


def test_at_least_half_of_the_samples_make_the_prototype_however_far_apart_they_are() -> None:
    vectors = np.diag(np.full(6, 10.0)).astype(np.float32)
    assert prototype(vectors, np.ones(6, np.float32), L2).used.sum() >= 3
