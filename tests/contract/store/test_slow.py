"""Statements that take long are told, without what was asked for."""

from __future__ import annotations

from collections.abc import Callable

from structlog.testing import capture_logs

from telecine.adapters.store.slow import name_of
from telecine.adapters.store.sql import SqlStore
from telecine.engine.lists.rows import JobQuery
from tests.fixtures.store_rows import START, a_job, a_task, add


def test_slow_statements_are_named_with_their_time_and_no_values(open_store: Callable[..., SqlStore]) -> None:
    store = open_store(slow_s=0.0)
    with capture_logs() as events, store.writing() as tx:
        add(tx, a_task("a secret key"), job=a_job(requested_by="somebody private"))
        assert [job.id for job in tx.list_jobs(JobQuery(requested_by="somebody private"))] == ["local-1"]
        assert tx.claim(owner="a", now=START, lease_until=START) is not None
    told = [event for event in events if event["event"] == "store.slow"]
    assert any(event["statement"].startswith("INSERT INTO jobs (id") for event in told)
    assert any(event["statement"].startswith("WITH page AS (SELECT id FROM") for event in told)
    assert all(event["ms"] >= 0 for event in told)
    assert "secret" not in str(told)
    assert "private" not in str(told)


def test_fast_statements_are_not_told(open_store: Callable[..., SqlStore]) -> None:
    for store in (open_store(slow_s=60.0), open_store()):
        with capture_logs() as events, store.writing() as tx:
            assert tx.list_jobs(JobQuery()) == []
        assert events == []


def test_a_statement_is_named_by_what_it_does_and_on_what() -> None:
    assert name_of("SELECT a, b\n  FROM jobs WHERE id = :id") == "SELECT FROM jobs WHERE id = :id"
    assert name_of("UPDATE jobs SET state = ?") == "UPDATE jobs SET state = ?"
    assert len(name_of("DELETE FROM jobs WHERE " + "x" * 500)) == 120
