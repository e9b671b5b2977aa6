"""How long a task may run is decided when it is planned, told to its worker, and decided anew when it is demanded anew."""

from __future__ import annotations

import pytest

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.engine.ports import StageContext
from telecine.kernel.errors import SoftLimit
from telecine.records.catalog import SOURCE
from telecine.records.record import Artifact
from telecine.services.tasks import Failure
from tests.unit.services.small_jobs import World
from tests.unit.services.small_stages import Note, stage_of

NOTE = Artifact("test.note", Note)
THREE_HOURS_S = 3 * 3600.0


def _world(store: LocalArtifacts, *, length_s: float | None) -> World:
    probe = None if length_s is None else {"duration_s": length_s}
    return World(store, stage_of(_write, NOTE, consumes=(SOURCE,)), probe=probe)


def _write(ctx: StageContext) -> None:
    ctx.out.record(Note(text="in time"))


@pytest.mark.parametrize(("length_s", "limit_s"), [(THREE_HOURS_S, 21_600.0), (60.0, 7200.0), (None, 7200.0)])
def test_a_task_over_a_whole_video_gets_the_time_its_length_needs(
    store: LocalArtifacts, length_s: float | None, limit_s: float
) -> None:
    world = _world(store, length_s=length_s)
    (task,) = world.tasks_of(world.submit())
    assert (task.timeout_s, world.claimed().timeout_s) == (limit_s, limit_s)


def test_a_task_that_is_demanded_anew_gets_the_limit_of_today(store: LocalArtifacts) -> None:
    world = _world(store, length_s=None)
    job = world.submit()
    spec = world.claimed()
    with world.store.writing() as tx:
        assert world.tasks.fail(
            tx, spec.task_id, spec.fence, Failure("time_limit_hard", "too long", is_retryable=False)
        )
        tx.update_video("v", {"probe": {"duration_s": THREE_HOURS_S}})
    assert [task.timeout_s for task in world.tasks_of(job)] == [7200.0]
    world.jobs.retry(job.id)
    assert [task.timeout_s for task in world.tasks_of(job)] == [21_600.0]


def test_the_soft_limit_grows_with_the_hard_one(store: LocalArtifacts) -> None:
    seen: list[float] = []

    def body(ctx: StageContext) -> None:
        for seconds in (17_999.0, 18_001.0):
            world.clock.seconds = seconds
            ctx.check_cancelled()
            seen.append(seconds)

    world = World(store, stage_of(body, NOTE, consumes=(SOURCE,)), probe={"duration_s": THREE_HOURS_S})
    world.submit()
    with pytest.raises(SoftLimit, match=r"longer than its limit of 5:00:00"):
        world.run(world.claimed())
    assert seen == [17_999.0]
