"""Requests that a client sends again, because it never heard the answer: done once, answered alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from telecine.engine.ports import Clock
from telecine.engine.rows import RequestRow
from telecine.engine.store import Store
from telecine.kernel.errors import TransientError, UserError

KEPT: Final = timedelta(hours=24)
_LONGEST: Final = timedelta(seconds=60)
"""An answer that is not there by then will not come: the process that was to give it is gone."""


class KeyReused(UserError):
    """The same key came with another request."""

    code = "key_reused"
    http_status = 422


class UnderWay(TransientError):
    """The same request is being done; its answer can be had in a moment."""

    code = "in_progress"
    http_status = 409


class Repeating:
    """Remembers answers by the key that the client chose; a key belongs to whoever sent it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def begin(self, key: str, route: str, sha256: str) -> Mapping[str, object] | None:
        """The answer that was given already, or None: then the request is to be done, and `end` or `forget` called.

        Raises:
            KeyReused: the key came with another request before.
            UnderWay: the first one is still under way.
        """
        now = self._clock.now()
        with self._store.writing() as tx:
            known = tx.request(key)
            if known is not None and known.created_at > now - KEPT:
                if (known.route, known.sha256) != (route, sha256):
                    raise KeyReused("this Idempotency-Key came with another request before; use a new one")
                if known.answer is not None:
                    return known.answer
                if known.created_at > now - _LONGEST:
                    raise UnderWay("the same request is under way; ask again in a moment")
            tx.put_request(RequestRow(key, route, sha256, now))
        return None

    def end(self, key: str, answer: Mapping[str, object]) -> None:
        """Remember what was answered."""
        with self._store.writing() as tx:
            known = tx.request(key)
            if known is not None:
                tx.put_request(replace(known, answer=answer))

    def forget(self, key: str) -> None:
        """Nothing came of it: it may be tried again."""
        with self._store.writing() as tx:
            tx.drop_request(key)

    def sweep(self) -> None:
        """Remove what is older than a day."""
        with self._store.writing() as tx:
            tx.drop_requests(self._clock.now() - KEPT)
