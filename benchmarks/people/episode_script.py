"""What happens in a composed episode: who is known, who is shown, and how, all drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.people.episode_film import (
    HEIGHT,
    WIDTH,
    Film,
    Join,
    Photograph,
    Picture,
    Place,
    Print,
    Rng,
    Shot,
    Sprite,
    placed,
    portrait,
    read_picture,
    whole,
)

SMALLEST_SEED: Final = 70
"""Pixels of face width from which a photograph may teach a person."""
SCENERY: Final = "detection/dlib_examples/dogs.jpg"
KINDS: Final[Mapping[str, float]] = {
    "close": 4, "far": 5, "two": 3, "three": 3, "group": 1.5, "pan": 2.5, "soft": 2, "brief": 1.5, "enter": 2, "empty": 1.5,
}  # fmt: skip
"""How often each kind of shot comes, beside the others."""


@dataclass(frozen=True)
class Cast:
    """Who is who in one episode.

    Attributes:
        seeds: photographs that teach each person of the facebank.
        footage: photographs that each person who may be shown is shown with; none of them teaches anybody.
        strangers: photographs with faces of which nobody is known.
        groups: photographs of several people.
        wardrobe: colour of the clothes of each person, where a photograph ends at the chin.
    """

    seeds: Mapping[str, tuple[str, ...]]
    footage: Mapping[str, tuple[Photograph, ...]]
    strangers: tuple[Photograph, ...]
    groups: tuple[Photograph, ...]
    wardrobe: Mapping[str, tuple[int, int, int]]


@dataclass(frozen=True)
class Episode:
    """A film and its facebank."""

    seed: int
    cast: Cast
    film: Film


def people_of(photographs: Sequence[Photograph]) -> dict[str, list[Photograph]]:
    """Photographs that show one known person alone, by person."""
    found: dict[str, list[Photograph]] = {}
    for photograph in photographs:
        (first, *others) = photograph.faces
        if not others and "#" not in first.person and first.width >= SMALLEST_SEED:
            found.setdefault(first.person, []).append(photograph)
    return found


def choose_cast(rng: Rng, photographs: Sequence[Photograph], *, alike: bool) -> Cast:
    """Three to six people are known; one to four of them, and up to two others, may be shown.

    Of each person known, one to three photographs teach and the others are for the film.
    """
    alone = people_of(photographs)
    names = [str(name) for name in rng.permutation(sorted(alone))]
    known = names[: int(rng.integers(3, 7))]
    shown = [*known[: int(rng.integers(1, min(4, len(known)) + 1))], *names[len(known) :][: int(rng.integers(0, 3))]]
    seeds: dict[str, tuple[str, ...]] = {}
    footage: dict[str, tuple[Photograph, ...]] = {}
    for name in names:
        own = [alone[name][index] for index in rng.permutation(len(alone[name]))]
        count = min(int(rng.integers(1, 4)), len(own) - 1) if name in known else 0
        if count:
            seeds[name] = tuple(one.path for one in own[:count])
        if name in shown:
            footage[name] = tuple(own[count:])
    everybody = [*names, "#"]
    colours = rng.integers(20, 236, (len(everybody), 3))
    if alike:
        colours[:] = colours[0]
    by_cast = [one for one in photographs if len(one.faces) > 1 and any("#" not in face.person for face in one.faces)]
    unknown = [one for one in photographs if all("#" in face.person for face in one.faces)]
    picked = [unknown[index] for index in rng.permutation(len(unknown))[: int(rng.integers(1, 4))]]
    crowds = [one for one in unknown if len(one.faces) > 2]
    groups = (by_cast[int(rng.integers(len(by_cast)))], crowds[int(rng.integers(len(crowds)))])
    dressed = {name: (int(r), int(g), int(b)) for name, (r, g, b) in zip(everybody, colours.tolist(), strict=True)}
    return Cast(seeds, footage, tuple(picked), groups, dressed)


def plan_episode(seed: int, photographs: Sequence[Photograph], root: Path) -> Episode:
    """The episode of a seed; every third one has everybody in the same clothes."""
    rng = np.random.default_rng([seed, 2026])
    cast = choose_cast(rng, photographs, alike=seed % 3 == 0)
    made = _Shots(rng, cast, root)
    least = rng.uniform(20, 38) * 25
    shots: list[Shot] = []
    joins: list[Join] = []
    # Everybody who may be shown is shown alone once; then what comes comes.
    alone = list(cast.footage)
    while sum(shot.frames for shot in shots) < least or alone:
        shots.append(made.close(alone.pop()) if alone else made.any())
        joins.append(_join(rng, shots))
    return Episode(seed, cast, Film(shots, joins))


def _join(rng: Rng, shots: Sequence[Shot]) -> Join:
    """Mostly cuts; what is soft takes at most a third of the shorter shot, and an even number of frames."""
    most = min(shot.frames for shot in shots[-2:]) // 3 // 2 * 2
    way = str(rng.choice(["cut", "cut", "cut", "cut", "dissolve", "fade"]))
    if len(shots) < 2 or way == "cut" or most < 6:
        return Join("cut")
    return Join(way, int(min(most, rng.choice([6, 10, 16]))), int(rng.choice([0, 4, 8])))


class _Shots:
    """Makes the shots of one episode."""

    def __init__(self, rng: Rng, cast: Cast, root: Path) -> None:
        self._rng, self._cast, self._root = rng, cast, root
        self._kinds: Mapping[str, Callable[[], Shot]] = {
            "close": self.close, "far": self._far, "two": lambda: self._row(2), "three": lambda: self._row(3),
            "group": self._group, "pan": self._pan, "soft": self._soft, "brief": self._brief, "enter": self._enter,
            "empty": self._empty,
        }  # fmt: skip

    def any(self) -> Shot:
        rate = np.array(list(KINDS.values()))
        return self._kinds[str(self._rng.choice(list(KINDS), p=rate / rate.sum()))]()

    def close(self, name: str = "") -> Shot:
        """One face, 70 to 200 pixels wide, slowly closer or away."""
        return self._shot("close", 2.0, 4.5, [self._still(self._print(name), self._width(70, 200), (0.3, 0.7))])

    def _far(self) -> Shot:
        """One or two small faces."""
        places = ((0.2, 0.4), (0.6, 0.8))[: int(self._rng.integers(1, 3))]
        return self._shot("far", 2.0, 4.0, [self._still(each, self._width(30, 56), where)
                                            for each, where in zip(self._several(2), places, strict=False)])  # fmt: skip

    def _row(self, count: int) -> Shot:
        """Two or three side by side."""
        width = self._width(50, 300 / count)
        step = 1 / count
        rows = [((index + 0.4) * step, (index + 0.6) * step) for index in range(count)]
        return self._shot(f"{count} side by side", 2.5, 5.0, [self._still(each, width, where)
                                            for each, where in zip(self._several(count), rows, strict=False)])  # fmt: skip

    def _group(self) -> Shot:
        """A photograph of several people, nearly as wide as the picture, under a slow camera."""
        photograph = self._cast.groups[int(self._rng.integers(2))]
        made = whole(photograph, _pixels(self._root / photograph.path))
        tall, wide = made.pixels.shape[:2]
        scale = max(WIDTH / wide, HEIGHT / tall) * float(self._rng.uniform(1.0, 1.3))
        room = np.array([WIDTH - wide * scale, HEIGHT - tall * scale])
        begin = self._rng.uniform(0, 1, 2)
        end = np.clip(begin + self._rng.uniform(-0.3, 0.3, 2), 0, 1)
        first, last = (Place(float(x), float(y), scale) for x, y in (room * begin, room * end))
        return self._shot("group", 2.5, 4.5, [Sprite(made, first, last)])

    def _pan(self) -> Shot:
        """A fast camera from one face to another and past it."""
        width = self._width(60, 130)
        sprites: list[Sprite] = []
        shift = float(self._rng.uniform(0.9, 1.6)) * WIDTH
        for made, x in zip(self._several(2), (0.35, 1.25), strict=False):
            first = placed(made, 0, width, (x * WIDTH, 0.42 * HEIGHT))
            sprites.append(Sprite(made, first, Place(first.x - shift, first.y, first.scale)))
        return self._shot("pan", 1.2, 2.2, sprites)

    def _soft(self) -> Shot:
        """Out of focus."""
        made = self._print()
        still = self._still(made, self._width(60, 130), (0.3, 0.7))
        blur = float(self._rng.uniform(0.04, 0.12)) * made.faces[0].width
        return self._shot("out of focus", 1.5, 3.0, [Sprite(made, still.first, still.last, blur)])

    def _brief(self) -> Shot:
        return self._shot("brief", 0.5, 1.0, [self._still(self._print(), self._width(60, 160), (0.3, 0.7))])

    def _enter(self) -> Shot:
        """Into the picture from the side."""
        made, width = self._print(), self._width(60, 130)
        reach = made.pixels.shape[1] * width / made.faces[0].width / WIDTH
        first = placed(made, 0, width, (-reach * WIDTH, 0.42 * HEIGHT))
        last = placed(made, 0, width, (float(self._rng.uniform(0.4, 0.6)) * WIDTH, 0.42 * HEIGHT))
        return self._shot("enter", 2.0, 3.5, [Sprite(made, first, last)])

    def _empty(self) -> Shot:
        """Nobody: a wall, or dogs."""
        if self._rng.random() < 0.5:
            return self._shot("wall", 1.0, 2.0, [])
        made = Print(_pixels(self._root / SCENERY), ())
        scale = float(self._rng.uniform(1.0, 1.6))
        x, y = self._rng.uniform(0, 1, 2) * (WIDTH - 900 * scale, HEIGHT - 916 * scale)
        first = Place(float(x), float(y), scale)
        return self._shot("dogs", 1.0, 2.5, [Sprite(made, first, first._replace(x=first.x + 20))])

    def _shot(self, what: str, least: float, most: float, sprites: Sequence[Sprite]) -> Shot:
        frames = round(float(self._rng.uniform(least, most)) * 25)
        light = float(self._rng.uniform(0.2, 0.6)) if self._rng.random() < 0.2 else 1.0
        what = f"{what}, dark" if light < 1 else what
        return Shot(what, frames, tuple(sprites), int(self._rng.integers(1 << 30)), light)

    def _still(self, made: Print, width: float, across: tuple[float, float]) -> Sprite:
        x, y = float(self._rng.uniform(*across)) * WIDTH, float(self._rng.uniform(0.36, 0.48)) * HEIGHT
        first = placed(made, _largest(made), width, (x, y))
        grown = float(self._rng.uniform(0.85, 1.15))
        last = placed(made, _largest(made), width * grown, (x + float(self._rng.uniform(-20, 20)), y))
        return Sprite(made, first, last)

    def _width(self, least: float, most: float) -> float:
        return float(np.exp(self._rng.uniform(np.log(least), np.log(most))))

    def _several(self, count: int) -> list[Print]:
        """Of different people, as many as there are."""
        names = [*self._cast.footage, *(f"#{index}" for index in range(len(self._cast.strangers)))]
        return [self._print(str(name)) for name in self._rng.permutation(names)[:count].tolist()]

    def _print(self, name: str = "") -> Print:
        """A person of this name, or of any."""
        if not name:
            (made,) = self._several(1)
            return made
        if name.startswith("#"):
            photograph = self._cast.strangers[int(name[1:])]
        else:
            own = self._cast.footage[name]
            photograph = own[int(self._rng.integers(len(own)))]
        face = photograph.faces[int(self._rng.integers(len(photograph.faces)))]
        colour = self._cast.wardrobe.get(face.person, self._cast.wardrobe["#"])
        return portrait(photograph, face, _pixels(self._root / photograph.path), colour)


def _largest(made: Print) -> int:
    return max(range(len(made.faces)), key=lambda index: made.faces[index].width)


@lru_cache(maxsize=64)
def _pixels(path: Path) -> Picture:
    return read_picture(path)


def episodes(count: int, photographs: Sequence[Photograph], root: Path) -> Iterator[Episode]:
    for seed in range(count):
        yield plan_episode(seed, photographs, root)
