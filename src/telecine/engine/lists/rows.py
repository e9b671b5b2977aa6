"""What lists and counts are asked with and answer with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from telecine.engine.states import JobState

Order = Literal["created_at", "finished_at"]

STAGE: Final = "stage"
"""Kind of tally: a stage that ended well, with its seconds."""
LEASE_LOST: Final = "lease_lost"
"""Kind of tally: a task of a stage whose worker was lost."""


@dataclass(frozen=True, slots=True)
class JobQuery:
    """Which jobs a list shows, and in what order: by a time, then by id.

    `after` is the time and the id of the last job of the page before; that job may be gone since. Created from
    `created_from` on and before `created_before`. Ordered by `finished_at`, only jobs that have ended are listed.
    """

    states: frozenset[JobState] | None = None
    app: str | None = None
    video_id: str | None = None
    node: str | None = None
    requested_by: str | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    order: Order = "created_at"
    is_newest_first: bool = True
    after: tuple[datetime, str] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class DayRow:
    """How many jobs ended in one state on one day (UTC)."""

    day: date
    state: JobState
    jobs: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something happened since this home was made, and the seconds it took together."""

    number: int
    seconds: float
