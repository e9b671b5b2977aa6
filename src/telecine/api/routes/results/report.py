"""Screen time and timeline of a video."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.results.subject import (
    NOT_MODIFIED,
    Addresses,
    IfNoneMatch,
    ReportRun,
    Viewer,
    instant,
    is_known,
    unchanged,
)
from telecine.api.shapes.results.report import (
    SEEN,
    Buckets,
    Lane,
    Metric,
    PersonTime,
    ScreenTime,
    Timeline,
    intervals_of,
    reference,
    rounded,
    shots_of,
)
from telecine.api.shapes.shape import Position
from telecine.bootstrap import Workspace
from telecine.kernel.errors import UserError
from telecine.records import catalog, screentime
from telecine.services.results.runs import Run

router = APIRouter(tags=["results"])

_MOST_BUCKETS = 20_000

Interval = Annotated[
    str | None,
    Query(max_length=30, description="Seconds of equal intervals, such as 10 or 1/2.", examples=["10"]),
]


@router.get("/screentime", response_model=ScreenTime, responses={**NOT_MODIFIED, **responses(404)})
def screen_time(
    home: Home, run: ReportRun, _asking: Viewer, request: Request, response: Response, if_none_match: IfNoneMatch = None
) -> ScreenTime | Response:
    """Who is on screen for how long: exact seconds, what to know about them, and figures with advice."""
    if is_known(response, if_none_match, *_parts(run, request)):
        return unchanged(response)
    report = run.one(catalog.SCREENTIME).record
    groups = _groups(home, run)
    pictures = _pictures(home, run, groups, Addresses(request))
    return ScreenTime(
        **reference(run),
        video=run.video.id,
        duration=Position.of(report.duration),
        anyone=Position.of(report.anyone_s),
        several=Position.of(report.several_s),
        people=[
            PersonTime.of(person, groups.get(person.label, ()), pictures.get(person.label)) for person in report.people
        ],
        warnings=list(report.warnings),
        metrics=[Metric.of(metric) for metric in report.metrics],
    )


@router.get("/timeline", response_model=Timeline, responses={**NOT_MODIFIED, **responses(400, 404)})
def timeline(
    home: Home,
    run: ReportRun,
    _asking: Viewer,
    request: Request,
    response: Response,
    interval: Interval = None,
    *,
    tracks: Annotated[bool, Query(description="Also which tracks each interval rests on.")] = False,
    if_none_match: IfNoneMatch = None,
) -> Timeline | Response:
    """Shots, and when everybody is on screen, as columns; with `interval`, seconds in equal intervals instead."""
    if is_known(response, if_none_match, *_parts(run, request), interval, tracks):
        return unchanged(response)
    report = run.one(catalog.SCREENTIME).record
    addresses = Addresses(request)
    pictures = _pictures(home, run, _groups(home, run), addresses)
    shots = None
    if run.has(catalog.SCAN):
        scan = run.one(catalog.SCAN)
        shots = shots_of(scan.record, [addresses.thumbnail(shot.thumbnail, scan.key) for shot in scan.record.shots])
    return Timeline(
        **reference(run),
        video=run.video.id,
        duration=Position.of(report.duration),
        people=[
            Lane(
                label=person.label,
                person=person.person,
                visible_s=rounded(person.visible_s),
                picture=pictures.get(person.label),
            )
            for person in report.people
        ],
        seen_as=SEEN,
        shots=shots,
        intervals=intervals_of(report.people, with_tracks=tracks) if interval is None else None,
        buckets=None if interval is None else _buckets(report, interval),
    )


def _buckets(report: screentime.ScreenTime, text: str) -> Buckets:
    from telecine.apps.screentime.logic.formats.intervals import find_cells

    every = instant(text)
    if not every or report.duration / every > _MOST_BUCKETS:
        raise UserError(f"{text!r} s makes too many intervals; ask for longer ones", code="bad_interval")
    cells = find_cells([person.intervals for person in report.people], report.duration, every)
    rows = [(place, lane, seconds) for place, cell in enumerate(cells) for lane, seconds in sorted(cell.people.items())]
    return Buckets(
        length=Position.of(every),
        count=len(cells),
        bucket=[place for place, _, _ in rows],
        lane=[lane for _, lane, _ in rows],
        visible_s=[rounded(seconds.visible) for _, _, seconds in rows],
        clear_s=[rounded(seconds.clear) for _, _, seconds in rows],
    )


def _parts(run: Run, request: Request) -> tuple[object, ...]:
    return (
        Addresses(request).base,
        run.job.id,
        run.head,
        run.is_current,
        run.key(catalog.SCREENTIME),
        run.has(catalog.SCAN),
    )


def _groups(home: Workspace, run: Run) -> Mapping[str, list[str]]:
    """Ids of groups by label; nothing where only the report is left."""
    found: dict[str, list[str]] = {}
    if run.has(catalog.MATCHES) and run.has(catalog.FACE_TRACKS):
        for group in home.results.faces.faces(run).matches.assignments:
            found.setdefault(group.label, []).append(group.group_id)
    return found


def _pictures(home: Workspace, run: Run, groups: Mapping[str, list[str]], addresses: Addresses) -> dict[str, str]:
    """Address of the best picture by label."""
    if not groups:
        return {}
    faces = home.results.faces.faces(run)
    found = {label: addresses.best(faces.best(own, 1)) for label, own in groups.items()}
    return {label: best[0] for label, best in found.items() if best}
