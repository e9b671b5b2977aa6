"""Files that come in and go out over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import Field

from telecine.api.shapes.jobs import Failure
from telecine.api.shapes.shape import Asked, Shape, Whole
from telecine.engine.rows import UploadRow
from telecine.services.delivery.files import Delivered
from telecine.services.delivery.links import Signature
from telecine.services.intake.library import Removal


class Upload(Shape):
    """A file that is coming in, or came, and what became of it."""

    id: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015"])
    name: str = Field(examples=["film.mp4"])
    size_bytes: int
    offset: int = Field(description="How many bytes are here.")
    state: Literal["uploading", "checking", "accepted", "refused"]
    video_id: str | None = Field(description="The video it became; null until it is accepted.")
    error: Failure | None = Field(description="Why it was refused.")
    created_at: datetime
    expires_at: datetime = Field(description="When it is forgotten if nothing more comes.")

    @classmethod
    def of(cls, row: UploadRow, offset: int, expires_at: datetime) -> Self:
        said: dict[str, Any] = dict(row.data)
        is_refused = row.state == "refused"
        return cls(
            id=row.id,
            name=row.name,
            size_bytes=row.size_bytes,
            offset=offset,
            state=row.state,  # type: ignore[arg-type]
            video_id=said.get("video_id"),
            error=Failure(code=said["code"], message=said["detail"]) if is_refused else None,
            created_at=row.created_at,
            expires_at=expires_at,
        )


class NewAsset(Asked):
    """The file of an episode, before it is sent."""

    filename: str = Field(min_length=1, max_length=1000, examples=["pilot.mp4"])
    size_bytes: Whole = Field(gt=0, examples=[1_048_576])
    sha256: str | None = Field(None, pattern="^[0-9a-fA-F]{64}$", description="Hash to compare what came with.")
    media_type: str | None = Field(None, max_length=100, examples=["video/mp4"])


class Asset(Shape):
    """Where and how to send the file: in one request to `upload_url`, or resumably to `tus_url`."""

    upload_id: str
    method: Literal["PUT"]
    upload_url: str = Field(description="Takes the bytes as they are, without a key, until it expires.")
    headers: dict[str, str] = Field(description="Headers to send with the bytes.")
    expires_in: int = Field(description="Seconds until `upload_url` is refused.")
    tus_url: str = Field(description="The same upload by the tus protocol, from offset 0.")
    status_url: str = Field(description="Says what became of it.")
    key: str = Field(description="Where the file lies when it is accepted, below the home's media folder.")
    bucket: str | None
    backend: Literal["local"]


class Artifact(Shape):
    """A file that a job hands out."""

    name: str = Field(examples=["report.html"])
    key: str
    size_bytes: int
    sha256: str
    media_type: str
    url: str = Field(description="Signed; leads to the file without a key until `expires_at`.")
    expires_at: datetime

    @classmethod
    def of(cls, file: Delivered, signature: Signature) -> Self:
        return cls(
            name=file.name,
            key=file.key,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            media_type=file.media_type,
            url=url_of(file.key, signature),
            expires_at=signature.expires_at,
        )


class Result(Shape):
    """What a job found."""

    job_id: str
    app: str
    report: dict[str, Any] | None = Field(description="Screen times, for applications that measure them.")
    exports: dict[str, dict[str, Any]] = Field(description="What each export holds, by format.")
    artifacts: list[Artifact]


class Presigned(Shape):
    """A link that leads to a file without a key, for a while."""

    key: str
    url: str
    expires_at: datetime


class RemovedVideo(Shape):
    """What goes with a video, and what stays."""

    id: str
    is_dry_run: bool = Field(description="Nothing was removed yet.")
    jobs: int
    results: int
    bytes_freed: int
    has_file: bool = Field(description="The file itself goes, too: it was taken in and lies in the home.")
    stays: list[str]

    @classmethod
    def of(cls, video_id: str, removal: Removal, *, is_dry_run: bool) -> Self:
        return cls(
            id=video_id,
            is_dry_run=is_dry_run,
            jobs=removal.jobs,
            results=removal.results,
            bytes_freed=removal.bytes_freed,
            has_file=removal.has_file,
            stays=list(removal.stays),
        )


def url_of(key: str, signature: Signature) -> str:
    """The path of a signed link."""
    from urllib.parse import quote

    return f"/files/{quote(key)}?{signature.query}"
