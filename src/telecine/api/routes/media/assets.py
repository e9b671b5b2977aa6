"""Where the file of an episode is sent to."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Path

from telecine.api.access.principal import Principal, Role, needs
from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.shapes.media import Asset, NewAsset
from telecine.services.intake.labels import Episode, label_of, suffix_of
from telecine.services.intake.uploads import Announced

EpisodeId = Annotated[str, Path(max_length=150, description="Id of an episode.", examples=["the-office-s02e05"])]
Editor = Annotated[Principal, needs(Role.EDITOR)]
_LASTS: Final = timedelta(hours=1)

router = APIRouter(prefix="/episodes", tags=["episodes"])


@router.post("/{ep_id}/assets", status_code=201, responses=responses(400, 413, 422, 507))
def begin(home: Home, asking: Editor, ep_id: EpisodeId, asked: NewAsset) -> Asset:
    """Say that the file of an episode will come; the answer says where to send it, in one request or resumably.

    When all bytes are here they are checked, and the video is that episode.
    """
    episode = Episode.of_id(ep_id)
    told = Announced(asked.filename, asked.size_bytes, asking.name, asked.sha256, asked.media_type, episode)
    row = home.media.uploads.begin(told)
    # A large file on a slow line is sent for longer than a link to look at something lasts.
    signature = home.media.links.sign("put", row.id, lasts=_LASTS)
    place = f"/uploads/{row.id}"
    return Asset(
        upload_id=row.id,
        method="PUT",
        upload_url=f"{place}?{signature.query}",
        headers={"Content-Type": asked.media_type or "application/octet-stream"},
        expires_in=int(_LASTS.total_seconds()),
        tus_url=place,
        status_url=place,
        key=f"{episode.place}/episode{suffix_of(label_of(asked.filename))}",
        bucket=None,
        backend="local",
    )
