"""Boxes and names drawn on pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from telecine.apps.screentime.logic.formats.boxes import Floats
from telecine.apps.screentime.logic.formats.lettering import Colour, Picture, drawn_name, plate

_GREY: Final[Colour] = (92, 96, 104)
_WHITE: Final[Colour] = (255, 255, 255)
_COLOURS: Final[tuple[Colour, ...]] = (
    (24, 110, 205), (190, 60, 20), (20, 130, 70), (150, 45, 150), (160, 105, 0), (0, 125, 135),
    (205, 30, 85), (85, 85, 205), (95, 120, 10), (140, 75, 35), (0, 95, 160), (120, 55, 190),
)  # fmt: skip
"""Dark enough for white letters (WCAG contrast of 4.5 or more)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How somebody is marked: the colour of the boxes and the name as a picture."""

    colour: Colour
    plate: Picture
    thickness: int


def colour_of(place: int, *, is_named: bool) -> Colour:
    """The colour of a person by place in the report, from 1; the same in films and documents."""
    return _COLOURS[(place - 1) % len(_COLOURS)] if is_named else _GREY


def mark_of(label: str, place: int, *, is_named: bool, height: int) -> Mark:
    """The mark of a person in pictures that are `height` pixels high.

    Args:
        place: that of the person in the report, from 1; decides the colour and the name when the label cannot be drawn.
    """
    colour = colour_of(place, is_named=is_named)
    size_px = max(12, round(height / 32))
    return Mark(colour, plate(drawn_name(label, place), size_px, _WHITE, colour), max(2, round(height / 320)))


def draw(picture: Picture, boxes: Iterable[tuple[Floats, Mark]]) -> Picture:
    """A copy of an RGB picture ``[h, w, 3]`` with boxes (x1, y1, x2, y2) and, above each, the name."""
    drawn = picture.copy()
    marks = [(tuple(round(float(side)) for side in box), mark) for box, mark in boxes]
    for (x1, y1, x2, y2), mark in marks:
        cv2.rectangle(drawn, (x1, y1), (max(x1, x2 - 1), max(y1, y2 - 1)), mark.colour, mark.thickness)
    for corners, mark in marks:
        _put(drawn, mark.plate, corners, mark.thickness)
    return drawn


def _put(picture: Picture, name: Picture, corners: Sequence[int], thickness: int) -> None:
    """The name above the box, or below it, or inside where the picture ends; what does not fit is cut."""
    x1, y1, _, y2 = corners
    height, width = picture.shape[:2]
    rows, columns = min(name.shape[0], height), min(name.shape[1], width)
    top = y1 - rows - thickness // 2
    if top < 0:
        top = y2 if y2 + rows <= height else y1
    top = min(max(0, top), height - rows)
    left = min(max(0, x1 - thickness // 2), width - columns)
    picture[top : top + rows, left : left + columns] = np.asarray(name[:rows, :columns], np.uint8)
