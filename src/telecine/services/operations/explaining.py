"""Why a job is as it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from telecine.engine.ports import Clock
from telecine.engine.rows import JobRow, TaskRow
from telecine.engine.states import JobState, TaskState
from telecine.engine.store import Reading, Store
from telecine.kernel.advice import ADVICE
from telecine.kernel.errors import NotFound
from telecine.services.operations.nodes import is_stale

MOST_FAILURES: Final = 20
_UNKNOWN: Final = "The message says what happened; the log of the server says more."
_RUN_AGAIN: Final = "Ask for the same again; what is finished is kept."


@dataclass(frozen=True, slots=True)
class Explanation:
    """`failures` are the tasks that failed or are to be tried again, at most `MOST_FAILURES`."""

    job: JobRow
    summary: str
    advice: str | None
    failures: Sequence[TaskRow]


class Explaining:
    """Reads what happened to a job and to the nodes that could run it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def explain(self, job_id: str) -> Explanation:
        """Raises NotFound."""
        with self._store.reading() as reading:
            job = reading.job(job_id)
            if job is None:
                raise NotFound(f"there is no job {job_id[:100]}")
            troubled = reading.tasks_of_job(job_id, states=(TaskState.FAILED, TaskState.RETRYING))[:MOST_FAILURES]
            summary, advice = self._said(reading, job, troubled)
        return Explanation(job, summary, advice, troubled)

    def _said(self, reading: Reading, job: JobRow, troubled: Sequence[TaskRow]) -> tuple[str, str | None]:
        done = job.tasks_total - job.tasks_left
        finished = f"{done} of {job.tasks_total} tasks are finished"
        if job.state is JobState.SUCCEEDED:
            return "Everything that was asked for is made.", None
        if job.state is JobState.CANCELLED:
            return f"Somebody cancelled it; {finished} and kept.", _RUN_AGAIN
        if job.state is JobState.FAILED:
            where = f" in {troubled[0].stage}" if troubled else ""
            return f"It failed{where}; {finished} and kept.", advice_on(job.error_code)
        if job.cancel_requested_at is not None:
            return "It is being cancelled; what runs stops within 2 s.", None
        if (hindrance := self._hindrance(reading, job)) is not None:
            return hindrance
        if troubled:
            text = f"It runs; {finished}. Of its tasks, some failed and are tried again by themselves."
            return text, advice_on(troubled[0].error_code)
        return f"It {'runs' if job.state is JobState.RUNNING else 'waits for its turn'}; {finished}.", None

    def _hindrance(self, reading: Reading, job: JobRow) -> tuple[str, str] | None:
        """Why nothing of a live job runs, when that is a matter of the nodes."""
        if reading.tasks_of_job(job.id, states=(TaskState.RUNNING,)):
            return None
        now = self._clock.now()
        alive = [node for node in reading.nodes() if not is_stale(node, now)]
        if not alive:
            return "It waits: nothing works at the moment.", "Start `telecine serve` or `telecine worker`."
        if all(node.in_maintenance for node in alive):
            return (
                "It waits: every node is in maintenance.",
                'End it: `POST /cluster/nodes/NODE/maintenance` with {"on": false}.',
            )
        return None


def advice_on(code: str | None) -> str:
    """What to do about a code."""
    return ADVICE.get(code or "", _UNKNOWN)
