"""How large the body of a request may be, and how slowly it may come."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import HTTPException, params
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KB: Final = 1024
WINDOW_S: Final = 90.0
SLOWEST: Final = 1024
"""Bytes a second that come at least, over each window."""


class Bodies:
    """Refuses a body that is too large, by its announced length or by what has come.

    Bodies that are read whole, JSON, have a small limit; those that are written to a file as they come have the one of
    uploads, and whoever takes them may have a smaller one. One that hardly comes is given up.
    """

    def __init__(self, app: ASGIApp, body_kb: int, upload_mb: int) -> None:
        self._app = app
        self._whole = body_kb * _KB
        # A form is somewhat larger than its file, whose size is looked at by whoever takes it.
        self._streamed = (upload_mb + 1) * _KB**2

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_come = 0
        pace = _Pace(receive)

        async def receive_limited() -> Message:
            nonlocal has_come
            # Only now, since the route is known when something is read, and not before.
            most = self._whole if _is_read_whole(scope) else self._streamed
            length = Headers(scope=scope).get("content-length", "")
            if length.isdecimal() and int(length) > most:
                raise _too_large(most)
            message = await pace.receive()
            has_come += len(message.get("body", b""))
            if has_come > most:
                raise _too_large(most)
            return message

        await self._app(scope, receive_limited if scope["type"] == "http" else receive, send)


class _Pace:
    """Waits for the parts of one body. Only waiting counts, not what is done with a part in between."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._waited_s = 0.0
        self._came = 0
        self._is_whole = False

    async def receive(self) -> Message:
        """The next part. What comes after the body, the end of the connection, is waited for without an end."""
        if self._is_whole:
            return await self._receive()
        clock = asyncio.get_running_loop().time
        while True:
            begun = clock()
            try:
                async with asyncio.timeout(WINDOW_S - self._waited_s):
                    message = await self._receive()
            except TimeoutError:
                self._next_window()
                continue
            self._waited_s += clock() - begun
            if self._waited_s >= WINDOW_S:
                self._next_window()
            self._came += len(message.get("body", b""))
            self._is_whole = not message.get("more_body", False)
            return message

    def _next_window(self) -> None:
        if self._came < SLOWEST * WINDOW_S:
            raise HTTPException(408, f"less than {SLOWEST // _KB} KB a second came; send it again on a better line")
        self._waited_s, self._came = 0.0, 0


def _is_read_whole(scope: Scope) -> bool:
    field = getattr(scope.get("route"), "body_field", None)
    return field is not None and not isinstance(field.field_info, params.Form)


def _too_large(most: int) -> HTTPException:
    # The one kind of error that FastAPI lets through while it reads a body.
    return HTTPException(413, f"this request takes at most {most // _KB} KB")
