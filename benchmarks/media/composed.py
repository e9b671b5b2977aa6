"""Shots of the shared clips and photographs, of which films are cut together, and how a film is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.media.edits import Film, Rng
from telecine.adapters.video import PyAvReader, PyAvWriter

MEDIA: Final = Path(__file__).resolve().parents[3] / "shared" / "media"
SIZE: Final = (480, 270)
"""Of all films while they are composed."""
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


def write(path: Path, film: Film, rate: Fraction, size: tuple[int, int]) -> None:
    """Encode as a camera or a broadcaster would: B-frames, a key frame every 60 pictures, compressed."""
    options = {"bf": "2", "g": "60"}
    with PyAvWriter(path, size=size, frame_rate=rate, crf=26, preset="veryfast", options=options) as writer:
        for number, picture in enumerate(film):
            sized = picture if picture.shape[1::-1] == size else cv2.resize(picture, size)
            writer.write(np.asarray(sized, np.uint8), number / rate)


def _frames(path: Path, most: int) -> Iterator[Film]:
    for number, frame in enumerate(PyAvReader(path).frames(fast=True)):
        if number == most:
            return
        yield _filled(frame.rgb())


def any_shot(rng: Rng, material: Material, length: int) -> tuple[str, Film]:
    """Some shot of `length` frames and which footage it is: a part of a clip, or a camera over a photograph."""
    if rng.random() < 0.4:
        number = int(rng.integers(len(material.photos)))
        return f"photo {number}", _moved(rng, material.photos[number], length, fast=False)
    long = [number for number, (_, film) in enumerate(material.shots) if len(film) >= length]
    number = long[int(rng.integers(len(long)))]
    film = material.shots[number][1]
    start = int(rng.integers(len(film) - length + 1))
    part = film[start : start + length]
    return f"shot {number}", part[:, :, ::-1] if rng.random() < 0.3 else part


def fast_shot(rng: Rng, material: Material, length: int) -> tuple[str, Film]:
    """A camera that moves fast, by hand."""
    if rng.random() < 0.5:
        number = int(rng.integers(len(material.photos)))
        return f"photo {number}", _moved(rng, material.photos[number], length, fast=True)
    crowd = next(film for name, film in material.shots if name == _CROWD)
    start = int(rng.integers(len(crowd) - length))
    return "crowd", crowd[start : start + length]


def dark(rng: Rng, shot: Film) -> Film:
    """The shot by night: an eighth to a third of its light, and noise."""
    noise = rng.standard_normal(shot.shape, np.float32) * np.float32(2.5)
    return np.clip(shot * np.float32(rng.uniform(0.12, 0.3)) + noise, 0, 255).astype(np.uint8)


def same_scene(rng: Rng, material: Material) -> Iterator[Film]:
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
