"""The same paths under `/api`, for web pages and proxies that keep a site's other paths for themselves."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIX: Final = "/api"


class Prefixed:
    """Answers `/api/jobs` as `/jobs`; a `Location` in the answer keeps the prefix."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(f"{PREFIX}/"):
            await self._app(scope, receive, send)
            return

        async def send_prefixed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                place = headers.get("location", "")
                if place.startswith("/") and not place.startswith("//"):
                    headers["location"] = PREFIX + place
            await send(message)

        bare = {"path": scope["path"].removeprefix(PREFIX)}
        if scope.get("raw_path"):
            bare["raw_path"] = scope["raw_path"].removeprefix(PREFIX.encode())
        await self._app({**scope, **bare}, receive, send_prefixed)
