"""Who may come in, as `telecine serve` decides it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from tests.e2e.program import PATIENCE_S, Program
from tests.e2e.serving.test_serve import free_port, wait


@pytest.mark.parametrize(
    ("options", "environment", "reason"),
    [
        (["--host", "0.0.0.0"], {}, "it would listen on 0.0.0.0"),
        ([], {"UI_ORIGIN": "https://ui.example"}, "UI_ORIGIN is https://ui.example"),
        ([], {"TELECINE_AUTH__MODE": "token", "TELECINE_AUTH__BOOTSTRAP_KEY": "hunter22"}, "too short"),
    ],
)
def test_a_server_that_would_let_others_in_does_not_start(
    program: Program, monkeypatch: pytest.MonkeyPatch, options: list[str], environment: dict[str, str], reason: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    said = program.run("serve", "--port", "0", *options)
    assert said.code == 3
    assert reason in " ".join(said.err.split())
    assert "hunter22" not in said.out + said.err


@contextmanager
def serving(program: Program) -> Iterator[tuple[subprocess.Popen[str], httpx2.Client]]:
    """A server that answers, and a client of it."""
    port = free_port()
    process = program.start("serve", "--port", str(port), "--no-workers")
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:

        def answers() -> bool:
            try:
                return http.get("/livez").is_success
            except httpx2.HTTPError:
                return False

        try:
            wait(answers)
            yield process, http
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=PATIENCE_S)


def test_the_first_administrator_comes_in_by_a_link_that_is_in_no_file(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELECINE_AUTH__MODE", "token")
    with serving(program) as (process, http):
        assert process.stdout is not None
        link = None
        while link is None:
            link = re.search(r"http://\S+/login#link=(tlc_\S+)", process.stdout.readline())
        assert http.get("/jobs").status_code == 401
        assert http.get("/login").is_success
        me = http.post("/auth/login", json={"key": link[1]}).json()
        assert me["role"] == "admin"
        assert http.post("/auth/login", json={"key": link[1]}).status_code == 401
        made = http.post(
            "/auth/keys", json={"name": "ada", "role": "admin"}, headers={"X-CSRF-Token": me["csrf_token"]}
        ).json()
        http.cookies.clear()
        assert http.get("/auth/keys", headers={"Authorization": f"Bearer {made['key']}"}).is_success
        home = program.home.root / "home"
        written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
        for secret in (link[1], made["key"], me["csrf_token"]):
            assert secret.encode() not in written


def test_a_key_of_the_command_line_works_until_it_is_revoked_there(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELECINE_AUTH__MODE", "token")
    said = program.run("keys", "create", "ada", "--role", "admin", "--expires", "30d", "--json")
    key = json.loads(said.out)
    with serving(program) as (_process, http):
        http.headers["Authorization"] = f"Bearer {key['key']}"
        assert http.get("/auth/me").json()["name"] == "ada"
        assert key["key"] not in program.run("keys", "list", "--json").out
        assert program.run("keys", "revoke", key["id"]).code == 0
        assert http.get("/auth/me").status_code == 401


def test_the_key_of_the_settings_serves_and_goes_with_them(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELECINE_AUTH__MODE", "token")
    monkeypatch.setenv("TELECINE_AUTH__BOOTSTRAP_KEY", "a-long-word-that-a-platform-made")
    with serving(program) as (_process, http):
        http.headers["Authorization"] = "Bearer a-long-word-that-a-platform-made"
        assert http.get("/auth/me").json()["role"] == "admin"
        assert http.get("/auth/keys").json()["items"][0]["kind"] == "setting"
    monkeypatch.setenv("TELECINE_AUTH__BOOTSTRAP_KEY", "another-word-that-a-platform-made")
    with serving(program) as (_process, http):
        http.headers["Authorization"] = "Bearer a-long-word-that-a-platform-made"
        assert http.get("/auth/me").status_code == 401
        http.headers["Authorization"] = "Bearer another-word-that-a-platform-made"
        assert http.get("/auth/me").is_success
