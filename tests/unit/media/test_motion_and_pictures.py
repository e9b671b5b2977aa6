"""Motion, thumbnails and the sprite sheet: what is kept while the film goes by."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest

from telecine.apps.media.logic.motion import MotionMeter, Sample, without_cuts
from telecine.apps.media.logic.sprite import Sprite
from telecine.apps.media.logic.thumbnails import Candidate, ThumbnailPicker, choose, exposure_of, merit_of
from tests.fixtures.scenes import Film, look_of, scene


def _motion(film: Film) -> list[float]:
    meter = MotionMeter(Fraction(1, 4))
    for number, picture in enumerate(film):
        at = Fraction(number, 25)
        if meter.wants(at):
            meter.offer(at, look_of(picture).luma)
    return [sample.motion for sample in meter.samples]


def _candidate(frame: int, merit: float = 1.0) -> Candidate:
    return Candidate(frame, Fraction(frame, 25), merit, np.full((2, 2, 3), frame % 256, np.uint8))


def test_motion_is_sampled_four_times_a_second() -> None:
    meter = MotionMeter(Fraction(1, 4))
    for number, picture in enumerate(scene(1, 100)):
        if meter.wants(Fraction(number, 25)):
            meter.offer(Fraction(number, 25), look_of(picture).luma)
    assert [float(sample.at) for sample in meter.samples[:5]] == pytest.approx([0, 0.25, 0.5, 0.75, 1], abs=0.04)
    assert all(Fraction(1, 10) <= s.until - s.at <= Fraction(3, 25) for s in meter.samples)
    assert len(meter.samples) == 16


def test_faster_pans_move_more_and_a_still_picture_not_at_all() -> None:
    still, slow, fast = (np.median(_motion(scene(2, 75, pan=pan))) for pan in (0.0, 1.0, 4.0))
    assert np.median(_motion(np.repeat(scene(2, 1), 75, axis=0))) < 0.01
    assert still < slow < fast
    # Four of 192 pixels in each of 25 frames are 0.52 widths a second.
    assert fast == pytest.approx(0.52, abs=0.12)


def test_a_pair_across_a_cut_takes_the_motion_before_it() -> None:
    samples = [Sample(Fraction(n), Fraction(n) + Fraction(1, 10), m) for n, m in enumerate([0.1, 0.9, 0.3])]
    assert without_cuts(samples, [Fraction(1) + Fraction(1, 10)]) == [
        (Fraction(0), 0.1),
        (Fraction(1), 0.1),
        (Fraction(2), 0.3),
    ]
    assert without_cuts(samples, [Fraction(1)]) == [(Fraction(0), 0.1), (Fraction(1), 0.9), (Fraction(2), 0.3)]
    assert without_cuts(samples, [Fraction(1, 20)])[0] == (Fraction(0), 0.0)


def test_sharp_pictures_of_middle_brightness_are_preferred() -> None:
    rng = np.random.default_rng(0)
    sharp = rng.integers(60, 190, (90, 160), np.uint8)
    soft: npt.NDArray[np.uint8] = np.full((90, 160), 120, np.uint8)
    soft[:, 80:] = 130
    assert merit_of(sharp) > merit_of(soft)
    assert merit_of(sharp) > merit_of((sharp // 8).astype(np.uint8))
    assert exposure_of(120) == 1
    assert exposure_of(16) == exposure_of(240) == pytest.approx(0.2)


def test_the_best_of_the_middle_half_is_chosen() -> None:
    assert choose([]) is None
    chosen = choose([_candidate(n * 10, merit) for n, merit in enumerate([9, 1, 2, 3, 2, 8, 9])])
    assert chosen is not None
    assert chosen.frame == 30


def test_each_shot_gets_a_picture_from_inside_it() -> None:
    picker = ThumbnailPicker()
    cuts = [60, 75, 400]
    chosen = []
    for frame in range(500):
        step = 0.9 if frame in cuts else 0.0
        if picker.wants(frame, Fraction(frame, 25), step):
            picker.offer(_candidate(frame))
        # Boundaries are settled forty frames late.
        if frame - 40 in cuts:
            chosen.append(picker.close(frame - 40))
        picker.settle(frame - 40)
    chosen.append(picker.close(500))
    frames = [c.frame for c in chosen if c is not None]
    assert len(frames) == 4
    assert all(a <= f < b for f, (a, b) in zip(frames, itertools.pairwise([0, *cuts, 500]), strict=True))


def test_a_long_shot_keeps_few_pictures_and_converts_seldom() -> None:
    picker = ThumbnailPicker()
    offered = 0
    for frame in range(25 * 600):
        if picker.wants(frame, Fraction(frame, 25), 0.0):
            picker.offer(_candidate(frame))
            offered += 1
        picker.settle(frame - 40)
    assert offered < 330
    chosen = picker.close(25 * 600)
    assert chosen is not None
    assert 25 * 100 <= chosen.frame <= 25 * 500


@pytest.mark.parametrize(("declared", "real"), [(30, 30), (1200, 1200), (0, 900), (10, 900), (900, 450)])
def test_a_sprite_sheet_has_at_most_two_hundred_tiles_for_any_length(declared: int, real: int) -> None:
    sprite = Sprite((16, 9), Fraction(declared), 200)
    for number in range(real * 2):
        at = Fraction(number, 2)
        if sprite.wants(at):
            sprite.offer(at, np.full((9, 16, 3), number % 251, np.uint8))
    assert 30 <= sprite.count <= 200
    assert (sprite.count - 1) * sprite.interval < real <= sprite.count * sprite.interval
    sheet = sprite.sheet()
    assert sheet.shape == (-(-sprite.count // 10) * 9, 160, 3)
    for tile in range(sprite.count):
        shown = int(sheet[tile // 10 * 9, tile % 10 * 16, 0])
        first = math.ceil(tile * sprite.interval * 2)
        assert shown == first % 251


def test_the_cues_of_a_sprite_sheet_cover_the_film() -> None:
    sprite = Sprite((160, 90), Fraction(100), 200)
    for number in range(100):
        sprite.offer(Fraction(number), np.zeros((90, 160, 3), np.uint8))
    lines = sprite.vtt("sprite.jpg", Fraction(199, 2)).splitlines()
    assert lines[0] == "WEBVTT"
    times = [line for line in lines if "-->" in line]
    assert times[0] == "00:00:00.000 --> 00:00:00.500"
    assert times[-1].endswith("00:01:39.500")
    assert [a.split(" --> ")[1] == b.split(" --> ")[0] for a, b in itertools.pairwise(times)] == [True] * (
        len(times) - 1
    )
    assert "sprite.jpg#xywh=160,90,160,90" in lines


def test_a_gap_in_the_film_repeats_the_tile_after_it() -> None:
    sprite = Sprite((2, 2), Fraction(10), 200)
    sprite.offer(Fraction(0), np.full((2, 2, 3), 1, np.uint8))
    sprite.offer(Fraction(2), np.full((2, 2, 3), 2, np.uint8))
    assert sprite.count == 5
    assert sprite.sheet()[0, ::2, 0].tolist() == [1, 2, 2, 2, 2]
