"""The worker processes of a supervisor, with a shell in the place of a worker."""

from __future__ import annotations

import os
import selectors
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from telecine.adapters.execution.children import Child, Running, spawner
from telecine.adapters.execution.crew import SPARE_AFTER_S, Crew
from telecine.kernel.errors import DefectError
from telecine.services.taskspec import TaskSpec

READY = ["sh", "-c", "echo '{\"ready\": 1}'; exec cat"]
BROKEN = ["sh", "-c", "echo no such module >&2; exit 1"]
SPEC = TaskSpec(1, "a" * 64, 1, "test.stage", 1, {}, {}, None, None, 0, {}, 60.0, 1)


class Listening:
    """Hears a crew as a supervisor does."""

    def __init__(self, logs: Path, command: list[str], size: int) -> None:
        self.selector = selectors.DefaultSelector()
        self.crew = Crew(spawner(command, logs, os.environ), size, self.selector)
        self.deaths: list[str] = []

    def until(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not is_so():
            assert time.monotonic() < end, "nothing happened for 20 s"
            for key, _ in self.selector.select(0.1):
                self.crew.hear(key.data, self._message, lambda _, why: self.deaths.append(why))

    def _message(self, child: Child, message: dict[str, Any]) -> None:
        raise AssertionError(f"{child.pid} said {message}")

    def pids(self) -> list[int]:
        return [child.pid for child in self.crew]


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Listening]:
    listening = Listening(tmp_path, READY, size=2)
    yield listening
    listening.crew.end()


def test_nothing_is_given_to_a_worker_before_it_is_ready(two: Listening) -> None:
    two.crew.fill(0.0)
    assert two.crew.free() == []
    two.until(lambda: len(two.crew.free()) == 2)


def test_a_spare_is_started_only_beside_longer_work_and_is_never_given_a_task(two: Listening) -> None:
    two.crew.fill(0.0)
    two.until(lambda: len(two.crew.free()) == 2)
    first, second = two.crew.free()
    two.crew.fill(SPARE_AFTER_S * 2)
    assert len(two.pids()) == 2
    first.running = Running(SPEC, since=0.0)
    two.crew.fill(SPARE_AFTER_S / 2)
    assert len(two.pids()) == 2
    two.crew.fill(SPARE_AFTER_S * 2)
    assert len(two.pids()) == 3
    two.until(lambda: all(child.is_ready for child in two.crew))
    assert two.crew.free() == [second]


def test_a_spare_takes_the_place_of_a_worker_that_was_killed(two: Listening) -> None:
    two.crew.fill(0.0)
    two.until(lambda: len(two.crew.free()) == 2)
    victim = two.crew.free()[0]
    victim.running = Running(SPEC, since=0.0)
    two.crew.fill(SPARE_AFTER_S * 2)
    two.until(lambda: all(child.is_ready for child in two.crew))
    spare = next(child for child in two.crew if child.running is None and child not in two.crew.free())
    os.kill(victim.pid, signal.SIGKILL)
    two.until(lambda: bool(two.deaths))
    two.crew.fill(SPARE_AFTER_S * 3)
    assert spare in two.crew.free()
    assert len(two.pids()) == 2, "nothing runs, so there is no new spare"
    assert "SIGKILL" in two.deaths[0]


def test_workers_that_end_before_they_are_ready_are_reported_with_their_last_words(tmp_path: Path) -> None:
    listening = Listening(tmp_path, BROKEN, size=1)

    def all_failed() -> bool:
        listening.crew.fill(0.0)
        return False

    with pytest.raises(DefectError, match="no such module"):
        listening.until(all_failed)
    listening.crew.end()
