"""Workers that hold what they have loaded fit together into the memory there is for them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from telecine.engine.admission import OPEN, Admission

NEEDS = {"large": 700, "middle": 500, "small": 200}

rooms = st.integers(0, 3000)
stages = st.sampled_from(sorted(NEEDS))


@given(rooms, st.lists(st.tuples(st.integers(0, 3), stages), max_size=30))
def test_what_is_admitted_never_makes_workers_hold_more_than_there_is(room: int, steps: list[tuple[int, str]]) -> None:
    admission = Admission(NEEDS, room)
    ran: list[set[str]] = [set() for _ in range(4)]
    for worker, stage in steps:
        beside_mb = sum(admission.held_mb(other) for other in ran if other is not ran[worker])
        if admission.fits(stage, beside_mb):
            ran[worker].add(stage)
        assert sum(admission.held_mb(each) for each in ran) <= room


@given(rooms, st.integers(0, 3000))
def test_nobody_asks_which_task_is_next_only_where_each_fits(room: int, beside_mb: int) -> None:
    admission = Admission(NEEDS, room)
    assert admission.is_open(beside_mb) == all(admission.fits(stage, beside_mb) for stage in NEEDS)


@given(rooms, st.integers(1, 6))
def test_as_many_of_the_largest_fit_as_is_said(room: int, workers: int) -> None:
    admission = Admission(NEEDS, room)
    count = admission.at_once(workers)
    assert 0 <= count <= workers
    assert count == 0 or admission.fits("large", 700 * (count - 1))
    assert count == workers or not admission.fits("large", 700 * count)


def test_a_worker_holds_the_most_that_any_of_its_stages_needed() -> None:
    admission = Admission(NEEDS, 1000)
    assert admission.held_mb(()) == 0
    assert admission.held_mb({"small", "middle"}) == 500
    assert admission.held_mb({"small", "of a later version"}) == 700


def test_a_stage_nobody_knows_is_taken_for_the_largest() -> None:
    assert Admission(NEEDS, 699).fits("middle")
    assert not Admission(NEEDS, 699).fits("of a later version")


def test_without_a_limit_everything_fits() -> None:
    assert OPEN.fits("large", 10**9)
    assert OPEN.is_open(10**9)
    assert (OPEN.at_once(5), Admission({}, 100).at_once(5)) == (5, 5)
