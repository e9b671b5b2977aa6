"""Settings: one default table, read from the environment and `.env`, frozen.

Names are `TELECINE_WORKERS`, `TELECINE_LIMITS__FREE_FLOOR_MB`; the deployment names of earlier systems are accepted
as aliases. An unknown `TELECINE_*` name is refused with the nearest right one.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from telecine.kernel.errors import UserError

PREFIX: Final = "TELECINE_"
_FOR_TESTS: Final = ("TELECINE_TEST_",)


class Retention(BaseModel):
    """How long things that can be made again are kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    job_days: int = Field(30, ge=1, description="Days after which an ended job and its events are removed.")
    artifact_days: int = Field(30, ge=1, description="Days after which a result that nothing used is removed.")
    enabled: bool = Field(True, description="Whether the supervisor cleans up by itself.")
    interval_hours: float = Field(24.0, gt=0, description="Hours between two clean-ups.")


class StoreSettings(BaseModel):
    """Where state lives."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    url: str | None = Field(None, description="Database address; the home's SQLite file without one.")
    free_floor_mb: int = Field(200, ge=0, description="Below this much free disk, in MB, nothing new is begun.")


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file=".env",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )
    home: Path = Field(
        default_factory=lambda: user_data_path("telecine"),
        description="Folder of the database, results and logs.",
    )
    models_dir: Path = Field(
        default_factory=lambda: user_cache_path("telecine") / "models",
        description="Folder where fetched models are kept.",
    )
    workers: int = Field(
        default_factory=lambda: max(1, os.cpu_count() or 1), ge=1, le=256, description="Worker processes at once."
    )
    node: str = Field(
        "local",
        pattern=r"^[a-z0-9][a-z0-9-]{0,62}$",
        description="Name of this machine in job ids.",
        validation_alias=AliasChoices("TELECINE_NODE", "NODE_NAME"),
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info",
        description="Least severe event that is logged.",
        validation_alias=AliasChoices("TELECINE_LOG_LEVEL", "LOG_LEVEL"),
    )
    store: StoreSettings = Field(default_factory=StoreSettings, description="Where state lives.")
    retention: Retention = Field(default_factory=Retention, description="How long things are kept.")


def read_settings(**given: object) -> Settings:
    """Settings from the environment; `given` (command line options that are not None) win.

    Raises UserError that names the setting and what is allowed.
    """
    refuse_unknown(os.environ)
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "__".join(str(part) for part in first["loc"]).upper()
        shown = name if name.startswith(PREFIX) or ("_" in name and name in os.environ) else PREFIX + name
        raise UserError(f"setting {shown}: {first['msg']} (got {first['input']!r})", code="bad_setting") from error


def names() -> dict[str, str]:
    """Every accepted `TELECINE_*` name with its description."""
    found: dict[str, str] = {}
    for field, info in Settings.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            for inner, inner_info in kind.model_fields.items():
                found[f"{PREFIX}{field}__{inner}".upper()] = inner_info.description or ""
        else:
            found[f"{PREFIX}{field}".upper()] = info.description or ""
    return found


def refuse_unknown(environment: Mapping[str, str]) -> None:
    """Raises UserError for a `TELECINE_*` name that does not exist."""
    known = names()
    for name in environment:
        if name.startswith(PREFIX) and name not in known and not name.startswith(_FOR_TESTS):
            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise UserError(f"there is no setting {name}.{hint}", code="unknown_setting")
