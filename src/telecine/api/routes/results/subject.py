"""What routes below a video share: which video and run are meant, addresses of pictures, and freshness."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Depends, Header, Path, Query, Request, Response

from telecine.api.access.principal import Principal, Role, Who, needs
from telecine.api.reach import Home
from telecine.bootstrap import Workspace
from telecine.engine.rows import VideoRow
from telecine.kernel.errors import NotFound, UserError
from telecine.records import catalog
from telecine.services.results.faces import Sighting
from telecine.services.results.runs import Run

Viewer = Annotated[Principal, needs(Role.VIEWER)]
Editor = Annotated[Principal, needs(Role.EDITOR)]

IMMUTABLE: Final = "private, max-age=31536000, immutable"
_FRESH: Final = "private, no-cache"
_TIME: Final = re.compile(r"(\d{1,7})(?:\.(\d{1,9})|/(\d{1,9}))?")

EpisodeId = Annotated[
    str, Path(max_length=200, description="Id of an episode, or of its video.", examples=["rhobh-s05e02"])
]
VideoId = Annotated[
    str, Path(max_length=200, description="Id of a video, or of the episode it is.", examples=["5f1d7a84db00d2fc"])
]


def by_episode(request: Request, home: Home, _asking: Who, ep_id: EpisodeId) -> None:
    """Finds the video of routes below `/episodes/{ep_id}`."""
    request.state.video = find_video(home, ep_id)


def by_video(request: Request, home: Home, _asking: Who, video_id: VideoId) -> None:
    """Finds the video of routes below `/videos/{video_id}`."""
    request.state.video = find_video(home, video_id)


def _chosen(request: Request) -> VideoRow:
    # Other dependencies are still asked after an address was refused.
    found: VideoRow | None = getattr(request.state, "video", None)
    if found is None:
        raise NotFound("there is no video or episode of such a name")
    return found


Video = Annotated[VideoRow, Depends(_chosen)]
"""The video that the address names; `by_episode` or `by_video` found it before."""

RunId = Annotated[
    str | None,
    Query(
        alias="run",
        max_length=100,
        description="Id of a finished run; the newest without it.",
        examples=["local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8"],
    ),
]
IfNoneMatch = Annotated[str | None, Header(max_length=2000, description="`ETag` of the answer that is there already.")]


def find_video(home: Workspace, name: str) -> VideoRow:
    """The video with this id or episode id. Raises NotFound."""
    with home.store.reading() as reading:
        found = reading.video(name) or reading.video_by_ep_id(name)
    if found is None:
        raise NotFound(f"there is no video or episode {name}")
    return found


def faces_run(home: Home, video: Video, run: RunId = None) -> Run:
    """The run that named faces."""
    return home.results.runs.find(video, run, catalog.MATCHES)


def report_run(home: Home, video: Video, run: RunId = None) -> Run:
    """The run that has a report."""
    return home.results.runs.find(video, run, catalog.SCREENTIME)


FacesRun = Annotated[Run, Depends(faces_run)]
ReportRun = Annotated[Run, Depends(report_run)]


def is_known(response: Response, given: str | None, *parts: object) -> bool:
    """Whether the client has this answer already; sets the `ETag` of one that is made of `parts`."""
    tag = f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = _FRESH
    return given is not None and tag in [one.strip().removeprefix("W/") for one in given.split(",")]


def unchanged(response: Response) -> Response:
    """The answer to somebody who has it already."""
    return Response(status_code=304, headers=dict(response.headers))


class Addresses:
    """Addresses of pictures, below the episode or video as it was asked for and of the same run."""

    def __init__(self, request: Request) -> None:
        _, noun, name, *_ = request.url.path.split("/")
        self.base = f"/{noun}/{quote(name)}"
        run = request.query_params.get("run")
        self._run = f"&run={quote(run)}" if run else ""

    def crop(self, track: Sighting, rank: int = 0) -> str:
        """Of a picture of a track; it changes with what the picture shows."""
        return f"{self.base}/crops/{track.track_id}/{rank}.jpg?v={track.version}{self._run}"

    def best(self, tracks: Sequence[Sighting]) -> list[str]:
        """Of the best picture of each track that has one."""
        return [self.crop(track) for track in tracks if track.embeddings]

    def thumbnail(self, name: str, key: str) -> str:
        """Of the picture of a shot."""
        return f"{self.base}/thumbnails/{quote(name.removeprefix('thumbs/'))}?v={key[:12]}{self._run}"


def instant(text: str) -> Fraction:
    """`12.34` or `617/50` as exact seconds. Raises UserError."""
    matched = _TIME.fullmatch(text.strip())
    if matched is None or matched[3] == "0" * len(matched[3] or "x"):
        raise UserError(f"{text!r} is no time; write seconds, such as 12.34 or 617/50", code="bad_time")
    return Fraction(int(matched[1]), int(matched[3])) if matched[3] else Fraction(Decimal(text.strip()))


NOT_MODIFIED: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "The answer that is there already."}}
