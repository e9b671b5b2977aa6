"""Shows: who is in them, for how long, and with whom."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, Path, Query

from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.results.subject import Editor, Viewer
from telecine.api.shapes.library import NewShowPerson, Show, ShowDetails, ShowPerson, Totals
from telecine.api.shapes.shape import Page, Position
from telecine.engine.rows import VideoRow
from telecine.kernel.ids import slug
from telecine.kernel.spans import ZERO
from telecine.services.videos import seconds_of

router = APIRouter(prefix="/shows", tags=["shows"])

ShowId = Annotated[str, Path(max_length=100, description="Name or id of a show.", examples=["the-office"])]


@router.get("")
def list_shows(home: Home, _asking: Viewer) -> Page[Show]:
    """All shows of this home."""
    videos = home.overview.videos()
    own: dict[str, list[VideoRow]] = defaultdict(list)
    for video in videos:
        if video.show_id is not None:
            own[video.show_id].append(video)
    missing = {video.id for video in home.overview.totals(videos).missing}
    items = [
        Show(
            show=show,
            seasons=sorted({video.season for video in of_show if video.season is not None}),
            episodes=len(of_show),
            analysed=sum(video.id not in missing for video in of_show),
            seconds=round(sum(seconds_of(video) for video in of_show), 3),
        )
        for show, of_show in sorted(own.items())
    ]
    return Page(items=items, next=None)


@router.get("/{show}", responses=responses(404))
def read(
    home: Home,
    _asking: Viewer,
    show: ShowId,
    season: Annotated[int | None, Query(ge=0, le=9999, description="Only this season.")] = None,
    *,
    together: Annotated[bool, Query(description="Also how long every two are on screen at once.")] = False,
) -> ShowDetails:
    """Screen time of everybody over a show and each of its seasons."""
    videos = home.overview.videos(show=slug(show), season=season)
    whole = home.overview.totals(videos, by="show", together=together)
    seasons = home.overview.totals(videos, by="season", together=together)
    return ShowDetails(
        show=slug(show),
        total=Totals.of(whole.groups[0]) if whole.groups else None,
        seasons=[Totals.of(group) for group in seasons.groups],
        missing=[video.id for video in whole.missing],
    )


@router.get("/{show}/people", responses=responses(404))
def list_people(home: Home, _asking: Viewer, show: ShowId) -> Page[ShowPerson]:
    """Who belongs to a show, or is seen in it; most visible first."""
    totals = home.overview.totals(home.overview.videos(show=slug(show)), by="show")
    seen = {one.person: one for group in totals.groups for one in group.people}
    cast = {person.id: person.name for person, _ in home.people.all() if person.show_id == slug(show)}
    people = [
        ShowPerson(
            person=person,
            name=seen[person].name if person in seen else cast[person],
            is_cast=person in cast,
            visible=Position.of(seen[person].visible_s if person in seen else ZERO),
            videos=list(seen[person].videos) if person in seen else [],
        )
        for person in dict.fromkeys((*seen, *cast))
    ]
    return Page(items=sorted(people, key=lambda one: (-one.visible.seconds, one.name)), next=None)


@router.post("/{show}/people", status_code=201, responses=responses(400, 409, 422))
def add_person(home: Home, _asking: Editor, show: ShowId, asked: NewShowPerson) -> ShowPerson:
    """Say that somebody belongs to a show; they are added to the home when new."""
    person, _ = home.people.add(asked.name, [])
    home.people.join_show(person.id, slug(show))
    return ShowPerson(person=person.id, name=person.name, is_cast=True, visible=Position.of(ZERO), videos=[])
