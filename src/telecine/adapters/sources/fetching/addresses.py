"""Which addresses may be fetched from: those that everybody on the internet could reach as well.

An address is judged after its name was resolved, in every spelling that a resolver accepts, and again for every
redirect; the connection then goes to exactly the address that was judged.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from httpx2 import URL, InvalidURL

from telecine.kernel.errors import UserError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_LONGEST_URL: Final = 2048
_PORTS: Final = frozenset({80, 443})
_FIRST_OPEN_PORT: Final = 1024
_LAST_PORT: Final = 65535
_STRANGE: Final = re.compile(r"[\x00-\x20\x7f\\]")
_NAT64: Final = ip_network("64:ff9b::/96")
_CLOSED: Final = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "100.64.0.0/10",  # carrier-grade NAT
        "168.63.129.16/32",  # platform services of a large host, on a public address
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # relays
        "198.18.0.0/15",  # benchmarks
        "240.0.0.0/4",  # reserved
        "64:ff9b:1::/48",  # local translation
        "100::/64",  # discard
        "2001::/23",  # protocol assignments
        "fc00::/7",  # unique local
        "fec0::/10",  # site local
    )
)


@dataclass(frozen=True, slots=True)
class Place:
    """An address of the web, taken apart once so that nothing reads it differently later."""

    scheme: str
    host: str
    port: int
    target: str

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        default = {"http": 80, "https": 443}[self.scheme]
        return f"{self.scheme}://{host}{'' if self.port == default else f':{self.port}'}{self.target}"


@dataclass(frozen=True, slots=True)
class Rules:
    """Whom one may fetch from.

    Attributes:
        allowed_hosts: if any, only these and what is below them.
        denied_hosts: never these, nor what is below them.
        open_networks: networks that are no part of the internet and may be fetched from all the same.
    """

    allowed_hosts: Collection[str] = ()
    denied_hosts: Collection[str] = ()
    open_networks: Collection[Network] = ()

    def place(self, url: str) -> Place:
        """Take an address apart. Raises UserError for one that is not fetched from."""
        if len(url) > _LONGEST_URL or _STRANGE.search(url):
            raise _invalid("is too long, or has spaces, control characters or backslashes")
        try:
            parsed = URL(url)
        except (InvalidURL, UnicodeError, ValueError) as error:
            raise _invalid("cannot be read") from error
        if parsed.scheme not in {"http", "https"}:
            raise _invalid("does not begin with http:// or https://")
        if parsed.userinfo:
            raise _invalid("holds a user name or password, which would be stored; leave them out")
        host = parsed.raw_host.decode("ascii").rstrip(".").lower()
        if not host:
            raise _invalid("names no host")
        port = parsed.port or (443 if parsed.scheme == "https" else 80)
        if not 0 < port <= _LAST_PORT:
            raise _invalid("names no port that there is")
        if port not in _PORTS and port < _FIRST_OPEN_PORT:
            raise _refused(f"port {port} is none that files are served from")
        self._judge_name(host)
        if _is_literal(host):
            self.judge(host)
        return Place(parsed.scheme, host, port, parsed.raw_path.decode("ascii"))

    def _judge_name(self, host: str) -> None:
        if self.allowed_hosts and not any(_is_below(host, name) for name in self.allowed_hosts):
            raise _refused(f"{host} is not in URL_HOST_ALLOWLIST")
        if any(_is_below(host, name) for name in self.denied_hosts):
            raise _refused(f"{host} is in URL_HOST_DENYLIST")

    def judge(self, text: str) -> Address:
        """The address of a text that a resolver gave. Raises UserError unless it may be connected to."""
        address = ip_address(text.partition("%")[0])
        if any(address.version == net.version and address in net for net in self.open_networks):
            return address
        for one in _meant(address):
            is_closed = any(one.version == net.version and one in net for net in _CLOSED)
            if is_closed or not one.is_global or one.is_multicast or one.is_reserved:
                raise _refused("it leads to an address inside a private network or this machine")
        return address


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _meant(address: Address) -> list[Address]:
    """The address and those that it carries within."""
    if isinstance(address, IPv4Address):
        return [address]
    carried: list[Address] = []
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address in _NAT64:
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    if address.sixtofour is not None:
        carried.append(address.sixtofour)
    if address.teredo is not None:
        carried += address.teredo
    if int(address) >> 32 == 0:
        carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [address, *carried]


def _is_below(host: str, name: str) -> bool:
    name = name.strip().lower().removeprefix("*").strip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _invalid(why: str) -> UserError:
    return UserError(f"this address {why}", code="url_invalid")


class HostRefused(UserError):
    """The address is one that is not fetched from."""

    code = "url_refused"
    http_status = 403


def _refused(why: str) -> HostRefused:
    return HostRefused(f"this address is not fetched from: {why}")
