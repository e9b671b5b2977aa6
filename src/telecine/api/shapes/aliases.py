"""Answers and bodies under the names of earlier systems."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from telecine.api.shapes.shape import Asked, Shape

CeleryState = Literal["queued", "in_progress", "success", "failed", "retrying", "cancelled"]
RawState = Literal["PENDING", "STARTED", "PROGRESS", "RETRY", "SUCCESS", "FAILURE", "REVOKED"]


class Accepted(Shape):
    """Work that was accepted."""

    job_id: str = Field(examples=["local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8"])
    status: Literal["queued"]
    is_async: Literal[True] = Field(serialization_alias="async")
    ignored: list[str] = Field(description="Names in the body that mean nothing any more.")


class Finished(Shape):
    """Work that was waited for."""

    job_id: str
    status: Literal["success", "failed", "cancelled"]
    is_async: Literal[False] = Field(serialization_alias="async")


class Operation(BaseModel):
    """What an operation is asked for with. Parameters of earlier systems are taken and named as ignored."""

    model_config = ConfigDict(frozen=True, extra="allow")
    params: dict[str, dict[str, Any]] = Field(default_factory=dict, description="Parameters by stage.")
    tiers: dict[str, str] = Field(default_factory=dict, description="Models by capability.")

    @property
    def ignored(self) -> list[str]:
        """Names that were given and mean nothing."""
        return sorted(self.model_extra or {})


class EpisodeOperation(Operation):
    """The same, with the episode in the body."""

    ep_id: str = Field(max_length=200, examples=["rhobh-s05e02"])

    @property
    def ignored(self) -> list[str]:
        return [name for name in sorted(self.model_extra or {}) if name != "run_id"]


class Assignment(Asked):
    """Who a cluster is: a person by id, or by name; nobody without either."""

    cluster_id: str = Field(max_length=200)
    target_cast_id: str | None = Field(None, max_length=200, description="Id of a person.")
    name: str | None = Field(None, max_length=200, description="Name of a person, who is added when new.")


class Assignments(Asked):
    """Who several clusters are."""

    assignments: list[Assignment] = Field(min_length=1, max_length=1000)


class Renamed(Asked):
    """Who an identity is."""

    identity_id: str = Field(max_length=200)
    name: str = Field(max_length=200, description="Name of a person, who is added when new.")


class Merged(Asked):
    """Two identities that are one person."""

    source_id: str = Field(max_length=200)
    target_id: str = Field(max_length=200)


class Moved(Asked):
    """Whose a track is: that of a named identity."""

    track_id: str = Field(max_length=200)
    target_identity_id: str = Field(max_length=200)


class Dropped(Asked):
    """A track that does not count."""

    track_id: str = Field(max_length=200)


class CeleryProgress(Shape):
    """How far a job is."""

    step: str
    progress: float = Field(ge=0, le=1)
    message: str


class CeleryJob(Shape):
    """A job in the words of Celery."""

    job_id: str
    state: CeleryState
    raw_state: RawState
    progress: CeleryProgress
    result: dict[str, Any] | None = Field(description="Once it has ended: where its results are, or why it failed.")
