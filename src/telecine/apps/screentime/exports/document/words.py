"""Text of any script in a document that embeds no typeface.

The typefaces that every PDF viewer has write Western European letters. A word with others is a picture in the typefaces of
the overlay film, with its text attached (ISO 32000-1, 14.9.4), so that it can be read aloud and copied.
"""

from __future__ import annotations

import io
from codecs import BOM_UTF16_BE
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import cv2
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from telecine.apps.screentime.logic.formats.lettering import is_drawable, line, tidy

_ENCODING: Final = "cp1252"
_SCALE: Final = 5
"""Pixels a point."""
_STAND_IN: Final = "(name in another script)"


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks: a standard typeface, its size in points, its colour."""

    font: str = "Helvetica"
    size: float = 9
    colour: str = "#1a1d21"
    leading: float = 1.25

    @property
    def height(self) -> float:
        """From one line to the next."""
        return self.size * self.leading


BODY: Final = Style()
BOLD: Final = Style(font="Helvetica-Bold")
SMALL: Final = Style(size=7.5, colour="#5c6068")
HEADING: Final = Style(font="Helvetica-Bold", size=12)
TITLE: Final = Style(font="Helvetica-Bold", size=20)


class Words(Flowable):  # type: ignore[misc]  # reportlab publishes no types
    """Text that wraps at the width it gets.

    Args:
        text: of any script.
        style: of all of it.
        most: lines that are shown; the rest is cut with dots.
        is_right: whether lines end at the right edge.
    """

    def __init__(self, text: str, style: Style = BODY, *, most: int = 40, is_right: bool = False) -> None:
        super().__init__()
        self._words = tidy(text).split(" ")
        self._style = style
        self._most = most
        self._is_right = is_right
        self._lines: list[list[str]] = []
        self._room = 0.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Size on a page with this much room."""
        self._room = width
        space = word_width(" ", self._style)
        self._lines = [[]]
        used = 0.0
        for word in self._words:
            wide = word_width(word, self._style)
            if self._lines[-1] and used + wide > width:
                self._lines.append([])
                used = 0.0
            self._lines[-1].append(word)
            used += wide + space
        if len(self._lines) > self._most:
            self._lines = [*self._lines[: self._most - 1], [*self._lines[self._most - 1], "..."]]
        return width, len(self._lines) * self._style.height

    def draw(self) -> None:
        """Called by reportlab, with the lower left corner as origin."""
        top = len(self._lines) * self._style.height
        for number, words in enumerate(self._lines):
            baseline = top - number * self._style.height - self._style.size
            start = self._room - line_width(words, self._style) if self._is_right else 0.0
            draw_words(self.canv, words, start, baseline, self._style)


def line_width(words: list[str], style: Style) -> float:
    """Width of words in one line, in points."""
    return sum(word_width(word, style) for word in words) + word_width(" ", style) * max(0, len(words) - 1)


def fit(text: str, width: float, style: Style) -> str:
    """As much of a text as fits into a line, with dots where it was cut."""
    whole = tidy(text)
    if line_width(whole.split(" "), style) <= width:
        return whole
    for end in range(len(whole) - 1, 0, -1):
        shorter = f"{whole[:end].rstrip()}..."
        if line_width(shorter.split(" "), style) <= width:
            return shorter
    return ""


def draw_line(canvas: Any, text: str, x: float, baseline: float, style: Style) -> None:
    """One line of text at a place of a page."""
    draw_words(canvas, tidy(text).split(" "), x, baseline, style)


def draw_words(canvas: Any, words: list[str], x: float, baseline: float, style: Style) -> None:
    """Words of one line at a place of a page; neighbours that are no pictures are one piece of text."""
    canvas.setFillColor(HexColor(style.colour))
    plain: list[str] = []

    def flush() -> None:
        nonlocal x
        if plain:
            text = " ".join(plain) + " "
            canvas.setFont(style.font, style.size)
            canvas.drawString(x, baseline, text.rstrip())
            x += stringWidth(text, style.font, style.size)
            plain.clear()

    for word in words:
        if _is_plain(word):
            plain.append(word)
        elif not is_drawable(word):
            plain.append(_STAND_IN)
        else:
            flush()
            picture = _picture(word, style)
            canvas.addLiteral(f"/Span <</ActualText <{(BOM_UTF16_BE + word.encode('utf-16-be')).hex().upper()}>>> BDC")
            canvas.drawImage(picture.reader, x, baseline - picture.fall, picture.width, picture.height)
            canvas.addLiteral("EMC")
            x += picture.width + stringWidth(" ", style.font, style.size)
    flush()


def word_width(word: str, style: Style) -> float:
    """Width of one word in points."""
    if _is_plain(word):
        return float(stringWidth(word, style.font, style.size))
    if not is_drawable(word):
        return float(stringWidth(_STAND_IN, style.font, style.size))
    return _picture(word, style).width


def _is_plain(word: str) -> bool:
    try:
        word.encode(_ENCODING)
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Picture:
    """A word as a picture: its size in points, `fall` of it below the baseline."""

    width: float
    height: float
    fall: float
    reader: Any = field(repr=False)


@cache
def _picture(word: str, style: Style) -> _Picture:
    drawn, rise = line(word, round(style.size * _SCALE), is_bold="Bold" in style.font)
    height, width = drawn.shape
    encoded = io.BytesIO(cv2.imencode(".png", 255 - drawn)[1].tobytes())
    return _Picture(width / _SCALE, height / _SCALE, (height - rise) / _SCALE, ImageReader(encoded))
