"""Which pages may use the API, and what is refused where nobody logs in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from telecine.api.problems import problem_of
from telecine.kernel.errors import Forbidden
from telecine.services.access.exposure import host_in, is_loopback


class Origins:
    """The origins of pages that may use the API: listed ones, described ones, and its own."""

    def __init__(self, listed: Sequence[str], regex: str | None) -> None:
        self.listed = tuple(listed)
        self.regex = regex

    def is_known(self, origin: str, scope: Scope | dict[str, Any]) -> bool:
        """Whether a page of this origin may send requests here."""
        own = f"{scope['scheme']}://{Headers(scope=scope).get('host', '')}"
        is_described = self.regex is not None and re.fullmatch(self.regex, origin) is not None
        return origin == own or origin in self.listed or is_described


_OF_PROXIES: Final = frozenset(
    {"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip", "x-cluster-client-ip"}
)


class LocalOnly:
    """Where nobody logs in, answers programs of this machine only.

    Such a server listens on loopback, yet others could come in through a proxy, through a page that a person of this
    machine looks at, or through a name that leads to loopback (DNS rebinding). All three are refused.
    """

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await problem_of(refusal)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Forbidden | None:
        headers = Headers(scope=scope)
        if any(name in _OF_PROXIES or name.startswith("x-forwarded-") for name in headers):
            return Forbidden(
                "this request came through a proxy, and nobody has to log in here; set TELECINE_AUTH__MODE=token before"
                " others are let in",
                code="proxied_without_login",
            )
        if not is_loopback(host_in(headers.get("host", ""))):
            return Forbidden(
                "this server answers as localhost and 127.0.0.1 only; set TELECINE_AUTH__MODE=token to give it another"
                " name",
                code="foreign_host",
            )
        origin = headers.get("origin")
        if origin is not None and not self._origins.is_known(origin, scope):
            return Forbidden(
                "pages of this origin may not use this server; CORS_ORIGINS lists those that may", code="foreign_origin"
            )
        return None
