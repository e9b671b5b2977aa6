"""Groups of settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, IPvAnyNetwork, SecretStr, model_validator
from pydantic_settings import NoDecode


def _listed(given: object) -> object:
    """Several values with commas between them, or a JSON list."""
    if not isinstance(given, str):
        return given
    if given.lstrip().startswith("["):
        return json.loads(given)
    return [part.strip() for part in given.split(",") if part.strip()]


Listed = BeforeValidator(_listed)


class Retention(BaseModel):
    """How long things that can be made again are kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    job_days: int = Field(30, ge=1, description="Days after which an ended job and its events are removed.")
    artifact_days: int = Field(30, ge=1, description="Days after which a result that nothing used is removed.")
    audit_days: int = Field(365, ge=1, description="Days after which the record of who did what is removed.")
    enabled: bool = Field(True, description="Whether the supervisor cleans up by itself.")
    interval_hours: float = Field(24.0, gt=0, description="Hours between two clean-ups.")


class ApiSettings(BaseModel):
    """Where the API answers."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    host: str = Field("127.0.0.1", description="Address the API listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the API listens on.")
    base_url: str | None = Field(
        None, description="Address under which clients reach the API, when that is another one than it listens on."
    )
    ui_origin: str | None = Field(None, description="Origin of the web interface when another server serves it.")
    cors_origins: Annotated[tuple[str, ...], NoDecode, Listed] = Field(
        ("http://localhost:5173", "http://127.0.0.1:5173", "http://localhost:3000", "http://127.0.0.1:3000"),
        description="Origins whose pages may use the API from a browser, with commas between them; exact, no `*`.",
    )
    cors_origin_regex: str | None = Field(
        None, description="Regular expression of further origins, as preview deployments have; it must match all of it."
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode, Listed] = Field(
        ("127.0.0.1", "::1"),
        description="Addresses or networks whose word about client, scheme and host is believed, with commas.",
    )
    requests_per_minute: int = Field(
        6000, ge=0, description="Requests that one key may make in a minute where people log in; 0 for any number."
    )
    body_kb: int = Field(1024, ge=1, description="Largest body of a request that is no upload, in KB.")


class AuthSettings(BaseModel):
    """Who may use the API."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    mode: Literal["none", "token"] = Field(
        "none",
        description="`token`: everybody needs a key. `none`: only for servers that this machine alone can reach.",
    )
    bootstrap_key: SecretStr | None = Field(
        None, description="A key for an administrator, for platforms that hand out secrets; at least 24 characters."
    )
    session_hours: float = Field(12.0, gt=0, le=8760, description="Hours after which a browser has to log in again.")
    cookie_name: str = Field(
        "telecine_session", pattern=r"^[A-Za-z0-9_-]{1,64}$", description="Name of the cookie of a login."
    )
    attempts_per_minute: int = Field(
        10, ge=1, description="Logins and wrong keys in a minute after which an address has to wait."
    )


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
    slow_ms: float = Field(
        250.0, ge=0, description="Statements of the database that take so many ms are told to the log; 0: none are."
    )


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
