"""Videos: the source files that are known."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from telecine.api.access.principal import Principal, Role, needs
from telecine.api.problems import responses
from telecine.api.reach import Events, Home
from telecine.api.shapes.videos import Described, Video
from telecine.api.streams.following import LastEventId, stream_video
from telecine.bootstrap import Workspace
from telecine.engine.rows import VideoRow
from telecine.kernel.errors import NotFound

VideoId = Annotated[str, Path(max_length=100, description="Id of a video.", examples=["5f1d7a84db00d2fc"])]
Viewer = Annotated[Principal, needs(Role.VIEWER)]
Editor = Annotated[Principal, needs(Role.EDITOR)]

router = APIRouter(prefix="/videos", tags=["videos"])


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


def find(home: Workspace, video_id: str) -> VideoRow:
    """Raises NotFound."""
    with home.store.reading() as reading:
        found = reading.video(video_id)
    if found is None:
        raise NotFound(f"there is no video {video_id}")
    return found
