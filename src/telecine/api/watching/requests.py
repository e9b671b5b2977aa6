"""Notes every request: an event of the log, and figures by the template of its route."""

from __future__ import annotations

import time
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from telecine.api.watching.metrics import Metrics

log = structlog.get_logger(__name__)

UNKNOWN: Final = "(none)"
"""Route of requests that no route answers: their paths are anybody's invention, and no labels."""
_SILENT: Final = frozenset({"/livez"})


class Requests:
    """Stands inside of what numbers requests, and around everything else, so that refusals are noted, too.

    The time is that until the answer began: streams and downloads go on for as long as their clients like.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status: int | None = None

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start" and status is None:
                status = int(message["status"])
                self._note(scope, status, time.perf_counter() - begun)
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        finally:
            if status is None:
                # The client went before anything was said, or nobody answered at all.
                self._note(scope, 499, time.perf_counter() - begun)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = _template(scope)
        self._metrics.answered(scope["method"], route, status, seconds)
        if scope["path"] in _SILENT:
            return
        principal = scope.get("state", {}).get("principal")
        say = log.error if status >= 500 else log.info
        say(
            "api.request",
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            principal=principal.name if principal is not None else None,
        )


def _template(scope: Scope) -> str:
    # A route of a router that was included under a prefix knows only its own part of the path; its context knows all.
    route = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    return str(getattr(route, "path_format", None) or UNKNOWN)
