"""Questions about results: why somebody counts, who may be one person, what changed between runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.results.subject import Addresses, FacesRun, ReportRun, Video, Viewer, instant
from telecine.api.shapes.results.asking import Compared, Explanation, Pair, Pairs, story_of
from telecine.api.shapes.results.report import reference
from telecine.api.shapes.shape import Position
from telecine.kernel.errors import UserError
from telecine.records import explaining

router = APIRouter(tags=["results"])

_PICTURES = 4


@router.get("/explain", responses=responses(400, 404, 409, 422))
def explain(
    home: Home,
    run: ReportRun,
    _asking: Viewer,
    at: Annotated[str, Query(max_length=30, description="Seconds from the first frame.", examples=["12.34"])],
    *,
    look: Annotated[
        bool, Query(description="Decode the shot again, for faces that no track holds; takes seconds.")
    ] = False,
) -> Explanation:
    """Why each face at an instant counts or does not, stage by stage, and what would change it."""
    told = home.answers.ask_of(
        run.video, run.job, run.shape, "faces.explain", explaining.Explanation, at=instant(at), look=look
    )
    return Explanation(
        **reference(run),
        at=Position.of(told.at),
        shot_start=None if told.shot is None else Position.of(told.shot[0]),
        shot_end=None if told.shot is None else Position.of(told.shot[1]),
        faces=[story_of(story) for story in told.faces],
        looked=told.looked,
    )


@router.get("/pairs", responses=responses(404))
def pairs(
    home: Home,
    run: FacesRun,
    _asking: Viewer,
    request: Request,
    limit: Annotated[int, Query(ge=1, le=200, description="At most so many.")] = 20,
) -> Pairs:
    """Two and two who may be one person, likeliest first. What was answered is not asked again."""
    told = home.results.queue.pairs(run)
    faces, addresses = home.results.faces.faces(run), Addresses(request)
    return Pairs(
        **reference(run),
        threshold=told.threshold,
        pairs=[
            Pair(
                one=pair.one,
                other=pair.other,
                groups=(list(pair.groups[0]), list(pair.groups[1])),
                distance=pair.distance,
                nearest=pair.nearest,
                seconds=pair.seconds,
                reason=pair.reason,
                pictures=(
                    addresses.best(faces.best(pair.groups[0], _PICTURES)),
                    addresses.best(faces.best(pair.groups[1], _PICTURES)),
                ),
            )
            for pair in told.pairs[:limit]
        ],
    )


@router.get("/compare", responses=responses(400, 404))
def compare(
    home: Home,
    video: Video,
    _asking: Viewer,
    runs: Annotated[
        str | None,
        Query(max_length=250, description="Two finished runs with a comma, earlier first; the newest two that differ."),
    ] = None,
) -> Compared:
    """What changed between two runs: who came, who is gone, seconds, and the settings that differ."""
    named = runs.split(",") if runs is not None else []
    if runs is not None and (len(named) != 2 or not all(named)):
        raise UserError("name two runs, the earlier first: runs=ONE,OTHER", code="bad_runs")
    return Compared.of(home.comparing.compare(video, (named[0], named[1]) if named else None))
