"""Groups of settings."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator


class Retention(BaseModel):
    """How long things that can be made again are kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    job_days: int = Field(30, ge=1, description="Days after which an ended job and its events are removed.")
    artifact_days: int = Field(30, ge=1, description="Days after which a result that nothing used is removed.")
    enabled: bool = Field(True, description="Whether the supervisor cleans up by itself.")
    interval_hours: float = Field(24.0, gt=0, description="Hours between two clean-ups.")


class ApiSettings(BaseModel):
    """Where the API answers."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    host: str = Field("127.0.0.1", description="Address the API listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the API listens on.")


class StoreSettings(BaseModel):
    """Where state lives."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    url: SecretStr | None = Field(
        None, description="Database address, sqlite:///path/to/file; the home's SQLite file without one."
    )
    free_floor_mb: int = Field(200, ge=0, description="Below this much free disk, in MB, nothing new is begun.")


class StageLimits(BaseModel):
    """Time limits of one stage; where only one is given, the other keeps its proportion."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    soft_s: float | None = Field(None, gt=0, allow_inf_nan=False, description="After this the stage is told to stop.")
    hard_s: float | None = Field(None, gt=0, allow_inf_nan=False, description="After this its process is ended.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.soft_s is not None and self.hard_s is not None and self.soft_s > self.hard_s:
            raise ValueError("soft_s must not be above hard_s")
        return self
