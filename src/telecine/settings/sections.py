"""Groups of settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, IPvAnyNetwork, SecretStr, model_validator
from pydantic_settings import NoDecode


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


class UploadSettings(BaseModel):
    """How videos come in and go out over the API."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    folder: Path | None = Field(
        None, description="Folder where bytes lie until they are accepted; `incoming` in the home without one."
    )
    most_mb: int = Field(20480, ge=1, description="Largest video that is taken in, in MB.")
    quota_mb: int | None = Field(
        None, ge=1, description="Most room that all videos taken in may need together, in MB; no limit without one."
    )
    idle_s: float = Field(60.0, gt=0, description="Seconds without a byte after which a request is given up.")
    expire_hours: float = Field(24.0, gt=0, description="Hours without a byte after which an upload is removed.")
    probe_s: float = Field(60.0, gt=0, description="Longest time that looking into a file may take, in seconds.")
    link_minutes: float = Field(15.0, gt=0, le=1440, description="How long a signed link leads to its file.")


def _listed(given: object) -> object:
    """Several values with commas between them, or a JSON list."""
    if not isinstance(given, str):
        return given
    if given.lstrip().startswith("["):
        return json.loads(given)
    return [part.strip() for part in given.split(",") if part.strip()]


Listed = BeforeValidator(_listed)


class SourceSettings(BaseModel):
    """Where videos may be brought from."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    folder_roots: Annotated[tuple[Path, ...], NoDecode, Listed] = Field(
        (), description="Folders below which clients may name files of this machine, with commas; none: nowhere."
    )
    url_allow: Annotated[tuple[str, ...], NoDecode, Listed] = Field(
        (), description="If any: the only hosts that files are fetched from, with commas; what is below them counts."
    )
    url_deny: Annotated[tuple[str, ...], NoDecode, Listed] = Field(
        (), description="Hosts that files are never fetched from, with commas; what is below them counts."
    )
    url_open_networks: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, Listed] = Field(
        (), description="Networks of your own that files may be fetched from, such as 10.1.0.0/16, with commas."
    )
    url_timeout_s: float = Field(
        30.0, gt=0, description="Longest wait for a server, and the time in which it has to send 1 kB a second."
    )
    url_total_s: float = Field(14400.0, gt=0, description="Longest time to fetch one file.")
    fetches: int = Field(2, ge=1, le=16, description="Files that are fetched beside each other.")
    watch: Annotated[tuple[Path, ...], NoDecode, Listed] = Field(
        (), description="Folders whose new films are taken in by themselves, with commas."
    )
    watch_app: str = Field("faces", description="Application that is run on films of watched folders.")
    watch_settle_s: float = Field(10.0, gt=0, description="How long a film in a watched folder must not have changed.")


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
