"""Answers that are files: ranges, strong entity tags, and names in any script."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import FileResponse, Response

from telecine.services.delivery.files import Delivered

_RANGES: Final = re.compile(r"bytes=\s*([0-9]+-[0-9]*|-[0-9]+)(\s*,\s*([0-9]+-[0-9]*|-[0-9]+))*\s*")
_SHOWN: Final = ("video/", "image/", "text/", "application/pdf", "application/json")
_ASCII_NAME: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_. ()+")


def send(request: Request, file: Delivered, *, is_download: bool) -> Response:
    """The file, a part of it, or that the client has it already.

    Its SHA-256 is its entity tag: a client that resumes a download gets parts of the same bytes, or all of them anew.
    A page is shown in a sandbox, since it comes from the same origin as the API.
    """
    tag = f'"{file.sha256}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "private, max-age=0, must-revalidate",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox allow-scripts; default-src 'self' 'unsafe-inline' data: blob:",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Frame-Options": "SAMEORIGIN",
        "Content-Disposition": _disposition(file, is_download=is_download),
    }
    if has_already(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    if not _RANGES.fullmatch(request.headers.get("range", "bytes=0-")):
        # A range that cannot be read counts as none (RFC 9110, 14.2).
        kept = [(name, value) for name, value in request.scope["headers"] if name != b"range"]
        request.scope["headers"][:] = kept
    return FileResponse(file.path, headers=headers, media_type=file.media_type)


def has_already(given: str | None, tag: str) -> bool:
    """Whether `If-None-Match` names this tag; weak tags count as well."""
    if given is None:
        return False
    named = [one.strip().removeprefix("W/") for one in given.split(",")]
    return "*" in named or tag in named


def _disposition(file: Delivered, *, is_download: bool) -> str:
    name = file.name.rpartition("/")[2]
    shown = file.media_type.startswith(_SHOWN) and not is_download
    plain = "".join(c if c in _ASCII_NAME else "_" for c in name)
    exact = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'{"inline" if shown else "attachment"}; filename="{plain}"{exact}'
