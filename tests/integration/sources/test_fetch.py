"""Files fetched from a real server on loopback, which the rules of these tests open."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network
from pathlib import Path

import pytest

from telecine.adapters.sources.fetching.addresses import Address, HostRefused, Rules
from telecine.adapters.sources.fetching.fetch import Fetcher, FetchTimeout, Limits
from telecine.kernel.errors import NotFound, TooLarge, TransientError, UserError
from tests.fixtures.serving.web import Answer, Web, failing

FILM = bytes(range(256)) * 4096


def film(to: BaseHTTPRequestHandler) -> None:
    to.send_response(200)
    to.send_header("Content-Length", str(len(FILM)))
    to.send_header("Content-Disposition", 'attachment; filename="../../etc/fi\u0000lm.mp4"'.replace("\u0000", ""))
    to.end_headers()
    to.wfile.write(FILM)


def endless(to: BaseHTTPRequestHandler) -> None:
    to.send_response(200)
    to.end_headers()
    while True:
        to.wfile.write(FILM)


def short(to: BaseHTTPRequestHandler) -> None:
    to.send_response(200)
    to.send_header("Content-Length", str(len(FILM) * 2))
    to.end_headers()
    to.wfile.write(FILM)
    to.close_connection = True


def dripping(to: BaseHTTPRequestHandler) -> None:
    to.send_response(200)
    to.send_header("Content-Length", str(len(FILM)))
    to.end_headers()
    for byte in FILM:
        to.wfile.write(bytes([byte]))
        to.wfile.flush()
        time.sleep(0.05)


def silent(to: BaseHTTPRequestHandler) -> None:
    time.sleep(3)
    to.close_connection = True


def leading(where: str, status: int = 302) -> Answer:
    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(status)
        to.send_header("Location", where)
        to.send_header("Content-Length", "0")
        to.end_headers()

    return answer


@pytest.fixture
def server() -> Iterator[Web]:
    server = Web()
    yield server
    server.close()


OPENED = Rules(open_networks=[ip_network("127.0.0.1/32")])


def fetcher(*, size: int = 2 * len(FILM), idle_s: float = 1.0, rules: Rules = OPENED) -> Fetcher:
    return Fetcher(rules, Limits(size, idle_s))


def test_a_file_is_fetched_whole_with_its_hash_and_a_harmless_name(server: Web, tmp_path: Path) -> None:
    server.answers["/film"] = film
    told: list[tuple[int, int | None]] = []
    found = fetcher().fetch(server.url("/film"), tmp_path / "x", lambda done, whole: told.append((done, whole)))
    assert (tmp_path / "x").read_bytes() == FILM
    assert (found.sha256, found.size_bytes) == (hashlib.sha256(FILM).hexdigest(), len(FILM))
    assert "/" not in found.name
    assert told[-1] == (len(FILM), len(FILM))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (endless, TooLarge),
        (short, TransientError),
        (dripping, FetchTimeout),
        (silent, FetchTimeout),
        (failing(404), NotFound),
        (failing(403), NotFound),
        (failing(500), TransientError),
        (failing(503), TransientError),
        (failing(204), UserError),
    ],
)
def test_what_does_not_come_whole_leaves_nothing(
    server: Web, tmp_path: Path, answer: Answer, error: type[Exception]
) -> None:
    server.answers["/film"] = answer
    with pytest.raises(error):
        fetcher(idle_s=0.5).fetch(server.url("/film"), tmp_path / "x")
    assert not list(tmp_path.iterdir())


def test_a_length_that_is_too_large_is_refused_before_anything_is_read(server: Web, tmp_path: Path) -> None:
    server.answers["/film"] = film
    with pytest.raises(TooLarge, match="MAX_UPLOAD_MB"):
        fetcher(size=len(FILM) - 1).fetch(server.url("/film"), tmp_path / "x")
    assert not list(tmp_path.iterdir())


def test_redirects_are_followed_and_end(server: Web, tmp_path: Path) -> None:
    server.answers |= {"/a": leading("/b", 301), "/b": leading(server.url("/film"), 307), "/film": film}
    assert fetcher().fetch(server.url("/a"), tmp_path / "x").size_bytes == len(FILM)
    server.answers["/loop"] = leading("/loop")
    with pytest.raises(UserError, match="more than 5 times"):
        fetcher().fetch(server.url("/loop"), tmp_path / "y")


@pytest.mark.parametrize(
    "where",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://2852039166/",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "gopher://127.0.0.1:6379/_x",
        "http://user:secret@127.0.0.1/",
        "//192.168.0.1/x",
        "http://0x7f000002/",
    ],
)
def test_a_redirect_leads_nowhere_inside(server: Web, tmp_path: Path, where: str) -> None:
    server.answers["/film"] = leading(where)
    with pytest.raises(UserError) as refused:
        fetcher().fetch(server.url("/film"), tmp_path / "x")
    assert refused.value.code in {"url_refused", "url_invalid"}
    assert not list(tmp_path.iterdir())


def test_a_name_that_changes_its_meaning_is_judged_where_it_is_connected_to(server: Web, tmp_path: Path) -> None:
    server.answers["/film"] = film
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    class Nowhere(Exception):
        """Stands for the internet."""

    judged: list[str] = []

    class Watching(Rules):
        def judge(self, text: str) -> Address:
            judged.append(text)
            return super().judge(text)

    strict = Fetcher(Watching(), Limits(len(FILM), 0.2), rebinding)
    with pytest.raises(TransientError):
        strict.fetch(server.url("/film", "films.example"), tmp_path / "x")
    with pytest.raises(HostRefused):
        strict.fetch(server.url("/film", "films.example"), tmp_path / "x")
    # One question for a connection, and the answer to it is what was judged: there is no second to differ.
    assert (len(asked), judged) == (2, ["93.184.216.34", "127.0.0.1"])
    assert server.hosts == []


def test_one_closed_address_among_open_ones_is_enough_to_refuse(server: Web, tmp_path: Path) -> None:
    both = Fetcher(Rules(), Limits(len(FILM), 0.2), lambda _host, _port: ["93.184.216.34", "127.0.0.1"])
    with pytest.raises(HostRefused):
        both.fetch(server.url("/film", "films.example"), tmp_path / "x")
    assert server.hosts == []


def test_the_host_that_was_asked_for_is_named_to_the_server(server: Web, tmp_path: Path) -> None:
    server.answers["/film"] = film
    named = Fetcher(OPENED, Limits(len(FILM), 1.0), lambda _host, _port: ["127.0.0.1"])
    named.fetch(server.url("/film", "films.example"), tmp_path / "x")
    assert server.hosts == [f"films.example:{server.port}"]


def test_a_fetch_stops_when_it_is_told_to(server: Web, tmp_path: Path) -> None:
    server.answers["/film"] = endless

    class Stop(Exception):
        """Somebody cancelled."""

    def stop(_done: int, _whole: int | None) -> None:
        raise Stop

    with pytest.raises(Stop):
        fetcher().fetch(server.url("/film"), tmp_path / "x", stop)
    assert not list(tmp_path.iterdir())


def test_nobody_there_is_worth_another_try(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(TransientError, match="try again later"):
            fetcher().fetch(f"http://127.0.0.1:{port}/", tmp_path / "x")
    with pytest.raises(NotFound, match="check the address"):
        fetcher().fetch("http://no-such-host.invalid/film.mp4", tmp_path / "x")
