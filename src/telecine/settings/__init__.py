"""Settings: one default table, read from the environment and `.env`, frozen.

Names are `TELECINE_WORKERS`, `TELECINE_STORE__FREE_FLOOR_MB`; an unknown `TELECINE_*` name is refused with the nearest
right one. The names that deployments of earlier systems use are accepted as aliases; a `TELECINE_*` name wins over them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args

from platformdirs import user_cache_path, user_data_path
from pydantic import BaseModel, BeforeValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from telecine.adapters.execution.machine import this_machine
from telecine.kernel.errors import UserError
from telecine.settings.sections import (
    ApiSettings,
    AuthSettings,
    Retention,
    SourceSettings,
    StageLimits,
    StoreSettings,
    UploadSettings,
)

PREFIX: Final = "TELECINE_"
_FOR_TESTS: Final = ("TELECINE_TEST_",)
ALIASES: Final = {
    "ALLOWED_FOLDER_ROOTS": "TELECINE_SOURCES__FOLDER_ROOTS",
    "API_BASE": "TELECINE_API__BASE_URL",
    "API_BASE_URL": "TELECINE_API__BASE_URL",
    "CLEANUP_ENABLED": "TELECINE_RETENTION__ENABLED",
    "CLEANUP_INTERVAL_HOURS": "TELECINE_RETENTION__INTERVAL_HOURS",
    "CORS_ORIGINS": "TELECINE_API__CORS_ORIGINS",
    "DATABASE_PATH": "TELECINE_STORE__URL",
    "DATABASE_URL": "TELECINE_STORE__URL",
    "JOB_TTL_DAYS": "TELECINE_RETENTION__JOB_DAYS",
    "LOG_LEVEL": "TELECINE_LOG_LEVEL",
    "MAX_UPLOAD_MB": "TELECINE_UPLOADS__MOST_MB",
    "NODE_NAME": "TELECINE_NODE",
    "PORT": "TELECINE_API__PORT",
    "URL_FETCH_TIMEOUT": "TELECINE_SOURCES__URL_TIMEOUT_S",
    "URL_HOST_ALLOWLIST": "TELECINE_SOURCES__URL_ALLOW",
    "URL_HOST_DENYLIST": "TELECINE_SOURCES__URL_DENY",
    "UPLOAD_DIR": "TELECINE_UPLOADS__FOLDER",
    "UI_ORIGIN": "TELECINE_API__UI_ORIGIN",
}
"""Names of earlier deployments, each with the setting it stands for."""
_LEVELS: Final = {"warn": "warning", "critical": "error", "fatal": "error"}


def _level(given: object) -> object:
    return _LEVELS.get(given.lower(), given.lower()) if isinstance(given, str) else given


def _from_json(given: object) -> object:
    return json.loads(given) if isinstance(given, str) else given


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
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
        default_factory=lambda: min(256, this_machine().cores), ge=1, le=256, description="Worker processes at once."
    )
    memory_mb: int | None = Field(
        None,
        ge=1,
        description="Memory for all workers together, in MB; what the machine or its container allows without one.",
    )
    node: str = Field("local", pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="Name of this machine in job ids.")
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_level)] = Field(
        "info", description="Least severe event that is logged."
    )
    limits: Annotated[dict[str, StageLimits], NoDecode, BeforeValidator(_from_json)] = Field(
        default_factory=dict,
        description='Time limits by stage, as JSON: {"faces.tracks": {"soft_s": 6000, "hard_s": 7200}}. Those of a '
        "stage that runs once for a video cover its first hour and grow in proportion.",
    )
    api: ApiSettings = Field(default_factory=ApiSettings, description="Where the API answers.")
    uploads: UploadSettings = Field(default_factory=UploadSettings, description="How videos come in and go out.")
    sources: SourceSettings = Field(default_factory=SourceSettings, description="Where videos may be brought from.")
    biometric_retention_days: int | None = Field(
        None,
        ge=1,
        description="Days after which people's pictures and vectors of faces that nothing used are erased; kept without one.",
    )
    auth: AuthSettings = Field(default_factory=AuthSettings, description="Who may use the API.")
    store: StoreSettings = Field(default_factory=StoreSettings, description="Where state lives.")
    retention: Retention = Field(default_factory=Retention, description="How long things are kept.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What the caller gives wins over the environment, that over `.env`, and all of it over the aliases."""
        return init_settings, env_settings, dotenv_settings, file_secret_settings, _Aliases(settings_cls)


class _Aliases(PydanticBaseSettingsSource):
    """Values of the names that earlier deployments use."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Not used: aliases reach into nested settings."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for alias, value in _aliases(_read()).items():
            section, _, field = ALIASES[alias].removeprefix(PREFIX).lower().partition("__")
            if field:
                found.setdefault(section, {})[field] = value
            else:
                found[section] = value
        return found


def read_settings(**given: object) -> Settings:
    """Settings from the environment; `given` (command line options that are not None) win.

    Raises UserError that names the setting and what is allowed.
    """
    environment = _read()
    refuse_unknown(environment)
    _refuse_two_values(environment)
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = _known(f"{PREFIX}{'__'.join(str(part) for part in first['loc'])}".upper())
        why = first["msg"].removeprefix("Value error, ")
        # A secret is not repeated, and nothing of the original message, which holds it, is kept.
        is_secret = any(name == secret for secret, _, info in _fields() if _is_secret(info))
        got = "its value is not shown" if is_secret else f"got {first['input']!r}"
        raise UserError(f"setting {_spelled(name, environment)}: {why} ({got})", code="bad_setting") from None
    if settings.store.url is not None:
        _check_address(settings.store.url.get_secret_value(), environment)
    return settings


def names() -> dict[str, str]:
    """Every accepted `TELECINE_*` name with its description."""
    return {name: info.description or "" for name, _, info in _fields()}


def resolved(settings: Settings) -> dict[str, object]:
    """Every setting by name as a plain value; of a secret only whether it is `set` or `unset`."""
    values: dict[str, object] = {}
    plain = settings.model_dump(mode="json")
    for name, path, info in _fields():
        value: Any = plain
        for part in path:
            value = value[part]
        values[name] = value if not _is_secret(info) else "unset" if value is None else "set"
    return values


def secrets_of(settings: Settings) -> list[str]:
    """The values of all settings that are secret, for whoever has to keep them out of what is shown."""
    found: list[str] = []
    for _, path, info in _fields():
        value: Any = settings
        for part in path:
            value = getattr(value, part)
        if _is_secret(info) and value is not None:
            found.append(value.get_secret_value())
    return found


def given() -> list[str]:
    """Names under which something is set, in the environment or in `.env`."""
    known = names()
    return sorted(name for name in _read() if name in known or name in ALIASES)


def strange_lines() -> list[str]:
    """Names in `.env` that mean nothing to Telecine; they are ignored."""
    known = names()
    return sorted(name for name in _dotenv() if name not in known and name not in ALIASES)


def refuse_unknown(environment: Iterable[str]) -> None:
    """Raises UserError for a `TELECINE_*` name that does not exist."""
    known = names()
    for name in environment:
        if name.startswith(PREFIX) and name not in known and not name.startswith(_FOR_TESTS):
            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise UserError(f"there is no setting {name}.{hint}", code="unknown_setting")


def _is_secret(info: FieldInfo) -> bool:
    return SecretStr in {info.annotation, *get_args(info.annotation)}


def _fields() -> Iterator[tuple[str, tuple[str, ...], FieldInfo]]:
    for field, info in Settings.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            for inner, inner_info in kind.model_fields.items():
                yield f"{PREFIX}{field}__{inner}".upper(), (field, inner), inner_info
        else:
            yield f"{PREFIX}{field}".upper(), (field,), info


def _read() -> dict[str, str]:
    """What is set, in the environment or in `.env`; what is empty is not."""
    return {name: value for name, value in (_dotenv() | dict(os.environ)).items() if value}


def _dotenv() -> dict[str, str]:
    return {name.upper(): value or "" for name, value in DotEnvSettingsSource(Settings).env_vars.items()}


def _aliases(environment: Mapping[str, str]) -> dict[str, str]:
    """Values of the aliases that are set; the first of two that stand for the same setting."""
    found = {alias: environment[alias] for alias in ALIASES if alias in environment}
    if "DATABASE_PATH" in found:
        found["DATABASE_PATH"] = f"sqlite:///{Path(found['DATABASE_PATH']).expanduser().absolute()}"
    return found


def _refuse_two_values(environment: Mapping[str, str]) -> None:
    found: dict[str, tuple[str, str]] = {}
    for alias, value in _aliases(environment).items():
        other, first = found.setdefault(ALIASES[alias], (alias, value))
        if first != value and ALIASES[alias] not in environment:
            raise UserError(
                f"{other} and {alias} are set and say different things; unset one, or set {ALIASES[alias]}, which wins",
                code="bad_setting",
            )


def _known(name: str) -> str:
    """The setting that an error about a part of it is about."""
    known = names()
    while name not in known and "__" in name:
        name = name.rpartition("__")[0]
    return name


def _spelled(name: str, environment: Mapping[str, str]) -> str:
    """The name under which a setting was given."""
    alias = next((alias for alias in _aliases(environment) if ALIASES[alias] == name), name)
    return name if name in environment else alias


def _check_address(url: str, environment: Mapping[str, str]) -> None:
    """Raises UserError unless it is that of a SQLite file. The address may hold a password and is never shown."""
    name = _spelled("TELECINE_STORE__URL", environment)
    kind = url.partition("://")[0].partition("+")[0].lower()
    if kind == "sqlite":
        return
    what = "that is no address of a database that Telecine knows"
    if kind in {"postgres", "postgresql"}:
        what = "PostgreSQL is not part of this version yet"
    wins = "" if name in names() else ", which wins"
    raise UserError(
        f"setting {name}: {what}. State is kept in a SQLite file: unset {name}, or set TELECINE_STORE__URL to "
        f"sqlite:///path/to/telecine.db{wins}.",
        code="bad_setting",
    )
