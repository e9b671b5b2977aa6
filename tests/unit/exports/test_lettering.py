"""Names as pictures: no name becomes question marks."""

import cv2
import numpy as np
import pytest

from telecine.apps.screentime.logic.formats.drawing import _COLOURS, _GREY, draw, mark_of
from telecine.apps.screentime.logic.formats.lettering import drawn_name, is_drawable, plate


@pytest.mark.parametrize(
    "name",
    [
        "Zoë Saldaña",
        "Łukasz Żal",
        "Ђорђе Балашевић",
        "Ελένη",
        "王小明",
        "佐藤 健",
        "김연아",
        "Nguyễn Thị Hương",
        "O\u2019Neil\u2013Smith",
        "Who?",
    ],
)
def test_a_name_in_these_scripts_is_drawn_as_it_is_written(name: str) -> None:
    assert drawn_name(name, 3) == name


@pytest.mark.parametrize("name", ["أحمد زويل", "דוד", "नमस्ते", "ไทย", "\U0001f600", "\u200b", ""])
def test_a_name_that_would_come_out_wrong_is_replaced_by_its_place(name: str) -> None:
    assert drawn_name(name, 3) == "Person 3"


def test_accents_that_stand_apart_are_joined_with_their_letters() -> None:
    assert drawn_name("Zoe\u0308  L", 1) == "Zoë L"
    assert not is_drawable("Zoe\u0308")


def test_different_names_are_different_pictures_on_their_ground() -> None:
    names = ["王小明", "김연아", "Zoë", "Zoe"]
    plates = [plate(name, 24, (255, 255, 255), (10, 20, 30)) for name in names]
    assert len({made.tobytes() for made in plates}) == len(names)
    for made in plates:
        assert made[0, 0].tolist() == [10, 20, 30]
        assert (made > 200).all(axis=2).sum() > 40


def _luminance(colour: tuple[int, ...]) -> float:
    linear = [(c / 255 / 12.92) if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


@pytest.mark.parametrize("colour", [*_COLOURS, _GREY])
def test_white_letters_can_be_read_on_every_colour(colour: tuple[int, int, int]) -> None:
    assert 1.05 / (_luminance(colour) + 0.05) >= 4.5


@pytest.mark.parametrize("box", [(0, 0, 30, 30), (170, 80, 192, 112), (-5, -5, 400, 400), (50, 100, 60, 112)])
def test_a_name_stays_in_the_picture_wherever_the_box_is(box: tuple[int, int, int, int]) -> None:
    picture = np.zeros((112, 192, 3), np.uint8)
    mark = mark_of("Ana", 1, is_named=True, size=(192, 112))
    drawn = draw(picture, [(np.array(box, np.float32), mark)])
    assert drawn.shape == picture.shape
    assert (drawn > 200).all(axis=2).sum() > 20
    assert not picture.any()


def test_names_hide_neither_each_other_nor_other_faces_where_there_is_room() -> None:
    picture = np.zeros((400, 600, 3), np.uint8)
    size = (600, 400)
    boxes = [np.array([100 + 25 * n, 200, 130 + 25 * n, 230], np.float32) for n in (0, 2, 4)]
    marks = [mark_of(f"Somebody {n}", n + 1, is_named=True, size=size) for n in range(3)]
    drawn = draw(picture, list(zip(boxes, marks, strict=True)))
    for mark in marks:
        rows, columns = mark.plate.shape[:2]
        found = cv2.matchTemplate(drawn, mark.plate, cv2.TM_SQDIFF_NORMED)
        assert found.min() < 1e-3, (rows, columns)
    for box in boxes:
        x1, y1, x2, y2 = (int(side) for side in box)
        assert not drawn[y1 + 3 : y2 - 3, x1 + 3 : x2 - 3].any()
