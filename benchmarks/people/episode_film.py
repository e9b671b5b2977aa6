"""Films composed of photographs, with the exact truth of who is in the picture when.

A person counts as on screen while at least half of the face is inside the picture, and in a fade or a dissolve while
the shot has at least half of its strength. Faces are where `episodes.csv` says: boxes that were found once at large
scale, looked at, and kept.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from telecine.adapters.video.writer import PyAvWriter
from telecine.kernel.spans import Span, union

WIDTH: Final = 854
HEIGHT: Final = 480
RATE: Final = Fraction(25)
SEEN_FROM: Final = 0.5
CLEAR_PX: Final = 28
_GRAINS: Final = 4

Picture = npt.NDArray[np.uint8]
Rectangle = tuple[float, float, float, float]
Rng = np.random.Generator


class Face(NamedTuple):
    """Somebody's face in a photograph; strangers have a name with a ``#``, one for each picture of them."""

    person: str
    box: Rectangle

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]


@dataclass(frozen=True)
class Photograph:
    """A file below the folder of faces, and everybody in it."""

    path: str
    faces: tuple[Face, ...]


@dataclass(frozen=True)
class Print:
    """What is cut out of a photograph, by itself: pixels and the faces in them."""

    pixels: Picture = field(repr=False)
    faces: tuple[Face, ...]


class Place(NamedTuple):
    """Where a print lies: a point of it is at ``scale * point + (x, y)`` in the picture."""

    x: float
    y: float
    scale: float

    def box(self, box: Rectangle) -> Rectangle:
        x1, y1, x2, y2 = (self.scale * side for side in box)
        return (x1 + self.x, y1 + self.y, x2 + self.x, y2 + self.y)


@dataclass(frozen=True)
class Sprite:
    """A print that moves evenly from one place to another while its shot lasts."""

    print: Print
    first: Place
    last: Place
    blur: float = 0.0
    """Standard deviation in pixels of the print."""

    def place(self, share: float) -> Place:
        return Place(*(a + (b - a) * share for a, b in zip(self.first, self.last, strict=True)))

    @cached_property
    def _scaled(self) -> tuple[Picture, float]:
        """The print no larger than it is ever shown, so that one bilinear step is enough."""
        pixels, scale = self.print.pixels, min(1.0, max(self.first.scale, self.last.scale))
        if self.blur:
            pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), self.blur), np.uint8)
        size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
        return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8), scale

    def draw(self, picture: Picture, share: float) -> None:
        """Onto `picture`, ``[HEIGHT, WIDTH, 3]``."""
        pixels, scale = self._scaled
        place = self.place(share)
        zoom = place.scale / scale
        matrix = np.array([[zoom, 0, place.x + zoom / 2 - 0.5], [0, zoom, place.y + zoom / 2 - 0.5]])
        method = cv2.BORDER_TRANSPARENT
        cv2.warpAffine(pixels, matrix, (WIDTH, HEIGHT), dst=picture, flags=cv2.INTER_LINEAR, borderMode=method)


@dataclass(frozen=True)
class Shot:
    """Sprites, back to front, before a wall."""

    what: str
    frames: int
    sprites: tuple[Sprite, ...]
    wall: int
    """Seed of the wall."""
    light: float = 1.0
    """Of the whole shot; less than 1 is dark."""

    def share(self, frame: int) -> float:
        return frame / max(1, self.frames - 1)


class Join(NamedTuple):
    """How a shot begins: `length` frames of a dissolve, or of each half of a fade; `black` between them."""

    kind: str
    length: int = 0
    black: int = 0


class Layer(NamedTuple):
    """One frame of one shot, with its strength from 0 to 1."""

    shot: int
    frame: int
    strength: float


class Seen(NamedTuple):
    """A face in one frame: how much of it is free, how strong its shot is, and whether it is wide and in focus."""

    person: str
    box: Rectangle
    part: float
    is_clear: bool
    strength: float = 1.0

    @property
    def counts(self) -> bool:
        return min(self.part, self.strength) >= SEEN_FROM


@dataclass(frozen=True)
class Film:
    """Shots and how each begins; the first one simply begins."""

    shots: Sequence[Shot]
    joins: Sequence[Join]

    @cached_property
    def frames(self) -> list[tuple[Layer, ...]]:
        """What each frame is mixed of."""
        mixed: list[tuple[Layer, ...]] = []
        for number, (shot, join) in enumerate(zip(self.shots, self.joins, strict=True)):
            own = [Layer(number, frame, 1.0) for frame in range(shot.frames)]
            if number and join.kind != "cut":
                last, mixed[-join.length :] = mixed[-join.length :], []
                rising = [(step + 1) / (join.length + 1) for step in range(join.length)]
                come = [one._replace(strength=share) for one, share in zip(own, rising, strict=False)]
                gone = [one._replace(strength=1 - share) for (one, *_), share in zip(last, rising, strict=True)]
                own = own[join.length :]
                if join.kind == "dissolve":
                    mixed += list(zip(gone, come, strict=True))
                else:
                    mixed += [(one,) for one in gone] + [()] * join.black + [(one,) for one in come]
            mixed += [(one,) for one in own]
        return mixed

    @property
    def duration(self) -> Fraction:
        return len(self.frames) / RATE

    def seen(self, frame: int) -> list[Seen]:
        """Every face that is in one frame, however small a part of it."""
        return [
            one._replace(strength=layer.strength)
            for layer in self.frames[frame]
            for one in _faces_in(self.shots[layer.shot].sprites, self.shots[layer.shot].share(layer.frame))
        ]

    @cached_property
    def truth(self) -> list[list[Seen]]:
        """`seen` of each frame."""
        return [self.seen(frame) for frame in range(len(self.frames))]

    def spans(self, *, only_clear: bool = False) -> dict[str, list[Span]]:
        """When each person is on screen: sorted, disjoint."""
        found: dict[str, list[Span]] = {}
        for number, faces in enumerate(self.truth):
            for one in faces:
                if one.counts and (one.is_clear or not only_clear):
                    found.setdefault(one.person, []).append(Span(number / RATE, (number + 1) / RATE))
        return {person: union(spans) for person, spans in found.items()}

    def write(self, path: Path, seed: int) -> None:
        """Encode it."""
        rng = np.random.default_rng(seed)
        grains = [_grain(rng) for _ in range(_GRAINS)]
        walls = [_wall(shot.wall) for shot in self.shots]
        with PyAvWriter(path, size=(WIDTH, HEIGHT), frame_rate=RATE, crf=22, preset="ultrafast") as writer:
            for number, layers in enumerate(self.frames):
                mixed = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
                for layer in layers:
                    shot = self.shots[layer.shot]
                    picture = walls[layer.shot].copy()
                    for sprite in shot.sprites:
                        sprite.draw(picture, shot.share(layer.frame))
                    mixed = np.asarray(cv2.addWeighted(mixed, 1, picture, layer.strength * shot.light, 0), np.uint8)
                brighter, darker = grains[int(rng.integers(_GRAINS))]
                writer.write(np.asarray(cv2.subtract(cv2.add(mixed, brighter), darker), np.uint8), number / RATE)


def read_photographs(table: Path) -> list[Photograph]:
    """Those of a table like `episodes.csv`, by path."""
    faces: dict[str, list[Face]] = {}
    with table.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            known = faces.setdefault(row["photograph"], [])
            x1, y1, x2, y2 = (float(row[side]) for side in ("x1", "y1", "x2", "y2"))
            person = row["person"] or f"{Path(row['photograph']).stem}#{len(known)}"
            known.append(Face(person, (x1, y1, x2, y2)))
    return [Photograph(path, tuple(known)) for path, known in sorted(faces.items())]


def whole(photograph: Photograph, pixels: Picture) -> Print:
    """Everything the photograph shows."""
    return Print(pixels, photograph.faces)


def portrait(photograph: Photograph, face: Face, pixels: Picture, colour: tuple[int, int, int]) -> Print:
    """One face with what is around it; a head that is cut off below the chin gets shoulders in clothes of a colour."""
    height, width = pixels.shape[:2]
    x1, y1, x2, y2 = face.box
    wide, tall = x2 - x1, y2 - y1
    others = [one for one in photograph.faces if one is not face]
    if not others and height - y2 < 0.5 * tall and wide > 0.5 * width:
        return _dressed(face, pixels, colour)
    reach, below = (0.3, 0.3) if others else (0.9, 2.0)
    left, top = max(0, round(x1 - reach * wide)), max(0, round(y1 - min(reach, 0.8) * tall))
    right, bottom = min(width, round(x2 + reach * wide)), min(height, round(y2 + below * tall))
    kept = [one for one in photograph.faces if one is face or _part(one.box, (left, top, right, bottom)) > 0]
    return Print(
        np.ascontiguousarray(pixels[top:bottom, left:right]),
        tuple(Face(one.person, _moved(one.box, -left, -top)) for one in kept),
    )


def _dressed(face: Face, pixels: Picture, colour: tuple[int, int, int]) -> Print:
    """The edge of the picture goes on above, beside and as a neck below, because heads cut off are hard to find."""
    height, width = pixels.shape[:2]
    above, side, neck, below = (round(part * height) for part in (0.3, 0.4, 0.12, 0.7))
    made = cv2.copyMakeBorder(pixels, above, neck + below, side, side, cv2.BORDER_REPLICATE)
    middle, shoulders = side + round((face.box[0] + face.box[2]) / 2), above + height + neck
    body = np.zeros(made.shape[:2], np.uint8)
    cv2.ellipse(body, (middle, made.shape[0]), (round(0.85 * width), below), 0, 180, 360, 1, -1)
    body[:shoulders] = 0
    stripes = 0.85 + 0.15 * np.sin(np.arange(made.shape[1]) / width * 60)
    cloth = np.clip(np.array(colour)[None, :] * stripes[:, None], 0, 255).astype(np.uint8)
    dressed = np.where(body[..., None] == 1, cloth[None], made)
    return Print(np.asarray(dressed, np.uint8), (Face(face.person, _moved(face.box, side, above)),))


def placed(made: Print, face: int, width: float, at: tuple[float, float]) -> Place:
    """Where a print lies so that one of its faces has this width and this centre in the picture."""
    x1, y1, x2, y2 = made.faces[face].box
    scale = width / (x2 - x1)
    return Place(at[0] - scale * (x1 + x2) / 2, at[1] - scale * (y1 + y2) / 2, scale)


def _faces_in(sprites: Sequence[Sprite], share: float) -> Iterator[Seen]:
    """Faces of a frame of one shot, with what the edges of the picture and the sprites in front leave of each."""
    areas = [sprite.place(share).box((0, 0, *sprite.print.pixels.shape[1::-1])) for sprite in sprites]
    for number, sprite in enumerate(sprites):
        place = sprite.place(share)
        inside = _cut(areas[number], (0, 0, WIDTH, HEIGHT))
        for face in sprite.print.faces:
            box = place.box(face.box)
            own = _cut(box, areas[number])
            part = _part(own, inside) - max((_part(own, area) for area in areas[number + 1 :]), default=0.0)
            if part > 0:
                yield Seen(face.person, box, part, sprite.blur == 0 and box[2] - box[0] >= CLEAR_PX)


def _cut(box: Rectangle, within: Rectangle) -> Rectangle:
    return (max(box[0], within[0]), max(box[1], within[1]), min(box[2], within[2]), min(box[3], within[3]))


def _part(box: Rectangle, within: Rectangle) -> float:
    """Part of a box (0 to 1) that lies in another."""
    x1, y1, x2, y2 = _cut(box, within)
    return max(0.0, x2 - x1) * max(0.0, y2 - y1) / max(1e-9, (box[2] - box[0]) * (box[3] - box[1]))


def _moved(box: Rectangle, x: float, y: float) -> Rectangle:
    return (box[0] + x, box[1] + y, box[2] + x, box[3] + y)


def _wall(seed: int) -> Picture:
    """A plain wall with some unevenness."""
    rng = np.random.default_rng(seed)
    base, tint = rng.uniform(30, 150), rng.uniform(0.8, 1.2, 3)
    rough = cv2.resize(rng.normal(0, 12, (12, 20)).astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.clip((base + rough)[..., None] * tint, 0, 255).astype(np.uint8)


def _grain(rng: Rng) -> tuple[Picture, Picture]:
    """Grey noise as what to add and what to take away."""
    noise = np.rint(rng.normal(0, 2.0, (HEIGHT, WIDTH, 1))).repeat(3, axis=2)
    return np.clip(noise, 0, 255).astype(np.uint8), np.clip(-noise, 0, 255).astype(np.uint8)


def read_picture(path: Path) -> Picture:
    """RGB ``[h, w, 3]``."""
    read = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if read is None:
        raise ValueError(f"{path} is no picture")
    return np.asarray(cv2.cvtColor(read, cv2.COLOR_BGR2RGB), np.uint8)
