"""One application over one video, driven without processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

import pytest

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.store.memory import MemoryStore
from telecine.engine.admission import OPEN, Admission
from telecine.engine.registry import Registry
from telecine.engine.rows import JobRow, TaskRow, VideoRow
from telecine.engine.stage import Application, Stage
from telecine.services.execute import Tools, run_task
from telecine.services.jobs import Jobs, Submission
from telecine.services.planning import Planning
from telecine.services.tasks import Tasks
from telecine.services.taskspec import TaskSpec
from tests.fixtures.stage_harness import KeptLog, NoModels


@dataclass
class SetClock:
    seconds: float = 0.0

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds


class World:
    """Jobs for the results of some stages."""

    def __init__(
        self,
        artifacts: LocalArtifacts,
        *stages: Stage,
        probe: Mapping[str, object] | None = None,
        admission: Admission = OPEN,
    ) -> None:
        self.clock = SetClock()
        self.artifacts = artifacts
        targets = tuple(stage.produces for stage in stages)
        self.registry = Registry([Application(id="test", title="A test", targets=targets, stages=stages)])
        self.store = MemoryStore()
        planning = Planning(self.registry, artifacts, self.clock)
        self.tasks = Tasks(self.registry, planning, self.clock, admission=admission)
        self.jobs = Jobs(self.store, planning, self.clock, resolve_model=_nothing, snapshot_of=_nothing, entropy=bytes)
        with self.store.writing() as tx:
            tx.add_video(VideoRow("v", "0" * 64, 1, "v.mp4", "/v.mp4", self.clock.now(), probe))

    def submit(self) -> JobRow:
        return self.jobs.submit(Submission("v", "test"))

    def job(self, job: JobRow) -> JobRow:
        with self.store.reading() as reading:
            found = reading.job(job.id)
        assert found is not None
        return found

    def tasks_of(self, job: JobRow) -> list[TaskRow]:
        with self.store.reading() as reading:
            return reading.tasks_of_job(job.id)

    def claim(self, *, beside_mb: int = 0) -> TaskSpec | None:
        with self.store.writing() as tx:
            return self.tasks.claim(tx, owner="w", beside_mb=beside_mb)

    def claimed(self) -> TaskSpec:
        spec = self.claim()
        assert spec is not None
        return spec

    def run(self, spec: TaskSpec) -> None:
        tools = Tools(
            registry=self.registry,
            artifacts=self.artifacts,
            clock=self.clock,
            open_video=lambda _path: pytest.fail("opened"),
            open_models=lambda _refs, _threads: NoModels(),
            open_encoder=lambda *_, **__: pytest.fail("opened"),
            usage=lambda: (0.0, 0.0),
            log=KeptLog(),
        )
        run_task(tools, spec, progress=lambda _done, _total: None, is_cancelled=lambda: False)


def _nothing(_capability: str, _tier: str) -> NoReturn:
    raise AssertionError
