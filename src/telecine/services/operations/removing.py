"""Removing jobs that have ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telecine.engine.states import LIVE_JOBS
from telecine.engine.store import Store
from telecine.kernel.errors import Conflict, NotFound, TelecineError


@dataclass(frozen=True, slots=True)
class Left:
    """A job that was not removed, and why."""

    job_id: str
    error: TelecineError


class Removing:
    """Removes jobs with their events and tasks. Results stay until the retention settings let them go."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def remove(self, job_id: str) -> None:
        """Raises NotFound, Conflict for one that has not ended."""
        left = self.remove_all([job_id])
        if left:
            raise left[0].error

    def remove_all(self, job_ids: Sequence[str]) -> list[Left]:
        """Remove those that can be, in one step. The others."""
        left: list[Left] = []
        ended: list[str] = []
        with self._store.writing() as tx:
            for job_id in dict.fromkeys(job_ids):
                job = tx.job(job_id)
                if job is None:
                    left.append(Left(job_id, NotFound(f"there is no job {job_id[:100]}")))
                elif job.state in LIVE_JOBS:
                    text = f"job {job_id} is {job.state}; cancel it first"
                    left.append(Left(job_id, Conflict(text, code="work_goes_on")))
                else:
                    ended.append(job_id)
            if ended:
                tx.drop_jobs(ended)
        return left
