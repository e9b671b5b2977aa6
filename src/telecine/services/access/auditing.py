"""The record of who did what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from telecine.engine.ports import Clock
from telecine.engine.rows import AuditRow
from telecine.engine.store import Store
from telecine.services.access.keys import Keys
from telecine.services.access.logins import Logins
from telecine.services.access.repeating import Repeating


class Audit:
    """Every write and every login, refused ones too; entries are only added, and go when they are old."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def note(self, actor: str, action: str, target: str, **data: object) -> None:
        """Write down one event. Never give it a secret."""
        with self._store.writing() as tx:
            tx.add_audit(AuditRow(self._clock.now(), actor, action, target, data))

    def sweep(self, older_than: timedelta) -> None:
        """Let old entries go, and write down how many."""
        now = self._clock.now()
        with self._store.writing() as tx:
            if gone := tx.drop_audit(now - older_than):
                tx.add_audit(AuditRow(now, "telecine", "audit.swept", "", {"entries": gone}))

    def page(self, *, before: int | None, limit: int) -> list[AuditRow]:
        """Newest first."""
        with self._store.reading() as reading:
            return reading.audit(before=before, limit=limit)


@dataclass(frozen=True)
class Access:
    """Who may do what in a home."""

    keys: Keys
    logins: Logins
    audit: Audit
    repeating: Repeating
