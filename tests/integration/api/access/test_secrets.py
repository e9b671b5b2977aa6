"""No secret of the settings, and no place of this machine, comes out of any door."""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, get_args

import pytest
import structlog
from pydantic import BaseModel, SecretStr

from telecine import logs
from telecine.bootstrap import Workspace
from telecine.cli.app import main
from telecine.cli.session import Door
from telecine.kernel.errors import TelecineError, UserError
from telecine.services.access.roles import Role
from telecine.settings import Settings, read_settings, resolved, secrets_of
from tests.e2e.program import open_test_home
from tests.fixtures.engine.home import EngineHome, submit
from tests.integration.api.access.conftest import Guarded, guard_home

HUNTER = "hunter22-and-a-half-of-another-one"


def secret_fields(model: type[BaseModel] = Settings, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where secrets are set, found by type, so that a new one is tested from its first day."""
    for name, info in model.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from secret_fields(kind, (*path, name))
        elif SecretStr in {kind, *get_args(kind)}:
            yield (*path, name)


FIELDS = list(secret_fields())
IDS = [".".join(field) for field in FIELDS]


def value_for(field: tuple[str, ...], folder: Path) -> str:
    """A value that can be used and holds the word that must not come out."""
    return f"sqlite:///{folder}/{HUNTER}.db" if field == ("store", "url") else HUNTER


def test_there_are_secrets_to_be_kept() -> None:
    assert {("store", "url"), ("auth", "bootstrap_key")} <= set(FIELDS)


@pytest.mark.parametrize("field", FIELDS, ids=IDS)
def test_no_secret_of_the_settings_comes_out(
    field: tuple[str, ...], home: EngineHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"TELECINE_{'__'.join(field)}".upper(), value_for(field, tmp_path))
    settings = read_settings()
    assert [secret for secret in secrets_of(settings) if HUNTER in secret]
    assert HUNTER not in f"{resolved(settings)} {settings!r} {settings} {settings.model_dump_json()}"

    with open_test_home(home=home.root / "home", auth={"mode": "token"}) as workspace:
        secret = next(secret for secret in secrets_of(workspace.settings) if HUNTER in secret)
        written = logged(secret, secrets_of(workspace.settings))
        guarded = guard_home(workspace)
        assert HUNTER not in answers_of(guarded, submit(workspace, home.video).id)
        with workspace.store.reading() as reading:
            stored = json.dumps([dict(job.resolved) for job in reading.jobs()])
        assert HUNTER not in stored
    assert "opened" in written
    assert HUNTER not in written
    assert HUNTER not in said_by("doctor", home)
    assert HUNTER not in said_by("keys list", home)


def logged(secret: str, known: Collection[str]) -> str:
    """What careless code writes: a secret as a value, within a text, deep within a value, in an error."""
    told = io.StringIO()
    log = structlog.wrap_logger(structlog.WriteLogger(told), processors=logs.processors(secrets=known))
    log.warning("opened", url=secret, text=f"<{secret}>", deep={"list": [{"x": secret}]})
    try:
        int(secret)
    except ValueError:
        log.exception("opened.not")
    return told.getvalue()


def answers_of(guarded: Guarded, job: str) -> str:
    """Whatever an administrator can read, headers included."""
    admin = guarded.client(Role.ADMIN)
    paths = ("/auth/me", "/auth/keys", "/audit", "/jobs", f"/jobs/{job}", "/livez", "/openapi.json", "/jobs/none")
    answers = [admin.get(path) for path in paths]
    return "".join(f"{answer.text}{dict(answer.headers)}" for answer in answers)


def said_by(command: str, home: EngineHome) -> str:
    """Everything that a command prints."""
    told = io.StringIO()
    door = Door(open=open_test_home, configure_logs=lambda *_given: None)
    with redirect_stdout(told), redirect_stderr(told):
        main([*command.split(), "--home", str(home.root / "home")], door)
        main([*command.split(), "--home", str(home.root / "home"), "--json"], door)
    assert told.getvalue()
    return told.getvalue()


@pytest.mark.parametrize(("field", "value"), [(("auth", "bootstrap_key"), "short22"), (("store", "url"), "hunter22")])
def test_a_secret_that_cannot_be_used_is_not_repeated(
    field: tuple[str, ...], value: str, home: EngineHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"TELECINE_{'__'.join(field)}".upper(), value)

    def use() -> None:
        with open_test_home(home=home.root / "home") as workspace:
            workspace.access.keys.take_setting(value)

    with pytest.raises(UserError) as caught:
        use()
    assert value not in caught.value.message


def test_tickets_cookies_and_keys_are_neither_in_the_audit_nor_in_a_log(guarded: Guarded) -> None:
    browser = guarded.client()
    token = browser.post("/auth/login", json={"key": guarded.keys[Role.ADMIN]}).json()["csrf_token"]
    made = browser.post("/auth/tickets", json={"path": "/jobs/none/events"}, headers={"X-CSRF-Token": token}).json()
    guarded.client().get("/jobs/none/events", params={"ticket": made["ticket"]})
    session = browser.cookies["telecine_session"]
    written = logged(f"/x?ticket={made['ticket']} Cookie: telecine_session={session}", [])
    written += logged(guarded.keys[Role.ADMIN], []) + str(guarded.workspace.access.audit.page(before=None, limit=99))
    assert "auth.make_ticket" in written
    for secret in (made["ticket"], session, guarded.keys[Role.ADMIN]):
        assert secret not in written


@pytest.mark.parametrize("error", [UserError, TelecineError])
def test_no_answer_tells_places_of_this_machine(
    error: type[TelecineError], guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = guarded.workspace.home.root
    shown: dict[str, Any] = {"file": f"{home}/telecine.db", "tried": ["/etc/telecine/env", "films/a.mp4"]}

    def fail(*_given: object) -> None:
        raise error(f"{home}/cas/ab is damaged; look at '/srv/my films/x y.mp4'", details=shown)

    monkeypatch.setattr(type(guarded.workspace.jobs), "cancel", fail)
    body = guarded.client(Role.EDITOR).post("/jobs/none/cancel").text
    assert "is damaged" in body
    assert "films/a.mp4" in body
    for place in (str(home), "/etc/telecine", "/srv", "my films"):
        assert place not in body


def test_the_settings_of_a_job_tell_no_places(client: Any, workspace: Workspace, home: EngineHome) -> None:
    job = submit(workspace, home.video).id
    settings = client.get(f"/jobs/{job}").json()["settings"]
    assert settings["TELECINE_HOME"] == "[path]"
    assert str(home.root) not in client.get(f"/jobs/{job}").text
