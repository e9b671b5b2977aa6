"""What becomes of a task whose run failed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from telecine.engine.retry import LONGEST_DELAY, Again, GiveUp, decide


def test_an_error_that_cannot_go_away_is_final() -> None:
    assert isinstance(decide("bad_media", retryable=False, attempts_used=1, attempts=3), GiveUp)


def test_the_last_attempt_is_final() -> None:
    assert isinstance(decide("transient", retryable=True, attempts_used=3, attempts=3), GiveUp)


def test_a_lost_worker_is_replaced_at_once_the_first_time_only() -> None:
    assert decide("worker_lost", retryable=True, attempts_used=1, attempts=3) == Again(timedelta(0))
    second = decide("worker_lost", retryable=True, attempts_used=2, attempts=3)
    assert isinstance(second, Again)
    assert second.delay > timedelta(0)


@pytest.mark.parametrize("used", [1, 2, 5, 12, 40])
def test_waiting_grows_up_to_a_minute(used: int) -> None:
    step = decide("transient", retryable=True, attempts_used=used, attempts=100)
    assert isinstance(step, Again)
    assert timedelta(milliseconds=500) <= step.delay <= LONGEST_DELAY
