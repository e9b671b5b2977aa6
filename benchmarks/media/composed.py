"""Films cut together from the shared clips and photographs, with the exact truth of every transition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from telecine.adapters.video import PyAvReader, PyAvWriter

MEDIA: Final = Path(__file__).resolve().parents[3] / "shared" / "media"
SIZE: Final = (320, 180)
KINDS: Final = ("hard", "same scene", "soft", "flash", "dark", "motion")
REAL: Final[dict[str, tuple[int, ...]]] = {
    "bbt_annotated_28s/bbt_annotated_28s": (115, 284, 400, 467, 504),
    "bikes": (30, 76, 137, 187, 242),
    "hamilton_10s/short_hamilton_clip": (20, 82, 211),
    "crowd_masks_portrait_14s/crowd_masks_portrait_14s": (),
    "street_1080p_4s/street_1080p_4s": (),
    "bigbuckbunny": (),
    "one-by-one-person-detection": (),
}
"""First frames of shots in the shared clips, seen by eye on the frames around them."""

_PHOTOS: Final = (
    "faces/hamilton/*.*g",
    "faces/detection/dlib_examples/*.jpg",
    "faces/bbt/*.jpg",
    "ads/real_frames/*.jpg",
)
_CROWD: Final = "crowd_masks_portrait_14s/crowd_masks_portrait_14s"

Film = npt.NDArray[np.uint8]
Rng = np.random.Generator


class Transition(NamedTuple):
    """A cut has `first == last`, the first frame of the new shot; others cover ``[first, last)``."""

    kind: Literal["cut", "dissolve", "fade"]
    first: int
    last: int


@dataclass(frozen=True)
class Material:
    """Shots ``[n, h, w, 3]`` with the clip they are from, and photographs of twice the size of a frame or more."""

    shots: list[tuple[str, Film]]
    photos: list[Film]


def load(media: Path) -> Material:
    """Read the shared clips, divided at their cuts, and the photographs."""
    shots = []
    for name, cuts in REAL.items():
        frames = np.stack(list(_frames(media / "video" / f"{name}.mp4", most=560)))
        edges = [0, *cuts, len(frames)]
        shots += [(name, frames[a:b]) for a, b in pairwise(edges)]
    photos = []
    for path in sorted(found for pattern in _PHOTOS for found in media.glob(pattern)):
        picture = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR_RGB)
        if picture is not None and min(picture.shape[:2]) >= 150:
            photos.append(_covering(np.asarray(picture, np.uint8), 2))
    return Material(shots, photos)


def compose(kind: str, seed: int, material: Material, frames: int = 1000) -> tuple[Film, list[Transition]]:
    """About `frames` frames of one kind of difficulty."""
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    parts: list[Film] = []
    truth: list[Transition] = []
    shots = _shots(kind, rng, material)
    parts.append(next(shots))
    while sum(map(len, parts)) < frames:
        parts[-1], after, (first, last), transition = _joined(kind, rng, parts[-1], next(shots))
        begin = sum(map(len, parts))
        truth.append(Transition(transition, begin + first, begin + last))
        parts.append(after)
    return np.concatenate(parts), truth


def write(path: Path, film: Film) -> None:
    """Encode as a camera or a broadcaster would: B-frames, key frames two seconds apart, compressed."""
    options = {"bf": "2", "g": "60"}
    with PyAvWriter(path, size=SIZE, frame_rate=Fraction(25), crf=26, preset="ultrafast", options=options) as writer:
        for number, picture in enumerate(film):
            writer.write(picture, Fraction(number, 25))


def _frames(path: Path, most: int) -> Iterator[Film]:
    for number, frame in enumerate(PyAvReader(path).frames(fast=True)):
        if number == most:
            return
        yield _filled(frame.rgb())


def _shots(kind: str, rng: Rng, material: Material) -> Iterator[Film]:
    """Shots without end, made as difficult as `kind` says."""
    while True:
        length = int(
            rng.choice({"soft": [40, 60, 80, 110], "motion": [20, 40, 60]}.get(kind, [10, 16, 25, 40, 60, 90]))
        )
        if kind == "same scene":
            yield from _same_scene(rng, material)
        elif kind == "motion":
            yield _fast(rng, material, length)
        else:
            shot = _any(rng, material, length)
            if kind == "dark":
                noisy = shot * rng.uniform(0.12, 0.3) + rng.normal(0, 2.5, shot.shape)
                shot = np.clip(noisy, 0, 255).astype(np.uint8)
            yield _flashed(rng, shot) if kind == "flash" and length >= 25 else shot


def _any(rng: Rng, material: Material, length: int) -> Film:
    long = [film for _, film in material.shots if len(film) >= length]
    if rng.random() < 0.4:
        return _moved(rng, material.photos[int(rng.integers(len(material.photos)))], length, fast=False)
    film = long[int(rng.integers(len(long)))]
    start = int(rng.integers(len(film) - length + 1))
    part = film[start : start + length]
    return part[:, :, ::-1] if rng.random() < 0.3 else part


def _same_scene(rng: Rng, material: Material) -> Iterator[Film]:
    """The same shot at other times and other sizes, as in a conversation or after a jump cut."""
    long = [film for name, film in material.shots if len(film) >= 60 and name != _CROWD]
    film = long[int(rng.integers(len(long)))]
    before: Film | None = None
    for _ in range(int(rng.integers(2, 6))):
        length = min(int(rng.choice([16, 25, 40, 60])), len(film) // 2)
        start = int(rng.integers(len(film) - length))
        part = _zoomed(film[start : start + length], float(rng.choice([1.0, 1.3, 1.6, 2.0])), rng.uniform(0, 1, 2))
        # What nobody would see as a cut is none.
        if before is None or np.abs(cv2.blur(before, (5, 5)).astype(int) - cv2.blur(part[0], (5, 5))).mean() > 9:
            yield part
            before = part[-1]


def _fast(rng: Rng, material: Material, length: int) -> Film:
    if rng.random() < 0.5:
        return _moved(rng, material.photos[int(rng.integers(len(material.photos)))], length, fast=True)
    crowd = next(film for name, film in material.shots if name == _CROWD)
    start = int(rng.integers(len(crowd) - length))
    return crowd[start : start + length]


def _moved(rng: Rng, photo: Film, length: int, *, fast: bool) -> Film:
    """A camera that pans and zooms over a photograph, by hand when `fast`."""
    zooms, places = rng.uniform(1, 1.9, 2), rng.uniform(0, 1, (2, 2))
    slowness = 1.0 if fast else min(1.0, length / 100)
    zooms[1], places[1] = zooms[0] + np.diff(zooms)[0] * slowness, places[0] + (places[1] - places[0]) * slowness
    shake = rng.normal(0, 1.5 if fast else 0.3, (length, 2))
    share = np.linspace(0, 1, length)
    made = []
    for at, jolt in zip(share * share * (3 - 2 * share) if fast else share, shake, strict=True):
        zoom, place = zooms[0] + (zooms[1] - zooms[0]) * at, places[0] + (places[1] - places[0]) * at
        made.append(_window(photo, 2 * SIZE[0] / zoom, 2 * SIZE[1] / zoom, place, jolt))
    return np.stack(made)


def _zoomed(film: Film, zoom: float, place: npt.NDArray[np.float64]) -> Film:
    if zoom == 1:
        return film
    return np.stack([_window(picture, SIZE[0] / zoom, SIZE[1] / zoom, place, np.zeros(2)) for picture in film])


def _window(
    picture: Film, width: float, height: float, place: npt.NDArray[np.float64], jolt: npt.NDArray[np.float64]
) -> Film:
    spare = np.array([picture.shape[1] - width, picture.shape[0] - height])
    x, y = np.clip(place * spare + jolt, 0, np.maximum(spare, 0))
    sx, sy = SIZE[0] / width, SIZE[1] / height
    matrix = np.array([[sx, 0, -x * sx], [0, sy, -y * sy]])
    return np.asarray(cv2.warpAffine(picture, matrix, SIZE, flags=cv2.INTER_LINEAR), np.uint8)


def _flashed(rng: Rng, shot: Film) -> Film:
    """One or two flashes of one to three frames: white, too bright, black, or a light from one side."""
    made = shot.astype(np.float32)
    for _ in range(int(rng.integers(1, 3))):
        at, length, way = int(rng.integers(8, len(made) - 8)), int(rng.integers(1, 4)), int(rng.integers(4))
        part = made[at : at + length]
        if way == 0:
            part[:] = 255 - (255 - part) * 0.1
        elif way == 1:
            part *= rng.uniform(1.6, 2.6)
        elif way == 2:
            part *= 0.05
        else:
            y, x = np.mgrid[: SIZE[1], : SIZE[0]] / SIZE[0]
            light = np.exp(-((x - rng.uniform()) ** 2 + (y - rng.uniform() * 0.56) ** 2) * 6)
            part += light[..., None] * 220
    return np.clip(made, 0, 255).astype(np.uint8)


def _joined(
    kind: str, rng: Rng, before: Film, after: Film
) -> tuple[Film, Film, tuple[int, int], Literal["cut", "dissolve", "fade"]]:
    """Both shots as they are put together, where the transition lies from the end of the first on, and what it is."""
    way = str(rng.choice(["dissolve", "dissolve", "fade", "cut"])) if kind == "soft" else "cut"
    if way == "dissolve":
        length = int(rng.choice([6, 10, 16, 25]))
        share = ((np.arange(length) + 1) / (length + 1))[:, None, None, None]
        mixed = np.round(before[-length:] * (1 - share) + after[:length] * share).astype(np.uint8)
        return before[:-length], np.concatenate([mixed, after[length:]]), (0, length), "dissolve"
    if way == "fade":
        length, dark = int(rng.choice([6, 10, 15])), int(rng.choice([0, 2, 6, 12]))
        share = np.linspace(1, 0, length + 1)[1:, None, None, None]
        gone, come = (
            np.round(part).astype(np.uint8) for part in (before[-length:] * share, after[:length] * share[::-1])
        )
        black = np.zeros((dark, *after.shape[1:]), np.uint8)
        rest = np.concatenate([black, come, after[length:]])
        return np.concatenate([before[:-length], gone]), rest, (-length, dark + length), "fade"
    return before, after, (0, 0), "cut"


def _filled(picture: Film) -> Film:
    """Scaled and cut to the size of a frame."""
    wide = _covering(picture, 1)
    y, x = (wide.shape[0] - SIZE[1]) // 2, (wide.shape[1] - SIZE[0]) // 2
    return wide[y : y + SIZE[1], x : x + SIZE[0]]


def _covering(picture: Film, times: int) -> Film:
    """The smallest scaled picture that covers `times` the size of a frame."""
    height, width = picture.shape[:2]
    scale = max(times * SIZE[0] / width, times * SIZE[1] / height)
    size = (int(np.ceil(width * scale)), int(np.ceil(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
