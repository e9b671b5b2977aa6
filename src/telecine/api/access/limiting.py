"""How many requests are answered in a minute."""

from __future__ import annotations

import math
from ipaddress import IPv6Address, ip_address
from typing import Final

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from telecine.engine.ports import Clock
from telecine.kernel.errors import TooMany
from telecine.settings import Settings

_NETWORK_BITS: Final = 64


class Limiter:
    """Counts requests by key and attempts to log in by address, in this process."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        most = settings.api.requests_per_minute
        self._requests = RateLimitItemPerMinute(most) if most else None
        self._attempts = RateLimitItemPerMinute(settings.auth.attempts_per_minute)
        self._windows = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count_request(self, who: str) -> None:
        """Raises TooMany."""
        if self._requests is not None:
            self._count(self._requests, "request", who, "more requests than one key may make in a minute")

    def count_attempt(self, address: str) -> None:
        """One try to log in, or one key that was not seen lately. Raises TooMany."""
        self._count(self._attempts, "attempt", address, "too many attempts to log in from this address")

    def _count(self, limit: RateLimitItemPerMinute, kind: str, who: str, what: str) -> None:
        if self._windows.hit(limit, kind, who):
            return
        left = self._windows.get_window_stats(limit, kind, who).reset_time - self._clock.now().timestamp()
        wait = max(1, math.ceil(left))
        raise TooMany(f"{what}; come back in {wait} s", details={"retry_after_s": wait})


def address_of(request: Request) -> str:
    """Where a request comes from; of IPv6 the network, since one household has more addresses than can be counted."""
    host = request.client.host if request.client is not None else "unknown"
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> _NETWORK_BITS << _NETWORK_BITS))
    return host
