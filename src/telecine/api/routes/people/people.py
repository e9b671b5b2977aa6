"""People: who can be named, in which videos they are, and forgetting them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from telecine.api import paging
from telecine.api.access.principal import Principal, Role, needs
from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.results.subject import Editor, Viewer
from telecine.api.shapes.people import (
    Appearance,
    ChangedPerson,
    Erasure,
    Merged,
    MergeInto,
    NewPerson,
    Person,
    PersonDetails,
    Seed,
)
from telecine.api.shapes.shape import Page, Position
from telecine.bootstrap import Workspace
from telecine.engine.rows import PersonRow
from telecine.kernel.errors import UserError
from telecine.kernel.ids import slug
from telecine.services.review.erasing import FORGOTTEN

router = APIRouter(prefix="/people", tags=["people"])

Admin = Annotated[Principal, needs(Role.ADMIN)]
PersonId = Annotated[str, Path(max_length=200, description="Id or name of a person.", examples=["ada"])]


@router.get("", responses=responses(400))
def list_people(
    home: Home,
    _asking: Viewer,
    q: Annotated[str | None, Query(max_length=100, description="Part of the name.")] = None,
    show: Annotated[str | None, Query(max_length=100, description="Only people of this show.")] = None,
    limit: paging.Limit = 100,
    cursor: paging.Cursor = None,
) -> Page[Person]:
    """People of this home, by id."""
    place = paging.decode(cursor, str)
    found = sorted(
        (
            (person, seeds)
            for person, seeds in home.people.all()
            if (q is None or q.casefold() in person.name.casefold())
            and (show is None or person.show_id == slug(show))
            and (place is None or person.id > str(place[0]))
        ),
        key=lambda each: each[0].id,
    )
    items = [Person.of(person, seeds) for person, seeds in found[:limit]]
    return Page(items=items, next=paging.encode(items[-1].person) if len(found) > limit else None)


@router.post("", status_code=201, responses={200: {"model": Person}, **responses(400, 409, 422)})
def add(home: Home, _asking: Editor, asked: NewPerson, response: Response) -> Person:
    """Add somebody; the same name is the same person, answered with 200."""
    begun = home.clock.now()
    person, _ = home.people.add(asked.name, [])
    if person.created_at < begun:
        response.status_code = 200
    if asked.show:
        home.people.join_show(person.id, slug(asked.show))
    response.headers["Location"] = f"/people/{person.id}"
    return Person.of(*home.people.find(person.id))


@router.get("/{person}", responses=responses(404))
def read(home: Home, _asking: Viewer, person: PersonId) -> PersonDetails:
    """Somebody with their pictures, and the videos they are in."""
    row, seeds = home.people.find(person)
    return PersonDetails(
        **dict(Person.of(row, seeds)),
        seeds=[Seed.of(one) for one in home.seeding.states(seeds)],
        seen=_seen(home, row),
    )


@router.patch("/{person}", responses=responses(400, 404, 409, 422))
def change(home: Home, _asking: Editor, person: PersonId, asked: ChangedPerson) -> Person:
    """Give somebody another name or show. Corrections and pictures stay theirs, and the old name goes on meaning them."""
    row, _ = home.people.find(person)
    if asked.name is not None:
        row = home.people.rename(row.id, asked.name)[1]
    if asked.show is not None:
        home.people.join_show(row.id, slug(asked.show) or None)
    return Person.of(*home.people.find(row.id))


@router.post("/{person}/merge", responses=responses(404, 409, 422))
def merge(home: Home, _asking: Editor, person: PersonId, asked: MergeInto) -> Merged:
    """Make one person of two: pictures and corrections go to the other. This cannot be taken back."""
    gone, kept, moved = home.people.merge(person, asked.into)
    return Merged(person=kept.id, name=kept.name, merged=gone.id, seeds_moved=len(moved))


@router.delete("/{person}", responses={202: {"model": Erasure}, **responses(400, 404, 409, 503)})
def forget(
    home: Home,
    _asking: Admin,
    person: PersonId,
    request: Request,
    response: Response,
    *,
    forget: Annotated[bool, Query(description="Has to be true: it is final.")] = False,
    dry_run: Annotated[bool, Query(description="Only say what would go.")] = False,
) -> Erasure:
    """Erase everything about somebody: pictures, faces, vectors, names, results. This is final.

    Answers 409 while jobs have not ended. Where a worker is running, the answer is 202: it is done as soon as the worker
    rests, within seconds, and the person can be neither named nor taught from now on.
    """
    found = home.eraser.look(person)
    if dry_run:
        return Erasure.of(found, "would_go")
    if not forget:
        text = "this erases everything about the person; say forget=true, or dry_run=true to see what would go"
        raise UserError(text, code="not_asked")
    is_done = home.forget(person)
    request.state.audit_target = FORGOTTEN
    if not is_done:
        response.status_code = 202
    return Erasure.of(found, "erased" if is_done else "begun")


def _seen(home: Workspace, person: PersonRow) -> list[Appearance]:
    return [
        Appearance(
            video=one.video.id,
            video_name=one.video.name,
            ep_id=one.video.ep_id,
            visible=Position.of(one.visible_s),
            clear=Position.of(one.clear_s),
            first=Position.of(one.first),
            last=Position.of(one.last),
            appearances=one.appearances,
        )
        for one in home.overview.appearances(person.id)
    ]
