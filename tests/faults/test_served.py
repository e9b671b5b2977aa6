"""A server whose processes are killed loses no job and no event."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.served import KINDS, served


def test_a_few_kills_of_a_server_lose_and_double_nothing(tmp_path: Path) -> None:
    found = served(3, 4, seed=5, folder=tmp_path)
    assert sum(found[kind] for kind in KINDS) == 3
    assert found["events"] > 4


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_thirty_kills_of_a_server_with_fifty_jobs_lose_and_double_nothing(tmp_path: Path) -> None:
    found = served(30, 50, seed=2, folder=tmp_path)
    assert all(found[kind] for kind in KINDS)
