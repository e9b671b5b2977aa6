"""Who is logged in, and tickets for streams."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from telecine.engine.ports import Clock
from telecine.engine.rows import KeyRow, SessionRow
from telecine.engine.store import Store, Transaction
from telecine.kernel.errors import LoginNeeded
from telecine.services.access import tokens
from telecine.services.access.keys import is_valid

TICKET_LIFE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Opened:
    """A login or a ticket that was just made; `secret` is told this once."""

    secret: str
    key: KeyRow
    expires_at: datetime


class Logins:
    """Logins hold as long as their key; a ticket opens one stream, once, within a minute."""

    def __init__(self, store: Store, clock: Clock, entropy: Callable[[int], bytes]) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy

    def open(self, key: KeyRow, life: timedelta) -> Opened:
        """Log in with a key that was checked. Raises LoginNeeded for a link that served already."""
        now = self._clock.now()
        end = now + life
        with self._store.writing() as tx:
            known = tx.api_key(key.id)
            if known is None or not is_valid(known, now):
                raise LoginNeeded("this key is not valid any more")
            if known.kind == "link":
                if known.last_used_at is not None:
                    raise LoginNeeded("this link has served once already; start `telecine serve` again for another one")
                # From now on it stands for the login, and ends with it.
                tx.change_api_key(known.id, {"last_used_at": now, "expires_at": end})
            elif known.expires_at is not None:
                end = min(end, known.expires_at)
            tx.remove_sessions(expired_before=now)
            return self._add(tx, known, now, end, {})

    def find(self, secret: str) -> KeyRow | None:
        """The key of a login that still holds."""
        now = self._clock.now()
        with self._store.reading() as reading:
            session = reading.session(tokens.quick_hash(secret))
            if session is None or session.data or session.expires_at <= now:
                return None
            key = reading.api_key(session.key_id)
        return key if key is not None and is_valid(key, now) else None

    def ends_at(self, secret: str) -> datetime | None:
        """When a login ends; None for one that is none."""
        with self._store.reading() as reading:
            session = reading.session(tokens.quick_hash(secret))
        return None if session is None else session.expires_at

    def close(self, secret: str) -> None:
        """Log out."""
        with self._store.writing() as tx:
            tx.remove_session(tokens.quick_hash(secret))

    def issue(self, key_id: str, path: str) -> Opened:
        """A ticket for the stream at a path. Raises LoginNeeded."""
        now = self._clock.now()
        with self._store.writing() as tx:
            key = tx.api_key(key_id)
            if key is None or not is_valid(key, now):
                raise LoginNeeded("this key is not valid any more")
            return self._add(tx, key, now, now + TICKET_LIFE, {"path": path})

    def redeem(self, ticket: str, path: str) -> KeyRow | None:
        """The key of a ticket, which is worth nothing afterwards, whatever it was shown for."""
        now = self._clock.now()
        name = tokens.quick_hash(ticket)
        with self._store.reading() as reading:
            if reading.session(name) is None:
                return None
        with self._store.writing() as tx:
            found = tx.session(name)
            if found is None or "path" not in found.data:
                return None
            tx.remove_session(name)
            key = tx.api_key(found.key_id)
        is_right = found.data["path"] == path and found.expires_at > now
        return key if is_right and key is not None and is_valid(key, now) else None

    def _add(self, tx: Transaction, key: KeyRow, now: datetime, end: datetime, data: dict[str, str]) -> Opened:
        secret = tokens.text_of(self._entropy(tokens.SECRET_BYTES))
        tx.add_session(SessionRow(self._entropy(8).hex(), key.id, tokens.quick_hash(secret), now, end, data))
        return Opened(secret, key, end)
