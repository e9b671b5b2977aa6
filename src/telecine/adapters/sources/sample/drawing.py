"""Draws the frames of the sample episode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from telecine.adapters.sources.sample.script import HEIGHT, WIDTH, Panel, Wall, Window
from telecine.adapters.sources.sample.timing import PlannedShot

Picture = npt.NDArray[np.uint8]

_WALLS: Final[dict[Wall, tuple[tuple[int, int, int], tuple[int, int, int]]]] = {
    "dark": ((14, 15, 18), (14, 15, 18)),
    "stage": ((52, 40, 46), (10, 9, 14)),
    "gallery": ((172, 164, 150), (86, 80, 72)),
}
_GRAINS: Final = 6
_GRAIN: Final = 2.0
"""Standard deviation of the film grain, in steps of 8-bit pictures."""


def draw_shot(shot: PlannedShot, photos: Mapping[str, Picture], rng: np.random.Generator) -> Iterator[Picture]:
    """RGB pictures ``[720, 1280, 3]`` of one shot, with a little grain and exposure of its own."""
    exposure = float(rng.uniform(0.95, 1.05))
    wall = _wall(shot.plan.wall)
    for panel in shot.plan.panels:
        _hang(wall, panel)
    prints = [_print(panel, photos[panel.photo]) for panel in shot.plan.panels]
    grains = [_grain(rng) for _ in range(_GRAINS)]
    for frame in shot.frames:
        picture = wall.copy()
        for panel, printed in zip(shot.plan.panels, prints, strict=True):
            x, y, width, height = panel.place
            picture[y : y + height, x : x + width] = _look(printed, panel.window(frame.share), (width, height))
        brighter, darker = grains[int(rng.integers(_GRAINS))]
        exposed = cv2.convertScaleAbs(picture, alpha=exposure)
        yield np.asarray(cv2.subtract(cv2.add(exposed, brighter), darker), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class _Print:
    """The part of a photograph that a shot shows, in the largest scale in which it shows it."""

    pixels: Picture
    left: int
    top: int
    scale: float


def _print(panel: Panel, photo: Picture) -> _Print:
    scale = max(panel.place[2] / panel.first.width, panel.place[2] / panel.last.width)
    half = max(panel.first.width, panel.last.width) / 2
    tall = half * panel.place[3] / panel.place[2]
    xs, ys = (panel.first.x, panel.last.x), (panel.first.y, panel.last.y)
    left, top = max(0, int(min(xs) - half) - 4), max(0, int(min(ys) - tall) - 4)
    part = photo[top : int(max(ys) + tall) + 5, left : int(max(xs) + half) + 5]
    size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    smooth = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return _Print(np.asarray(cv2.resize(part, size, interpolation=smooth), dtype=np.uint8), left, top, scale)


def _look(printed: _Print, window: Window, size: tuple[int, int]) -> Picture:
    """What a window shows, as a picture of `size`."""
    zoom = size[0] / (window.width * printed.scale)
    left = (window.x - printed.left) * printed.scale - size[0] / zoom / 2
    top = (window.y - printed.top) * printed.scale - size[1] / zoom / 2
    # Pixel centres lie at half steps; cv2 counts from the centre of the first pixel.
    matrix = np.array([[zoom, 0, (0.5 - left) * zoom - 0.5], [0, zoom, (0.5 - top) * zoom - 0.5]])
    seen = cv2.warpAffine(printed.pixels, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, dtype=np.uint8)


def _wall(wall: Wall) -> Picture:
    """A plain wall, lighter around a point above the middle."""
    near, far = (np.array(colour, dtype=np.float32) for colour in _WALLS[wall])
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    away = np.hypot((x - WIDTH / 2) / WIDTH, (y - HEIGHT * 0.4) / HEIGHT)
    share = np.clip(away / 0.75, 0, 1)[..., None]
    return np.asarray(near * (1 - share) + far * share, dtype=np.uint8)


def _hang(wall: Picture, panel: Panel) -> None:
    """Draw a frame with its shadow on the wall, for panels that have one."""
    if not panel.frame:
        return
    x, y, width, height = panel.place
    outer = (x - panel.frame, y - panel.frame, x + width + panel.frame, y + height + panel.frame)
    shadow = np.zeros(wall.shape[:2], dtype=np.float32)
    shadow[outer[1] + 10 : outer[3] + 18, outer[0] + 4 : outer[2] + 10] = 0.55
    shadow = np.asarray(cv2.GaussianBlur(shadow, (0, 0), 9), dtype=np.float32)
    wall[:] = (wall * (1 - shadow[..., None])).astype(np.uint8)
    wall[outer[1] : outer[3], outer[0] : outer[2]] = (38, 30, 24)


def _grain(rng: np.random.Generator) -> tuple[Picture, Picture]:
    """Grey noise as what to add and what to take away."""
    noise = np.rint(rng.normal(0, _GRAIN, (HEIGHT, WIDTH, 1)))
    grey = np.repeat(noise, 3, axis=2)
    return np.clip(grey, 0, 255).astype(np.uint8), np.clip(-grey, 0, 255).astype(np.uint8)
