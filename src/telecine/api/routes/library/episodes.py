"""Episodes: videos that belong to a season of a show."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from telecine.api import paging
from telecine.api.problems import responses
from telecine.api.reach import Events, Home
from telecine.api.routes.results.subject import Editor, EpisodeId, Viewer, find_video
from telecine.api.routes.videos import list_videos
from telecine.api.shapes.library import AwaitedEpisode, NewEpisode
from telecine.api.shapes.media import RemovedVideo
from telecine.api.shapes.shape import Page
from telecine.api.shapes.videos import Described, ListedVideo, Video
from telecine.api.streams.following import LastEventId, stream_video
from telecine.bootstrap import Workspace
from telecine.services.videos import episode_id_of, show_id_of

router = APIRouter(prefix="/episodes", tags=["episodes"])


@router.get("", responses=responses(400, 422))
def list_episodes(
    home: Home,
    asking: Viewer,
    q: Annotated[str | None, Query(max_length=200, description="Part of the name, the show or the episode.")] = None,
    show: Annotated[str | None, Query(max_length=100, description="Name or id of a show.")] = None,
    season: Annotated[int | None, Query(ge=0, le=9999)] = None,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> Page[ListedVideo]:
    """Episodes, those that came last first."""
    return list_videos(home, asking, q, show, season, is_episode=True, limit=limit, cursor=cursor)


@router.post(
    "",
    status_code=201,
    response_model=Video,
    responses={
        200: {"model": Video, "description": "It is here already."},
        202: {"model": AwaitedEpisode, "description": "Its file is to be sent."},
        **responses(400, 404, 409, 422),
    },
)
def add(home: Home, _asking: Editor, asked: NewEpisode, response: Response) -> Any:
    """Say that a video is an episode, or, without a video, ask where to send the file of an episode.

    An episode that is here already is answered as it is, with 200; one whose file is to be sent with 202.
    """
    if asked.video is None:
        return _awaited(home, asked, response)
    video = find_video(home, asked.video)
    episode = home.videos.describe(video, show=asked.show, season=asked.season, episode=asked.episode)
    response.headers["Location"] = f"/episodes/{episode.ep_id}"
    return Video.of(episode)


def _awaited(home: Workspace, asked: NewEpisode, response: Response) -> Response | Video:
    show_id = show_id_of(asked.show)
    ep_id = episode_id_of(show_id, asked.season, asked.episode)
    with home.store.reading() as reading:
        known = reading.video_by_ep_id(ep_id)
    if known is not None:
        response.status_code = 200
        return Video.of(known)
    awaited = AwaitedEpisode(
        ep_id=ep_id,
        show_id=show_id,
        season=asked.season,
        episode=asked.episode,
        assets_url=f"/episodes/{ep_id}/assets",
    )
    return JSONResponse(awaited.model_dump(mode="json"), 202)


@router.get("/{ep_id}", responses=responses(404))
def read(home: Home, _asking: Viewer, ep_id: EpisodeId) -> Video:
    """An episode."""
    return Video.of(find_video(home, ep_id))


@router.patch("/{ep_id}", responses=responses(400, 404, 409, 422))
def describe(home: Home, _asking: Editor, ep_id: EpisodeId, asked: Described) -> Video:
    """Make it another episode."""
    video = find_video(home, ep_id)
    return Video.of(home.videos.describe(video, show=asked.show, season=asked.season, episode=asked.episode))


@router.delete("/{ep_id}", responses=responses(404, 409, 503))
def remove(
    home: Home,
    _asking: Editor,
    ep_id: EpisodeId,
    *,
    dry_run: Annotated[bool, Query(description="Only say what would go, and what stays.")] = False,
) -> RemovedVideo:
    """Let an episode go, with its jobs and results. People, photographs and corrections stay."""
    video = find_video(home, ep_id)
    removal = home.media.library.remove(video.id, is_dry_run=dry_run)
    return RemovedVideo.of(video.id, removal, is_dry_run=dry_run)


@router.get(
    "/{ep_id}/events",
    response_class=Response,
    responses={200: {"content": {"text/event-stream": {}}}, **responses(404)},
)
def events(home: Home, hub: Events, _asking: Viewer, ep_id: EpisodeId, last_event_id: LastEventId = None) -> Response:
    """What happens to all jobs of an episode, live. The stream never ends by itself."""
    return stream_video(hub, home.store, home.clock, find_video(home, ep_id).id, last_event_id)
