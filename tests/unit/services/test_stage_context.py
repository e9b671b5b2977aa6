"""A stage must write what it declared, and is stopped when it should."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.engine.capabilities import FACE_DETECTOR, FACE_EMBEDDER, Capability, ModelRef
from telecine.engine.ports import StageContext
from telecine.engine.stage import Params, Resources, Scope
from telecine.kernel.errors import Cancelled, DefectError, SoftLimit
from telecine.records.catalog import SOURCE
from telecine.records.items import Item
from telecine.records.record import Artifact
from telecine.services.stage_context import RunContext
from tests.fixtures.stage_harness import KeptLog, NoModels, run_stage
from tests.unit.services.small_stages import (
    EACH,
    ITEMS,
    NOTES,
    PARTS,
    ROWS,
    SPAN,
    Body,
    Note,
    OtherNote,
    defect_of,
    stage_of,
    write_all,
    write_items,
    write_parts,
)


class _Named(Params):
    name: str = "a"


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


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (lambda ctx: ctx.out.record(Note(text="a")), "ended without giving its items"),
        (lambda ctx: (ctx.out.items([]), ctx.out.items([])), "gave its items twice"),
        (write_items(Item("a", 0, SPAN), Item("a", 1, SPAN)), "gave two items the same id"),
        (write_items(Item("a", 1, SPAN), Item("b", 0, SPAN)), "index is not their place"),
        (write_items(Item("a", 1, SPAN)), "index is not their place"),
        (write_items(Item("a", 0, SPAN, {"at": Fraction(1, 3)})), "gave item 0 data that JSON does not return"),
        (write_items(Item("a", 0, SPAN, {"at": (1, 2)})), "gave item 0 data that JSON does not return"),
        (write_items(Item("a", 0, SPAN, {"at": float("nan")})), "gave item 0 data that JSON does not return"),
    ],
)
def test_a_list_stage_gives_its_items_once_in_order(store: LocalArtifacts, body: Body, reason: str) -> None:
    assert reason in defect_of(store, stage_of(body, PARTS))


def test_no_items_at_all_are_a_list(store: LocalArtifacts) -> None:
    assert list(run_stage(stage_of(write_items(), PARTS), store=store).items) == []


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
