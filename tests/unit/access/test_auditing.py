"""The record of who did what is kept as long as the settings say."""

from __future__ import annotations

from datetime import timedelta

from telecine.adapters.store.memory import MemoryStore
from telecine.engine.rows import AuditRow
from telecine.services.access.auditing import Audit
from tests.fixtures.store_rows import SetClock


def test_old_entries_go_and_that_is_written_down() -> None:
    store, clock = MemoryStore(), SetClock()
    audit = Audit(store, clock)
    audit.note("ada", "jobs.submit", "job 1")
    clock.advance(timedelta(days=300))
    audit.note("ada", "jobs.submit", "job 2")
    audit.sweep(timedelta(days=365))
    assert [entry.target for entry in audit.page(before=None, limit=9)] == ["job 2", "job 1"]
    clock.advance(timedelta(days=100))
    audit.sweep(timedelta(days=365))
    told, kept = audit.page(before=None, limit=9)
    assert kept.target == "job 2"
    assert told == AuditRow(clock.now(), "telecine", "audit.swept", "", {"entries": 1}, told.id)
