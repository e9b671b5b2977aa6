"""Where shots begin: what is a cut and what only looks like one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from telecine.apps.media.logic.looks import difference, moved_difference
from telecine.apps.media.logic.shots import ShotDetector
from tests.fixtures.scenes import Film, dissolve, fade, found_in, look_of, mosaic, passed_by, scene, strobed, wipe


def _join(*films: Film) -> Film:
    return np.concatenate(films)


def _frames(film: Film, rate: float = 25.0) -> list[tuple[int, str]]:
    return [(boundary.frame, boundary.kind) for boundary in found_in(film, rate)]


def test_hard_cuts_are_found_at_their_exact_frame() -> None:
    film = _join(scene(1, 40), scene(2, 25), scene(3, 60), scene(4, 12), scene(5, 40))
    assert _frames(film) == [(40, "cut"), (65, "cut"), (125, "cut"), (137, "cut")]


@pytest.mark.parametrize("gain", [0.12, 0.25, 1.0])
def test_dark_scenes_are_cut_as_bright_ones_are(gain: float) -> None:
    assert _frames(_join(scene(6, 50, gain=gain), scene(7, 50, gain=gain))) == [(50, "cut")]


def test_a_cut_at_the_very_beginning_and_at_the_very_end_is_found() -> None:
    assert _frames(_join(scene(1, 3), scene(2, 60))) == [(3, "cut")]
    assert _frames(_join(scene(1, 60), scene(2, 3))) == [(60, "cut")]


@pytest.mark.parametrize("pan", [0.0, 1.0, 4.0, 9.0, -9.0])
def test_a_moving_camera_is_no_cut(pan: float) -> None:
    assert _frames(scene(8, 120, pan=pan)) == []


@pytest.mark.parametrize("frames", [1, 2, 3])
@pytest.mark.parametrize("level", [0.0, 0.4, 2.5, 60.0])
def test_a_flash_or_a_flicker_is_no_cut(frames: int, level: float) -> None:
    film = scene(9, 100)
    film[50 : 50 + frames] = np.clip(film[50 : 50 + frames] * level, 0, 255).astype(np.uint8)
    assert _frames(film) == []


def test_a_flash_does_not_hide_the_cut_beside_it() -> None:
    film = _join(scene(10, 50), scene(11, 50))
    film[57:59] = 255
    assert _frames(film) == [(50, "cut")]


def test_a_few_frames_of_another_scene_are_a_flicker_too() -> None:
    film = scene(12, 100)
    film[40:43] = scene(13, 3)
    assert _frames(film) == []


@pytest.mark.parametrize("frames", [8, 14, 24])
def test_a_dissolve_begins_a_shot_in_its_middle(frames: int) -> None:
    film = dissolve(scene(14, 80), scene(15, 80), frames)
    ((place, kind),) = _frames(film)
    assert kind == "dissolve"
    assert abs(place - (80 - frames / 2)) <= 3


@pytest.mark.parametrize(("frames", "black"), [(6, 0), (8, 4), (15, 10)])
def test_a_fade_through_black_is_one_boundary_while_it_is_dark(frames: int, black: int) -> None:
    film = fade(scene(16, 80), scene(17, 80), frames, black=black)
    ((place, kind),) = _frames(film)
    assert kind == "fade"
    assert abs(place - (80 + black / 2)) <= 3


def test_a_cut_to_black_and_back_is_exact_where_the_picture_comes_back() -> None:
    black = np.zeros((12, *scene(1, 1).shape[1:]), np.uint8)
    assert _frames(_join(scene(18, 60), black, scene(19, 60))) == [(72, "cut")]


def test_long_black_is_a_shot_of_its_own() -> None:
    black = np.zeros((60, *scene(1, 1).shape[1:]), np.uint8)
    assert _frames(_join(scene(20, 60), black, scene(21, 60))) == [(60, "cut"), (120, "cut")]


def test_a_film_may_begin_and_end_in_black() -> None:
    black = np.zeros((10, *scene(1, 1).shape[1:]), np.uint8)
    assert _frames(_join(black, scene(22, 60), black)) == []


@pytest.mark.parametrize("frames", [10, 16, 24])
def test_a_wipe_begins_a_shot_while_it_goes_over_the_picture(frames: int) -> None:
    film = wipe(mosaic(40, 80), mosaic(41, 80), frames)
    ((place, kind),) = _frames(film)
    assert kind == "wipe"
    assert 80 - frames <= place <= 80


def test_what_passes_before_the_camera_is_no_wipe() -> None:
    assert _frames(passed_by(mosaic(42, 120), 50, 20, (60, 40, 30))) == []


@pytest.mark.parametrize("period", [4, 6, 10])
def test_a_strobe_is_no_cut_however_long_it_goes_on(period: int) -> None:
    assert _frames(strobed(scene(43, 260), 60, 200, period)) == []


def test_a_cut_behind_a_strobe_is_found() -> None:
    assert _frames(_join(strobed(scene(44, 100), 30, 70, 8), scene(45, 60))) == [(100, "cut")]


@pytest.mark.parametrize("slides", [False, True])
def test_a_picture_in_the_picture_comes_is_cut_and_goes_without_a_cut_of_the_film(slides: bool) -> None:
    film, inner = scene(46, 140), _join(scene(47, 40), scene(48, 40))
    for number in range(80):
        shown = min(90, 12 * (number + 1)) if slides else 90
        film[30 + number, 8:58, :shown] = inner[number, 20:70, :shown]
    assert _frames(film) == []


def test_fifty_frames_a_second_are_judged_in_seconds() -> None:
    twice = np.repeat(_join(scene(23, 40), scene(24, 40)), 2, axis=0)
    twice[30:36] = 255
    assert _frames(twice, rate=50.0) == [(80, "cut")]


def test_taking_early_or_late_gives_the_same_boundaries() -> None:
    film = _join(dissolve(scene(25, 60), scene(26, 60), 12), fade(scene(27, 50), scene(28, 50), 8), scene(29, 30))
    detector = ShotDetector(25.0)
    early = found_in(film)
    for number, picture in enumerate(film):
        detector.push(Fraction(number, 25), look_of(picture))
    detector.finish()
    assert [(b.frame, b.kind) for b in detector.take()] == [(b.frame, b.kind) for b in early]
    assert len(early) == 4


def test_a_still_film_and_a_single_frame_have_one_shot() -> None:
    assert _frames(np.repeat(scene(30, 1), 200, axis=0)) == []
    assert _frames(scene(31, 1)) == []


def test_gain_and_noise_do_not_make_pictures_different() -> None:
    bright, dark = look_of(scene(32, 1)[0]), look_of((scene(32, 1)[0] * 0.5).astype(np.uint8))
    black = look_of(np.zeros_like(scene(32, 1)[0]))
    noisy = look_of(np.random.default_rng(0).integers(0, 3, scene(32, 1)[0].shape, np.uint8))
    assert difference(bright, dark) < 0.03
    assert difference(black, noisy) < 0.1
    assert difference(bright, look_of(scene(33, 1)[0])) > 0.5


def test_a_picture_is_found_again_when_it_has_moved() -> None:
    film = scene(34, 40, pan=1.0)
    first, later, other = look_of(film[0]), look_of(film[16]), look_of(scene(35, 1)[0])
    assert moved_difference(first, later) < 0.15
    assert moved_difference(first, other) > 0.3
