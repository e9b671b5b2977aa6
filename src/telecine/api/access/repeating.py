"""`Idempotency-Key`: a POST that is sent again is done once and answered alike."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from anyio import to_thread
from fastapi import Request
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from telecine.api.problems import problem, problem_of
from telecine.bootstrap import Workspace
from telecine.kernel.errors import LoginNeeded, TelecineError, TooLarge, UserError

HEADER: Final = "Idempotency-Key"
_LONGEST_KEY: Final = 255
_MOST_ANSWER: Final = 1 << 20
_TOLD: Final = ("content-type", "location", "etag")
_NOT_KEPT: Final = frozenset({401, 403, 408, 425, 429})
_TOLD_ONCE: Final = "/auth/"
"""Answers below this hold keys and tickets, which are told once and written down nowhere."""


class Repeats:
    """Stands next to the routes.

    A JSON body is compared with the one that came first; of a form or a stream, which is not read here, the length.
    """

    def __init__(self, app: ASGIApp, home: Workspace, most_bytes: int) -> None:
        self._app = app
        self._home = home
        self._most = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        given = headers.get(HEADER)
        if given is None or scope["method"] != "POST" or scope["path"].startswith(_TOLD_ONCE):
            await self._app(scope, receive, send)
            return
        if not 0 < len(given) <= _LONGEST_KEY:
            await problem(422, f"{HEADER} has 1 to {_LONGEST_KEY} characters", code="invalid_request")(
                scope, receive, send
            )
            return
        whose = await to_thread.run_sync(self._whose, Request(scope))
        if whose is None:
            # The route says so, before anything is read.
            await self._app(scope, receive, send)
            return
        kind = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        try:
            body = await self._body(receive) if kind == "application/json" else None
        except TelecineError as error:
            await problem_of(error)(scope, receive, send)
            return
        told = body if body is not None else f"{kind} {headers.get('content-length', '')}".encode()
        if body is not None:
            receive = _giving(body, receive)
        key = hashlib.sha256(f"{whose}\n{given}".encode()).hexdigest()
        print_ = hashlib.sha256(scope["query_string"] + b"\n" + told).hexdigest()
        try:
            known = await to_thread.run_sync(self._home.access.repeating.begin, key, scope["path"], print_)
        except TelecineError as error:
            await problem_of(error)(scope, receive, send)
            return
        if known is not None and await to_thread.run_sync(self._is_let_in, Request(scope)):
            await _again(known)(scope, receive, send)
            return
        if known is not None:
            await self._app(scope, receive, send)
            return
        await self._once(key, scope, receive, send)

    async def _once(self, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        kept = _Kept(send)
        try:
            await self._app(scope, receive, kept.send)
        finally:
            repeating = self._home.access.repeating
            if kept.answer is None:
                await to_thread.run_sync(repeating.forget, key)
            else:
                await to_thread.run_sync(repeating.end, key, kept.answer)

    def _whose(self, request: Request) -> str | None:
        """Who the key belongs to; None for somebody who is surely not let in. Costs no slow hash."""
        auth, token = self._home.settings.auth, _token(request)
        if auth.mode == "none":
            return "local"
        if token:
            return f"key {token}" if self._home.access.keys.may_be(token) else None
        session = request.cookies.get(auth.cookie_name, "")
        return f"session {session}" if self._home.access.logins.find(session) is not None else None

    def _is_let_in(self, request: Request) -> bool:
        """Whether the key with which the answer was given once is good still."""
        token = _token(request)
        if self._home.settings.auth.mode == "none" or not token:
            return True
        try:
            self._home.access.keys.check(token)
        except LoginNeeded:
            return False
        return True

    async def _body(self, receive: Receive) -> bytes:
        """Raises TooLarge, and UserError when the client went away meanwhile."""
        body = b""
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise UserError("the connection ended before the request did", code="bad_request")
            block: bytes = message.get("body", b"")
            body += block
            if len(body) > self._most:
                raise TooLarge(f"this request takes at most {self._most // 1024} KB")
            if not message.get("more_body", False):
                return body


class _Kept:
    """Passes an answer on and keeps it, unless it is large or the fault of the moment."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._status = 500
        self._headers: dict[str, str] = {}
        self._body = b""
        self.answer: dict[str, object] | None = None

    async def send(self, message: Message) -> None:
        """One message of the answer."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = Headers(raw=message["headers"])
            self._headers = {name: headers[name] for name in _TOLD if name in headers}
        elif message["type"] == "http.response.body" and len(self._body) <= _MOST_ANSWER:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                self._keep()
        await self._send(message)

    def _keep(self) -> None:
        is_lasting = self._status < 500 and self._status not in _NOT_KEPT and len(self._body) <= _MOST_ANSWER
        if is_lasting:
            self.answer = {"status": self._status, "headers": self._headers, "body": self._body.decode()}


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _again(known: Mapping[str, Any]) -> Response:
    headers = {**known["headers"], "Idempotency-Replayed": "true"}
    return Response(known["body"].encode(), known["status"], headers)


def _giving(body: bytes, receive: Receive) -> Receive:
    has_given = False

    async def give() -> Message:
        nonlocal has_given
        if has_given:
            return await receive()
        has_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give
