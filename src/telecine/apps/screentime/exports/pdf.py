"""Stage `screentime.pdf`: the report as a document to print, send and file."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any, Final

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.platypus import SimpleDocTemplate

from telecine.apps.screentime.exports.document import sections
from telecine.apps.screentime.exports.document.words import SMALL, draw_line
from telecine.apps.screentime.exports.params import PdfParams
from telecine.apps.screentime.logic.formats.lettering import is_drawable, tidy
from telecine.apps.screentime.logic.formats.selection import plural
from telecine.apps.screentime.page.pictures import read_portraits
from telecine.apps.screentime.page.view import PageData, make_view
from telecine.apps.screentime.provenance import describe
from telecine.engine.ports import StageContext
from telecine.records.catalog import MATCHES, PROBE, SCAN, SCREENTIME
from telecine.records.exports import ExportedPerson, ReportDocument

_FILE: Final = "report.pdf"
_MARGIN: Final = 48.0
_PADDING: Final = 6.0
"""That reportlab leaves between the margin and the text."""
_PAPERS: Final = {"a4": A4, "letter": LETTER}


def run_pdf(ctx: StageContext, params: PdfParams) -> None:
    """Write `report.pdf`."""
    loaded = ctx.inputs.one(SCREENTIME)
    report = loaded.record
    provenance = describe(ctx)
    own = (SCREENTIME.name, report.SCHEMA, loaded.key[:16])
    page = PageData(
        title=params.title,
        report=report,
        probe=ctx.inputs.one(PROBE).record,
        scan=ctx.inputs.one(SCAN).record,
        portraits=read_portraits(ctx.inputs.one(MATCHES), report.people),
        sprite=None,
        provenance=replace(provenance, inputs=(*provenance.inputs, own)),
    )
    content, pages = write_pdf(page, params.paper)
    ctx.out.file(_FILE).write_bytes(content)
    unreadable = [person.label for person in report.people if not is_drawable(tidy(person.label))]
    ctx.out.record(
        ReportDocument(
            summary=f"{plural(pages, 'page')} about {plural(len(report.people), 'person', 'people')}",
            files=(_FILE,),
            people=tuple(
                ExportedPerson(
                    person=one.person, label=one.label, count=one.appearances, seconds=one.visible_s, files=()
                )
                for one in report.people
            ),
            notes=tuple(f"{label} is written in the outline only: its script cannot be drawn." for label in unreadable),
        )
    )
    ctx.progress(1, 1)


def write_pdf(page: PageData, paper: str = "a4") -> tuple[bytes, int]:
    """The document and how many pages it has; equal reports give equal bytes."""
    view = make_view(page)
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=_PAPERS[paper],
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=view.title,
        author="",
        creator="Telecine",
        subject="Who is on screen, when, and for how long",
        lang="en",
        invariant=1,
    )
    labels = [person.label for person in page.report.people[: len(view.lanes)]]
    story = [
        *sections.head(view), *sections.warnings(view), *sections.timeline(page), *sections.people(view, labels),
        *sections.checks(view), *sections.made(view), *sections.limits(),
    ]  # fmt: skip
    document.build(story, onFirstPage=_footer, onLaterPages=_footer)
    return file.getvalue(), document.page


def _footer(canvas: Any, document: Any) -> None:
    draw_line(canvas, f"Telecine  ·  page {document.page}", _MARGIN + _PADDING, _MARGIN / 2, SMALL)
