"""A multipart form whose file goes to a file while it comes, hashed on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool

from telecine.api.bodies.streaming import blocks, length_of
from telecine.kernel.errors import UserError
from telecine.services.intake.landing import Landing
from telecine.services.intake.room import Room

_FILE: Final = "file"
_LONGEST_FIELD: Final = 64 * 1024
_MOST_FIELDS: Final = 20
_MOST_HEADERS: Final = 16
_LONGEST_HEADER: Final = 4096
_LOOK_BYTES: Final = 64 << 20
_FRAME_BYTES: Final = 1 << 20


@dataclass
class Form:
    """What a form held beside the bytes of its file."""

    fields: dict[str, str] = field(default_factory=dict)
    file_name: str | None = None
    size_bytes: int = 0
    sha256: str = ""


async def read_form(request: Request, landing: Landing, room: Room, *, idle_s: float) -> Form:
    """Write the part `file` to `landing` and give the other fields.

    Raises:
        UserError: it is no such form, or has fields that are too many, too long or there twice.
        TooLarge, NoSpace: there is no room, by what is announced or by what came.
        TooSlow, ClientDisconnect: as `blocks`.
    """
    announced = length_of(request)
    if announced is not None:
        await run_in_threadpool(room.check, max(0, announced - _FRAME_BYTES))
    reader = _Reader(_boundary(request), landing, room)
    async for block in blocks(request, idle_s=idle_s):
        await run_in_threadpool(reader.write, block)
    return await run_in_threadpool(reader.finish)


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 0 < len(boundary) <= 70:
        raise UserError("send a multipart form with the part `file`: curl -F file=@film.mp4", code="bad_upload")
    return boundary


class _Reader:
    """Takes a form apart as its bytes come."""

    def __init__(self, boundary: bytes, landing: Landing, room: Room) -> None:
        self._landing = landing
        self._room = room
        self._form = Form()
        self._digest = hashlib.sha256()
        self._looked = 0
        self._headers: dict[bytes, bytes] = {}
        self._name = self._value = b""
        self._take: Callable[[bytes], None] = self._skip
        self._text = bytearray()
        self._key = ""
        self._is_over = False
        told: dict[str, Any] = {
            "on_part_begin": self._part_begins,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_ends,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._data,
            "on_part_end": self._part_ends,
            "on_end": self._ends,
        }
        self._parser = MultipartParser(
            boundary,
            told,  # type: ignore[arg-type]
            max_header_count=_MOST_HEADERS,
            max_header_size=_LONGEST_HEADER,
        )

    def write(self, block: bytes) -> None:
        try:
            self._parser.write(block)
        except FormParserError as error:
            raise UserError("this form cannot be read; its parts are not as announced", code="bad_upload") from error

    def finish(self) -> Form:
        """Raises UserError when the form was cut short, or held no file."""
        if not self._is_over:
            raise UserError("the form ended before its last boundary; send it again", code="bad_upload")
        if self._form.file_name is None:
            raise UserError("the form has no part `file` with a filename: curl -F file=@film.mp4", code="bad_upload")
        self._form.sha256 = self._digest.hexdigest()
        return self._form

    def _part_begins(self) -> None:
        self._headers = {}
        self._text.clear()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_ends(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        self._key = options.get(b"name", b"").decode(errors="replace")
        if self._key == _FILE:
            if self._form.file_name is not None:
                raise UserError("one file is taken in at a time; the form has two", code="bad_upload")
            self._form.file_name = options.get(b"filename", b"").decode(errors="replace")
            self._take = self._to_file
            return
        if self._key in self._form.fields or len(self._form.fields) >= _MOST_FIELDS:
            raise UserError(f"the form has too many fields, or {self._key[:50]!r} twice", code="bad_upload")
        self._take = self._to_text

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._take(data[start:end])

    def _to_file(self, part: bytes) -> None:
        self._form.size_bytes += len(part)
        self._room.check_size(self._form.size_bytes)
        if self._form.size_bytes - self._looked >= _LOOK_BYTES:
            self._looked = self._form.size_bytes
            self._room.check_disk()
        self._landing.write(part)
        self._digest.update(part)

    def _to_text(self, part: bytes) -> None:
        self._text += part
        if len(self._text) > _LONGEST_FIELD:
            raise UserError(f"the field {self._key[:50]!r} is too long", code="bad_upload")

    def _skip(self, part: bytes) -> None:
        """Before the first part there is nothing to take."""

    def _part_ends(self) -> None:
        if self._key != _FILE:
            try:
                self._form.fields[self._key] = self._text.decode()
            except UnicodeDecodeError as error:
                raise UserError(f"the field {self._key[:50]!r} is not UTF-8", code="bad_upload") from error
        self._take = self._skip

    def _ends(self) -> None:
        self._is_over = True
