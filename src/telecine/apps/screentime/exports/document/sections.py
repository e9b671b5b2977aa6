"""The parts of the document, from top to bottom."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable, Image, KeepTogether, Spacer, Table, TableStyle

from telecine.apps.screentime.exports.document.timeline import LANES_A_PAGE, Timeline
from telecine.apps.screentime.exports.document.words import BODY, BOLD, HEADING, SMALL, TITLE, Style, Words
from telecine.apps.screentime.logic.formats.lettering import is_drawable, tidy
from telecine.apps.screentime.page.view import MOST_LANES, Lane, PageData, View

_LINE: Final = HexColor("#d9dce1")
_NUMBER: Final = Style(size=8.5)
_FIGURE: Final = Style(font="Helvetica-Bold", size=14)
_CODE: Final = Style(font="Courier", size=7.5)
_MOST_CUTS: Final = 400
_PORTRAIT: Final = 26.0
_PLAIN: Final = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 6),
    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
]
_LIMITS: Final = (
    "Visible is the time a face was detected or followed. Somebody seen from behind, or only as a body, is not counted.",
    "Clear is the part of it with a face at least 28 pixels wide, sharp and not in deep profile; a name is surest there.",
    "Bridged gaps are short losses within one shot. They are drawn thin, and are no part of the visible seconds.",
    "Unknown means that no given photograph was close enough. One person can be two unknowns.",
    "Confidence is a number only where it is calibrated; else the distance to the photographs is given, and smaller is surer.",
)


class Bookmark(Flowable):  # type: ignore[misc]  # reportlab publishes no types
    """An entry of the document's outline, in any script."""

    def __init__(self, title: str, key: str, level: int) -> None:
        super().__init__()
        self._entry = title, key, level

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """It takes no room."""
        return 0, 0

    def draw(self) -> None:
        """Called by reportlab."""
        title, key, level = self._entry
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(title, key, level, closed=level == 0)


def head(view: View) -> list[Any]:
    """Title, facts, and the four figures of the page."""
    figures = (
        ("Somebody on screen", f"{view.anyone} ({view.anyone_share})"),
        ("Two or more", view.several),
        ("People named", str(view.named)),
        ("Unknown", str(view.unknown)),
    )
    table = Table(
        [[Words(name, SMALL) for name, _ in figures], [Words(value, _FIGURE) for _, value in figures]],
        colWidths=["34%", "26%", "20%", "20%"],
        style=TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("LINEABOVE", (0, 0), (-1, 0), 1, _LINE)]),
    )
    return [Words(view.title, TITLE), Words("  ·  ".join(view.facts), SMALL), Spacer(0, 8), table]


def warnings(view: View) -> list[Any]:
    """What to know before using the seconds."""
    if not view.warnings:
        return []
    return [
        *_heading("Before you use these seconds", "warnings"),
        *(Words(f"!  {text}", BODY) for text in view.warnings),
    ]


def timeline(page: PageData) -> list[Any]:
    """Lanes of everybody who has one, as many on a page as fit."""
    people = page.report.people[:MOST_LANES]
    if not people:
        return [*_heading("Timeline", "timeline"), Words("Nobody was found in this film.")]
    cuts = [shot.start for shot in page.scan.shots[1:]]
    parts = [people[first : first + LANES_A_PAGE] for first in range(0, len(people), LANES_A_PAGE)]
    lanes = [
        Timeline(part, 1 + number * LANES_A_PAGE, page.report.duration, cuts if len(cuts) <= _MOST_CUTS else ())
        for number, part in enumerate(parts)
    ]
    legend = "Full height: clear. Lower: small, blurred or turned away. Thin: a bridged gap. Lines: cuts."
    return [KeepTogether([*_heading("Timeline", "timeline"), Words(legend, SMALL), lanes[0]]), *lanes[1:]]


def people(view: View, labels: Sequence[str]) -> list[Any]:
    """A row a person, and an entry in the outline for each."""
    if not view.lanes:
        return []
    titles = ("", "Person", "Visible", "Clear", "Share", "First", "Last", "Times", "Confidence")
    rows: list[list[Any]] = [[Words(title, SMALL, is_right=place >= 2) for place, title in enumerate(titles)]]
    for lane, label in zip(view.lanes, labels, strict=True):
        rows.append([_portrait(lane), [Bookmark(label, lane.anchor, 1), *_name(lane)], *_figures(lane)])
    table = Table(
        rows,
        colWidths=[_PORTRAIT + 8, None, 60, 60, 32, 44, 44, 28, 58],
        repeatRows=1,
        style=TableStyle(_PLAIN),
    )
    more = f"{view.hidden} more people with {view.hidden_s} between them are in people.csv." if view.hidden else ""
    return [*_heading("People", "people"), table, *([Words(more, SMALL)] if more else [])]


def checks(view: View) -> list[Any]:
    """Figures with their limits, and advice where one is exceeded."""
    rows = [
        [
            [
                Words(check.name, BOLD if check.is_warning else BODY),
                *([Words(check.advice, SMALL)] if check.is_warning else []),
            ],
            Words(check.value, _NUMBER, is_right=True),
            Words(check.limit, SMALL, is_right=True),
        ]
        for check in view.checks
    ]
    return (
        [*_heading("Checks", "checks"), Table(rows, colWidths=[None, 90, 110], style=TableStyle(_PLAIN))]
        if rows
        else []
    )


def made(view: View) -> list[Any]:
    """Models, settings, counts and keys."""
    provenance = view.provenance
    models = [
        [
            Words(model.role),
            Words(f"{model.name} ({model.tier})"),
            Words(model.licence or "see NOTICE"),
            Words(model.fingerprint, _CODE),
        ]
        for model in provenance.models
    ]
    counts = [[Words(name), Words(value)] for name, value in (*provenance.counts, *provenance.settings)]
    inputs = [[Words(name), Words(schema), Words(key, _CODE)] for name, schema, key in provenance.inputs]
    tables = [(models, [100, None, 110, 100]), (counts, [200, None]), (inputs, [140, None, 130])]
    return [
        *_heading("How it was made", "made"),
        *(
            part
            for rows, widths in tables
            if rows
            for part in (Table(rows, colWidths=widths, style=TableStyle(_PLAIN)), Spacer(0, 6))
        ),
    ]


def limits() -> list[Any]:
    """What the seconds mean."""
    return [KeepTogether([*_heading("What these seconds mean", "limits"), *(Words(text) for text in _LIMITS)])]


def _heading(text: str, key: str) -> list[Any]:
    return [Spacer(0, 14), Bookmark(text, key, 0), Words(text, HEADING), Spacer(0, 4)]


def _portrait(lane: Lane) -> Any:
    if lane.portrait is None:
        return Words(lane.initials if lane.is_known and is_drawable(tidy(lane.initials)) else "?", SMALL)
    width, height = ImageReader(io.BytesIO(lane.portrait)).getSize()
    scale = _PORTRAIT / max(width, height)
    return Image(io.BytesIO(lane.portrait), width * scale, height * scale)


def _name(lane: Lane) -> list[Any]:
    return [Words(lane.name, BOLD, most=3), *([Words(lane.evidence, SMALL, most=3)] if lane.evidence else [])]


def _figures(lane: Lane) -> list[Any]:
    texts = (lane.visible, lane.clear, lane.share, lane.first, lane.last, str(lane.appearances), _sureness(lane))
    return [Words(text, _NUMBER, is_right=True) for text in texts]


def _sureness(lane: Lane) -> str:
    if lane.is_confirmed:
        return "confirmed"
    if lane.confidence:
        return lane.confidence if lane.is_calibrated else f"{lane.confidence} uncalibrated"
    return f"distance {lane.distance}" if lane.distance else "-"
