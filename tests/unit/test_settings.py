"""Settings come from the environment and from `.env`, under their own names and under those of earlier deployments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from telecine.kernel.errors import UserError
from telecine.settings import ALIASES, names, read_settings, resolved, strange_lines


@pytest.fixture(autouse=True)
def _nothing_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TELECINE_MODELS_DIR", raising=False)


def dotenv(*lines: str) -> None:
    Path(".env").write_text("\n".join(lines) + "\n", encoding="utf-8")


def value_of(name: str) -> Any:
    """The value of a setting as it is used, secrets told."""
    found: Any = read_settings()
    for part in name.removeprefix("TELECINE_").lower().split("__"):
        found = getattr(found, part)
    return found.get_secret_value() if isinstance(found, SecretStr) else found


GIVEN = {
    "ALLOWED_FOLDER_ROOTS": ("/films, /archive", (Path("/films"), Path("/archive"))),
    "API_BASE": ("https://tv.example", "https://tv.example"),
    "API_BASE_URL": ("https://tv.example", "https://tv.example"),
    "CLEANUP_ENABLED": ("false", False),
    "CLEANUP_INTERVAL_HOURS": ("6", 6.0),
    "CORS_ORIGINS": ("https://a.example, https://b.example", ("https://a.example", "https://b.example")),
    "DATABASE_PATH": ("state.db", "sqlite:///{here}/state.db"),
    "DATABASE_URL": ("sqlite:////var/lib/state.db", "sqlite:////var/lib/state.db"),
    "JOB_TTL_DAYS": ("7", 7),
    "LOG_LEVEL": ("WARNING", "warning"),
    "MAX_UPLOAD_MB": ("500", 500),
    "NODE_NAME": ("studio-2", "studio-2"),
    "PORT": ("8123", 8123),
    "URL_FETCH_TIMEOUT": ("9", 9.0),
    "URL_HOST_ALLOWLIST": ("cdn.example.com,films.org", ("cdn.example.com", "films.org")),
    "URL_HOST_DENYLIST": ("localhost", ("localhost",)),
    "UPLOAD_DIR": ("/srv/incoming", Path("/srv/incoming")),
    "UI_ORIGIN": ("https://ui.example", "https://ui.example"),
}


@pytest.mark.parametrize("alias", ALIASES)
def test_every_alias_stands_for_its_setting(alias: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, expected = GIVEN[alias]
    before = value_of(ALIASES[alias])
    monkeypatch.setenv(alias, text)
    if isinstance(expected, str):
        expected = expected.format(here=Path.cwd())
    assert value_of(ALIASES[alias]) == expected != before


@pytest.mark.parametrize("alias", ALIASES)
def test_an_alias_in_the_file_serves_as_well_and_an_empty_one_says_nothing(alias: str) -> None:
    before = value_of(ALIASES[alias])
    dotenv(f"{alias}={GIVEN[alias][0]}")
    assert value_of(ALIASES[alias]) != before
    dotenv(f"{alias}=")
    assert value_of(ALIASES[alias]) == before


def test_a_name_of_telecine_wins_over_an_alias_wherever_both_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    dotenv("TELECINE_NODE=ours", "JOB_TTL_DAYS=3")
    monkeypatch.setenv("NODE_NAME", "theirs")
    monkeypatch.setenv("TELECINE_RETENTION__JOB_DAYS", "90")
    monkeypatch.setenv("TELECINE_STORE__URL", "sqlite:////ours.db")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/telecine")
    settings = read_settings()
    assert (settings.node, settings.retention.job_days) == ("ours", 90)
    assert value_of("TELECINE_STORE__URL") == "sqlite:////ours.db"


def test_the_environment_wins_over_the_file_and_an_option_over_both(monkeypatch: pytest.MonkeyPatch) -> None:
    dotenv("TELECINE_WORKERS=2", "NODE_NAME=file", "TELECINE_STORE__FREE_FLOOR_MB=7", "DATABASE_PATH=a.db")
    monkeypatch.setenv("TELECINE_WORKERS", "3")
    monkeypatch.setenv("NODE_NAME", "environment")
    assert (read_settings().workers, read_settings().node) == (3, "environment")
    assert read_settings(workers=4, node=None).workers == 4
    kept = read_settings(store={"free_floor_mb": 9}).store
    assert (kept.free_floor_mb, kept.url is not None) == (9, True)


@pytest.mark.parametrize("name", ["DATABASE_URL", "TELECINE_STORE__URL"])
@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_said_to_be_no_part_of_this_version(
    name: str, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, f"{scheme}://telecine:hunter2@db.example/telecine")
    with pytest.raises(UserError, match=rf"setting {name}: PostgreSQL is not part of this version yet") as caught:
        read_settings()
    assert caught.value.exit_code == 3
    assert "sqlite:///path/to/telecine.db" in caught.value.message
    assert "hunter2" not in caught.value.message


@pytest.mark.parametrize("address", ["mysql://me:hunter2@db/x", "/hunter2.db", "hunter2"])
def test_an_address_that_is_none_is_refused_and_not_repeated(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(UserError, match="DATABASE_URL: that is no address of a database") as caught:
        read_settings()
    assert "hunter2" not in caught.value.message


def test_two_aliases_of_one_setting_must_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_PATH", "/var/lib/state.db")
    monkeypatch.setenv("DATABASE_URL", "sqlite:////var/lib/state.db")
    assert value_of("TELECINE_STORE__URL") == "sqlite:////var/lib/state.db"
    monkeypatch.setenv("DATABASE_URL", "sqlite:////elsewhere.db")
    with pytest.raises(UserError, match="DATABASE_PATH and DATABASE_URL are set and say different things"):
        read_settings()
    monkeypatch.setenv("TELECINE_STORE__URL", "sqlite:////third.db")
    assert value_of("TELECINE_STORE__URL") == "sqlite:////third.db"


def test_an_unknown_name_is_refused_with_the_nearest_in_the_environment_and_in_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TELECINE_WORKER", "2")
    with pytest.raises(UserError, match=r"no setting TELECINE_WORKER\. Did you mean TELECINE_WORKERS\?"):
        read_settings()
    monkeypatch.delenv("TELECINE_WORKER")
    dotenv("TELECINE_STORE__URI=sqlite:////a.db")
    with pytest.raises(UserError, match=r"Did you mean TELECINE_STORE__URL\?"):
        read_settings()


def test_lines_of_the_file_that_belong_to_others_are_ignored_and_listed() -> None:
    dotenv("REDIS_URL=redis://localhost", "TELECINE_WORKERS=2", "NODE_NAME=a", "PGPASSWORD=hunter2")
    assert read_settings().workers == 2
    assert strange_lines() == ["PGPASSWORD", "REDIS_URL"]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("TELECINE_WORKERS", "0", "greater than or equal to 1"),
        ("JOB_TTL_DAYS", "soon", "valid integer"),
        ("CLEANUP_ENABLED", "perhaps", "valid boolean"),
        ("NODE_NAME", "Two Words", "pattern"),
        ("LOG_LEVEL", "loud", "'debug', 'info', 'warning' or 'error'"),
        ("TELECINE_LIMITS", "{", "Expecting property name"),
        ("TELECINE_LIMITS", '{"faces.tracks": {"soft_s": 2, "hard_s": 1}}', "soft_s must not be above hard_s"),
        ("TELECINE_LIMITS", '{"faces.tracks": {"hard_s": 0}}', "greater than 0"),
        ("TELECINE_LIMITS", '{"faces.tracks": {"middle": 1}}', "Extra inputs are not permitted"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_under_the_name_it_was_given(
    name: str, text: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(UserError) as caught:
        read_settings()
    assert caught.value.message.startswith(f"setting {name}: ")
    assert why in caught.value.message
    assert caught.value.code == "bad_setting"


@pytest.mark.parametrize("text", ["DEBUG", "Info", "warn", "CRITICAL"])
def test_a_log_level_is_understood_as_other_programs_write_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", text)
    assert read_settings().log_level in {"debug", "info", "warning", "error"}


def test_settings_are_told_by_name_with_secrets_only_as_set_or_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    told = resolved(read_settings(workers=3))
    assert told.keys() == names().keys()
    assert (told["TELECINE_WORKERS"], told["TELECINE_STORE__URL"]) == (3, "unset")
    monkeypatch.setenv("DATABASE_URL", "sqlite:////hunter2.db")
    told = resolved(read_settings())
    assert told["TELECINE_STORE__URL"] == "set"
    assert "hunter2" not in f"{told} {read_settings()!r}"


def test_every_setting_says_what_it_means() -> None:
    assert not [name for name, meaning in names().items() if not meaning.endswith(".")]
    assert set(ALIASES.values()) <= names().keys()
    assert GIVEN.keys() == ALIASES.keys()
