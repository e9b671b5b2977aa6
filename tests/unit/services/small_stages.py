"""Stages made of one function, with records of no application."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.engine.ports import StageContext
from telecine.engine.stage import NoParams, Stage
from telecine.kernel.errors import DefectError
from telecine.kernel.spans import Span
from telecine.records.items import Item
from telecine.records.record import AnyArtifact, Artifact, Record
from tests.fixtures.stage_harness import run_stage


class Note(Record):
    """What the stages of these tests write."""

    SCHEMA = "test.note/1"
    text: str


class OtherNote(Note):
    """The same fields, another kind."""

    SCHEMA = "test.other/1"


ROWS = pa.schema([pa.field("n", pa.int64(), nullable=False)])
PARTS = Artifact("test.parts", Note, is_list=True)
EACH = Artifact("test.each", Note)
NOTES = Artifact("test.notes", Note, tables={"rows": ROWS}, files=("page.html", "thumbs/*", "film.mp4"))
PHOTOS = Artifact("test.photos", Note, is_snapshot=True)
ITEMS = tuple(Item(f"part-{n}", n, Span(Fraction(n), Fraction(n + 1)), {"place": n}) for n in range(3))

SPAN = Span(Fraction(0), Fraction(1))

Body = Callable[[StageContext], object]


def stage_of(body: Body, produces: AnyArtifact = NOTES, **declared: Any) -> Stage:
    def run(ctx: StageContext, _params: NoParams) -> None:
        body(ctx)

    return Stage(id=produces.name, version=1, produces=produces, run=run, **{"consumes": (), **declared})


def write_all(ctx: StageContext) -> None:
    ctx.out.record(Note(text="whole"))
    ctx.out.table("rows", pa.table({"n": [1, 2]}, schema=ROWS))


def write_items(*items: Item) -> Body:
    def body(ctx: StageContext) -> None:
        ctx.out.record(Note(text="parts"))
        ctx.out.items(items)

    return body


def write_parts(ctx: StageContext) -> None:
    ctx.out.record(Note(text="parts"))
    ctx.out.items(ITEMS)


def defect_of(store: LocalArtifacts, stage: Stage, **given: Any) -> str:
    before = list(store.folders())
    with pytest.raises(DefectError) as caught:
        run_stage(stage, store=store, **given)
    assert list(store.folders()) == before
    assert stage.id in caught.value.message
    return caught.value.message
