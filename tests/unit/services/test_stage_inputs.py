"""A stage reads what it declared."""

from __future__ import annotations

import pytest

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.engine.ports import StageContext
from telecine.engine.stage import Scope
from telecine.kernel.errors import CorruptArtifact, DefectError
from telecine.records.record import AnyArtifact, Artifact
from tests.fixtures.stage_harness import Chain, Ran, fan_out, put, run_stage
from tests.unit.services.small_stages import (
    EACH,
    ITEMS,
    NOTES,
    PARTS,
    PHOTOS,
    ROWS,
    Note,
    defect_of,
    stage_of,
    write_all,
    write_items,
    write_parts,
)


def test_a_fan_out_runs_for_each_item_and_is_gathered_in_order(store: LocalArtifacts) -> None:
    def each(ctx: StageContext) -> None:
        assert ctx.item is not None
        ctx.out.record(Note(text=f"{ctx.item.data['place']} of {ctx.inputs.one(PHOTOS).record.text}"))

    def second(ctx: StageContext) -> None:
        ctx.out.record(Note(text=f"again {ctx.inputs.one(EACH).record.text}"))

    def gather(ctx: StageContext) -> None:
        parts = ctx.inputs.all(again)
        assert [part.item for part in parts] == list(ITEMS)
        ctx.out.record(Note(text=", ".join(part.record.text for part in parts)))
        ctx.out.table("rows", ROWS.empty_table())

    again = Artifact("test.again", Note)
    chain = Chain(store)
    chain.run(stage_of(write_parts, PARTS))
    chain.snapshot(PHOTOS, Note(text="photos"))
    each_ran = chain.run_each(stage_of(each, EACH, scope=Scope.each(PARTS), consumes=(PARTS, PHOTOS)))
    assert len({ran.key for ran in each_ran}) == 3
    chain.run_each(stage_of(second, again, scope=Scope.each(PARTS), consumes=(EACH,)))
    done = chain.run(stage_of(gather, consumes=(again,)))
    assert done.open(NOTES).record.text == "again 0 of photos, again 1 of photos, again 2 of photos"


def test_a_fan_out_over_nothing_is_gathered_as_nothing(store: LocalArtifacts) -> None:
    def gather(ctx: StageContext) -> None:
        assert list(ctx.inputs.all(EACH)) == []
        write_all(ctx)

    parts = run_stage(stage_of(write_items(), PARTS), store=store)
    each = stage_of(lambda ctx: ctx.out.record(Note(text="never")), EACH, scope=Scope.each(PARTS))
    made = fan_out(each, parts, store=store)
    ran = run_stage(stage_of(gather, consumes=(EACH,)), store=store, inputs={EACH: made})
    assert ran.open(NOTES).record == Note(text="whole")


def _given(store: LocalArtifacts) -> dict[AnyArtifact, Ran]:
    return {EACH: put(store, EACH, Note(text="given"))}


def test_an_input_that_is_not_declared_is_refused(store: LocalArtifacts) -> None:
    stage = stage_of(lambda ctx: ctx.inputs.one(PHOTOS), consumes=(EACH,))
    assert "reads test.photos, which it does not consume" in defect_of(store, stage, inputs=_given(store))


def test_an_input_that_the_run_was_not_given_is_refused(store: LocalArtifacts) -> None:
    stage = stage_of(lambda ctx: ctx.inputs.one(EACH), consumes=(EACH,))
    assert "was run without test.each" in defect_of(store, stage)


def test_an_optional_input_may_be_absent(store: LocalArtifacts) -> None:
    def body(ctx: StageContext) -> None:
        found = ctx.inputs.maybe(EACH)
        ctx.out.record(Note(text=found.record.text if found else "absent"))
        ctx.out.table("rows", ROWS.empty_table())
        assert len(ctx.inputs.all(EACH)) == (1 if found else 0)

    stage = stage_of(body, optional=(EACH,))
    absent = run_stage(stage, store=store)
    there = run_stage(stage, store=store, inputs=_given(store))
    assert absent.open(NOTES).record.text == "absent"
    assert there.open(NOTES).record.text == "given"
    assert absent.key != there.key


def test_an_optional_input_that_is_absent_is_not_one(store: LocalArtifacts) -> None:
    stage = stage_of(lambda ctx: ctx.inputs.one(EACH), optional=(EACH,))
    assert "use maybe" in defect_of(store, stage)


def test_a_fanned_out_input_is_not_one(store: LocalArtifacts) -> None:
    stage = stage_of(lambda ctx: ctx.inputs.one(EACH), consumes=(EACH,))
    parts = [put(store, EACH, Note(text=f"{item.index}"), item=item) for item in ITEMS]
    for given in (parts, parts[:1]):
        with pytest.raises(DefectError, match=r"gathers test\.each; use all"):
            run_stage(stage, store=store, inputs={EACH: given})


def test_the_list_itself_is_closed_to_the_stage_of_itswrite_items(store: LocalArtifacts) -> None:
    stage = stage_of(lambda ctx: ctx.inputs.one(PARTS), EACH, consumes=(PARTS,), scope=Scope.each(PARTS))
    with pytest.raises(DefectError, match=r"given ctx\.item only"):
        run_stage(stage, store=store, item=ITEMS[0])


def test_a_damaged_input_names_its_key(store: LocalArtifacts) -> None:
    given = _given(store)
    (store.folder(given[EACH].key, 1) / "record.json").write_bytes(b"{}")
    stage = stage_of(lambda ctx: ctx.inputs.one(EACH), consumes=(EACH,))
    with pytest.raises(CorruptArtifact) as caught:
        run_stage(stage, store=store, inputs=given)
    assert caught.value.details["key"] == given[EACH].key
