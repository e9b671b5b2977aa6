"""A few random kills in every run, more in the long one."""

from __future__ import annotations

import pytest

from tests.faults.torture import torture


def test_five_random_kills_lose_and_double_nothing() -> None:
    assert torture(5, seed=7, is_quiet=True).kills >= 5


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_thirty_random_kills_lose_and_double_nothing() -> None:
    assert torture(30, seed=11, is_quiet=True).kills >= 30
