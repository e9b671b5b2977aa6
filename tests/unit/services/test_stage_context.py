"""A stage gets what it declared, and must write what it declared."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.engine.capabilities import FACE_DETECTOR, FACE_EMBEDDER, Capability, ModelRef
from telecine.engine.ports import StageContext
from telecine.engine.stage import NoParams, Params, Resources, Scope, Stage
from telecine.kernel.errors import Cancelled, CorruptArtifact, DefectError, SoftLimit
from telecine.kernel.spans import Span
from telecine.records.catalog import SOURCE
from telecine.records.items import Item
from telecine.records.record import AnyArtifact, Artifact, Record
from telecine.services.stage_context import RunContext
from tests.fixtures.stage_harness import Chain, KeptLog, NoModels, Ran, fan_out, put, run_stage


class Note(Record):
    """What the stages of these tests write."""

    SCHEMA = "test.note/1"
    text: str


class OtherNote(Note):
    """The same fields, another kind."""

    SCHEMA = "test.other/1"


class _Named(Params):
    name: str = "a"


ROWS = pa.schema([pa.field("n", pa.int64(), nullable=False)])
PARTS = Artifact("test.parts", Note, is_list=True)
EACH = Artifact("test.each", Note)
NOTES = Artifact("test.notes", Note, tables={"rows": ROWS}, files=("page.html", "thumbs/*", "film.mp4"))
PHOTOS = Artifact("test.photos", Note, is_snapshot=True)
ITEMS = tuple(Item(f"part-{n}", n, Span(Fraction(n), Fraction(n + 1)), {"place": n}) for n in range(3))

Body = Callable[[StageContext], object]


def stage_of(body: Body, produces: AnyArtifact = NOTES, **declared: Any) -> Stage:
    def run(ctx: StageContext, _params: NoParams) -> None:
        body(ctx)

    return Stage(id=produces.name, version=1, produces=produces, run=run, **{"consumes": (), **declared})


def write_all(ctx: StageContext) -> None:
    ctx.out.record(Note(text="whole"))
    ctx.out.table("rows", pa.table({"n": [1, 2]}, schema=ROWS))


def write_parts(ctx: StageContext) -> None:
    ctx.out.record(Note(text="parts"))
    ctx.out.items(ITEMS)


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifacts:
    return LocalArtifacts(tmp_path / "store")


def defect_of(store: LocalArtifacts, stage: Stage, **given: Any) -> str:
    before = list(store.folders())
    with pytest.raises(DefectError) as caught:
        run_stage(stage, store=store, **given)
    assert list(store.folders()) == before
    assert stage.id in caught.value.message
    return caught.value.message


def test_what_a_stage_wrote_is_published(store: LocalArtifacts) -> None:
    def body(ctx: StageContext) -> None:
        write_all(ctx)
        ctx.out.file("page.html").write_text("<p>")
        ctx.out.file("thumbs/1.jpg").write_bytes(b"1")
        ctx.log.info("test.wrote", files=2)
        ctx.progress(1, 2)

    ran = run_stage(stage_of(body), store=store)
    loaded = ran.open(NOTES)
    assert loaded.record == Note(text="whole")
    assert loaded.table("rows").column("n").to_pylist() == [1, 2]
    assert loaded.file("thumbs/1.jpg").read_bytes() == b"1"
    assert set(ran.published.files) == {"record.json", "rows.parquet", "page.html", "thumbs/1.jpg"}
    assert ran.published.items is None
    assert list(ran.progress) == [(1, 2)]
    assert ran.events == (("test.wrote", {"files": 2}),)


def test_a_second_run_finds_the_first_and_other_params_do_not(store: LocalArtifacts) -> None:
    stage = stage_of(write_all, params=_Named)
    first = run_stage(stage, store=store)
    again = run_stage(stage, store=store, params=_Named(name="a"))
    other = run_stage(stage, store=store, params=_Named(name="b"))
    assert [ran.is_adopted for ran in (first, again, other)] == [False, True, False]
    assert first.key == again.key != other.key


def _twice(ctx: StageContext) -> None:
    write_all(ctx)
    ctx.out.record(Note(text="again"))


def _table_twice(ctx: StageContext) -> None:
    write_all(ctx)
    ctx.out.table("rows", ROWS.empty_table())


def _wrong_columns(ctx: StageContext) -> None:
    ctx.out.table("rows", pa.table({"m": [1]}))


def _no_file_after_asking(ctx: StageContext) -> None:
    write_all(ctx)
    ctx.out.file("page.html")


def _file_without_asking(ctx: StageContext) -> None:
    write_all(ctx)
    (ctx.out.file("page.html").with_name("scratch.bin")).write_bytes(b"")
    ctx.out.file("page.html").write_text("")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (lambda ctx: None, "ended without writing its record"),
        (lambda ctx: ctx.out.record(Note(text="a")), "ended without writing table rows"),
        (_twice, "wrote its record twice"),
        (lambda ctx: ctx.out.record(OtherNote(text="a")), "wrote a OtherNote as its record, not a Note"),
        (lambda ctx: ctx.out.record(Note(text="a").model_copy(update={"text": 7})), "text"),
        (_table_twice, "wrote table 'rows' twice"),
        (lambda ctx: ctx.out.table("more", ROWS.empty_table()), "wrote table 'more', which test.notes does not"),
        (_wrong_columns, "wrote table 'rows': the table does not match its schema: columns are m rather than n"),
        (_no_file_after_asking, "asked for the path of page.html and wrote nothing there"),
        (_file_without_asking, "left scratch.bin in its folder without asking"),
        (lambda ctx: ctx.out.items([]), "gave items, and test.notes is not a list"),
    ],
)
def test_a_stage_that_breaks_its_declaration_is_told_so_and_publishes_nothing(
    store: LocalArtifacts, body: Body, reason: str
) -> None:
    with pytest.raises(DefectError) as caught:
        run_stage(stage_of(body), store=store)
    assert reason in caught.value.message
    assert list(store.folders()) == []
    assert store.sweep_drafts(older_than_s=0) == 0


@pytest.mark.parametrize(
    "name",
    ["other.html", "record.json", "manifest.json", "rows.parquet", "thumbs", "thumbs/a/b", "../page.html", "thumbs/.."],
)
def test_a_file_that_is_not_declared_is_refused(store: LocalArtifacts, name: str) -> None:
    reason = defect_of(store, stage_of(lambda ctx: ctx.out.file(name)))
    assert f"writes file {name!r}, which test.notes does not declare" in reason


def test_the_files_of_the_product_are_not_a_stage_s_even_when_a_pattern_fits(store: LocalArtifacts) -> None:
    odd = Artifact("test.odd", Note, files=("record.json", "manifest.json"))
    assert "does not declare" in defect_of(store, stage_of(lambda ctx: ctx.out.file("record.json"), odd))
    assert "does not declare" in defect_of(store, stage_of(lambda ctx: ctx.out.file("manifest.json"), odd))


def _items(*items: Item) -> Body:
    def body(ctx: StageContext) -> None:
        ctx.out.record(Note(text="parts"))
        ctx.out.items(items)

    return body


SPAN = Span(Fraction(0), Fraction(1))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (lambda ctx: ctx.out.record(Note(text="a")), "ended without giving its items"),
        (lambda ctx: (ctx.out.items([]), ctx.out.items([])), "gave its items twice"),
        (_items(Item("a", 0, SPAN), Item("a", 1, SPAN)), "gave two items the same id"),
        (_items(Item("a", 1, SPAN), Item("b", 0, SPAN)), "index is not their place"),
        (_items(Item("a", 1, SPAN)), "index is not their place"),
        (_items(Item("a", 0, SPAN, {"at": Fraction(1, 3)})), "gave item 0 data that JSON does not return"),
        (_items(Item("a", 0, SPAN, {"at": (1, 2)})), "gave item 0 data that JSON does not return"),
        (_items(Item("a", 0, SPAN, {"at": float("nan")})), "gave item 0 data that JSON does not return"),
    ],
)
def test_a_list_stage_gives_its_items_once_in_order(store: LocalArtifacts, body: Body, reason: str) -> None:
    assert reason in defect_of(store, stage_of(body, PARTS))


def test_no_items_at_all_are_a_list(store: LocalArtifacts) -> None:
    assert list(run_stage(stage_of(_items(), PARTS), store=store).items) == []


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

    parts = run_stage(stage_of(_items(), PARTS), store=store)
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


def test_the_list_itself_is_closed_to_the_stage_of_its_items(store: LocalArtifacts) -> None:
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


def test_the_video_is_for_stages_that_consume_it(store: LocalArtifacts, tmp_path: Path) -> None:
    stage = stage_of(lambda ctx: ctx.video.probe())
    assert "reads the video and does not consume source" in defect_of(store, stage, video=tmp_path)
    source = stage_of(lambda ctx: ctx.inputs.one(SOURCE), consumes=(SOURCE,))
    film = tmp_path / "film"
    film.write_bytes(b"")
    assert "ctx.video" in defect_of(store, source, video=film)


def test_models_are_for_stages_that_declare_them(store: LocalArtifacts) -> None:
    seen: list[object] = []

    class _Models(NoModels):
        def get(self, capability: Capability[Any]) -> Any:
            seen.append(capability)
            return None

        def ref(self, capability: Capability[Any]) -> Any:
            return ModelRef(capability.name, "yunet", "0" * 64, 1, "default", {})

    def body(ctx: StageContext) -> None:
        ctx.models.get(FACE_DETECTOR)
        assert ctx.models.ref(FACE_DETECTOR).id == "yunet"
        ctx.models.get(FACE_EMBEDDER)

    stage = stage_of(body, resources=Resources(models=("face-detector",)))
    assert "uses model face-embedder" in defect_of(store, stage, models=_Models())
    assert seen == [FACE_DETECTOR]
    stage = stage_of(lambda ctx: ctx.models.ref(FACE_EMBEDDER))
    assert "uses model face-embedder" in defect_of(store, stage, models=_Models())


def test_an_item_is_for_stages_that_fan_out(store: LocalArtifacts) -> None:
    assert "must be run with no item" in defect_of(store, stage_of(write_all), item=ITEMS[0])
    assert "must be run with an item" in defect_of(store, stage_of(write_parts, EACH, scope=Scope.each(PARTS)))


def test_a_cancelled_stage_stops_at_its_next_look(store: LocalArtifacts) -> None:
    steps: list[int] = []

    def body(ctx: StageContext) -> None:
        for step in range(10):
            steps.append(step)
            ctx.progress(step, 10)

    with pytest.raises(Cancelled, match=r"test\.notes was cancelled"):
        run_stage(stage_of(body), store=store, is_cancelled=lambda: len(steps) == 3)
    assert steps == [0, 1, 2]
    assert store.sweep_drafts(older_than_s=0) == 0


class _Clock:
    """Stands still until it is moved."""

    reading = 100.0

    def now(self) -> Any:
        raise AssertionError("no stage needs the date")

    def monotonic(self) -> float:
        return self.reading


def test_a_stage_that_runs_too_long_is_stopped(store: LocalArtifacts) -> None:
    clock = _Clock()
    context = RunContext(
        stage=stage_of(write_all),
        item=None,
        inputs={},
        artifacts=store,
        draft=store.draft("0" * 64, 1),
        open_video=lambda: pytest.fail("opened"),
        models=NoModels(),
        open_encoder=lambda *_, **__: pytest.fail("opened"),
        report=lambda _done, _total: None,
        is_cancelled=lambda: False,
        clock=clock,
        deadline=160.0,
        cores=2,
        log=KeptLog(),
    )
    clock.reading = 160.0
    context.check_cancelled()
    clock.reading = 160.1
    with pytest.raises(SoftLimit, match=r"test\.notes ran longer than its limit"):
        context.progress(1, 2)


def test_a_stage_writes_a_film_and_another_reads_it(store: LocalArtifacts) -> None:
    def write(ctx: StageContext) -> None:
        write_all(ctx)
        with ctx.out.encoder("film.mp4", size=(64, 48), frame_rate=Fraction(25)) as film:
            for n in range(5):
                film.write(np.full((48, 64, 3), n * 40, np.uint8), Fraction(n, 25))

    def read(ctx: StageContext) -> None:
        instants = [frame.at for frame in ctx.video.frames()]
        ctx.out.record(Note(text=" ".join(str(at) for at in instants)))

    film = run_stage(stage_of(write), store=store).open(NOTES).file("film.mp4")
    ran = run_stage(stage_of(read, EACH, consumes=(SOURCE,)), store=store, video=film)
    assert ran.open(EACH).record.text == "0 1/25 2/25 3/25 4/25"


def test_a_film_that_was_given_up_is_missing(store: LocalArtifacts) -> None:
    def body(ctx: StageContext) -> None:
        write_all(ctx)
        with pytest.raises(KeyError), ctx.out.encoder("film.mp4", size=(64, 48), frame_rate=Fraction(25)):
            raise KeyError("a stage that swallows what it should not")

    reason = defect_of(store, stage_of(body))
    assert "asked for the path of film.mp4 and wrote nothing there" in reason
