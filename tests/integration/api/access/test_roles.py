"""Every route asks for a role, and refuses whoever has a lesser one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient

from telecine.api.access.principal import Role, role_of
from telecine.bootstrap import Workspace
from tests.integration.api.access.conftest import Guarded

PUBLIC = {
    *((method, path) for method in ("GET", "HEAD") for path in ("/livez", "/healthz", "/health")),
    ("POST", "/auth/login"),
    ("GET", "/login"),
    ("OPTIONS", "/uploads"),
    ("GET", "/"),
    ("GET", "/docs"),
    ("GET", "/docs/{name}"),
    ("GET", "/screenalytics/{path}"),
    ("GET", "/ui"),
    ("GET", "/ui/{path}"),
    ("HEAD", "/ui/{path}"),
}
"""What everybody may do: see that the server is well, log in, get the pages, and ask how uploads work."""

SIGNED = {("GET", "/files/{key}"), ("HEAD", "/files/{key}"), ("PUT", "/uploads/{upload_id}")}
"""What needs a link that the server signed instead of a key."""

HEADERS = {"Content-Type": "application/json", "Tus-Resumable": "1.0.0"}
OF_FASTAPI = {"/openapi.json"}


def routes_of(app: FastAPI) -> list[tuple[str, str, Role | None]]:
    """Method, path and role of every route."""
    found = []
    for route in iter_route_contexts(app.routes):
        path = route.path_format or ""
        if isinstance(route.original_route, APIRoute):
            found += [(method, path, role_of(route.dependant)) for method in sorted(route.methods or ())]
        else:
            assert path in OF_FASTAPI, path
    return found


def filled(path: str, there: Mapping[str, str]) -> str:
    """The path with ids of what is there, and of nothing for the rest."""
    return re.sub(r"\{[^}]*\}", lambda found: there.get(found[0], "none"), path)


def test_every_route_needs_a_role_but_those_that_are_public_on_purpose(guarded: Guarded) -> None:
    routes = routes_of(guarded.app)
    assert len(routes) > 10
    assert {(method, path) for method, path, role in routes if role is None} == PUBLIC | SIGNED


def test_reading_needs_a_viewer_and_changing_more(guarded: Guarded) -> None:
    changes_nothing = {"/auth/logout", "/auth/tickets", "/jobs/plan", "/facebank/search"}
    lax = [
        (method, path)
        for method, path, role in routes_of(guarded.app)
        if method not in {"GET", "HEAD"} and role is Role.VIEWER and path not in changes_nothing
    ]
    assert not lax


def test_each_role_may_do_what_it_may_and_nothing_else(guarded: Guarded, tiny_video: Path) -> None:
    videos = guarded.workspace.videos
    video = videos.describe(videos.register(tiny_video), show="tiny", season=1, episode=1)
    there = {"{video_id}": video.id, "{ep_id}": str(video.ep_id)}
    clients = {role: guarded.client(role) for role in (None, *Role)}
    for method, path, needed in routes_of(guarded.app):
        if (method, path) in PUBLIC | SIGNED:
            continue
        assert needed is not None
        for role, client in clients.items():
            if path.endswith(("/events", "/stream")) and role is not None and role >= needed and "{" not in path:
                continue  # streams without an end; tests of streams open them
            # Who is refused is refused for what is there; who is allowed asks for what is not, so that nothing happens.
            is_refused = role is None or role < needed
            address = filled(path, there if is_refused else {})
            answer = client.request(method, address, content=b"[]", headers=HEADERS)
            expected = 401 if role is None else 403 if role < needed else None
            if answer.status_code == 422 and expected is not None:
                pytest.fail(f"{method} {path} looks at the body of {role} before it refuses")
            if expected is None:
                assert answer.status_code not in {401, 403}, (method, path, role, answer.text)
            else:
                assert answer.status_code == expected, (method, path, role, answer.text)
                assert answer.headers["www-authenticate"].startswith("Bearer")
                assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path"), sorted(SIGNED))
def test_what_needs_no_role_needs_a_signature(guarded: Guarded, method: str, path: str) -> None:
    address = filled(path, {})
    forged: dict[str, str] = {"expires": "4102444800", "signature": "0" * 64}
    for params in ({}, forged):
        answer = guarded.client().request(method, address, params=params, content=b"x")
        assert answer.status_code in {400, 401, 403, 422}, answer.text


def test_nobody_has_to_log_in_to_a_server_of_this_machine(client: TestClient, workspace: Workspace) -> None:
    assert workspace.settings.auth.mode == "none"
    me = client.get("/auth/me").json()
    assert (me["name"], me["role"], me["is_login_needed"]) == ("local", "admin", False)
    assert client.get("/auth/keys").json()["items"] == []
    assert client.post("/auth/login", json={"key": "anything"}).json()["name"] == "local"
    assert client.post("/auth/tickets", json={"path": "/jobs/events"}).status_code == 201
