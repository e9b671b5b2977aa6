"""Keys, sessions and the audit come back as they were written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from telecine.engine.rows import AuditRow, KeyRow, SessionRow
from telecine.engine.store import Store
from telecine.kernel.errors import DefectError
from tests.fixtures.store_rows import START, at

KEY = KeyRow("k1", "editor of the night", "editor", "scrypt$1", "key", START, expires_at=at(60))
SESSION = SessionRow("s1", "k1", "ab", START, at(30), {"path": "/jobs/1/events"})


def test_a_key_comes_back_as_it_was_added_and_changed(store: Store) -> None:
    with store.writing() as tx:
        tx.add_api_key(replace(KEY, id="k2", created_at=at(-1), expires_at=None))
        tx.add_api_key(KEY)
        tx.change_api_key("k1", {"revoked_at": at(5), "last_used_at": at(4)})
        tx.change_api_key("nobody", {"revoked_at": at(5)})
    with store.reading() as reading:
        assert reading.api_key("k1") == replace(KEY, revoked_at=at(5), last_used_at=at(4))
        assert [key.id for key in reading.api_keys()] == ["k2", "k1"]
        assert reading.api_key("k3") is None


def test_one_id_is_one_key(store: Store) -> None:
    with store.writing() as tx:
        tx.add_api_key(KEY)
    with pytest.raises(DefectError), store.writing() as tx:
        tx.add_api_key(KEY)


def test_a_session_is_found_by_its_secret_and_removed_once(store: Store) -> None:
    with store.writing() as tx:
        tx.add_api_key(KEY)
        tx.add_session(SESSION)
        assert tx.session("ab") == SESSION
        assert tx.session("ac") is None
        assert tx.remove_session("ab")
        assert not tx.remove_session("ab")
    with pytest.raises(DefectError), store.writing() as tx:
        tx.add_session(replace(SESSION, key_id="nobody"))


def test_sessions_go_with_their_key_or_their_time(store: Store) -> None:
    def left() -> list[str]:
        with store.reading() as reading:
            return [name for name in ("a", "b", "c") if reading.session(name) is not None]

    with store.writing() as tx:
        for key in ("k1", "k2"):
            tx.add_api_key(replace(KEY, id=key))
        for name, key, end in (("a", "k1", 10), ("b", "k2", 10), ("c", "k2", 20)):
            tx.add_session(SessionRow(name, key, name, START, at(end)))
        tx.remove_sessions(expired_before=at(10))
    assert left() == ["a", "b", "c"]
    with store.writing() as tx:
        tx.remove_sessions(key_id="k1")
    assert left() == ["b", "c"]
    with store.writing() as tx:
        tx.remove_sessions(expired_before=at(11))
    assert left() == ["c"]


def test_the_audit_is_read_newest_first_in_pages(store: Store) -> None:
    with store.writing() as tx:
        for number in range(5):
            tx.add_audit(AuditRow(at(number), "ada", "jobs.submit", f"job {number}", {"status": 202}))
    with store.reading() as reading:
        newest = reading.audit(limit=2)
        assert [entry.target for entry in newest] == ["job 4", "job 3"]
        assert newest[0] == AuditRow(at(4), "ada", "jobs.submit", "job 4", {"status": 202}, newest[0].id)
        rest = reading.audit(before=newest[-1].id, limit=9)
        assert [entry.target for entry in rest] == ["job 2", "job 1", "job 0"]


def test_old_entries_of_the_audit_go(store: Store) -> None:
    with store.writing() as tx:
        for number in range(5):
            tx.add_audit(AuditRow(at(number), "ada", "jobs.submit", f"job {number}", {}))
        assert tx.drop_audit(at(3)) == 3
        assert tx.drop_audit(at(3)) == 0
        tx.add_audit(AuditRow(at(9), "ada", "jobs.submit", "job 9", {}))
        assert [entry.target for entry in tx.audit()] == ["job 9", "job 4", "job 3"]
