"""Figures of a home, for monitoring and for people; each read costs the same however many jobs there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from telecine.engine.lists.rows import LEASE_LOST, STAGE, DayRow, Tally
from telecine.engine.ports import Clock
from telecine.engine.rows import NodeRow
from telecine.engine.states import JobState, TaskState
from telecine.engine.store import Store

_WEEK: Final = timedelta(days=7)
_MOST_COUNTED: Final = 10_000
MOST_ANALYSED: Final = 100_000
"""Newest ended jobs of each state that analytics look at."""


@dataclass(frozen=True, slots=True)
class Figures:
    """As it is now. `oldest` is when the oldest queued task of each queue was created."""

    at: datetime
    jobs: Mapping[JobState, int]
    tasks: Mapping[str, Mapping[TaskState, int]]
    oldest: Mapping[str, datetime]
    stages: Mapping[str, Tally]
    lost: Mapping[str, Tally]
    videos_in_a_week: int
    nodes: Sequence[NodeRow]


@dataclass(frozen=True, slots=True)
class Analytics:
    """What happened in some days."""

    days: Sequence[DayRow]
    stages: Mapping[str, Tally]
    failures: Mapping[str, int]
    videos_in_a_week: int


class Counting:
    """Reads figures in one view of the store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def now(self) -> Figures:
        """What metrics tell."""
        now = self._clock.now()
        with self._store.reading() as reading:
            tasks = reading.count_tasks()
            waiting = [queue for queue, states in tasks.items() if states.get(TaskState.QUEUED)]
            oldest = {queue: reading.oldest_queued(queue) for queue in waiting}
            return Figures(
                at=now,
                jobs=reading.count_jobs(),
                tasks=tasks,
                oldest={queue: at for queue, at in oldest.items() if at is not None},
                stages=reading.tallies(STAGE),
                lost=reading.tallies(LEASE_LOST),
                videos_in_a_week=reading.count_videos_finished(now - _WEEK, limit=_MOST_COUNTED),
                nodes=reading.nodes(),
            )

    def jobs(self) -> Mapping[JobState, int]:
        """By state."""
        with self._store.reading() as reading:
            return reading.count_jobs()

    def of_days(self, days: int) -> Analytics:
        """What happened in the last days, today among them."""
        now = self._clock.now()
        since = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)
        with self._store.reading() as reading:
            return Analytics(
                days=reading.ended_by_day(since, limit=MOST_ANALYSED),
                stages=reading.tallies(STAGE),
                failures=reading.failures_by_code(since, limit=MOST_ANALYSED),
                videos_in_a_week=reading.count_videos_finished(now - _WEEK, limit=_MOST_COUNTED),
            )
