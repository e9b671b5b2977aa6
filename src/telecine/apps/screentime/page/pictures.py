"""Pictures of the page, kept small enough that the page stays one handy file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from telecine.apps.screentime.page.view import MOST_LANES, Sprite
from telecine.engine.ports import Loaded
from telecine.records.faces import Matches
from telecine.records.media import Scan
from telecine.records.screentime import PersonTime

PORTRAIT_SIDE: Final = 112
PORTRAIT_BYTES: Final = 6_000
SPRITE_BYTES: Final = 2_500_000


def read_portraits(matches: Loaded[Matches], people: Sequence[PersonTime]) -> dict[str, bytes]:
    """JPEG by thumbnail name, for the people who get a lane."""
    names = dict.fromkeys(person.thumbnail for person in people[:MOST_LANES] if person.thumbnail is not None)
    pictures = {name: shrink_portrait(matches.file(name).read_bytes()) for name in names}
    return {name: picture for name, picture in pictures.items() if picture is not None}


def shrink_portrait(picture: bytes) -> bytes | None:
    """A JPEG of at most `PORTRAIT_BYTES` (as it was, when it already is one); None when it is no picture."""
    if len(picture) <= PORTRAIT_BYTES and picture.startswith(b"\xff\xd8"):
        return picture
    pixels = _decode(picture)
    if pixels is None:
        return None
    scale = min(1.0, PORTRAIT_SIDE / max(pixels.shape[:2]))
    return _encode_below(_scaled(pixels, scale), PORTRAIT_BYTES)


def read_sprite(scan: Loaded[Scan]) -> Sprite | None:
    """The sheet of small pictures of the film, scaled down until it fits into `SPRITE_BYTES`; None without one."""
    record = scan.record
    if min(record.sprite_columns, record.sprite_width, record.sprite_height) <= 0 or record.sprite_interval <= 0:
        return None
    jpeg = scan.file("sprite.jpg").read_bytes()
    width, height = record.sprite_width, record.sprite_height
    count = max(1, int(-(-record.duration // record.sprite_interval)))
    while len(jpeg) > SPRITE_BYTES and min(width, height) >= 40:
        pixels = _decode(jpeg)
        if pixels is None:
            return None
        columns, rows = record.sprite_columns, max(1, pixels.shape[0] // height)
        width, height = width * 2 // 3, height * 2 // 3
        smaller = cv2.resize(pixels, (columns * width, rows * height), interpolation=cv2.INTER_AREA)
        jpeg = _encode(np.asarray(smaller, dtype=np.uint8), 68)
    if len(jpeg) > SPRITE_BYTES:
        return None
    return Sprite(jpeg, record.sprite_columns, count, record.sprite_interval, width, height)


def _decode(picture: bytes) -> npt.NDArray[np.uint8] | None:
    if not picture:
        return None
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    return None if pixels is None else np.asarray(pixels, dtype=np.uint8)


def _scaled(pixels: npt.NDArray[np.uint8], scale: float) -> npt.NDArray[np.uint8]:
    if scale >= 1:
        return pixels
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _encode_below(pixels: npt.NDArray[np.uint8], limit: int) -> bytes:
    jpeg = _encode(pixels, 85)
    for quality in (75, 60, 45, 30):
        if len(jpeg) <= limit:
            break
        jpeg = _encode(pixels, quality)
    return jpeg


def _encode(pixels: npt.NDArray[np.uint8], quality: int) -> bytes:
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
