"""Fetches files over https, and goes on where an earlier attempt stopped."""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import AbstractContextManager
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from telecine.adapters.inference.fetching.checking import OnBytes, accept, no_space
from telecine.kernel.errors import TransientError, UserError

_BLOCK: Final = 1 << 18
_TIMEOUT_S: Final = 30.0


class Response(Protocol):
    """What is read of an answer."""

    @property
    def status(self) -> int: ...

    def read(self, size: int, /) -> bytes: ...


Open = Callable[[Request], AbstractContextManager[Response]]


def open_url(request: Request) -> Any:
    """Send `request`; raises URLError."""
    return urlopen(request, timeout=_TIMEOUT_S)  # noqa: S310 - the manifest admits https only


def download_url(
    url: str, target: Path, *, sha256: str, size_bytes: int, on_bytes: OnBytes, open_request: Open = open_url
) -> Path:
    """Fetch `url` to `target`.

    What is there of an earlier attempt (`target` with `.part`) is kept and only the rest is asked for, by Range.

    Raises:
        WrongHash: the server gave another file; it is deleted.
        UserError: the server does not have it, or wants a login.
        TransientError: the server cannot be reached or stopped in between; what came is kept.
        NoSpace: the disk is full.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        if not part.is_file() or part.stat().st_size < size_bytes:
            _fetch(url, part, size_bytes, on_bytes, open_request)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise no_space(target.parent) from error
        raise _unreachable(url, str(getattr(error, "reason", error))) from error
    except HTTPException as error:
        raise _unreachable(url, str(error)) from error
    size = part.stat().st_size
    if size < size_bytes:
        raise _unreachable(url, f"it stopped after {size:,} of {size_bytes:,} bytes")
    accept(part, sha256, url)
    part.replace(target)
    return target


def _fetch(url: str, part: Path, size_bytes: int, on_bytes: OnBytes, open_request: Open) -> None:
    have = part.stat().st_size if part.is_file() else 0
    request = Request(url, headers={"User-Agent": "telecine", "Accept-Encoding": "identity"})  # noqa: S310
    if have:
        request.add_header("Range", f"bytes={have}-")
    try:
        with open_request(request) as response:
            resumed = response.status == 206
            done = have if resumed else 0
            with part.open("ab" if resumed else "wb") as file:
                # One byte more than promised is enough to know that it is another file.
                while done <= size_bytes and (block := response.read(_BLOCK)):
                    file.write(block)
                    done += len(block)
                    on_bytes(min(done, size_bytes))
    except HTTPError as error:
        if error.code == 416:
            part.unlink(missing_ok=True)
        raise _refused(url, error) from error
    except URLError as error:
        raise _unreachable(url, str(error.reason)) from error


def _refused(url: str, error: HTTPError) -> UserError | TransientError:
    if error.code in {401, 403, 404, 410}:
        return UserError(
            f"{url} answers {error.code} {error.reason}. The file has moved or needs a login; the default models "
            "(`--tier default`) need neither.",
            code="download_refused",
        )
    return _unreachable(url, f"it answers {error.code} {error.reason}")


def _unreachable(url: str, why: str) -> TransientError:
    return TransientError(
        f"{url} could not be fetched: {why}. Check the connection and fetch again; what has come is kept.",
        code="download_failed",
    )
