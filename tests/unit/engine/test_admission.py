"""Tasks that run beside each other fit into the memory there is for them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from telecine.engine.admission import OPEN, Admission

NEEDS = {"large": 700, "middle": 500, "small": 200}

rooms = st.integers(0, 3000)
queues = st.lists(st.sampled_from(sorted(NEEDS)), max_size=12)


@given(rooms, queues, st.integers(1, 6))
def test_what_is_admitted_in_order_never_needs_more_than_there_is(room: int, queue: list[str], workers: int) -> None:
    admission = Admission(NEEDS, room)
    running: list[str] = []
    ended: list[str] = []
    pending = [stage for stage in queue if admission.fits(stage)]
    while pending or running:
        if pending and len(running) < workers and admission.fits(pending[0], running):
            running.append(pending.pop(0))
        else:
            ended.append(running.pop(0))
        assert sum(NEEDS[stage] for stage in running) <= room
    assert ended == [stage for stage in queue if NEEDS[stage] <= room]


@given(rooms, queues)
def test_nobody_asks_which_task_is_next_only_where_each_fits(room: int, running: list[str]) -> None:
    admission = Admission(NEEDS, room)
    assert admission.is_open(running) == all(admission.fits(stage, running) for stage in NEEDS)


@given(rooms, st.integers(1, 6))
def test_as_many_of_the_largest_fit_as_is_said(room: int, workers: int) -> None:
    admission = Admission(NEEDS, room)
    count = admission.at_once(workers)
    assert 0 <= count <= workers
    assert count == 0 or admission.fits("large", ["large"] * (count - 1))
    assert count == workers or not admission.fits("large", ["large"] * count)


def test_a_stage_nobody_knows_is_taken_for_the_largest() -> None:
    assert Admission(NEEDS, 699).fits("middle")
    assert not Admission(NEEDS, 699).fits("of a later version")


def test_without_a_limit_everything_fits() -> None:
    assert OPEN.fits("large", ["large"] * 99)
    assert OPEN.is_open(["large"] * 99)
    assert (OPEN.at_once(5), Admission({}, 100).at_once(5)) == (5, 5)
