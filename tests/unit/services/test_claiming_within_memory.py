"""A task is claimed when the machine has room for it; one it will never have room for fails and says why."""

from __future__ import annotations

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.engine.admission import Admission
from telecine.engine.stage import Resources, Stage
from telecine.engine.states import JobState, TaskState
from telecine.records.catalog import SOURCE
from telecine.records.record import Artifact
from tests.unit.services.small_jobs import World
from tests.unit.services.small_stages import Note, stage_of


def _stage(name: str, memory_mb: int) -> Stage:
    declared = {"consumes": (SOURCE,), "resources": Resources(memory_mb=memory_mb)}
    return stage_of(lambda _ctx: None, Artifact(f"test.{name}", Note), **declared)


def _world(store: LocalArtifacts, memory_mb: int, **needs: int) -> World:
    stages = [_stage(name, need) for name, need in needs.items()]
    return World(store, *stages, admission=Admission({f"test.{name}": mb for name, mb in needs.items()}, memory_mb))


def test_a_task_waits_until_there_is_room_and_nothing_smaller_passes_it(store: LocalArtifacts) -> None:
    world = _world(store, 1000, first=700, second=600, third=100)
    job = world.submit()
    first = world.claimed()
    assert first.stage == "test.first"
    assert world.claim(beside_mb=700) is None
    with world.store.writing() as tx:
        assert world.tasks.lacks_room(tx, 700)
        assert not world.tasks.lacks_room(tx, 400)
    assert [task.state for task in world.tasks_of(job)] == [TaskState.RUNNING, TaskState.QUEUED, TaskState.QUEUED]
    assert [task.fence for task in world.tasks_of(job)] == [1, 0, 0]
    second = world.claim()
    assert second is not None
    assert second.stage == "test.second"
    third = world.claim(beside_mb=600)
    assert third is not None
    assert third.stage == "test.third"
    with world.store.writing() as tx:
        assert not world.tasks.lacks_room(tx, 1000)


def test_a_task_that_never_fits_fails_and_the_others_go_on(store: LocalArtifacts) -> None:
    world = _world(store, 500, huge=700, small=100)
    job = world.submit()
    spec = world.claim(beside_mb=100)
    assert spec is not None
    assert spec.stage == "test.small"
    huge = world.tasks_of(job)[0]
    assert (huge.state, huge.error_code) == (TaskState.FAILED, "too_little_memory")
    assert huge.error_detail is not None
    assert "test.huge needs about 700 MB of memory, and 500 MB are there" in huge.error_detail
    assert world.job(job).state is JobState.RUNNING
    assert world.claim() is None


def test_more_memory_lets_a_job_be_tried_again(store: LocalArtifacts) -> None:
    world = _world(store, 500, huge=700)
    job = world.submit()
    assert world.claim() is None
    assert world.job(job).state is JobState.FAILED
    assert world.job(job).error_code == "too_little_memory"
    world.jobs.retry(job.id)
    larger = World(store, _stage("huge", 700), admission=Admission({"test.huge": 700}, 700))
    larger.store = world.store
    assert larger.claimed().stage == "test.huge"
