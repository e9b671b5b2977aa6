"""Bringing a job to its end: as the supervisor of the home, or watching the one there is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telecine.cli.following.board import Board
from telecine.cli.following.live import LiveView
from telecine.cli.following.stop import Stop
from telecine.cli.session import Session
from telecine.engine.rows import JobRow
from telecine.engine.states import LIVE_JOBS
from telecine.kernel.errors import Cancelled, Conflict, DefectError
from telecine.services.review.results import Shape, read_shape

if TYPE_CHECKING:
    from telecine.bootstrap import Workspace

LOOK_S: Final = 0.05
DRAW_S: Final = 0.125
POLL_S: Final = 0.2
LOCK_S: Final = 1.0
_OTHER: Final = "another Telecine process works in this home; this one watches, and takes over when that one ends"
_STOPPING: Final = "stopping; Ctrl-C again leaves at once"
_MOST_EVENTS: Final = 5000


@dataclass(frozen=True)
class Followed:
    """How a job was left: ended, or (`has_left`) still going on because the person left."""

    job: JobRow
    shape: Shape
    seconds: float
    retried: int
    has_left: bool


def last_event(workspace: Workspace) -> int:
    """Where the stream of events is now; taken before a job is submitted, so that none of its events is missed."""
    with workspace.store.reading() as reading:
        return reading.last_event()


def begin(session: Session, ask: Callable[[], JobRow], *, workers: int | None) -> tuple[JobRow, int]:
    """The job that `ask` submits or retries, and where the stream of events was before.

    While an identical job is being cancelled, asking gives that one; it is seen off first, and asked again.
    """
    while True:
        since = last_event(session.workspace)
        job = ask()
        if job.cancel_requested_at is None:
            session.workspace.home.poke()
            return job, since
        if drive(session, job.id, since=since, workers=workers, title="an earlier run is being stopped").has_left:
            raise Cancelled("Stopped before anything was begun.")


def drive(session: Session, job_id: str, *, since: int, workers: int | None, title: str) -> Followed:
    """Work on the job, or watch another process do it, until it ends or the person leaves.

    The first Ctrl-C cancels the job and goes on until it has stopped; the second leaves at once.

    Args:
        since: where the stream of events was before the job was submitted.
        workers: worker processes; None for the setting.
        title: what stands above the picture.

    Raises:
        DefectError: worker processes cannot start.
        NoSpace: the disk is full.
    """
    with LiveView(session.screen, title) as view, Stop() as stop:
        follower = _Follower(session, job_id, since, view, stop)
        while not follower.look():
            lock = session.workspace.lock()
            if lock.acquire():
                try:
                    follower.note = ""
                    supervisor = session.workspace.supervisor(workers=workers, job_ids={job_id})
                    supervisor.run(until=follower.look)
                    follower.leave()
                finally:
                    lock.release()
            else:
                follower.note = _OTHER
                follower.watch()
        return follower.followed()


class _Follower:
    """Looks at one job again and again, cheaply, and draws it."""

    def __init__(self, session: Session, job_id: str, since: int, view: LiveView, stop: Stop) -> None:
        self.note = ""
        self._session = session
        self._workspace = session.workspace
        self._job_id = job_id
        self._seq = since
        self._view = view
        self._stop = stop
        self._board = Board()
        self._job: JobRow | None = None
        self._shape: Shape | None = None
        self._known: tuple[int, bool, bool] | None = None
        self._begun = self._workspace.clock.monotonic()
        self._looked: float | None = None
        self._drawn = -DRAW_S
        self._has_asked = False

    def look(self) -> bool:
        """Whether there is nothing left to wait for. May be called at any rate."""
        if self._stop.is_asked and not self._has_asked:
            self._cancel()
        now = self._workspace.clock.monotonic()
        if self._looked is None or now - self._looked >= LOOK_S:
            self._looked = now
            self._read()
            self._draw(now)
        return self._stop.is_leaving or self._has_ended

    def watch(self) -> None:
        """Look for a second, as long as the job goes on."""
        clock = self._workspace.clock
        end = clock.monotonic() + LOCK_S
        while clock.monotonic() < end and not self.look():
            time.sleep(POLL_S)

    def leave(self) -> None:
        """Called by the supervisor once its workers are gone: a job it leaves cancelled ends now, not with the next."""
        if self._stop.is_leaving and not self._has_ended:
            self._cancel()
            self._read()

    def followed(self) -> Followed:
        """The last look."""
        assert self._job is not None  # noqa: S101 - look() was called
        assert self._shape is not None  # noqa: S101 - look() was called
        seconds = self._workspace.clock.monotonic() - self._begun
        return Followed(self._job, self._shape, seconds, self._board.retried, not self._has_ended)

    @property
    def _has_ended(self) -> bool:
        return self._job is not None and self._job.state not in LIVE_JOBS

    def _read(self) -> None:
        with self._workspace.store.reading() as reading:
            job = reading.job(self._job_id)
            if job is None:
                raise DefectError(f"job {self._job_id} is gone while it was being worked on")
            events = reading.events(after=self._seq, job_id=self._job_id, limit=_MOST_EVENTS)
            self._board.apply(events)
            self._seq = events[-1].seq if events else self._seq
            self._job = job
            known = (job.tasks_total, job.is_expanded, self._has_ended)
            if known != self._known:
                self._known = known
                self._shape = read_shape(self._workspace.registry, reading, job)
                self._board.load(self._shape)

    def _draw(self, now: float) -> None:
        if now - self._drawn < DRAW_S and not self._has_ended:
            return
        self._drawn = now
        self._view.draw(self._board, now - self._begun, _STOPPING if self._has_asked else self.note)

    def _cancel(self) -> None:
        self._has_asked = True
        try:
            self._workspace.jobs.cancel(self._job_id)
        except Conflict:
            return
        self._workspace.home.poke()
