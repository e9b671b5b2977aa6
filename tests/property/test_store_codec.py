"""Values survive the database exactly: times to the microsecond, positions as fractions, JSON as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecine.adapters.store import codec
from telecine.adapters.store.sql import SqlStore
from telecine.engine.store import Transaction
from telecine.kernel.spans import Span
from telecine.records.items import Item
from tests.fixtures.store_rows import START, a_fact, a_task, a_video, an_artifact

zones = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.integers(-(10**16), 10**17).map(codec.from_micros).flatmap(lambda at: zones.map(at.astimezone))
texts = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
# What is looked up in a list of keys; SQLite ends such a text at a NUL, and no key holds one.
keys = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
records = st.dictionaries(texts, json_values, max_size=3)
instants = st.builds(Fraction, st.integers(-(2**40), 2**60), st.integers(1, 2**40))
spans = st.tuples(instants, instants).map(lambda ends: Span(min(ends), max(ends)))
items = st.builds(Item, texts, st.integers(0, 2**31), spans, records)


@given(times)
def test_a_time_is_kept_to_the_microsecond_whatever_its_zone(at: datetime) -> None:
    kept = codec.from_micros(codec.to_micros(at))
    assert kept == at
    assert kept.tzinfo is UTC


@given(times, times)
def test_stored_times_sort_as_times(first: datetime, second: datetime) -> None:
    assert (codec.to_micros(first) < codec.to_micros(second)) == (first < second)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        codec.to_micros(datetime(2025, 1, 1))  # noqa: DTZ001 - that is the point


@given(st.lists(items, max_size=4))
def test_a_list_of_items_is_kept_exactly(given_items: list[Item]) -> None:
    assert codec.items_from_json(codec.items_to_json(given_items)) == tuple(given_items)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    folder: Path = tmp_path_factory.mktemp("codec")
    made = SqlStore.open(f"sqlite:///{folder / 'telecine.db'}")
    with made.writing() as tx:
        tx.add_video(a_video())
    yield made
    made.close()


class Undone(Exception):
    """Leaves the store of this module empty."""


@given(item=items, spec=records, key=keys, made=st.lists(items, max_size=2), at=times, score=st.floats(0, 1))
def test_rows_come_back_from_the_file_as_they_went_in(
    store: SqlStore, item: Item, spec: dict[str, Any], key: str, made: list[Item], at: datetime, score: float
) -> None:
    artifact = an_artifact(key, items=tuple(made), last_used_at=at)
    fact = a_fact(key, at=item.span.start, end=item.span.end, data=spec, score=score)

    def step(tx: Transaction) -> None:
        ids = tx.add_tasks([a_task(key, item=item, spec=spec)], START)
        task = tx.task(ids[key])
        assert task is not None
        assert (task.item, task.spec, task.key) == (item, spec, key)
        tx.put_artifact(artifact)
        assert tx.artifacts([key]) == {key: artifact}
        tx.replace_facts("v1", "faces", [fact])
        assert tx.facts("v1") == [fact]
        raise Undone

    with pytest.raises(Undone), store.writing() as tx:
        step(tx)
