"""How far a job is, and what it does, from its tasks."""

from __future__ import annotations

from fractions import Fraction

import pytest

from telecine.adapters.store.memory import MemoryStore
from telecine.apps import APPLICATIONS
from telecine.engine.registry import Registry
from telecine.engine.store import Transaction
from telecine.services.estimate import JobMeter
from tests.fixtures.store_rows import START, a_task, a_video

STAGES = {"media.scan": 60.0, "faces.tracks": 600.0, "screentime.report": 1.0}


def meter(tx: Transaction) -> tuple[JobMeter, dict[str, int]]:
    """Of a job with one task of each stage; costs are seconds of work for the 60 s of the video."""
    tx.add_video(a_video("v1"))
    ids = tx.add_tasks([a_task(stage, stage=stage) for stage in STAGES], START)
    found = JobMeter(Registry(APPLICATIONS), STAGES, {stage: s / 60 for stage, s in STAGES.items()}, 60.0)
    found.load([task for task in map(tx.task, ids.values()) if task is not None])
    return found, ids


def test_people_are_told_of_the_running_stage_with_most_work_left() -> None:
    with MemoryStore().writing() as tx:
        job, ids = meter(tx)
    assert job.doing() is None
    job.progress(ids["media.scan"], 0.1)
    assert job.doing() == "Finding shots"
    job.progress(ids["faces.tracks"], 0.2)
    assert job.doing() == "Finding faces"
    job.progress(ids["faces.tracks"], 0.99)
    assert job.doing() == "Finding shots"
    job.end(ids["media.scan"], is_done=True)
    assert job.doing() == "Finding faces"


def test_progress_is_weighed_by_cost_and_never_goes_back() -> None:
    with MemoryStore().writing() as tx:
        job, ids = meter(tx)
    job.progress(ids["faces.tracks"], 0.5)
    made = job.estimate(is_expanded=True, workers=1)
    assert made.fraction == pytest.approx(float(Fraction(300, 661)), abs=0.01)
    assert made.remaining_s == pytest.approx(361, abs=1)
    job.progress(ids["faces.tracks"], 0.1)
    assert job.estimate(is_expanded=True, workers=1).fraction == made.fraction


def test_every_stage_says_what_it_does() -> None:
    silent = [stage.id for stage in Registry(APPLICATIONS).stages.values() if not stage.doing]
    assert silent == []
