"""Names as pictures, in the typefaces that OpenCV brings along: Latin, Greek, Cyrillic, Chinese, Japanese, Korean."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]

_FACE: Final = "sans"
_WEIGHT: Final = 500
_REGULAR: Final = 400
_BOLD: Final = 700
_WHITE: Final = (255, 255, 255)
_PROBE_PX: Final = 32
_MISSING: Final = "?"
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})


def drawn_name(label: str, place: int) -> str:
    """What stands for somebody in a picture: the label, or `Person 3` when it cannot be drawn as it is written."""
    name = tidy(label)
    return name if is_drawable(name) else f"Person {place}"


def tidy(text: str) -> str:
    """Accents joined with their letters, spaces single."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def is_drawable(text: str) -> bool:
    """Whether every sign has a glyph and stands where it belongs.

    Text that runs from right to left, or whose signs change with their neighbours, would come out wrong.
    """
    return bool(text) and all(_has_glyph(sign) for sign in text)


def plate(text: str, size_px: int, ink: Colour, ground: Colour) -> Picture:
    """RGB ``[h, w, 3]``: a line of text on a coloured ground; `size_px` is the size of the type."""
    face = _face()
    x, y, width, height = cv2.getTextSize((0, 0), text, (0, 0), face, size_px, _WEIGHT)
    margin = max(2, size_px // 4)
    rise, fall = max(-y, size_px), max(y + height, size_px // 4)
    picture = np.empty((rise + fall + margin, width + max(x, 0) + 2 * margin, 3), np.uint8)
    picture[:] = ground
    cv2.putText(picture, text, (margin, rise + margin // 2), ink, face, size_px, _WEIGHT)
    return picture


def line(text: str, size_px: int, *, is_bold: bool = False) -> tuple[Picture, int]:
    """A line of text as coverage ``[h, w]``, 0 for none and 255 for full, and how much of it stands above the baseline."""
    weight = _BOLD if is_bold else _REGULAR
    x, y, width, height = cv2.getTextSize((0, 0), text, (0, 0), _face(), size_px, weight)
    rise, fall = max(-y, size_px), max(y + height, size_px // 4)
    drawn = np.zeros((rise + fall, width + max(x, 0) + 1, 3), np.uint8)
    cv2.putText(drawn, text, (0, rise), _WHITE, _face(), size_px, weight)
    return np.ascontiguousarray(drawn[:, :, 0]), rise


@cache
def _face() -> cv2.FontFace:
    return cv2.FontFace(_FACE)


@cache
def _has_glyph(sign: str) -> bool:
    if sign in {" ", _MISSING}:
        return True
    if unicodedata.combining(sign) or unicodedata.category(sign)[0] in "CMZ":
        return False
    if unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT:
        return False
    # What has no glyph is drawn as a question mark.
    return not np.array_equal(_probe(sign), _probe(_MISSING))


def _probe(sign: str) -> Picture:
    picture = np.zeros((2 * _PROBE_PX, 3 * _PROBE_PX, 3), np.uint8)
    cv2.putText(picture, sign, (_PROBE_PX // 2, 3 * _PROBE_PX // 2), _WHITE, _face(), _PROBE_PX, _WEIGHT)
    return picture
