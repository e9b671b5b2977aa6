"""Videos: the source files that are known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response

from telecine.api import paging
from telecine.api.access.principal import Principal, Role, needs
from telecine.api.problems import responses
from telecine.api.reach import Events, Home
from telecine.api.routes.jobs import shapes_of
from telecine.api.shapes.media import RemovedVideo
from telecine.api.shapes.shape import Page
from telecine.api.shapes.videos import Described, ListedVideo, Video
from telecine.api.streams.following import LastEventId, stream_video
from telecine.bootstrap import Workspace
from telecine.engine.rows import VideoRow
from telecine.kernel.errors import NotFound, UserError
from telecine.services.intake.library import Sought

VideoId = Annotated[str, Path(max_length=100, description="Id of a video.", examples=["5f1d7a84db00d2fc"])]
Viewer = Annotated[Principal, needs(Role.VIEWER)]
Editor = Annotated[Principal, needs(Role.EDITOR)]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

router = APIRouter(prefix="/videos", tags=["videos"])


@router.get("", responses=responses(400, 422))
def list_videos(
    home: Home,
    _asking: Viewer,
    q: Annotated[str | None, Query(max_length=200, description="Part of the name, the show or the episode.")] = None,
    show: Annotated[str | None, Query(max_length=100, description="Name or id of a show.")] = None,
    season: Annotated[int | None, Query(ge=0, le=9999)] = None,
    is_episode: Annotated[
        bool | None, Query(description="Only episodes of shows, or only videos that are none.")
    ] = None,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> Page[ListedVideo]:
    """Videos, the newest first, each with its newest job."""
    sought = Sought(q, show, season, is_episode)
    found = home.media.library.look(sought, limit=limit + 1, after=_place(cursor))
    shown = found[:limit]
    has_more = len(found) > limit
    following = _cursor(shown[-1]) if has_more else None
    work = home.media.library.work_on([video.id for video in shown])
    with home.store.reading() as reading:
        jobs = {job.video.id: job for job in shapes_of(home, reading, [on.newest for on in work.values()])}
    items = [
        ListedVideo.with_work(video, jobs.get(video.id), has_results=video.id in work and work[video.id].has_results)
        for video in shown
    ]
    return Page(items=items, next=following)


@router.delete("/{video_id}", responses=responses(404, 409, 503))
def remove(
    home: Home,
    _asking: Editor,
    video_id: VideoId,
    *,
    dry_run: Annotated[bool, Query(description="Only say what would go.")] = False,
) -> RemovedVideo:
    """Let a video go, with its jobs and results. People, photographs and corrections stay.

    The file goes only when it was taken in; one that is analysed where it lies stays there.
    """
    removal = home.media.library.remove(video_id, is_dry_run=dry_run)
    return RemovedVideo.of(video_id, removal, is_dry_run=dry_run)


@router.get("/{video_id}", responses=responses(404))
def read(home: Home, _asking: Viewer, video_id: VideoId) -> Video:
    """A video."""
    return Video.of(find(home, video_id))


@router.patch("/{video_id}", responses=responses(400, 404, 409))
def describe(home: Home, _asking: Editor, video_id: VideoId, asked: Described) -> Video:
    """Say which episode a video is."""
    video = find(home, video_id)
    return Video.of(home.videos.describe(video, show=asked.show, season=asked.season, episode=asked.episode))


@router.get(
    "/{video_id}/events",
    response_class=Response,
    responses={200: {"content": {"text/event-stream": {}}}, **responses(404)},
)
def events(home: Home, hub: Events, _asking: Viewer, video_id: VideoId, last_event_id: LastEventId = None) -> Response:
    """What happens to all jobs of a video, live. The stream never ends by itself."""
    return stream_video(hub, home.store, home.clock, find(home, video_id).id, last_event_id)


def _cursor(last: VideoRow) -> str:
    return paging.encode((last.created_at - _EPOCH) // timedelta(microseconds=1), last.id)


def _place(cursor: str | None) -> tuple[datetime, str] | None:
    place = paging.decode(cursor, int, str)
    if place is None:
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(place[0])), str(place[1])
    except OverflowError as error:
        raise UserError("this cursor is none of this list; begin again without one", code="bad_cursor") from error


def find(home: Workspace, video_id: str) -> VideoRow:
    """Raises NotFound."""
    with home.store.reading() as reading:
        found = reading.video(video_id)
    if found is None:
        raise NotFound(f"there is no video {video_id}")
    return found
