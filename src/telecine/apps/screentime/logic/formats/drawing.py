"""Boxes and names drawn on pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import cv2

from telecine.apps.screentime.logic.formats.boxes import Floats
from telecine.apps.screentime.logic.formats.lettering import Colour, Picture, drawn_name, plate

_GREY: Final[Colour] = (92, 96, 104)
_LIGHT: Final[Colour] = (214, 217, 223)
_WHITE: Final[Colour] = (255, 255, 255)
_COLOURS: Final[tuple[Colour, ...]] = (
    (24, 110, 205), (190, 60, 20), (20, 130, 70), (150, 45, 150), (160, 105, 0), (0, 125, 135),
    (205, 30, 85), (85, 85, 205), (95, 120, 10), (140, 75, 35), (0, 95, 160), (120, 55, 190),
)  # fmt: skip
"""Dark enough for white letters (WCAG contrast of 4.5 or more)."""


Area = tuple[int, int, int, int]
"""Left, top, right, bottom in whole pixels; right and bottom are outside."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How somebody is marked: the colour of the boxes and the name as a picture."""

    colour: Colour
    plate: Picture
    thickness: int
    is_named: bool


def colour_of(place: int, *, is_named: bool) -> Colour:
    """The colour of a person by place in the report, from 1; the same in films and documents."""
    return _COLOURS[(place - 1) % len(_COLOURS)] if is_named else _GREY


def mark_of(label: str, place: int, *, is_named: bool, size: tuple[int, int]) -> Mark:
    """The mark of a person in pictures of this width and height; people without a name have smaller ones.

    Args:
        place: that of the person in the report, from 1; decides the colour and the name when the label cannot be drawn.
    """
    ground = colour_of(place, is_named=is_named)
    side = min(size)
    size_px = max(11, round(side / (30 if is_named else 42)))
    name = plate(drawn_name(label, place), size_px, _WHITE, ground)
    return Mark(ground if is_named else _LIGHT, name, max(2, round(side / 320)), is_named)


def draw(picture: Picture, boxes: Iterable[tuple[Floats, Mark]]) -> Picture:
    """A copy of an RGB picture ``[h, w, 3]`` with boxes (x1, y1, x2, y2) and, beside each, the name.

    Names hide neither each other nor other boxes where there is room; those of named people and of large faces
    choose first.
    """
    drawn = picture.copy()
    marks = [(_whole(box), mark) for box, mark in boxes]
    for (x1, y1, x2, y2), mark in marks:
        cv2.rectangle(drawn, (x1, y1), (max(x1, x2 - 1), max(y1, y2 - 1)), mark.colour, mark.thickness)
    taken = [box for box, _ in marks]
    for box, mark in sorted(marks, key=lambda one: (not one[1].is_named, one[0][0] - one[0][2], one[0])):
        own = [area for area in taken if area != box]
        place = min(_places(box, mark, drawn), key=lambda area: sum(_common(area, other) for other in own))
        left, top, right, bottom = place
        drawn[top:bottom, left:right] = mark.plate[: bottom - top, : right - left]
        taken.append(place)
    return drawn


def _whole(box: Floats) -> Area:
    x1, y1, x2, y2 = (round(float(side)) for side in box)
    return x1, y1, x2, y2


def _places(box: Area, mark: Mark, picture: Picture) -> Iterator[Area]:
    """Where the name may stand, best first: above the box, below it, further up, further down, inside."""
    height, width = picture.shape[:2]
    rows, columns = min(mark.plate.shape[0], height), min(mark.plate.shape[1], width)
    x1, y1, x2, y2 = box
    gap = mark.thickness // 2
    starts = [x1 - gap, x2 + gap - columns]
    tops = [y1 - rows - gap, y2 + gap, y1 - 2 * rows - gap, y2 + rows + gap, y1]
    for top in tops:
        for start in starts:
            if 0 <= top <= height - rows or top == y1:
                left, upper = min(max(0, start), width - columns), min(max(0, top), height - rows)
                yield left, upper, left + columns, upper + rows


def _common(first: Area, second: Area) -> int:
    """Pixels that two areas share."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    return max(0, width) * max(0, height)
