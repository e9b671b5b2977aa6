"""Keys, cookies, the token against forged requests, tickets, and how many attempts somebody has."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from telecine.services.access import tokens
from telecine.services.access.logins import TICKET_LIFE
from telecine.services.access.roles import Role
from tests.fixtures.engine.home import submit, work
from tests.integration.api.access.conftest import Guarded

COOKIE = "telecine_session"


def log_in(guarded: Guarded, role: Role = Role.ADMIN) -> tuple[TestClient, str]:
    """A browser that is logged in, and its token."""
    browser = guarded.client()
    answer = browser.post("/auth/login", json={"key": guarded.keys[role]})
    assert answer.status_code == 200, answer.text
    return browser, str(answer.json()["csrf_token"])


def test_a_wrong_key_is_refused_and_noted_without_the_key(guarded: Guarded) -> None:
    _, wrong = tokens.make_key(bytes(6), bytes(32))
    answer = guarded.client().get("/auth/me", headers={"Authorization": f"Bearer {wrong}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "login_needed")
    login = guarded.client().post("/auth/login", json={"key": wrong})
    assert login.status_code == 401
    assert COOKIE not in login.cookies
    assert guarded.audited() == [("unknown", "auth.me", 401), ("unknown", "auth.log_in", 401)]
    assert wrong not in str(guarded.workspace.access.audit.page(before=None, limit=9))
    basic = guarded.client().get("/auth/me", headers={"Authorization": "Basic YTpi"})
    assert basic.status_code == 401


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_cookie_of_a_login_is_out_of_reach_for_scripts_and_other_sites(guarded: Guarded, scheme: str) -> None:
    client = guarded.client(base_url=f"{scheme}://127.0.0.1:8000")
    answer = client.post("/auth/login", json={"key": guarded.keys[Role.EDITOR]})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert ("Secure" in cookie) == (scheme == "https")
    assert f"Max-Age={12 * 3600}" in cookie
    me = client.get("/auth/me").json()
    assert (me["name"], me["role"], me["is_login_needed"]) == ("editor", "editor", True)
    assert me["csrf_token"] == answer.json()["csrf_token"]


ORIGINS = {"own": "http://127.0.0.1:8000", "listed": "http://localhost:3000", "foreign": "http://evil.example"}


@pytest.mark.parametrize("token", ["right", "wrong", "none"])
@pytest.mark.parametrize("origin", [None, "own", "listed", "foreign", "null"])
@pytest.mark.parametrize("with_", ["cookie", "key"])
def test_a_write_with_a_cookie_needs_the_token_and_a_known_page_and_one_with_a_key_does_not(
    guarded: Guarded, with_: str, origin: str | None, token: str
) -> None:
    browser, right = log_in(guarded)
    headers = {} if origin is None else {"Origin": ORIGINS.get(origin, origin)}
    if token != "none":
        headers["X-CSRF-Token"] = right if token == "right" else "0" * 64
    if with_ == "key":
        browser.cookies.clear()
        headers["Authorization"] = f"Bearer {guarded.keys[Role.ADMIN]}"
    is_allowed = with_ == "key" or (token == "right" and origin in {None, "own", "listed"})
    answer = browser.post("/auth/keys", json={"name": "x", "role": "viewer"}, headers=headers)
    assert answer.status_code == (201 if is_allowed else 403), answer.text
    assert browser.get("/auth/keys", headers=headers).status_code == 200
    assert len(guarded.workspace.access.keys.all()) == (4 if is_allowed else 3)


def test_the_token_of_one_login_is_worth_nothing_in_another(guarded: Guarded) -> None:
    _, other = log_in(guarded)
    browser, _ = log_in(guarded)
    assert browser.post("/auth/logout", headers={"X-CSRF-Token": other}).status_code == 403


def test_a_page_of_another_site_cannot_log_somebody_in(guarded: Guarded) -> None:
    answer = guarded.client().post(
        "/auth/login", json={"key": guarded.keys[Role.VIEWER]}, headers={"Origin": ORIGINS["foreign"]}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    assert COOKIE not in answer.cookies


def test_a_login_ends_after_its_hours_and_when_somebody_logs_out(guarded: Guarded) -> None:
    browser, token = log_in(guarded)
    guarded.clock.move(hours=11, minutes=59)
    assert browser.get("/auth/me").status_code == 200
    guarded.clock.move(minutes=1)
    assert browser.get("/auth/me").status_code == 401

    browser, token = log_in(guarded)
    kept = browser.cookies[COOKIE]
    assert browser.post("/auth/logout", headers={"X-CSRF-Token": token}).status_code == 204
    assert COOKIE not in browser.cookies
    assert browser.get("/auth/me", headers={"Cookie": f"{COOKIE}={kept}"}).status_code == 401


def test_a_revoked_key_ends_at_once_with_every_login_of_it_in_every_process(guarded: Guarded) -> None:
    from telecine.services.access.keys import Keys

    browser, _ = log_in(guarded, Role.EDITOR)
    editor = guarded.client(Role.EDITOR)
    key_id = str(tokens.id_in(guarded.keys[Role.EDITOR]))
    assert editor.get("/auth/me").status_code == browser.get("/auth/me").status_code == 200
    # Another process, which never heard of this one, and remembers nothing of what it checked.
    Keys(guarded.workspace.store, guarded.clock, bytes).revoke(key_id)
    assert editor.get("/auth/me").status_code == browser.get("/auth/me").status_code == 401
    admin = guarded.client(Role.ADMIN)
    assert admin.delete(f"/auth/keys/{key_id}").json()["revoked_at"] is not None
    assert admin.delete("/auth/keys/none").status_code == 404


def test_a_key_and_its_logins_end_with_its_time(guarded: Guarded) -> None:
    made = guarded.client(Role.ADMIN).post(
        "/auth/keys", json={"name": "guest", "role": "viewer", "expires_in_days": 0.25}
    )
    guest = guarded.client()
    assert guest.post("/auth/login", json={"key": made.json()["key"]}).status_code == 200
    guest.headers["Authorization"] = f"Bearer {made.json()['key']}"
    guarded.clock.move(hours=5)
    assert guest.get("/auth/me").status_code == 200
    guarded.clock.move(hours=1)
    assert guest.get("/auth/me").status_code == 401
    del guest.headers["Authorization"]
    assert guest.get("/auth/me").status_code == 401


def test_a_key_is_shown_once_and_its_use_to_the_minute(guarded: Guarded) -> None:
    admin = guarded.client(Role.ADMIN)
    made = admin.post("/auth/keys", json={"name": "night shift", "role": "editor"}).json()
    listed = admin.get("/auth/keys").text
    assert made["id"] in listed
    assert made["key"] not in listed
    assert "scrypt" not in listed
    own = next(key for key in admin.get("/auth/keys").json()["items"] if key["name"] == "admin")
    assert own["last_used_at"] == "2030-01-01T00:00:00Z"
    guarded.clock.move(seconds=61)
    own = next(key for key in admin.get("/auth/keys").json()["items"] if key["name"] == "admin")
    assert own["last_used_at"] == "2030-01-01T00:01:01Z"


def test_a_one_time_link_makes_an_administrator_once(guarded: Guarded) -> None:
    link = guarded.workspace.access.keys.create_link()
    as_key = guarded.client().get("/auth/me", headers={"Authorization": f"Bearer {link}"})
    assert as_key.status_code == 401
    first, second = guarded.client(), guarded.client()
    assert first.post("/auth/login", json={"key": link}).json()["role"] == "admin"
    assert second.post("/auth/login", json={"key": link}).status_code == 401
    guarded.clock.move(hours=1)
    assert first.get("/auth/me").status_code == 200

    late = guarded.workspace.access.keys.create_link()
    guarded.clock.move(minutes=15)
    assert guarded.client().post("/auth/login", json={"key": late}).status_code == 401


def test_a_ticket_opens_one_stream_once(guarded: Guarded) -> None:
    with guarded.workspace.store.reading() as reading:
        assert reading.last_event() == 0
    viewer, stranger = guarded.client(Role.VIEWER), guarded.client()
    path = "/jobs/none/events"

    def ticket(for_: str = path) -> str:
        answer = viewer.post("/auth/tickets", json={"path": for_})
        assert answer.status_code == 201
        return str(answer.json()["ticket"])

    known = ticket()
    assert stranger.get(path, params={"ticket": known}).status_code == 404  # let in; there is no such job
    assert stranger.get(path, params={"ticket": known}).status_code == 401
    other = ticket("/jobs/other/events")
    assert stranger.get(path, params={"ticket": other}).status_code == 401
    assert stranger.get("/jobs/other/events", params={"ticket": other}).status_code == 401
    late = ticket()
    guarded.clock.move(seconds=TICKET_LIFE.total_seconds())
    assert stranger.get(path, params={"ticket": late}).status_code == 401
    writing = ticket()
    assert stranger.post("/auth/tickets", params={"ticket": writing}, json={"path": path}).status_code == 401
    # A ticket is no login, and a login is no ticket.
    assert stranger.get("/auth/me", headers={"Cookie": f"{COOKIE}={ticket()}"}).status_code == 401
    browser, _ = log_in(guarded)
    assert stranger.get(path, params={"ticket": browser.cookies[COOKIE]}).status_code == 401


def test_a_stream_is_read_with_a_ticket_to_its_end(guarded: Guarded, tiny_video: object) -> None:
    job = submit(guarded.workspace, tiny_video).id  # type: ignore[arg-type]
    work(guarded.workspace, job)
    path = f"/jobs/{job}/events"
    ticket = guarded.client(Role.VIEWER).post("/auth/tickets", json={"path": path}).json()["ticket"]
    with guarded.client() as stranger:
        assert "job.succeeded" in stranger.get(path, params={"ticket": ticket}).text


def test_attempts_are_few_and_keys_that_are_known_go_on(guarded: Guarded) -> None:
    client = guarded.client(Role.VIEWER)
    assert client.get("/auth/me").status_code == 200
    _, wrong = tokens.make_key(bytes(6), bytes(32))
    seen = [guarded.client().post("/auth/login", json={"key": wrong}).status_code for _ in range(12)]
    assert seen == [401] * 9 + [429] * 3
    refused = guarded.client().post("/auth/login", json={"key": guarded.keys[Role.ADMIN]})
    assert refused.json()["code"] == "too_many_requests"
    assert int(refused.headers["retry-after"]) >= 1
    assert client.get("/auth/me").status_code == 200
    elsewhere = guarded.client(address="198.51.100.1")
    assert elsewhere.post("/auth/login", json={"key": guarded.keys[Role.ADMIN]}).status_code == 200
    neighbours = [guarded.client(address=f"2001:db8::{n:x}") for n in range(1, 12)]
    assert [n.post("/auth/login", json={"key": wrong}).status_code for n in neighbours][-1] == 429


def test_every_write_is_noted_with_who_and_what_came_of_it(guarded: Guarded) -> None:
    editor, viewer = guarded.client(Role.EDITOR), guarded.client(Role.VIEWER)
    editor.post("/jobs/none/cancel", headers={"X-Request-ID": "night-17"})
    viewer.post("/jobs/none/cancel")
    viewer.get("/jobs")
    guarded.client().post("/jobs/none/cancel")
    assert guarded.audited() == [("editor", "jobs.cancel", 404), ("viewer", "jobs.cancel", 403)]
    admin = guarded.client(Role.ADMIN)
    page = admin.get("/audit", params={"limit": 1}).json()
    assert page["items"][0]["actor"] == "viewer"
    rest = admin.get("/audit", params={"cursor": page["next"]}).json()
    assert rest["next"] is None
    entry = rest["items"][0]
    assert (entry["target"], entry["data"]["request_id"]) == ("/jobs/none/cancel", "night-17")
    assert (entry["data"]["address"], entry["data"]["status"]) == ("192.0.2.7", 404)
