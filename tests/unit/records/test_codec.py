"""Records and tables as bytes: the same in every run, and nothing wrong gets in or out."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import Field

from telecine.kernel.errors import CorruptArtifact, DefectError
from telecine.records import catalog
from telecine.records.codec import decode_record, decode_table, encode_record, encode_table
from telecine.records.faces import Metric, Seed
from telecine.records.files import is_file_name, matches
from telecine.records.media import Segment, Segments
from telecine.records.record import Instant, Record


class Letter(Record):
    """A record of no application."""

    SCHEMA = "test.letter/2"
    text: str
    at: Instant
    score: float
    tags: dict[str, int] = Field(default_factory=dict)


LETTER = Letter(text="Zoë", at=Fraction(1001, 30000), score=0.1, tags={"b": 1, "a": 2})
ROWS = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("n", pa.int64(), nullable=False),
        pa.field("score", pa.float32()),
        pa.field("vector", pa.list_(pa.float32(), 3)),
        pa.field("jpeg", pa.binary(), nullable=False),
    ]
)


def _rows(count: int = 4) -> pa.Table:
    return pa.table(
        {
            "id": [f"t{n}" for n in range(count)],
            "n": list(range(count)),
            "score": [None if n % 3 == 0 else n / 7 for n in range(count)],
            "vector": [None if n % 2 else [n, -0.0, float("nan")] for n in range(count)],
            "jpeg": [bytes([n % 256]) * (n % 5) for n in range(count)],
        },
        schema=ROWS,
    )


def test_a_record_is_sorted_json_with_its_schema_and_exact_instants() -> None:
    assert encode_record(LETTER) == (
        '{"at":"1001/30000","schema":"test.letter/2","score":0.1,"tags":{"a":2,"b":1},"text":"Zoë"}\n'.encode()
    )


def test_the_order_in_which_a_record_was_filled_does_not_show() -> None:
    other = Letter(tags={"a": 2, "b": 1}, score=0.1, at=Fraction(2002, 60000), text="Zoë")
    assert encode_record(other) == encode_record(LETTER)


def test_a_record_decodes_to_its_equal() -> None:
    assert decode_record(Letter, encode_record(LETTER)) == LETTER


def test_a_nested_record_decodes_to_its_equal() -> None:
    segment = Segment(
        item_id="a",
        start=Fraction(0),
        end=Fraction(1001, 24000),
        lead_in=Fraction(2),
        cuts=(Fraction(1, 3),),
        starts_at_cut=True,
        motion=((Fraction(1, 7), 0.25),),
    )
    segments = Segments(duration=Fraction(10**9 + 1, 10**9), segments=(segment,))
    assert decode_record(Segments, encode_record(segments)) == segments


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not readable JSON"),
        (b'{"schema": "test.letter/2"', "not readable JSON"),
        (b"\xff\xfe", "not readable JSON"),
        (b"[" * 100_000, "not readable JSON"),
        (b'{"schema":"test.letter/2","text":"a","at":"1/2","score":NaN}', "NaN is not JSON"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'{"text":"a","at":"1/2","score":1}', "this one says None"),
        (b'{"schema":"test.letter/1","text":"a","at":"1/2","score":1}', "this one says 'test.letter/1'"),
        (b'{"schema":"test.other/2","text":"a","at":"1/2","score":1}', "this one says 'test.other/2'"),
        (b'{"schema":"test.letter/2","text":"a","at":"1/2","score":1,"more":1}', "more: Extra inputs"),
        (b'{"schema":"test.letter/2","text":"a","at":"1/2"}', "score: Field required"),
        (b'{"schema":"test.letter/2","text":"a","at":"soon","score":1}', "at: "),
        (b'{"schema":"test.letter/2","text":"a","at":"1/0","score":1}', "a fraction over 0 is no number"),
        (b'{"schema":"test.letter/2","text":7,"at":"1/2","score":1}', "text: "),
        (b'{"schema":"test.letter/2","text":"a","at":"1/2","score":1,"tags":{"a":"b"}}', "tags.a: "),
    ],
)
def test_what_is_no_record_of_the_kind_is_damage(content: bytes, reason: str) -> None:
    with pytest.raises(CorruptArtifact) as caught:
        decode_record(Letter, content)
    assert reason in caught.value.message


@pytest.mark.parametrize("score", [float("nan"), float("inf"), float("-inf")])
def test_a_record_with_a_number_that_json_has_not_is_a_defect(score: float) -> None:
    with pytest.raises(DefectError, match="cannot be stored"):
        encode_record(LETTER.model_copy(update={"score": score}))


@pytest.mark.parametrize("change", [{"text": 7}, {"score": None}, {"at": 0.5}, {"tags": {"a": "b"}}])
def test_a_record_made_without_validation_is_checked_before_it_is_written(change: dict[str, Any]) -> None:
    with pytest.raises(DefectError, match="cannot be stored"):
        encode_record(LETTER.model_copy(update=change))


@pytest.mark.parametrize("schema", ["", "test.letter", "test.letter/0", "Test/1", "a/b/1"])
def test_a_type_without_a_schema_cannot_be_stored(schema: str) -> None:
    kind = type("Odd", (Letter,), {"SCHEMA": schema})
    with pytest.raises(DefectError, match="declares no SCHEMA"):
        encode_record(kind(**LETTER.model_dump()))


def test_a_part_of_a_record_cannot_be_stored_by_itself() -> None:
    metric = Metric(name="a", value=1, unit="s", warn_above=None, is_warning=False, advice="")
    with pytest.raises(DefectError, match="declares no SCHEMA"):
        encode_record(metric)


def test_every_record_of_the_catalogue_names_its_schema() -> None:
    schemas = [artifact.record.SCHEMA for artifact in catalog.ALL]
    assert len(set(schemas)) == len(schemas)
    for artifact in catalog.ALL:
        assert artifact.record.SCHEMA.startswith(f"{artifact.name}/")


def test_no_record_has_a_field_that_its_schema_would_hide() -> None:
    for artifact in catalog.ALL:
        assert "schema" not in artifact.record.model_fields
    assert "schema" not in Seed.model_fields


def test_a_table_decodes_to_its_equal() -> None:
    table = _rows(1000)
    back = decode_table(encode_table(table, ROWS), ROWS)
    assert back.schema.equals(ROWS)
    for name in ("id", "n", "score", "jpeg"):
        assert back.column(name).equals(table.column(name))
    assert back.column("vector").is_null().equals(table.column("vector").is_null())
    vectors = [np.array(t.column("vector").combine_chunks().flatten()) for t in (table, back)]
    assert vectors[0].tobytes() == vectors[1].tobytes()


@pytest.mark.parametrize("artifact", [a for a in catalog.ALL if a.tables], ids=lambda a: a.name)
def test_an_empty_table_of_every_kind_keeps_its_schema(artifact: Any) -> None:
    for schema in artifact.tables.values():
        back = decode_table(encode_table(schema.empty_table(), schema), schema)
        assert back.num_rows == 0
        assert back.schema.equals(schema)


def test_the_way_a_table_was_put_together_does_not_show() -> None:
    whole = _rows(900)
    expected = bytes(encode_table(whole, ROWS))
    pieces = pa.concat_tables([whole.slice(0, 1), whole.slice(1, 0), whole.slice(1, 500), whole.slice(501)])
    marked = whole.replace_schema_metadata({"made": "today"})
    longer = pa.concat_tables([_rows(7), whole]).slice(7)
    for table in (pieces, marked, longer, whole.take(list(range(900)))):
        assert bytes(encode_table(table, ROWS)) == expected


def test_a_table_of_many_row_groups_keeps_its_order() -> None:
    schema = pa.schema([pa.field("n", pa.int64(), nullable=False)])
    table = pa.table({"n": np.arange(150_000)}, schema=schema)
    content = encode_table(table, schema)
    assert pq.ParquetFile(pa.BufferReader(content)).num_row_groups == 3
    assert decode_table(content, schema).equals(table)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (_rows().drop_columns(["n"]), "columns are id, score, vector, jpeg rather than id, n"),
        (_rows().append_column("more", pa.array([1] * 4)), "columns are id, n, score, vector, jpeg, more"),
        (_rows().select(["n", "id", "score", "vector", "jpeg"]), "columns are n, id"),
        (_rows().set_column(1, pa.field("n", pa.int32(), nullable=False), pa.array([1] * 4, pa.int32())), "is int32"),
        (_rows().set_column(1, pa.field("n", pa.int64()), pa.array([1] * 4)), "n is int64 rather than int64 not null"),
        (_rows().set_column(2, pa.field("score", pa.float64()), pa.array([1.0] * 4)), "is double rather than float"),
        (_rows().set_column(1, ROWS.field("n"), pa.array([1, None, 3, 4])), "column n holds a null"),
    ],
)
def test_a_table_that_does_not_match_its_schema_is_refused(table: pa.Table, reason: str) -> None:
    with pytest.raises(DefectError) as caught:
        encode_table(table, ROWS)
    assert reason in caught.value.message


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not a table at all", b"PAR1" + b"\0" * 40 + b"PAR1"])
def test_what_is_no_parquet_is_damage(content: bytes) -> None:
    with pytest.raises(CorruptArtifact, match="not readable Parquet"):
        decode_table(content, ROWS)


def test_a_table_of_another_schema_is_damage() -> None:
    other = pa.schema([pa.field("id", pa.string())])
    content = encode_table(pa.table({"id": ["a"]}, schema=other), other)
    with pytest.raises(CorruptArtifact, match="does not match its schema: columns are id rather than"):
        decode_table(content, ROWS)


@pytest.mark.parametrize("name", ["a", "record.json", "thumbs/0001.jpg", "_x", "A-b_c.d", "9/9", "x" * 150])
def test_a_name_that_means_the_same_everywhere_is_a_file_name(name: str) -> None:
    assert is_file_name(name)


BAD_NAMES = (
    *("", ".", "..", "../a", "a/..", "/a", "a/", "a//b", "a/b/c", ".a", "a/.b", "-a", "a b", "a\\b", "a\n"),
    *("é", "٣", "x" * 151, "C:", "a:b", "a\0", "a*"),
)


@pytest.mark.parametrize("name", BAD_NAMES)
def test_any_other_name_is_none(name: str) -> None:
    assert not is_file_name(name)


def test_a_pattern_declares_the_files_of_one_folder() -> None:
    assert matches("thumbs/a.jpg", "thumbs/*")
    assert not matches("thumbs", "thumbs/*")
    assert not matches("other/a.jpg", "thumbs/*")
    assert not matches("thumbs2/a.jpg", "thumbs/*")
    assert matches("poster.jpg", "poster.jpg")
    assert not matches("poster_jpg", "poster.jpg")


def test_a_record_file_is_json_that_anybody_reads() -> None:
    assert json.loads(encode_record(LETTER))["text"] == "Zoë"
