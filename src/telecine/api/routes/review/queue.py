"""What should be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request

from telecine.api import paging
from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.results.subject import Addresses, RunId, Video, Viewer
from telecine.api.shapes.results.report import reference
from telecine.api.shapes.review import Question, Review, Side, Why
from telecine.api.shapes.shape import Position
from telecine.kernel.spans import Span, total, union
from telecine.records import catalog
from telecine.services.results.faces import Faces
from telecine.services.results.queue import Item

router = APIRouter(tags=["review"])

_PICTURES = 8


@router.get("/review", responses=responses(400, 404))
def review(
    home: Home,
    video: Video,
    _asking: Viewer,
    request: Request,
    why: Annotated[list[Why] | None, Query(description="Only questions of these kinds.")] = None,
    run: RunId = None,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> Review:
    """The questions that the newest run leaves open, most screen time at stake first.

    All pages are of the run of the first; ask for the first page again when `is_current` is false.
    """
    place = paging.decode(cursor, str, int)
    found = home.results.runs.find(video, str(place[0]) if place else run, catalog.MATCHES)
    faces = home.results.faces.faces(found)
    items = [item for item in home.results.queue.items(found) if why is None or item.why in why]
    begin = int(place[1]) if place else 0
    addresses = Addresses(request)
    return Review(
        **reference(found),
        items=[_question(faces, item, addresses) for item in items[begin : begin + limit]],
        next=paging.encode(found.job.id, begin + limit) if begin + limit < len(items) else None,
        total=len(items),
        seconds=round(float(sum(item.seconds for item in items)), 3),
    )


def _question(faces: Faces, item: Item, addresses: Addresses) -> Question:
    return Question(
        why=item.why,
        at_stake=Position.of(item.seconds),
        text=item.text,
        sides=[_side(faces, groups, addresses) for groups in item.groups if groups],
        decision=item.decision,
        at=Position.of(item.at),
    )


def _side(faces: Faces, groups: Sequence[str], addresses: Addresses) -> Side:
    tracks = [track for group in groups for track in faces.by_group.get(group, ())]
    first = faces.groups.get(groups[0])
    return Side(
        groups=list(groups),
        label=first.label if first is not None else None,
        person=first.person if first is not None else None,
        visible=Position.of(total(union(Span(track.start, track.end) for track in tracks))),
        tracks=len(tracks),
        pictures=addresses.best(faces.best(groups, _PICTURES)),
    )
