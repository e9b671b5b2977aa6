"""The lanes of the timeline, drawn on a page."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from reportlab.lib.colors import Color, HexColor
from reportlab.platypus import Flowable

from telecine.apps.screentime.exports.document.words import SMALL, Style, draw_line, fit, line_width
from telecine.apps.screentime.logic.formats.drawing import colour_of
from telecine.apps.screentime.logic.lanes import spans_of, ticks
from telecine.apps.screentime.logic.wording import clock
from telecine.kernel.spans import union
from telecine.records.screentime import PersonTime

LANES_A_PAGE: Final = 40
_NAMES: Final = 110.0
_LANE: Final = 13.0
_BAR: Final = 9.0
_RULER: Final = 14.0
_KINDS: Final = ((False, True, 0.12, 0.6), (False, False, 0.56, 0.75), (True, False, 1.0, 1.0))
"""Clear last, so that it lies on top: is clear, is bridged, part of the height, opacity."""
_NAME: Final = Style(size=8)
_LONGEST_GAP: Final = 2000
"""Neighbours nearer than this part of the film are drawn as one."""


class Timeline(Flowable):  # type: ignore[misc]  # reportlab publishes no types
    """Lanes of some people with a ruler above them.

    Args:
        people: whose lanes.
        first: place of the first of them in the report, from 1.
        cuts: instants at which shots begin; empty to leave them out.
    """

    def __init__(self, people: Sequence[PersonTime], first: int, duration: Fraction, cuts: Sequence[Fraction]) -> None:
        super().__init__()
        self._people = people
        self._first = first
        self._duration = duration or Fraction(1)
        self._cuts = cuts
        self._width = 0.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Size on a page with this much room."""
        self._width = width
        return width, _RULER + _LANE * len(self._people)

    def draw(self) -> None:
        """Called by reportlab, with the lower left corner as origin."""
        height = _LANE * len(self._people)
        self._draw_ruler(height)
        for number, person in enumerate(self._people):
            self._draw_lane(person, self._first + number, height - _LANE * (number + 1))

    def _x(self, at: Fraction) -> float:
        return _NAMES + float(at / self._duration) * (self._width - _NAMES)

    def _draw_ruler(self, height: float) -> None:
        canvas: Any = self.canv
        canvas.setStrokeColor(HexColor("#e2e4e8"))
        canvas.setLineWidth(0.3)
        for cut in self._cuts:
            canvas.line(self._x(cut), 0, self._x(cut), height)
        canvas.setStrokeColor(HexColor("#9aa0a8"))
        canvas.setLineWidth(0.5)
        canvas.line(_NAMES, height, self._width, height)
        for tick in ticks(self._duration):
            canvas.line(self._x(tick), height, self._x(tick), height + 3)
            text = clock(tick, 0 if tick.denominator == 1 else 1)
            start = min(self._x(tick), self._width - line_width([text], SMALL))
            draw_line(canvas, text, start, height + 5, SMALL)

    def _draw_lane(self, person: PersonTime, place: int, bottom: float) -> None:
        canvas: Any = self.canv
        draw_line(canvas, fit(person.label, _NAMES - 8, _NAME), 0, bottom + 3, _NAME)
        red, green, blue = (part / 255 for part in colour_of(place, is_named=person.person is not None))
        for is_clear, is_bridged, part, opacity in _KINDS:
            canvas.setFillColor(Color(red, green, blue, alpha=opacity))
            spans = spans_of(person.intervals, is_clear=is_clear, is_bridged=is_bridged)
            for span in union(spans, bridge=self._duration / _LONGEST_GAP):
                start, end = self._x(span.start), self._x(span.end)
                rise = bottom + (_LANE - _BAR * part) / 2
                canvas.rect(start, rise, max(0.4, end - start), _BAR * part, stroke=0, fill=1)
        canvas.setStrokeColor(HexColor("#eef0f2"))
        canvas.setLineWidth(0.4)
        canvas.line(0, bottom, self._width, bottom)
