"""Fetching one file by HTTP into a local file, within limits that hold while it streams."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin

import httpcore2

from telecine.adapters.sources.fetching.addresses import Place, Rules
from telecine.kernel.errors import NotFound, TooLarge, TransientError, UserError

Resolve = Callable[[str, int], Iterable[str]]
"""Host and port to the texts of its addresses."""
Told = Callable[[int, int | None], None]
"""Bytes that are there, and how many there will be if the server said; raises to stop."""

_MOST_REDIRECTS: Final = 5
_SLOWEST: Final = 1024
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({401, 403, 404, 410})


class FetchTimeout(TransientError):
    """The server was too slow."""

    code = "fetch_timeout"
    http_status = 504


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may take.

    Attributes:
        size_bytes: largest file.
        idle_s: longest wait for a connection or the next bytes, and the time in which at least 1 kB a second come.
        total_s: longest fetch.
    """

    size_bytes: int
    idle_s: float = 30.0
    total_s: float = 4 * 3600.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was fetched: its label, SHA-256 (hex) and size."""

    name: str
    sha256: str
    size_bytes: int


def _resolve(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Fetcher:
    """Fetches by the rules; `resolve` is called once for a connection, which goes to what it gave."""

    rules: Rules
    limits: Limits
    resolve: Resolve = field(default=_resolve)

    def fetch(self, url: str, target: Path, told: Told = lambda _done, _whole: None) -> Fetched:
        """Write the file at an address of the web to `target`, which is removed again unless it is whole.

        Raises:
            UserError: the address may not be fetched from, the file is too large or not there.
            TransientError: the server is away, slow or fails; worth another try.
        """
        end = time.monotonic() + self.limits.total_s
        try:
            return self._follow(url, target, told, end)
        except BaseException:
            target.unlink(missing_ok=True)
            raise

    def _follow(self, url: str, target: Path, told: Told, end: float) -> Fetched:
        for _ in range(_MOST_REDIRECTS + 1):
            place = self.rules.place(url)
            with self._open(place) as answer:
                if answer.status in _REDIRECTS:
                    url = _next(place, _header(answer, b"location"))
                    continue
                _check(answer, place)
                return self._read(answer, place, target, told, end)
        raise UserError(
            f"this address leads from one to the next more than {_MOST_REDIRECTS} times", code="url_invalid"
        )

    @contextmanager
    def _open(self, place: Place) -> Iterator[httpcore2.Response]:
        wait = self.limits.idle_s
        host = f"[{place.host}]" if ":" in place.host else place.host
        request = httpcore2.Request(
            "GET",
            httpcore2.URL(scheme=place.scheme, host=host, port=place.port, target=place.target),
            headers={
                "Host": _authority(place),
                "User-Agent": "telecine",
                "Accept": "*/*",
                "Accept-Encoding": "identity",
            },
            extensions={"timeout": {"connect": wait, "read": wait, "write": wait, "pool": wait}},
        )
        try:
            with httpcore2.ConnectionPool(network_backend=_Pinned(self.rules, self.resolve)) as pool:
                answer = pool.handle_request(request)
                try:
                    yield answer
                finally:
                    answer.close()
        except httpcore2.TimeoutException as error:
            raise FetchTimeout(f"{place.host} did not answer within {wait:g} s; try again later") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            text = f"{place.host} cannot be read from: {str(error) or type(error).__name__}; try again later"
            raise TransientError(text, code="fetch_failed") from error

    def _read(self, answer: httpcore2.Response, place: Place, target: Path, told: Told, end: float) -> Fetched:
        whole = _length(answer)
        self._check_size(whole or 0)
        digest, done = sha256(), 0
        since, counted = time.monotonic(), 0
        with target.open("xb") as file:
            for chunk in answer.iter_stream():
                done += len(chunk)
                self._check_size(done)
                file.write(chunk)
                digest.update(chunk)
                told(done, whole)
                now = time.monotonic()
                if now > end:
                    raise FetchTimeout(
                        f"the file was not there after {self.limits.total_s:g} s; fetch it by other means"
                    )
                if now - since >= self.limits.idle_s:
                    if done - counted < _SLOWEST * (now - since):
                        raise FetchTimeout(f"{place.host} sends less than 1 kB a second; try again later")
                    since, counted = now, done
        if whole is not None and done != whole:
            raise TransientError(f"{place.host} ended after {done} of {whole} bytes; try again", code="fetch_failed")
        return Fetched(_name(answer, place), digest.hexdigest(), done)

    def _check_size(self, size: int) -> None:
        if size > self.limits.size_bytes:
            most = self.limits.size_bytes // 2**20
            raise TooLarge(f"the file is larger than {most} MB, the most that is taken (MAX_UPLOAD_MB)")


class _Pinned(httpcore2.NetworkBackend):
    """Connects to an address that was judged, and to no other that the name may mean a moment later."""

    def __init__(self, rules: Rules, resolve: Resolve) -> None:
        self._rules = rules
        self._resolve = resolve
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Raises UserError when any address of the host is one that is not connected to."""
        try:
            found = list(dict.fromkeys(self._resolve(host.strip("[]"), port)))
        except (OSError, UnicodeError) as error:
            raise NotFound(f"there is no host {host}; check the address", code="host_unknown") from error
        addresses = [self._rules.judge(text) for text in found]
        failed: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return self._plain.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
        raise failed


def _next(place: Place, location: str) -> str:
    try:
        return urljoin(str(place), location)
    except ValueError as error:
        raise UserError(f"{place.host} leads to an address that cannot be read", code="url_invalid") from error


def _authority(place: Place) -> str:
    return str(place).partition("://")[2].partition("/")[0].partition("?")[0]


def _check(answer: httpcore2.Response, place: Place) -> None:
    if answer.status in _GONE:
        raise NotFound(f"{place.host} has no such file for us (status {answer.status})", code="url_not_found")
    if answer.status >= 500 or answer.status == 429:
        raise TransientError(f"{place.host} fails (status {answer.status}); try again later", code="fetch_failed")
    if answer.status != 200:
        raise UserError(f"{place.host} answers with status {answer.status}, not with a file", code="url_not_found")


def _header(answer: httpcore2.Response, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in answer.headers if key.lower() == name), "")


def _length(answer: httpcore2.Response) -> int | None:
    text = _header(answer, b"content-length")
    return int(text) if text.isdecimal() else None


def _name(answer: httpcore2.Response, place: Place) -> str:
    """What the server calls the file; only a label."""
    said = Message()
    said["content-disposition"] = _header(answer, b"content-disposition") or "attachment"
    try:
        told = said.get_filename()
    except (TypeError, ValueError, LookupError):
        told = None  # What the server says about the name makes no sense, or is in no known encoding.
    name = told or unquote(place.target.partition("?")[0].rpartition("/")[2])
    return re.sub(r"[\x00-\x1f\x7f/\\]", "", name).strip(". ")[:200] or place.host
