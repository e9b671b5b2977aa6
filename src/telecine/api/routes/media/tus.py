"""What requests of the tus protocol have in common: its version, its metadata, its checksums.

https://tus.io/protocols/resumable-upload, version 1.0.0.
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hmac import compare_digest
from typing import Any, Final

from fastapi import Request, Response
from fastapi.routing import APIRoute

from telecine.api.problems import problem, problem_of
from telecine.engine.rows import UploadRow
from telecine.kernel.errors import TelecineError, UserError, WrongBytes
from telecine.services.intake.labels import Episode
from telecine.services.intake.uploads import Announced

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,creation-with-upload,expiration,checksum,termination"
ALGORITHMS: Final = ("sha1", "sha256", "md5")
CHUNK_TYPE: Final = "application/offset+octet-stream"
_FREE: Final = frozenset({"OPTIONS", "GET", "PUT"})
_LONGEST: Final = 8192
_UNREAD: Final = frozenset({400, 401, 403, 408, 409, 410, 413, 415, 423, 507})


class TusRoute(APIRoute):
    """Refuses other versions; every answer, also one that refuses, says the version."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            if request.method not in _FREE and request.headers.get("tus-resumable") != VERSION:
                text = f"say Tus-Resumable: {VERSION}, the version of the protocol that is spoken here"
                told = problem(412, text, code="bad_upload", headers={"Tus-Version": VERSION})
                return _closing(told)
            try:
                found = await handle(request)
            except TelecineError as error:
                found = _closing(problem_of(error))
            found.headers["Tus-Resumable"] = VERSION
            return found

        return answer


def _closing(answer: Response) -> Response:
    """A body that was refused is not read to its end; the connection cannot be used for anything else then."""
    if answer.status_code in _UNREAD:
        answer.headers["Connection"] = "close"
    return answer


def http_date(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


def announced(length: str | None, metadata: str | None, by: str) -> Announced:
    """What the headers of a creation say. Raises UserError."""
    if length is None or not length.isdecimal() or len(length) > 18:
        raise UserError("say in Upload-Length how many bytes will come", code="bad_upload")
    said = _metadata(metadata or "")
    return Announced(
        name=said.get("filename") or said.get("name") or "",
        size_bytes=int(length),
        by=by,
        sha256=said.get("sha256") or None,
        media_type=(said.get("filetype") or said.get("type") or None),
        episode=episode_of(said),
    )


def metadata_of(row: UploadRow) -> str:
    """What was announced, as a client may ask for it again."""
    kind = row.data.get("type")
    told = {"filename": row.name, **({"filetype": str(kind)} if kind else {})}
    return ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in told.items())


def episode_of(said: dict[str, str]) -> Episode:
    """Which episode the fields `show`, `season`, `episode` name. Raises UserError."""
    show = said.get("show", "").strip() or None
    if show is not None and len(show) > 100:
        raise UserError("the name of the show is too long", code="bad_upload")
    return Episode(show, _number(said, "season", 9999), _number(said, "episode", 99999))


def _number(said: dict[str, str], name: str, most: int) -> int | None:
    text = said.get(name, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 6 or int(text) > most:
        raise UserError(f"{name} is a number up to {most}", code="bad_upload")
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    """`name base64,name base64`; a name may stand alone."""
    if len(header) > _LONGEST:
        raise UserError("Upload-Metadata is too long", code="bad_upload")
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        name, _, value = pair.partition(" ")
        try:
            text = b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, ValueError) as error:
            raise UserError(
                f"the value of {name[:50]!r} in Upload-Metadata is not Base64 of UTF-8", code="bad_upload"
            ) from error
        if name in found:
            raise UserError(f"Upload-Metadata says {name[:50]!r} twice", code="bad_upload")
        found[name] = text
    return found


@dataclass
class Checksum:
    """The hash that the bytes of one request must have."""

    algorithm: str
    expected: bytes

    def __post_init__(self) -> None:
        self._made = hashlib.new(self.algorithm, usedforsecurity=False)

    @classmethod
    def read(cls, header: str | None) -> Checksum | None:
        """`sha256 base64`. Raises UserError for an algorithm that is not known."""
        if header is None:
            return None
        name, _, value = header.partition(" ")
        if name not in ALGORITHMS:
            raise UserError(f"checksums are {', '.join(ALGORITHMS)}, not {name[:20]!r}", code="bad_upload")
        try:
            return cls(name, b64decode(value.strip(), validate=True))
        except (binascii.Error, ValueError) as error:
            raise UserError("the value in Upload-Checksum is not Base64", code="bad_upload") from error

    def add(self, block: bytes) -> None:
        self._made.update(block)

    def check(self) -> None:
        """Raises WrongBytes."""
        if not compare_digest(self._made.digest(), self.expected):
            raise WrongBytes("what came has another checksum and was not kept; send these bytes again")
