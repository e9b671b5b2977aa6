"""Jobs on videos that lie elsewhere, over the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from telecine.api.shapes.shape import Asked, Flag, Shape, Whole


class Wanted(Asked):
    """What is asked for, whatever the videos are."""

    app: str = Field("faces", description="Application.", examples=["faces"], max_length=100)
    params: Mapping[str, Mapping[str, Any]] = Field(
        default_factory=dict, description="Parameters by stage, only what differs from the defaults."
    )
    tiers: Mapping[str, str] = Field(default_factory=dict, description="Models by capability; `*` for all.")
    exports: list[str] = Field(default_factory=list, max_length=50, description="Formats to be made, too.")
    priority: Whole = Field(0, ge=-1000, le=1000, description="Higher goes first.")


class NewJobsByUrls(Wanted):
    """Videos to be fetched from the web."""

    urls: list[str] = Field(
        min_length=1,
        max_length=100,
        description="Addresses that begin with http:// or https:// and lead to the files themselves.",
        examples=[["https://example.com/films/episode.mp4"]],
    )


class NewJobByPath(Wanted):
    """A file of the server, below one of the folders that were opened for this."""

    path: str = Field(max_length=4096, examples=["/films/episode.mp4"])


class NewJobsByFolder(Wanted):
    """The films of a folder of the server."""

    folder: str = Field(max_length=4096, examples=["/films"])
    is_recursive: Flag = Field(default=False, description="Also what is in folders within it.")


class SourceJob(Shape):
    """A job that was accepted, and the video it is about. `async` is always true."""

    job_id: str = Field(examples=["local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8"])
    status: Literal["queued"]
    is_async: Literal[True] = Field(serialization_alias="async")
    source: str = Field(description="What it was asked about, without what may be secret in an address.")


class Refused(Shape):
    """What was not accepted, and why."""

    source: str
    code: str
    detail: str


class SourceJobs(Shape):
    """What was accepted, and what was not."""

    jobs: list[SourceJob]
    refused: list[Refused]
