"""What stands between the network and the routes: hosts, origins, proxies, sizes, headers, limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from telecine.api.access.proxies import Proxies
from telecine.kernel.errors import UserError
from telecine.services.access.roles import Role
from tests.fixtures.engine.home import EngineHome
from tests.integration.api.access.conftest import Guarded, guard_home


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded"])
def test_without_a_login_nothing_comes_through_a_proxy(client: TestClient, name: str) -> None:
    answer = client.get("/jobs", headers={name: "127.0.0.1"})
    assert (answer.status_code, answer.json()["code"]) == (403, "proxied_without_login")
    assert "TELECINE_AUTH__MODE=token" in answer.json()["detail"]


@pytest.mark.parametrize(
    "host", ["evil.example", "192.168.1.5:8000", "127.0.0.1.evil.example", "localhost.evil", "[::"]
)
def test_without_a_login_no_foreign_name_leads_here(client: TestClient, host: str) -> None:
    answer = client.get("/livez", headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_host")


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "telecine.localhost"])
def test_names_of_this_machine_do(client: TestClient, host: str) -> None:
    assert client.get("/livez", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8000", 200),
        ("http://localhost:3000", 200),
        ("http://127.0.0.1:5173", 200),
        ("http://localhost:9999", 403),
        ("https://evil.example", 403),
        ("null", 403),
    ],
)
def test_without_a_login_no_foreign_page_asks_anything(client: TestClient, origin: str, status: int) -> None:
    for method in ("GET", "OPTIONS"):
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        answer = client.request(method, "/auth/me", headers=asked)
        own = method == "OPTIONS" and origin == "http://127.0.0.1:8000"
        assert answer.status_code == (400 if own else status), (method, answer.text)


@pytest.fixture
def public(home: EngineHome) -> Iterator[Guarded]:
    """A server with a public name, behind a proxy."""
    api = {
        "base_url": "https://tv.example",
        "cors_origins": "https://ui.example,http://localhost:3000",
        "cors_origin_regex": r"https://preview-[a-z0-9]+\.ui\.example",
        "trusted_proxies": "127.0.0.1,10.0.0.0/8",
        "requests_per_minute": 5,
        "body_kb": 1,
    }
    with home.open(auth={"mode": "token"}, api=api) as workspace:
        yield guard_home(workspace)


@pytest.mark.parametrize(
    ("origin", "is_known"),
    [
        ("https://ui.example", True),
        ("http://localhost:3000", True),
        ("https://preview-a1.ui.example", True),
        ("https://preview-a1.ui.example.evil.example", False),
        ("https://ui.example.evil.example", False),
        ("http://ui.example", False),
        ("https://ui.example:444", False),
        ("null", False),
    ],
)
def test_only_known_origins_are_let_in_by_browsers(public: Guarded, origin: str, is_known: bool) -> None:
    preflight = public.client().options(
        "/jobs",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "PATCH",
            "Access-Control-Request-Headers": "authorization, content-type, x-csrf-token, last-event-id",
        },
    )
    assert preflight.status_code == (200 if is_known else 400)
    answer = public.client(Role.VIEWER).get("/jobs", headers={"Origin": origin})
    for one in (preflight, answer):
        assert one.headers.get("access-control-allow-origin") == (origin if is_known else None)
        assert "origin" in one.headers["vary"].lower()
    if is_known:
        assert answer.headers["access-control-allow-credentials"] == "true"
        told = {name.strip() for name in answer.headers["access-control-expose-headers"].split(",")}
        assert told >= {"ETag", "Location", "Content-Range", "Retry-After"}


def seen_by_app(peer: str, **headers: str) -> dict[str, Any]:
    """The scope that is left when a request of a peer has passed the proxies."""
    import asyncio

    found: dict[str, Any] = {}

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        found.update(scope)

    async def nothing(*_given: Any) -> Any:
        return None

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "client": (peer, 1), "scheme": "http", "headers": [(b"host", b"inner:8000"), *raw]}
    asyncio.run(Proxies(app, ["127.0.0.1", "10.0.0.0/8", "::1"])(scope, nothing, nothing))
    return found


SAID = {"x_forwarded_for": "203.0.113.9", "x_forwarded_proto": "https", "x_forwarded_host": "tv.example"}


@pytest.mark.parametrize(
    ("peer", "headers", "client", "scheme", "host"),
    [
        ("127.0.0.1", SAID, "203.0.113.9", "https", "tv.example"),
        ("::1", SAID, "203.0.113.9", "https", "tv.example"),
        ("192.0.2.1", SAID, "192.0.2.1", "http", "inner:8000"),
        ("127.0.0.1", {"x_forwarded_for": "6.6.6.6, 203.0.113.9, 10.1.2.3"}, "203.0.113.9", "http", "inner:8000"),
        ("127.0.0.1", {"x_forwarded_for": "10.1.1.1, 10.1.2.3"}, "10.1.1.1", "http", "inner:8000"),
        ("127.0.0.1", {"x_forwarded_for": "203.0.113.9:4711"}, "203.0.113.9", "http", "inner:8000"),
        ("127.0.0.1", {"x_forwarded_for": "[2001:db8::1]:443"}, "2001:db8::1", "http", "inner:8000"),
        ("127.0.0.1", {"x_forwarded_for": "no address"}, "127.0.0.1", "http", "inner:8000"),
        ("127.0.0.1", {"x_forwarded_proto": "javascript"}, "127.0.0.1", "http", "inner:8000"),
        ("127.0.0.1", {"x_forwarded_host": "tv.example/evil?"}, "127.0.0.1", "http", "inner:8000"),
    ],
)
def test_only_trusted_proxies_are_believed(
    peer: str, headers: dict[str, str], client: str, scheme: str, host: str
) -> None:
    scope = seen_by_app(peer, **headers)
    assert (scope["client"][0], scope["scheme"]) == (client, scheme)
    assert dict(scope["headers"]) == {b"host": host.encode()}


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(UserError, match="'nginx' is neither an address nor a network"):
        Proxies(lambda *_given: None, ["nginx"])  # type: ignore[arg-type]


def test_a_cookie_is_secure_and_the_audit_true_behind_a_proxy(public: Guarded) -> None:
    proxied = public.client(address="10.0.0.5")
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "tv.example"}
    own = headers | {"Origin": "https://tv.example"}
    answer = proxied.post("/auth/login", json={"key": public.keys[Role.EDITOR]}, headers=own)
    assert answer.status_code == 200
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    entry = public.workspace.access.audit.page(before=None, limit=1)[0]
    assert (entry.actor, entry.data["address"]) == ("editor", "203.0.113.9")


def test_a_key_that_asks_too_often_has_to_wait_and_others_do_not(public: Guarded) -> None:
    viewer = public.client(Role.VIEWER)
    seen = [viewer.get("/auth/me").status_code for _ in range(7)]
    assert seen == [200] * 5 + [429] * 2
    answer = viewer.get("/jobs")
    assert (answer.status_code, answer.json()["retryable"]) == (429, True)
    assert int(answer.headers["retry-after"]) >= 1
    assert public.client(Role.EDITOR).get("/auth/me").status_code == 200
    assert viewer.get("/livez").status_code == 200


def test_a_body_that_is_too_large_is_refused_however_it_is_sent(public: Guarded) -> None:
    editor = public.client(Role.EDITOR)

    def parts() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 100

    announced = editor.post("/jobs", json={"app": "x" * 2000, "video": "v"})
    streamed = editor.post("/jobs", content=parts(), headers={"Content-Type": "application/json"})
    for answer in (announced, streamed):
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert answer.headers["content-type"] == "application/problem+json"
    assert editor.post("/jobs", json={"app": "faces", "video": "v"}).status_code in {400, 404}


def test_every_answer_tells_browsers_what_they_may_do(client: TestClient) -> None:
    for path in ("/livez", "/jobs", "/jobs/none", "/nowhere", "/openapi.json"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["content-security-policy"].startswith("default-src 'none'; frame-ancestors 'none'")
        assert "strict-transport-security" not in headers
    page = client.get("/login")
    policy = page.headers["content-security-policy"]
    assert "'unsafe-inline'" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["content-type"].startswith("text/html")


def test_a_request_keeps_its_number_when_it_is_a_sane_one(client: TestClient) -> None:
    assert client.get("/livez", headers={"X-Request-ID": "job-7.a_b"}).headers["x-request-id"] == "job-7.a_b"
    for strange in ("a b", "x" * 65, '"><script>', ""):
        made = client.get("/livez", headers={"X-Request-ID": strange}).headers["x-request-id"]
        assert made != strange
        assert len(made) == 16


def test_what_nobody_expected_is_answered_with_all_headers_and_no_detail(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise RuntimeError("password=hunter22 in /etc/telecine/env")

    monkeypatch.setattr(type(client.app.state.workspace.jobs), "cancel", fail)  # type: ignore[attr-defined]
    answer = client.post("/jobs/none/cancel")
    assert (answer.status_code, answer.json()["code"]) == (500, "defect")
    assert "hunter22" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"]
