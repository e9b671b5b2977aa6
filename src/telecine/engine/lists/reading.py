"""The part of the port to the state tables that lists, counts and nodes are read and kept through."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from telecine.engine.lists.rows import DayRow, JobQuery, Tally
from telecine.engine.rows import JobRow, NodeRow, TaskRow, VideoRow
from telecine.engine.states import JobState, TaskState


class ListsRead(Protocol):
    """Reads."""

    def list_jobs(self, query: JobQuery) -> list[JobRow]:
        """One page, found by index."""
        ...

    def tasks_page(self, job_id: str, *, after: int = 0, limit: int = 100) -> list[TaskRow]:
        """Tasks of a job with a higher id, in order of id."""
        ...

    def videos_of(self, video_ids: Collection[str]) -> dict[str, VideoRow]:
        """By id; without those that are not there."""
        ...

    def newest_jobs(self, video_ids: Collection[str], *, succeeded: bool = False) -> dict[str, JobRow]:
        """The newest job of each video, or the newest that succeeded; without videos that have none."""
        ...

    def last_progress(self, job_ids: Collection[str]) -> dict[str, Mapping[str, object]]:
        """What the newest `job.progress` event of each job says; without jobs that have none."""
        ...

    def cancelling_jobs(self) -> list[JobRow]:
        """Those that somebody asked to cancel and that have not ended, by id."""
        ...

    def live_among(self, job_ids: Collection[str]) -> set[str]: ...
    def count_jobs(self) -> dict[JobState, int]:
        """Kept by the store with every change: costs the same for any number. Without states that no job is in."""
        ...

    def count_tasks(self) -> dict[str, dict[TaskState, int]]:
        """By queue and state; kept like the count of jobs."""
        ...

    def oldest_queued(self, queue: str) -> datetime | None:
        """When the oldest of the queued tasks of a queue was created."""
        ...

    def ended_by_day(self, since: datetime, *, limit: int) -> list[DayRow]:
        """Of the newest `limit` jobs of each state that ended since then; by day, then state."""
        ...

    def failures_by_code(self, since: datetime, *, limit: int) -> dict[str, int]:
        """Of the newest `limit` jobs that failed since then."""
        ...

    def count_videos_finished(self, since: datetime, *, limit: int) -> int:
        """Different videos of the newest `limit` jobs that succeeded since then."""
        ...

    def tallies(self, kind: str) -> dict[str, Tally]:
        """By name."""
        ...

    def nodes(self) -> list[NodeRow]:
        """By name."""
        ...

    def node(self, name: str) -> NodeRow | None: ...


class ListsWritten(Protocol):
    """Writes."""

    def tally(self, kind: str, name: str, *, seconds: float = 0.0) -> None:
        """It happened once more."""
        ...

    def put_node(self, node: NodeRow) -> None:
        """Insert or replace; whether it is in maintenance stays as it was."""
        ...

    def set_maintenance(self, name: str, *, is_on: bool) -> bool:
        """Whether the node is there."""
        ...
