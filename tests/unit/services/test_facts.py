"""The facts of a video are those of its newest finished job, also when nothing of it had to be made."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.store.memory import MemoryStore
from telecine.engine.ports import StageContext
from telecine.engine.registry import Registry
from telecine.engine.rows import VideoRow
from telecine.engine.stage import Application, Fact, Params, Stage
from telecine.engine.states import JobState
from telecine.records.record import Artifact, Record
from telecine.services.execute import Tools, run_task
from telecine.services.facts import Projector
from telecine.services.jobs import Jobs, Submission
from telecine.services.planning import Planning
from telecine.services.tasks import Tasks
from telecine.services.taskspec import TaskSpec
from tests.fixtures.stage_harness import KeptLog, NoModels
from tests.unit.services.small_jobs import SetClock, _nothing
from tests.unit.services.small_stages import Note

WORDS = Artifact("test.words", Note)


class WordParams(Params):
    text: str = "first"


def _write(ctx: StageContext, params: WordParams) -> None:
    ctx.out.record(Note(text=params.text))


def _project(record: Record) -> Iterable[Fact]:
    assert isinstance(record, Note)
    if record.text != "nothing":
        yield Fact(kind="word", at=Fraction(0), end=Fraction(1), subject="", text=record.text)


STAGE = Stage(id="test.words", version=1, consumes=(), produces=WORDS, params=WordParams, run=_write)
APP = Application(id="test", title="A test", targets=(WORDS,), stages=(STAGE,), project=_project, projects=WORDS)


class Home:
    """Jobs over one video, worked by hand in the way of the supervisor."""

    def __init__(self, folder: Path) -> None:
        self.registry, self.store, clock = Registry([APP]), MemoryStore(), SetClock()
        artifacts = LocalArtifacts(folder)
        planning = Planning(self.registry, artifacts, clock)
        self.projector = Projector(self.registry, artifacts)
        self.tasks = Tasks(self.registry, planning, clock)
        ids = iter(range(256))
        self.jobs = Jobs(
            self.store,
            planning,
            clock,
            resolve_model=_nothing,
            snapshot_of=_nothing,
            entropy=lambda size: bytes([next(ids)] * size),
        )
        self.tools = Tools(
            registry=self.registry,
            artifacts=artifacts,
            clock=clock,
            open_video=lambda _path: pytest.fail("opened"),
            open_models=lambda _refs, _threads: NoModels(),
            open_encoder=lambda *_, **__: pytest.fail("opened"),
            usage=lambda: (0.0, 0.0),
            log=KeptLog(),
        )
        with self.store.writing() as tx:
            tx.add_video(VideoRow("v", "0" * 64, 1, "v.mp4", "/v.mp4", clock.now()))

    def run(self, text: str) -> int:
        """Ask for a word, and make what is missing. How many tasks that took."""
        job = self.jobs.submit(Submission("v", "test", {"test.words": {"text": text}}))
        made = 0
        while (spec := self._claim()) is not None:
            result = run_task(self.tools, spec, progress=lambda _done, _total: None, is_cancelled=lambda: False)
            step = self.projector.project(spec.stage, spec.key, result.fence)
            with self.store.writing() as tx:
                step(tx)
                assert self.tasks.succeed(tx, spec.task_id, spec.fence, result)
            made += 1
        with self.store.reading() as reading:
            found = reading.job(job.id)
        assert found is not None
        assert found.state is JobState.SUCCEEDED
        return made

    def _claim(self) -> TaskSpec | None:
        with self.store.writing() as tx:
            return self.tasks.claim(tx, owner="w")

    def words(self) -> list[str]:
        with self.store.reading() as reading:
            return [fact.text for fact in reading.facts("v")]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_a_job_that_finds_its_result_makes_the_facts_those_of_its_result(home: Home) -> None:
    assert home.run("first") == 1
    assert home.words() == ["first"]
    assert home.run("second") == 1
    assert home.words() == ["second"]
    assert home.run("first") == 0, "an undo: everything is there"
    assert home.words() == ["first"]


def test_a_result_without_facts_leaves_none_behind(home: Home) -> None:
    home.run("nothing")
    home.run("first")
    assert home.run("nothing") == 0
    assert home.words() == []


def test_facts_that_are_right_are_not_written_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.run("first")
    monkeypatch.setattr(Projector, "_made", lambda *_: pytest.fail("the result was read again"))
    assert home.run("first") == 0
    assert home.words() == ["first"]


def test_facts_are_rebuilt_from_the_newest_job_of_a_video(home: Home) -> None:
    for text in ("first", "second", "first"):
        home.run(text)
    with home.store.writing() as tx:
        tx.replace_facts("v", "test", [])
    assert home.projector.rebuild(home.store) == 1
    assert home.words() == ["first"]
