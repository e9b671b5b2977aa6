"""An item is stored in three places by one codec; what is stored already has to stay readable, byte for byte."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecine.adapters.artifacts.manifest import Manifest, encode_manifest
from telecine.adapters.store.codec import items_from_json, items_to_json
from telecine.kernel.spans import Span
from telecine.records.items import Item, item_from_json, item_from_values, item_to_json, item_to_values
from telecine.services.taskspec import InputSpec, TaskSpec, spec_from_json, spec_to_json

SPAN = Span(Fraction(1001, 30000), Fraction(7, 2))
SHOT = Item(Item.identify("shot", SPAN, {"lead": "1/3"}), 3, SPAN, {"lead": "1/3"})

data = st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(max_size=5), max_size=3)
instants = st.fractions(min_value=0, max_value=10**6)
spans = st.tuples(instants, instants).map(lambda ends: Span(min(ends), max(ends)))
items = st.builds(Item, st.text(max_size=40), st.integers(0, 2**31), spans, data)


@given(items)
def test_an_item_comes_back_as_it_was_by_name_and_by_place(item: Item) -> None:
    assert item_from_json(json.loads(json.dumps(item_to_json(item)))) == item
    assert item_from_values(json.loads(json.dumps(item_to_values(item)))) == item


@given(st.lists(items, max_size=3))
def test_names_and_places_hold_the_same_values(listed: list[Item]) -> None:
    assert [list(item_to_json(item).values()) for item in listed] == [list(item_to_values(item)) for item in listed]


def test_a_manifest_and_the_tables_hold_an_item_as_they_always_did() -> None:
    manifest = Manifest("k", "media.segments", 1, "media.segments/1", (), (SHOT,))
    assert encode_manifest(manifest) == (
        b'{"files":[],"items":[{"data":{"lead":"1/3"},"end":"7/2","id":"c12e27bc4c4b7a0cf125fd99ce007ba5","index":3,'
        b'"start":"1001/30000"}],"key":"k","schema":"media.segments/1",'
        b'"seal":"dc435b17f653669d38c98c1a3c75138eb6cd5e390b699de296a38d7c122998fa","stage":"media.segments","version":1}\n'
    )
    text = '[["c12e27bc4c4b7a0cf125fd99ce007ba5",3,"1001/30000","7/2",{"lead":"1/3"}]]'
    assert items_to_json([SHOT]) == text
    assert items_from_json(text) == (SHOT,)


def test_a_worker_is_told_the_item_it_runs_and_the_items_it_reads() -> None:
    read = replace(SHOT, index=0)
    spec = TaskSpec(
        task_id=1, key="k", fence=2, stage="faces.tracks", version=1, params={}, models={}, item=SHOT, source="/v.mp4",
        source_bytes=9, inputs={"a": [InputSpec("k1", 1, read), InputSpec("k2", 1, None)], "b": None},
        timeout_s=60.0, attempt=1,
    )  # fmt: skip
    assert spec_from_json(json.loads(json.dumps(spec_to_json(spec)))) == spec


@pytest.mark.parametrize(
    "damage",
    [{"start": "a"}, {"end": "1/0"}, {"start": "9"}],
    ids=["no position", "no number", "ends before it starts"],
)
def test_a_damaged_item_is_refused(damage: dict[str, Any]) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        item_from_json(item_to_json(SHOT) | damage)


@pytest.mark.parametrize("missing", ["id", "index", "start", "end", "data"])
def test_an_item_that_misses_a_value_is_refused(missing: str) -> None:
    stored = item_to_json(SHOT)
    del stored[missing]
    with pytest.raises(KeyError):
        item_from_json(stored)
    with pytest.raises(ValueError, match="not enough values"):
        item_from_values(item_to_values(SHOT)[:-1])
