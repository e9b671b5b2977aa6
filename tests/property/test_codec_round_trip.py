"""Whatever a record, a table or the items of a list hold, they come back equal; equal ones have equal bytes."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecine.adapters.artifacts.manifest import Manifest, StoredFile, decode_manifest, encode_manifest
from telecine.kernel.errors import CorruptArtifact
from telecine.kernel.hashing import digest
from telecine.kernel.spans import Span
from telecine.records.codec import decode_record, decode_table, encode_record, encode_table
from telecine.records.items import Item
from telecine.records.record import Instant, Record, SpanRecord


class Inner(Record):
    """A nested part."""

    name: str
    motion: tuple[tuple[Instant, float], ...]
    maybe: int | None


class Outer(Record):
    """Every kind of field that records use."""

    SCHEMA = "test.outer/1"
    at: Instant
    span: SpanRecord
    score: float
    count: int
    is_good: bool
    reasons: dict[str, int]
    inner: tuple[Inner, ...]


TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
INSTANTS = st.fractions(min_value=0, max_value=10**6)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
SPANS = st.tuples(INSTANTS, INSTANTS).map(lambda pair: Span(min(pair), max(pair)))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
INNER = st.builds(
    Inner,
    name=TEXT,
    motion=st.lists(st.tuples(INSTANTS, FLOATS), max_size=3).map(tuple),
    maybe=st.none() | st.integers(),
)
OUTER = st.builds(
    Outer,
    at=INSTANTS,
    span=SPANS.map(SpanRecord.of),
    score=FLOATS,
    count=st.integers(),
    is_good=st.booleans(),
    reasons=st.dictionaries(TEXT, st.integers(), max_size=4),
    inner=st.lists(INNER, max_size=3).map(tuple),
)
ITEMS = st.lists(st.tuples(TEXT, SPANS, st.dictionaries(TEXT, JSON, max_size=3)), max_size=4).map(
    lambda parts: tuple(Item(name, place, span, data) for place, (name, span, data) in enumerate(parts))
)
ROWS = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("num", pa.int64(), nullable=False),
        pa.field("score", pa.float32()),
        pa.field("is_clear", pa.bool_(), nullable=False),
        pa.field("vector", pa.list_(pa.float32())),
        pa.field("jpeg", pa.binary(), nullable=False),
    ]
)
SMALL = st.floats(width=32, allow_nan=False)
ROW = st.fixed_dictionaries(
    {
        "id": TEXT,
        "num": st.integers(-(2**63), 2**63 - 1),
        "score": st.none() | SMALL,
        "is_clear": st.booleans(),
        "vector": st.none() | st.lists(SMALL, max_size=4),
        "jpeg": st.binary(max_size=20),
    }
)
KEY = digest("a result")


@given(OUTER)
def test_a_record_comes_back_equal(record: Outer) -> None:
    content = encode_record(record)
    back = decode_record(Outer, content)
    assert back == record
    assert encode_record(back) == content


@given(OUTER, st.data())
def test_a_record_cut_short_is_damage(record: Outer, data: st.DataObject) -> None:
    content = encode_record(record)
    # The last byte is the end of the line, without which the document is still whole.
    length = data.draw(st.integers(0, len(content) - 2))
    with pytest.raises(CorruptArtifact):
        decode_record(Outer, content[:length])


@given(st.lists(ROW, max_size=30), st.integers(0, 30))
def test_a_table_comes_back_equal_however_it_was_put_together(rows: list[dict[str, Any]], cut: int) -> None:
    table = pa.Table.from_pylist(rows, schema=ROWS)
    content = encode_table(table, ROWS)
    assert decode_table(content, ROWS).equals(table)
    pieces = pa.concat_tables([table.slice(0, cut), table.slice(min(cut, len(rows)))])
    assert encode_table(pieces, ROWS).equals(content)


@given(st.none() | ITEMS, st.integers(0, 10**6), st.integers(0, 10**15))
def test_a_manifest_comes_back_equal(items: tuple[Item, ...] | None, version: int, size: int) -> None:
    files = (StoredFile("record.json", size, digest(size)), StoredFile("thumbs/1.jpg", 0, digest(0)))
    manifest = Manifest(KEY, "media.segments", version, "media.segments/1", files, items)
    content = encode_manifest(manifest)
    assert decode_manifest(content, KEY) == manifest
    assert encode_manifest(decode_manifest(content, KEY)) == content


@given(ITEMS, st.data())
def test_no_changed_byte_of_a_manifest_goes_unnoticed(items: tuple[Item, ...], data: st.DataObject) -> None:
    files = (StoredFile("record.json", 3, digest(3)),)
    content = encode_manifest(Manifest(KEY, "media.segments", 1, "media.segments/1", files, items))
    place = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != content[place]))
    with pytest.raises(CorruptArtifact) as caught:
        decode_manifest(content[:place] + bytes([byte]) + content[place + 1 :], KEY)
    assert caught.value.details["key"] == KEY


def test_the_span_of_an_item_is_exact() -> None:
    item = Item("a", 0, Span(Fraction(1, 3), Fraction(10**15 + 1, 10**15)))
    manifest = Manifest(KEY, "media.segments", 1, "media.segments/1", (), (item,))
    (back,) = decode_manifest(encode_manifest(manifest), KEY).items or ()
    assert back.span == item.span


def test_another_process_writes_the_same_bytes() -> None:
    program = (
        "import hashlib, pyarrow as pa\n"
        "from telecine.records.codec import encode_table\n"
        "schema = pa.schema([pa.field('s', pa.string()), pa.field('n', pa.int64())])\n"
        "table = pa.table({'s': ['a', None, 'b'] * 500, 'n': list(range(1500))}, schema=schema)\n"
        "print(hashlib.sha256(encode_table(table, schema)).hexdigest())\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


@given(st.fractions() | st.integers())
def test_an_instant_is_read_as_it_is_written_and_as_any_number_is(number: Fraction | int) -> None:
    exact = Fraction(number)
    for text in (
        f"{exact.numerator}/{exact.denominator}",
        str(exact),
        f" {exact}",
        f"{2 * exact.numerator}/{2 * exact.denominator}",
    ):
        assert SpanRecord.model_validate({"start": text, "end": text}).start == exact


@pytest.mark.parametrize("text", ["1/0", "/2", "1/", "--1/2", "1/-2", "-/2", "1/2/3", "x/2", ""])
def test_what_is_no_number_is_no_instant(text: str) -> None:
    with pytest.raises(ValueError, match="start"):
        SpanRecord.model_validate({"start": text, "end": "1/1"})
