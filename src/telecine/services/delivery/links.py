"""Links that may be used without a key, for one thing and for a while."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from telecine.engine.ports import Clock
from telecine.kernel.errors import UserError

Action = Literal["read", "put"]


class LinkRefused(UserError):
    """A link is too old, was changed, or is for something else."""

    code = "bad_link"
    http_status = 403


@dataclass(frozen=True, slots=True)
class Signature:
    """What a link carries beside its path."""

    expires: int
    signature: str

    @property
    def expires_at(self) -> datetime:
        return datetime.fromtimestamp(self.expires, UTC)

    @property
    def query(self) -> str:
        return f"expires={self.expires}&signature={self.signature}"


class Links:
    """Signs with HMAC-SHA256 over what is allowed, to what, and until when."""

    def __init__(self, secret: Callable[[], bytes], clock: Clock, lasts: timedelta) -> None:
        self._secret = secret
        self._clock = clock
        self._lasts = lasts

    def sign(self, action: Action, key: str, *, lasts: timedelta | None = None) -> Signature:
        """Allow `action` on `key` from now on, for as long as it `lasts`."""
        expires = int((self._clock.now() + (lasts or self._lasts)).timestamp())
        return Signature(expires, self._made(action, key, expires))

    def check(self, action: Action, key: str, expires: int, signature: str) -> None:
        """Raises LinkRefused. Says the same of a wrong link as of an old one."""
        is_right = hmac.compare_digest(self._made(action, key, expires).encode(), signature.encode())
        if not is_right or expires <= self._clock.now().timestamp():
            raise LinkRefused("this link is too old or was changed; ask for a new one")

    def _made(self, action: str, key: str, expires: int) -> str:
        # Lengths first, so that no two different links sign the same bytes.
        text = key.encode(errors="surrogatepass")
        what = b"%s %d %d %s" % (action.encode(), expires, len(text), text)
        return hmac.new(self._secret(), what, hashlib.sha256).hexdigest()
