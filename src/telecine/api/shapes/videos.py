"""Videos over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self, cast

from pydantic import Field

from telecine.api.shapes.jobs import Job
from telecine.api.shapes.shape import NOT_A_WORD, Asked, Shape
from telecine.engine.rows import VideoRow


class Video(Shape):
    """A source file, known by its content."""

    id: str = Field(examples=["5f1d7a84db00d2fc"])
    sha256: str
    name: str
    size_bytes: int
    duration_s: float | None
    width: int | None
    height: int | None
    frame_rate: str | None = Field(description="Frames a second as a fraction.", examples=["30000/1001"])
    codec: str | None
    has_audio: bool
    warnings: list[str]
    ep_id: str | None = Field(
        description="Id of the episode; null for a video that is none.", examples=["rhobh-s05e02"]
    )
    show_id: str | None
    season: int | None
    episode: int | None
    created_at: datetime

    @classmethod
    def of(cls, row: VideoRow) -> Self:
        probe = cast("dict[str, Any]", row.probe or {})
        return cls(
            id=row.id,
            sha256=row.sha256,
            name=row.name,
            size_bytes=row.size_bytes,
            duration_s=probe.get("duration_s"),
            width=probe.get("width"),
            height=probe.get("height"),
            frame_rate=probe.get("frame_rate"),
            codec=probe.get("codec"),
            has_audio=bool(probe.get("has_audio")),
            warnings=list(probe.get("warnings", ())),
            ep_id=row.ep_id,
            show_id=row.show_id,
            season=row.season,
            episode=row.episode,
            created_at=row.created_at,
        )


class ListedVideo(Video):
    """A video, and what was asked for on it."""

    job: Job | None = Field(description="The newest job; null when none was asked for.")
    has_results: bool = Field(description="Whether any job has succeeded.")

    @classmethod
    def with_work(cls, row: VideoRow, job: Job | None, *, has_results: bool) -> Self:
        return cls(**dict(Video.of(row)), job=job, has_results=has_results)


class Described(Asked):
    """Which episode a video is; what is left out stays as it was."""

    show: str | None = Field(None, max_length=100, examples=["The Office"])
    season: Annotated[int, Field(ge=0, le=9999), NOT_A_WORD] | None = None
    episode: Annotated[int, Field(ge=0, le=99999), NOT_A_WORD] | None = None
