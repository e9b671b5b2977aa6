"""How large the body of a request may be."""

from __future__ import annotations

from typing import Final

from fastapi import HTTPException, params
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KB: Final = 1024


class Bodies:
    """Refuses a body that is too large, by its announced length or by what has come.

    Bodies that are read whole, JSON, have a small limit; those that are written to a file as they come have the one of
    uploads, and whoever takes them may have a smaller one.
    """

    def __init__(self, app: ASGIApp, body_kb: int, upload_mb: int) -> None:
        self._app = app
        self._whole = body_kb * _KB
        # A form is somewhat larger than its file, whose size is looked at by whoever takes it.
        self._streamed = (upload_mb + 1) * _KB**2

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_come = 0

        async def receive_limited() -> Message:
            nonlocal has_come
            # Only now, since the route is known when something is read, and not before.
            most = self._whole if _is_read_whole(scope) else self._streamed
            length = Headers(scope=scope).get("content-length", "")
            if length.isdecimal() and int(length) > most:
                raise _too_large(most)
            message = await receive()
            has_come += len(message.get("body", b""))
            if has_come > most:
                raise _too_large(most)
            return message

        await self._app(scope, receive_limited if scope["type"] == "http" else receive, send)


def _is_read_whole(scope: Scope) -> bool:
    field = getattr(scope.get("route"), "body_field", None)
    return field is not None and not isinstance(field.field_info, params.Form)


def _too_large(most: int) -> HTTPException:
    # The one kind of error that FastAPI lets through while it reads a body.
    return HTTPException(413, f"this request takes at most {most // _KB} KB")
