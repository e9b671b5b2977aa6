"""Tracks, groups of tracks, and boxes to be drawn over the player."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from telecine.api import paging
from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.results.subject import (
    NOT_MODIFIED,
    Addresses,
    FacesRun,
    IfNoneMatch,
    RunId,
    Video,
    Viewer,
    instant,
    is_known,
    unchanged,
)
from telecine.api.shapes.results.report import reference
from telecine.api.shapes.results.tracks import (
    Boxes,
    Crop,
    FacesShown,
    Group,
    GroupDetails,
    Groups,
    Seen,
    SeenBetween,
    Track,
    TrackDetails,
    TrackPage,
    whose,
)
from telecine.api.shapes.shape import Position
from telecine.kernel.errors import UserError
from telecine.kernel.spans import Span
from telecine.records import catalog
from telecine.records.faces import Assignment, Identity
from telecine.services.results.faces import Faces, Sighting
from telecine.services.results.runs import Run

router = APIRouter(tags=["results"])

_PICTURES = 6

TrackId = Annotated[str, Path(max_length=100, description="Id of a track.", examples=["t-0f3c9a7b12d4e5f60718"])]
GroupId = Annotated[str, Path(max_length=100, description="Id of a group.", examples=["g-3f9c2a7be410"])]
Time = Annotated[str | None, Query(max_length=30, description="Seconds from the first frame, such as 12.34 or 617/50.")]


@router.get("/tracks", responses=responses(400, 404))
def list_tracks(
    home: Home,
    video: Video,
    _asking: Viewer,
    request: Request,
    run: RunId = None,
    group: Annotated[str | None, Query(max_length=100, description="Only tracks of this group.")] = None,
    person: Annotated[str | None, Query(max_length=200, description="Only tracks of this person.")] = None,
    *,
    excluded: Annotated[bool, Query(description="Only tracks that a person left out.")] = False,
    limit: paging.Limit = 100,
    cursor: paging.Cursor = None,
) -> TrackPage:
    """Tracks in order of time. All pages are of the run of the first, also when a newer one ends meanwhile."""
    place = paging.decode(cursor, str, int)
    found = home.results.runs.find(video, str(place[0]) if place else run, catalog.MATCHES)
    faces = home.results.faces.faces(found)
    rows = [
        track
        for track in faces.tracks
        if (group is None or (track.group is not None and track.group.group_id == group))
        and (person is None or (track.group is not None and track.group.person == person))
        and (not excluded or track.group is None)
    ]
    begin = int(place[1]) if place else 0
    page = rows[begin : begin + limit]
    is_last = begin + limit >= len(rows)
    return TrackPage(
        **reference(found),
        items=[_track(faces, track, Addresses(request)) for track in page],
        next=None if is_last else paging.encode(found.job.id, begin + limit),
        total=len(rows),
    )


@router.get("/tracks/{track_id}", response_model=TrackDetails, responses={**NOT_MODIFIED, **responses(404)})
def read_track(
    home: Home, run: FacesRun, _asking: Viewer, request: Request, response: Response, track_id: TrackId,
    if_none_match: IfNoneMatch = None,
) -> TrackDetails | Response:  # fmt: skip
    """A track with all its boxes and pictures."""
    if is_known(response, if_none_match, *_parts(run, request), track_id):
        return unchanged(response)
    faces = home.results.faces.faces(run)
    seen = faces.track(track_id)
    addresses = Addresses(request)
    crops = [
        Crop(rank=rank, at=Position.of(at), picture=addresses.crop(seen, rank))
        for rank, (at, _) in sorted(home.results.faces.crops(run, seen).items())
    ]
    boxes = Boxes.of(home.results.faces.samples(run, [seen])[track_id])
    best = addresses.crop(seen) if seen.embeddings else None
    is_locked = track_id in faces.locked
    return TrackDetails.of(seen, best, is_locked=is_locked, **reference(run), boxes=boxes, crops=crops)


@router.get("/identities", response_model=Groups, responses={**NOT_MODIFIED, **responses(404)})
def list_groups(
    home: Home, run: FacesRun, _asking: Viewer, request: Request, response: Response, if_none_match: IfNoneMatch = None
) -> Groups | Response:
    """Everybody who was found, with or without a name, most seconds first."""
    if is_known(response, if_none_match, *_parts(run, request)):
        return unchanged(response)
    faces = home.results.faces.faces(run)
    identities = _identities(run)
    shown = sorted(faces.by_group, key=lambda group: (-faces.seconds[group], group))
    return Groups(
        **reference(run),
        groups=[_group(faces, faces.groups[group], identities, Addresses(request)) for group in shown],
        excluded=list(faces.matches.excluded),
    )


@router.get("/identities/{group_id}", response_model=GroupDetails, responses={**NOT_MODIFIED, **responses(404)})
def read_group(
    home: Home, run: FacesRun, _asking: Viewer, request: Request, response: Response, group_id: GroupId,
    if_none_match: IfNoneMatch = None,
) -> GroupDetails | Response:  # fmt: skip
    """One group with all its tracks."""
    if is_known(response, if_none_match, *_parts(run, request), group_id):
        return unchanged(response)
    faces = home.results.faces.faces(run)
    addresses = Addresses(request)
    group = faces.group(group_id)
    members = [_track(faces, track, addresses) for track in faces.by_group[group_id]]
    shown = _group(faces, group, _identities(run), addresses)
    return GroupDetails(**dict(shown), **reference(run), members=members)


@router.get("/faces", responses=responses(400, 404))
def shown_faces(
    home: Home,
    run: FacesRun,
    _asking: Viewer,
    response: Response,
    at: Time = None,
    begin: Annotated[Time, Query(alias="from")] = None,
    end: Annotated[Time, Query(alias="to")] = None,
) -> FacesShown:
    """Where faces are: at the instant `at`, or within the span `from` to `to` of at most 120 s."""
    probe = run.video.probe or {}
    size: dict[str, Any] = {
        name: value if isinstance(value := probe.get(name), int) else None for name in ("width", "height")
    }
    if at is not None and begin is None and end is None:
        moment = instant(at)
        tracks = home.results.faces.faces(run).at(moment)
        samples = home.results.faces.samples(run, tracks)
        faces = [Seen(**whose(track), box=samples[track.track_id].box_at(moment)) for track in tracks]
        return FacesShown(**reference(run), **size, faces=faces, tracks=[])
    if at is not None or begin is None or end is None:
        raise UserError("ask for an instant with `at`, or for a span with `from` and `to`", code="bad_span")
    start, stop = instant(begin), instant(end)
    if stop <= start:
        raise UserError("a span ends after it begins", code="bad_span")
    response.headers["Cache-Control"] = "private, no-cache"
    boxes = home.results.faces.boxes(run, Span(start, stop))
    return FacesShown(**reference(run), **size, faces=[], tracks=[SeenBetween.of(*each) for each in boxes])


def _parts(run: Run, request: Request) -> tuple[object, ...]:
    return Addresses(request).base, run.job.id, run.head, run.is_current, run.key(catalog.MATCHES)


def _track(faces: Faces, track: Sighting, addresses: Addresses) -> Track:
    picture = addresses.crop(track) if track.embeddings else None
    return Track.of(track, picture, is_locked=track.track_id in faces.locked)


def _identities(run: Run) -> dict[str, Identity]:
    if not run.has(catalog.IDENTITIES):
        return {}
    return {each.identity_id: each for each in run.one(catalog.IDENTITIES).record.identities}


def _group(faces: Faces, group: Assignment, identities: dict[str, Identity], addresses: Addresses) -> Group:
    return Group.of(
        group,
        identities.get(group.identity_id),
        faces.by_group[group.group_id],
        Position.of(faces.seconds[group.group_id]),
        is_locked=bool(faces.locked & set(group.track_ids)),
        pictures=addresses.best(faces.best([group.group_id], _PICTURES)),
    )
