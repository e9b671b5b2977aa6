"""Pictures: crops of faces, thumbnails of shots, the sprite sheet of the player."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import FileResponse

from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.results.subject import (
    IMMUTABLE,
    NOT_MODIFIED,
    FacesRun,
    IfNoneMatch,
    RunId,
    Video,
    Viewer,
    is_known,
    unchanged,
)
from telecine.api.routes.results.tracks import TrackId
from telecine.kernel.errors import CorruptArtifact, NotFound
from telecine.records import catalog
from telecine.records.record import AnyArtifact

router = APIRouter(tags=["pictures"])

Version = Annotated[
    str | None,
    Query(alias="v", max_length=64, description="Given in addresses; the picture may then be kept for ever."),
]
PictureName = Annotated[
    str, Path(pattern=r"^[\w.-]{1,100}$", description="As the timeline names it.", examples=["00001.jpg"])
]


def _pictures(kind: str) -> dict[int | str, dict[str, object]]:
    return {200: {"content": {kind: {}}}, **NOT_MODIFIED, **responses(404)}


@router.get("/crops/{track_id}/{rank}.jpg", response_class=Response, responses=_pictures("image/jpeg"))
def crop(
    home: Home,
    run: FacesRun,
    _asking: Viewer,
    response: Response,
    track_id: TrackId,
    rank: Annotated[int, Path(ge=0, le=1000, description="0 is the best picture of the track.", examples=[0])],
    version: Version = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """An aligned picture of a face."""
    track = home.results.faces.faces(run).track(track_id)
    if is_known(response, if_none_match, track.artifact, track_id, rank):
        return unchanged(response)
    found = home.results.faces.crops(run, track).get(rank)
    if found is None:
        raise NotFound(f"track {track_id} has no picture {rank}")
    headers = {"ETag": response.headers["ETag"], "Cache-Control": _kept(version, track.artifact)}
    return Response(found[1], media_type="image/jpeg", headers=headers)


class _Wanted:
    """What every route of a file asks for: whose, of which run, and which version the client has."""

    def __init__(
        self,
        home: Home,
        video: Video,
        _asking: Viewer,
        response: Response,
        run: RunId = None,
        version: Version = None,
        if_none_match: IfNoneMatch = None,
    ) -> None:
        self._home = home
        self._video = video
        self._response = response
        self._run = run
        self._version = version
        self._known = if_none_match

    def file(self, artifact: AnyArtifact, name: str, kind: str) -> Response:
        """The file of a result. Raises NotFound."""
        loaded = self._home.results.runs.find(self._video, self._run, artifact).one(artifact)
        if is_known(self._response, self._known, loaded.key, name):
            return unchanged(self._response)
        try:
            path = loaded.file(name)
        except CorruptArtifact as error:
            raise NotFound(f"{self._video.name} has no picture {name}") from error
        headers = {"ETag": self._response.headers["ETag"], "Cache-Control": _kept(self._version, loaded.key)}
        return FileResponse(path, media_type=kind, headers=headers)


Wanted = Annotated[_Wanted, Depends()]


@router.get("/thumbnails/{name}", response_class=Response, responses=_pictures("image/jpeg"))
def thumbnail(wanted: Wanted, name: PictureName) -> Response:
    """A picture of a shot."""
    return wanted.file(catalog.SCAN, f"thumbs/{name}", "image/jpeg")


@router.get("/sprite.jpg", response_class=Response, responses=_pictures("image/jpeg"))
def sprite(wanted: Wanted) -> Response:
    """Small pictures of the whole video on one sheet, for the bar of a player."""
    return wanted.file(catalog.SCAN, "sprite.jpg", "image/jpeg")


@router.get("/sprite.vtt", response_class=Response, responses=_pictures("text/vtt"))
def sprite_places(wanted: Wanted) -> Response:
    """Which picture on the sheet is of which time, as WebVTT; it names `sprite.jpg` beside it."""
    return wanted.file(catalog.SCAN, "sprite.vtt", "text/vtt")


@router.get("/poster.jpg", response_class=Response, responses=_pictures("image/jpeg"))
def poster(wanted: Wanted) -> Response:
    """One picture that stands for the video."""
    return wanted.file(catalog.PREVIEW, "poster.jpg", "image/jpeg")


def _kept(version: str | None, key: str) -> str:
    """How long a browser may keep it: for ever when the address says which version it is."""
    return IMMUTABLE if version and key.startswith(version) else "private, no-cache"
