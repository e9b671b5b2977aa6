"""Writes down who did what, and answers what nobody expected."""

from __future__ import annotations

import structlog
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from telecine.api.access.principal import SAFE, Principal
from telecine.api.problems import unexpected
from telecine.kernel.errors import TelecineError
from telecine.kernel.redaction import hide_secrets
from telecine.services.access.auditing import Audit

log = structlog.get_logger(__name__)

_PART_OF_AN_UPLOAD = "application/offset+octet-stream"


class Recording:
    """Notes writes of whoever is known and keys that were refused, before they are answered.

    Parts of an upload are not noted one by one: its beginning and its end are.
    """

    def __init__(self, app: ASGIApp, audit: Audit) -> None:
        self._app = app
        self._audit = audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_started = False

        async def send_noted(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                if _is_worth_noting(scope):
                    await to_thread.run_sync(self._note, scope, message["status"])
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except Exception as error:
            if has_started:
                raise
            await unexpected(error)(scope, receive, send_noted)

    def _note(self, scope: Scope, status: int) -> None:
        state, route = scope["state"], scope.get("route")
        principal: Principal | None = state.get("principal")
        tags = getattr(route, "tags", None) or ["api"]
        client = scope.get("client")
        try:
            self._audit.note(
                principal.name if principal is not None else "unknown",
                f"{tags[0]}.{getattr(route, 'name', scope['method'])}",
                state.get("audit_target") or hide_secrets(scope["path"]),
                status=status,
                key=principal.key_id if principal is not None else None,
                address=client[0] if client is not None else None,
                request_id=state.get("request_id"),
            )
        except TelecineError as error:
            log.warning("audit.lost", path=scope["path"], status=status, error=str(error))


def _is_worth_noting(scope: Scope) -> bool:
    state = scope.get("state", {})
    if state.get("is_refused"):
        return True
    is_part = Headers(scope=scope).get("content-type", "").startswith(_PART_OF_AN_UPLOAD)
    return "principal" in state and scope["method"] not in SAFE and not is_part
