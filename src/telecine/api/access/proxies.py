"""What proxies say about a request, believed only from those that are trusted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from telecine.kernel.errors import UserError

_HOST: Final = re.compile(r"[A-Za-z0-9._-]+(:[0-9]{1,5})?|\[[0-9a-fA-F:.]+\](:[0-9]{1,5})?")
_FORWARDED: Final = (b"x-forwarded-", b"forwarded")


class Proxies:
    """Puts the client, the scheme and the host that a trusted proxy names in the place of its own.

    What anybody else says is dropped, so that nothing behind this can believe it.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[str]) -> None:
        self._app = app
        self._trusted = [network_of(name) for name in trusted]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._read(scope)
        await self._app(scope, receive, send)

    def _read(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        client = scope.get("client")
        kept = [(name, value) for name, value in scope["headers"] if not name.startswith(_FORWARDED)]
        if client is not None and self._trusts(client[0]):
            chain = _parts(headers, "x-forwarded-for")
            # The nearest address that is no proxy of ours: everything before it is the client's own word.
            first = next((part for part in reversed(chain) if not self._trusts(part)), chain[0] if chain else None)
            if first is not None and _address(first) is not None:
                scope["client"] = (str(_address(first)), 0)
            scheme = _parts(headers, "x-forwarded-proto")
            if scheme and scheme[-1] in {"http", "https"}:
                scope["scheme"] = scheme[-1]
            host = _parts(headers, "x-forwarded-host")
            if host and _HOST.fullmatch(host[-1]):
                kept = [(name, value) for name, value in kept if name != b"host"]
                kept.append((b"host", host[-1].encode("ascii")))
        scope["headers"] = kept

    def _trusts(self, name: str) -> bool:
        address = _address(name)
        return address is not None and any(
            address.version == network.version and address in network for network in self._trusted
        )


def network_of(name: str) -> IPv4Network | IPv6Network:
    """Raises UserError for what is neither an address nor a network."""
    try:
        return ip_network(name, strict=False)
    except ValueError as error:
        raise UserError(
            f"setting TELECINE_API__TRUSTED_PROXIES: {name!r} is neither an address nor a network such as 10.0.0.0/8",
            code="bad_setting",
        ) from error


def _parts(headers: Headers, name: str) -> list[str]:
    return [part.strip() for value in headers.getlist(name) for part in value.split(",") if part.strip()]


def _address(name: str) -> IPv4Address | IPv6Address | None:
    text = name.strip("[]") if name.count(":") != 1 else name.partition(":")[0]
    try:
        return ip_address(text.partition("]")[0])
    except ValueError:
        return None
