"""What a client may say before it has asked for anything, how slowly, and what is never written down."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import HTTPException
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse
from starlette.types import Message

from telecine.api import wire
from telecine.api.access import bodies
from telecine.services.access.repeating import UnderWay
from telecine.services.access.roles import Role
from tests.integration.api.access.conftest import Guarded

PATIENCE_S = 20


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server with the product's protocol, and a short deadline."""
    monkeypatch.setattr(wire, "HEAD_S", 2.0)
    config = uvicorn.Config(PlainTextResponse("yes"), http=wire.BoundedHttp, ws="none", lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(PATIENCE_S)
    listening.close()


def said(port: int, *parts: bytes) -> bytes:
    """What is answered until the server ends the connection."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as link:
        try:
            for part in parts:
                link.sendall(part)
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = b""
        try:
            while block := link.recv(65536):
                answer += block
        except ConnectionResetError:
            pass
        return answer


@pytest.mark.parametrize(
    "parts",
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: ", *[b"a" * 16384] * 64),
        (b"GET /" + b"a" * 100_000, b" HTTP/1.1\r\nHost: a\r\n\r\n"),
        (b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: aaaaaaaa\r\n" % n for n in range(8000)), b"\r\n"),
    ],
    ids=["one header without an end", "a long address", "many headers"],
)
def test_headers_that_are_too_long_are_not_waited_for(port: int, parts: tuple[bytes, ...]) -> None:
    answer = said(port, *parts)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 431 ")
    assert said(port, b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").endswith(b"yes")


@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n"])
def test_a_client_that_asks_for_nothing_is_let_go(port: int, begun: bytes) -> None:
    assert said(port, begun).startswith(b"HTTP/1.1 408 ")


def test_requests_on_one_connection_have_a_deadline_each(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as link:
        for _ in range(3):
            link.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            answer = b""
            while not answer.endswith(b"yes"):
                answer += link.recv(65536)
            time.sleep(0.8)


def test_a_body_that_hardly_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "WINDOW_S", 0.5)

    async def run(parts: list[tuple[float, int]]) -> int:
        left = list(parts)

        async def receive() -> Message:
            wait, size = left[0]
            await asyncio.sleep(wait)
            left.pop(0)
            return {"type": "http.request", "body": b"a" * size, "more_body": bool(left)}

        pace, came = bodies._Pace(receive), 0
        for _ in parts:
            came += len((await pace.receive())["body"])
        return came

    assert asyncio.run(run([(0.0, 50_000), (0.3, 50_000), (0.3, 50_000), (0.3, 1)])) == 150_001
    for slow in ([(60.0, 1)], [(0.02, 1)] * 50):
        with pytest.raises(HTTPException) as caught:
            asyncio.run(run(slow))
        assert caught.value.status_code == 408


def test_keys_that_were_made_are_written_down_nowhere(guarded: Guarded) -> None:
    admin = guarded.client(Role.ADMIN)
    asked = {"name": "night shift", "role": "editor"}
    made = [admin.post("/auth/keys", json=asked, headers={"Idempotency-Key": "k"}).json()["key"] for _ in range(2)]
    assert made[0] != made[1]
    with sqlite3.connect(guarded.workspace.home.database) as link:
        everything = "\n".join(link.iterdump())
    assert "night shift" in everything
    assert not [key for key in made if key in everything]


def test_a_ticket_is_for_a_stream(guarded: Guarded) -> None:
    viewer = guarded.client(Role.VIEWER)
    refused = viewer.post("/auth/tickets", json={"path": "/auth/me"})
    assert (refused.status_code, refused.json()["code"]) == (400, "no_stream")
    issued = viewer.post("/auth/tickets", json={"path": "/api/jobs/none/events"}).json()
    nobody = guarded.client()
    # Let in, and told that there is no such job.
    assert nobody.get("/api/jobs/none/events", params={"ticket": issued["ticket"]}).status_code == 404
    assert nobody.get("/api/jobs/none/events", params={"ticket": issued["ticket"]}).status_code == 401


def test_the_same_request_that_is_under_way_can_be_asked_for_again() -> None:
    assert UnderWay("").retryable
    assert UnderWay("").http_status == 409


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/audit", [99999999999999999999999]),
        ("/jobs", ["-created_at", "2026-11-21T22:38:01+00:00", "\ud800"]),
    ],
)
def test_cursors_that_no_list_gave_are_refused(guarded: Guarded, path: str, place: list[object]) -> None:
    cursor = urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")
    answer = guarded.client(Role.ADMIN).get(path, params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_halves_of_letters_are_no_text(guarded: Guarded) -> None:
    answer = guarded.client(Role.EDITOR).post(
        "/jobs/bulk-delete", content=b'{"ids": ["\\ud800"]}', headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert "Unicode" in answer.json()["detail"]


@pytest.mark.parametrize("header", ["Via", "X-Real-IP", "CF-Connecting-IP", "Forwarded", "X-Forwarded-For"])
def test_a_proxy_in_front_of_a_server_without_a_login_is_refused(client: TestClient, header: str) -> None:
    answer = client.get("/jobs", headers={header: "10.0.0.1"})
    assert (answer.status_code, answer.json()["code"]) == (403, "proxied_without_login")


@pytest.mark.parametrize("name", ["\u200b", "Ada\u202e", "\ufffd", "\u2060\u2060", "  "])
def test_a_name_that_nobody_can_read_is_no_name(client: TestClient, name: str) -> None:
    assert client.post("/people", json={"name": name}).status_code in {400, 422}
    assert client.get("/people").json()["items"] == []


def test_somebody_who_is_there_is_not_made_again(client: TestClient) -> None:
    assert [client.post("/people", json={"name": "Zoë"}).status_code for _ in range(2)] == [201, 200]
