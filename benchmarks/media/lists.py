"""Lists of composed films, one for each thing that ends a shot or only looks as if it did; truth is exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import Final, NamedTuple

import numpy as np

from benchmarks.media import disturbances
from benchmarks.media.cards import card, slides, stinger
from benchmarks.media.composed import SIZE, Material, any_shot, dark, fast_shot, same_scene
from benchmarks.media.edits import Edit, Film, Rng, Transition, cut, dissolve, fade, wipe

SIZES: Final = ((320, 180), (480, 270), (640, 360), (854, 480), (270, 480))
RATES: Final = (Fraction(24), Fraction(25), Fraction(30_000, 1001), Fraction(50))
FRAMES: Final = 700

Shots = Callable[[Rng, Material, float], Iterator[tuple[Film, Edit]]]
"""Shots without end at a frame rate, each with how it is joined to the one before."""


class Composed(NamedTuple):
    """A film ``[n, h, w, 3]``, its frame rate, the size it is to be written in, and where its shots begin."""

    film: Film
    rate: Fraction
    size: tuple[int, int]
    truth: list[Transition]


def compose(name: str, seed: int, material: Material) -> Composed:
    """About `FRAMES` frames of one list; every film has a size and a frame rate of its own."""
    number = list(LISTS).index(name)
    rng = np.random.default_rng([seed, number])
    rate, size = RATES[(number + seed) % len(RATES)], SIZES[(number * 2 + seed) % len(SIZES)]
    shots = LISTS[name](rng, material, float(rate))
    rest, _ = next(shots)
    parts: list[Film] = []
    truth: list[Transition] = []
    done = 0
    while done + len(rest) < FRAMES:
        after, edit = next(shots)
        whole, (kind, first, last) = edit(rng, rest, after, float(rate))
        truth.append(Transition(kind, done + first, done + last))
        parts.append(whole[:last])
        rest = whole[last:]
        done += last
    film = np.concatenate([*parts, rest])
    return Composed(_portrait(film) if size[0] < size[1] else film, rate, size, truth)


def _portrait(film: Film) -> Film:
    width = SIZE[1] * SIZE[1] // SIZE[0] // 2 * 2
    left = (SIZE[0] - width) // 2
    return film[:, :, left : left + width]


def _plain(
    rng: Rng, material: Material, rate: float, *, seconds: tuple[float, ...], edit: Edit
) -> Iterator[tuple[Film, Edit]]:
    for shot in _different(rng, material, rate, seconds):
        yield shot, edit


def _disturbed(
    rng: Rng, material: Material, rate: float, *, ways: tuple[disturbances.Disturbance, ...]
) -> Iterator[tuple[Film, Edit]]:
    for shot in _different(rng, material, rate, (2.0, 3.0, 4.0)):
        way = ways[int(rng.integers(len(ways)))]
        yield (way(rng, shot, rate) if rng.random() < 0.8 else shot), cut


def _insets(rng: Rng, material: Material, rate: float) -> Iterator[tuple[Film, Edit]]:
    shots = _different(rng, material, rate, (2.0, 3.0, 4.0))
    while True:
        yield disturbances.inset(rng, next(shots), [next(shots), next(shots)]), cut


def _titles(rng: Rng, material: Material, rate: float) -> Iterator[tuple[Film, Edit]]:
    """Scenes with an animated card between them, or a stinger."""
    shots = _different(rng, material, rate, (1.5, 2.5))
    yield next(shots), cut
    while True:
        if rng.random() < 0.6:
            yield card(rng, SIZE, round(float(rng.uniform(1.2, 3.5)) * rate), rate), cut
            yield next(shots), cut
        else:
            yield next(shots), stinger


def _slides(rng: Rng, material: Material, rate: float) -> Iterator[tuple[Film, Edit]]:
    for slide in slides(rng, SIZE, material.photos, rate):
        yield slide, cut


def _same(rng: Rng, material: Material, _rate: float) -> Iterator[tuple[Film, Edit]]:
    while True:
        for shot in same_scene(rng, material):
            yield shot, cut


def _dark(rng: Rng, material: Material, rate: float) -> Iterator[tuple[Film, Edit]]:
    for shot in _different(rng, material, rate, (0.5, 1.0, 2.0, 3.0)):
        yield dark(rng, shot), cut


def _moving(rng: Rng, material: Material, rate: float) -> Iterator[tuple[Film, Edit]]:
    latest = ""
    while True:
        name, shot = fast_shot(rng, material, round(float(rng.choice([0.8, 1.6, 2.4])) * rate))
        if name != latest:
            yield shot, cut
        latest = name


def _different(rng: Rng, material: Material, rate: float, seconds: tuple[float, ...]) -> Iterator[Film]:
    """Shots that follow one another without two of the same footage together."""
    latest = ""
    while True:
        length = min(round(float(rng.choice(seconds)) * rate), 120)
        name, shot = any_shot(rng, material, length)
        if name != latest:
            latest = name
            yield shot


_LIVELY: Final = (disturbances.shake, disturbances.whip)
_NEAR: Final = (disturbances.near_object, disturbances.explosion)

LISTS: Final[dict[str, Shots]] = {
    "hard cuts": partial(_plain, seconds=(0.5, 1.0, 1.5, 2.5, 4.0), edit=cut),
    "same scene": _same,
    "dark scenes": _dark,
    "fades": partial(_plain, seconds=(2.5, 3.5), edit=fade),
    "dissolves": partial(_plain, seconds=(2.0, 3.0, 4.0), edit=dissolve),
    "wipes": partial(_plain, seconds=(1.5, 2.5, 3.5), edit=wipe),
    "camera flashes": partial(_disturbed, ways=(disturbances.flashes,)),
    "lightning": partial(_disturbed, ways=(disturbances.lightning,)),
    "strobe": partial(_disturbed, ways=(disturbances.strobe,)),
    "shake, whip pans": partial(_disturbed, ways=_LIVELY),
    "titles, stingers": _titles,
    "screen in screen": _insets,
    "slides": _slides,
    "moving camera": _moving,
    "changing light": partial(_disturbed, ways=(disturbances.light,)),
    "explosions, near": partial(_disturbed, ways=_NEAR),
}
