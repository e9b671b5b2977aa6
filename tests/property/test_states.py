"""Any sequence of claims, results, losses, cancellations and retries keeps the books of the engine right."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.store.memory import MemoryStore
from telecine.engine.capabilities import ModelRef
from telecine.engine.rows import VideoRow
from telecine.engine.states import LIVE_JOBS, JobState, TaskState
from telecine.kernel.errors import Conflict
from telecine.kernel.spans import Span
from telecine.records.items import Item
from telecine.services.jobs import Jobs, Submission
from telecine.services.planning import Planning
from telecine.services.tasks import LEASE, Failure, Result, Tasks
from telecine.services.taskspec import TaskSpec
from tests.fixtures.engine.app import Chunks, engine_registry
from tests.fixtures.store_rows import SetClock

COUNT = 3


def chunk_items() -> tuple[Item, ...]:
    spans = [Span(Fraction(i), Fraction(i + 1)) for i in range(COUNT)]
    return tuple(Item(Item.identify("chunk", span), i, span, {}) for i, span in enumerate(spans))


class Engine(RuleBasedStateMachine):
    """Drives jobs and tasks as supervisors, people and faults do."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = SetClock()
        self.store = MemoryStore()
        registry = engine_registry()
        self.artifacts = LocalArtifacts(Path(self.folder.name))
        planning = Planning(registry, self.artifacts, self.clock)
        self.tasks = Tasks(registry, planning, self.clock)
        self.count = 0

        def entropy(size: int) -> bytes:
            self.count += 1
            return self.count.to_bytes(size, "big")

        def no_model(_capability: str, _tier: str) -> ModelRef:
            raise AssertionError

        def no_snapshot(_name: str, _video_id: str) -> str:
            raise AssertionError

        self.jobs = Jobs(
            self.store, planning, self.clock, resolve_model=no_model, snapshot_of=no_snapshot, entropy=entropy
        )
        with self.store.writing() as tx:
            tx.add_video(VideoRow("v", "0" * 64, 1, "v.mp4", "/v.mp4", self.clock.now()))
        self.claimed: list[TaskSpec] = []
        self.late: list[TaskSpec] = []
        self.ids: list[str] = []

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(app=st.sampled_from(["words", "count", "echo"]), factor=st.integers(1, 2))
    def submit(self, app: str, factor: int) -> None:
        self.clock.time += timedelta(seconds=1)
        params = {"words.chunk": {"factor": factor}, "words.chunks": {"count": COUNT}}
        job = self.jobs.submit(Submission("v", app, params))
        if job.id not in self.ids:
            self.ids.append(job.id)

    @rule()
    def claim(self) -> None:
        with self.store.writing() as tx:
            spec = self.tasks.claim(tx, owner="w")
        if spec is not None:
            self.claimed.append(spec)

    @precondition(lambda self: self.claimed)
    @rule(data=st.data())
    def succeed(self, data: st.DataObject) -> None:
        spec = self.claimed.pop(data.draw(st.integers(0, len(self.claimed) - 1)))
        assert self._finish(spec)

    def _finish(self, spec: TaskSpec) -> bool:
        items = chunk_items() if spec.stage == "words.chunks" else None
        draft = self.artifacts.draft(spec.key, spec.fence)
        (draft.folder / "record.json").write_bytes(b"{}")
        made = draft.publish(stage=spec.stage, version=1, schema=Chunks.SCHEMA, items=items)
        result = Result(made.fence, made.size_bytes, made.manifest_sha256, items, {}, is_adopted=False)
        with self.store.writing() as tx:
            return self.tasks.succeed(tx, spec.task_id, spec.fence, result)

    @precondition(lambda self: self.claimed)
    @rule(data=st.data(), is_retryable=st.booleans())
    def fail(self, data: st.DataObject, is_retryable: bool) -> None:
        spec = self.claimed.pop(data.draw(st.integers(0, len(self.claimed) - 1)))
        with self.store.writing() as tx:
            assert self.tasks.fail(tx, spec.task_id, spec.fence, Failure("transient", "x", is_retryable))

    @precondition(lambda self: self.claimed)
    @rule()
    def leases_expire(self) -> None:
        self.clock.time += LEASE + timedelta(seconds=1)
        with self.store.writing() as tx:
            for task in tx.expired_tasks(self.clock.now()):
                self.tasks.free_lost(tx, task, "expired")
        self.late += self.claimed
        self.claimed = []

    @precondition(lambda self: self.late)
    @rule()
    def a_late_result_is_refused(self) -> None:
        assert not self._finish(self.late.pop())

    @rule()
    def time_passes(self) -> None:
        self.clock.time += timedelta(seconds=30)
        with self.store.writing() as tx:
            tx.promote_due(self.clock.now())

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        try:
            self.jobs.cancel(data.draw(st.sampled_from(self.ids)))
        except Conflict:
            return
        with self.store.writing() as tx:
            stopped = {task.id for task in self.tasks.cancelled_running(tx)}
            for spec in [s for s in self.claimed if s.task_id in stopped]:
                self.tasks.end_cancelled(tx, spec.task_id, spec.fence)
                self.claimed.remove(spec)

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        try:
            self.jobs.retry(data.draw(st.sampled_from(self.ids)))
        except Conflict:
            return

    @invariant()
    def the_books_are_right(self) -> None:
        with self.store.reading() as reading:
            for job_id in self.ids:
                job = reading.job(job_id)
                assert job is not None
                tasks = reading.tasks_of_job(job_id)
                if job.state is JobState.SUCCEEDED:
                    assert job.is_expanded
                    assert job.tasks_left == 0
                if job.state in LIVE_JOBS and job.cancel_requested_at is None:
                    open_tasks = [t for t in tasks if t.state is not TaskState.SUCCEEDED]
                    assert job.tasks_left >= 1
                    assert any(
                        t.state in (TaskState.QUEUED, TaskState.RUNNING, TaskState.RETRYING) for t in open_tasks
                    ), "a live job that nothing can move"
            running = {task.id for task in reading.running_tasks()}
            assert {spec.task_id for spec in self.claimed} == running


Engine.TestCase.settings = settings(max_examples=60, stateful_step_count=40)
TestEngine = Engine.TestCase
