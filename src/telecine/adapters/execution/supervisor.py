"""The supervisor: the one process of a home that claims tasks, feeds worker processes and commits their results.

One thread, one loop: wait for messages, then do everything that came up in one transaction, then tell the workers.
"""

from __future__ import annotations

import contextlib
import selectors
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog

from telecine.adapters.execution.children import Child, Spawn
from telecine.adapters.execution.crew import Crew
from telecine.adapters.execution.home import Home, WakeSocket
from telecine.adapters.execution.inbox import Inbox
from telecine.adapters.execution.meters import Meters
from telecine.adapters.execution.presence import Presence
from telecine.engine.faults import Faults, no_faults
from telecine.engine.ports import ArtifactStore, Clock
from telecine.engine.store import Store, Transaction
from telecine.kernel.errors import NoSpace, StoreBusy, TelecineError
from telecine.services.facts import Projector
from telecine.services.tasks import LEASE, Tasks
from telecine.services.taskspec import TaskSpec

log = structlog.get_logger(__name__)

POLL_S = 0.2
FLUSH_S = 0.25
RENEW_S = 10.0
"""How often leases are renewed and the node says that it is alive."""
HOUSE_S = 1.0
FREE_FLOOR_BYTES = 200 * 1024 * 1024
LONGEST_BUSY_S = 60.0


@dataclass(frozen=True)
class Options:
    """How a supervisor works.

    Attributes:
        workers: most worker processes at once.
        queues: queues it serves; None for all.
        job_ids: only tasks of these jobs; None for all.
        free_floor_bytes: below this much free disk nothing new is begun.
        node: name under which it shows itself.
        is_lasting: it waits for space on a full disk, rather than give up when nothing can be begun.
    """

    workers: int = 2
    queues: Collection[str] | None = None
    job_ids: Collection[str] | None = None
    free_floor_bytes: int = FREE_FLOOR_BYTES
    node: str = "local"
    is_lasting: bool = False


@dataclass(slots=True)
class _Due:
    """When the next periodic steps are due, on the monotonic clock."""

    flush: float = 0.0
    renew: float = 0.0
    house: float = 0.0
    poll: float = 0.0


@dataclass
class Supervisor:
    """Give it the lock of the home before it runs."""

    home: Home
    store: Store
    artifacts: ArtifactStore
    tasks: Tasks
    meters: Meters
    projector: Projector
    clock: Clock
    spawn: Spawn
    options: Options = field(default_factory=Options)
    faults: Faults = no_faults
    housekeeping: Callable[[], object] = lambda: None

    def __post_init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._crew = Crew(self.spawn, self.options.workers, self._selector)
        own = self.options
        self._presence = Presence(own.node, own.workers, self.clock, is_lasting=own.is_lasting)
        self._wake = WakeSocket(self.home)
        if self._wake.socket is not None:
            self._selector.register(self._wake.socket, selectors.EVENT_READ, None)
        self._due = _Due()
        self._seen = -1
        self._is_draining = False
        self._wants_claim = True
        self._is_short_of_space = False
        self._inbox = Inbox()
        self._busy_since: float | None = None
        self._owner = f"{self.options.node}/{self.clock.now().timestamp():.6f}"

    # --- life -------------------------------------------------------------------------------------------------

    def recover(self) -> int:
        """Free the tasks of dead processes. The lock says that nobody else supervises, so every lease is dead."""
        with self.store.writing() as tx:
            lost = tx.running_tasks()
            for task in lost:
                self.tasks.free_lost(tx, task, "the process that ran it ended")
            tx.promote_due(self.clock.now())
            self.tasks.cancelled_running(tx)
        return len(lost)

    def run(self, *, until: Callable[[], bool]) -> None:
        """Work until `until` says so (asked after every step), then stop the workers.

        Raises:
            DefectError: worker processes cannot start.
            NoSpace: the disk is too full to begin or to commit anything.
        """
        try:
            self.recover()
            self._crew.fill(self.clock.monotonic())
            while not until():
                self.step(self._timeout())
                self._keep_house()
            self._keep_house()
        finally:
            self._stop()

    def _keep_house(self) -> None:
        """Clean up when it is due and no worker is busy. What fails is logged: cleaning never fails a job."""
        now = self.clock.monotonic()
        if now < self._due.house or not self.is_idle:
            return
        self._due.house = now + HOUSE_S
        self.faults.hit("supervisor.sweep.before_commit")
        try:
            self.housekeeping()
        except (TelecineError, OSError) as error:
            log.warning("store.sweep_failed", error=str(error))

    def drain(self) -> None:
        """Take nothing new."""
        self._is_draining = True

    @property
    def is_idle(self) -> bool:
        """Whether no worker has a task."""
        return not self._crew.busy()

    @property
    def pids(self) -> list[int]:
        """Process ids of the workers."""
        return [child.pid for child in self._crew]

    def _stop(self) -> None:
        with contextlib.suppress(Exception), self.store.writing() as tx:
            for child in self._crew.busy():
                if child.running is not None:
                    self.tasks.give_back(tx, child.running.spec.task_id, child.running.spec.fence)
            self._is_draining = True
            self._show(tx)
        self._crew.end()
        self._wake.close()
        self._selector.close()

    # --- one step -----------------------------------------------------------------------------------------------

    def step(self, timeout_s: float) -> None:
        """Wait at most `timeout_s` for something to happen, then deal with all that has."""
        self._receive(timeout_s)
        inbox = self._inbox
        now = self.clock.monotonic()
        is_flush = now >= self._due.flush and any(
            c.running is not None and c.running.has_new_progress for c in self._crew
        )
        is_renew = now >= self._due.renew
        has_changed = self._look(now)
        if inbox or is_flush or is_renew or has_changed or self._can_claim():
            self._commit(inbox, is_flush=is_flush, is_renew=is_renew, has_changed=has_changed)
        self._press(now)
        if not self._is_draining:
            self._crew.fill(now)

    def _timeout(self) -> float:
        if any(c.running is not None and c.running.stop_asked_at is not None for c in self._crew):
            return 0.05
        return POLL_S

    def _receive(self, timeout_s: float) -> None:
        inbox = self._inbox
        if self._can_claim():
            timeout_s = 0.0
        for selected, _ in self._selector.select(timeout_s):
            slot: int | None = selected.data
            if slot is None:
                self._wake.drain()
                self._due.poll = 0.0
                continue
            if self._crew.hear(slot, self._hear, self._lose):
                self._wants_claim = True
        if inbox:
            self.faults.hit("supervisor.result.received")
        for child in self._crew.busy():
            if child.running is not None and inbox.has_ended(child.running):
                child.running = None
                self._wants_claim = True

    def _hear(self, child: Child, message: dict[str, Any]) -> None:
        if child.running is not None:
            self._inbox.take(child.running, message)

    def _lose(self, child: Child, why: str) -> None:
        if child.running is not None and not self._inbox.has_ended(child.running):
            self._inbox.lose(child.running, why)

    def _look(self, now: float) -> bool:
        """Whether another process changed the store since the last look."""
        if now < self._due.poll:
            return False
        self._due.poll = now + POLL_S
        counter = self.store.change_counter()
        if counter == self._seen:
            is_due = self._next_due()
            self._wants_claim = self._wants_claim or is_due or self._is_short_of_space
            return is_due
        self._seen = counter
        self._wants_claim = True
        return True

    def _next_due(self) -> bool:
        with self.store.reading() as reading:
            due = reading.next_due()
        return due is not None and due <= self.clock.now()

    def _can_claim(self) -> bool:
        return self._wants_claim and not (self._is_draining or self._presence.is_resting) and bool(self._crew.free())

    # --- the transaction ----------------------------------------------------------------------------------------

    def _commit(self, inbox: Inbox, *, is_flush: bool, is_renew: bool, has_changed: bool) -> None:
        facts = [self.projector.project(f.spec.stage, f.spec.key, f.result.fence) for f in inbox.results]
        try:
            claimed, stops = self._write(inbox, facts, is_flush=is_flush, is_renew=is_renew, has_changed=has_changed)
        except StoreBusy:
            self._wait_for_store()
            return
        except NoSpace:
            if not self.home.drop_ballast():
                raise
            log.warning("store.ballast_dropped")
            claimed, stops = self._write(inbox, facts, is_flush=is_flush, is_renew=is_renew, has_changed=has_changed)
        self._busy_since = None
        for finished in inbox.results:
            self.meters.task_ended(finished.spec.task_id, is_done=True)
        self._inbox = Inbox()
        self.faults.hit("supervisor.claim.after_commit" if claimed else "supervisor.result.after_commit")
        now = self.clock.monotonic()
        if is_flush or inbox:
            self._due.flush = now + FLUSH_S
        if is_renew:
            self._due.renew = now + RENEW_S
        for child, spec in claimed:
            child.start(spec, now)
        for child in self._crew:
            if child.running is not None and child.running.spec.task_id in stops:
                child.ask_to_stop("cancelled", now)

    def _wait_for_store(self) -> None:
        """What came in is kept and written with the next step; nothing new is begun meanwhile."""
        now = self.clock.monotonic()
        self._busy_since = now if self._busy_since is None else self._busy_since
        if now - self._busy_since > LONGEST_BUSY_S:
            raise StoreBusy(f"the database in {self.home.root} stayed locked for {LONGEST_BUSY_S:.0f} s")
        log.warning("store.busy", waited_s=round(now - self._busy_since, 1))

    def _write(
        self,
        inbox: Inbox,
        facts: list[Callable[[Transaction], None]],
        *,
        is_flush: bool,
        is_renew: bool,
        has_changed: bool,
    ) -> tuple[list[tuple[Child, TaskSpec]], set[int]]:
        claimed: list[tuple[Child, TaskSpec]] = []
        stops: set[int] = set()
        with self.store.writing() as tx:
            # Facts first: a job that ends with a result then finds that they are its own.
            for write in facts:
                write(tx)
            inbox.settle(tx, self.tasks)
            if is_flush or inbox:
                self._flush(tx, inbox)
            if has_changed or is_renew or inbox.failures:
                self._presence.heed(tx, busy=len(self._crew.busy()), is_draining=self._is_draining)
                tx.promote_due(self.clock.now())
                stops = {task.id for task in self.tasks.cancelled_running(tx)}
            if is_renew:
                self._renew(tx)
            if self._can_claim() and self._has_space():
                claimed = self._claim(tx)
            self.faults.hit("supervisor.claim.before_commit" if claimed else "supervisor.result.before_commit")
        return claimed, stops

    def _claim(self, tx: Transaction) -> list[tuple[Child, TaskSpec]]:
        claimed: list[tuple[Child, TaskSpec]] = []
        while free := self._free(claimed):
            # Who holds most gains least by another task.
            child = max(free, key=self._held_mb)
            spec = self._claim_for(tx, child, [other for other in free if other is not child])
            if spec is None:
                self._wants_claim = False
                break
            child.ran.add(spec.stage)
            claimed.append((child, spec))
        return claimed

    def _claim_for(self, tx: Transaction, child: Child, free: list[Child]) -> TaskSpec | None:
        """The next task that fits. Where memory is short, the other free workers give up what they hold."""
        queues, job_ids = self.options.queues, self.options.job_ids
        while True:
            beside_mb = sum(self._held_mb(other) for other in self._crew if other is not child)
            spec = self.tasks.claim(tx, owner=self._owner, queues=queues, job_ids=job_ids, beside_mb=beside_mb)
            idle = [other for other in free if other.ran]
            if spec or not idle or not self.tasks.lacks_room(tx, beside_mb, queues=queues, job_ids=job_ids):
                return spec
            for other in idle:
                log.info("worker.dismissed", held_mb=self._held_mb(other))
                self._crew.dismiss(other)
                free.remove(other)

    def _free(self, claimed: list[tuple[Child, TaskSpec]]) -> list[Child]:
        taken = [child for child, _ in claimed]
        return [child for child in self._crew.free() if not any(child is other for other in taken)]

    def _held_mb(self, child: Child) -> int:
        return self.tasks.admission.held_mb(child.ran)

    def _flush(self, tx: Transaction, inbox: Inbox) -> None:
        touched = inbox.task_ids()
        for child in self._crew:
            running = child.running
            if running is not None:
                touched.add(running.spec.task_id)
            if running is not None and running.has_new_progress and running.progress is not None:
                done, whole = running.progress
                running.has_new_progress = False
                self.meters.task_progress(tx, running.spec, done / whole if whole else 0.0)
        self.meters.flush(tx, touched, workers=self.options.workers)

    def _renew(self, tx: Transaction) -> None:
        now = self.clock.now()
        mine = [child.running.spec.task_id for child in self._crew if child.running is not None]
        if mine:
            tx.renew_leases(self._owner, mine, now + LEASE)
        for task in tx.expired_tasks(now - timedelta(seconds=1)):
            if task.id not in mine:
                self.tasks.free_lost(tx, task, "its lease expired")
        self._show(tx)

    def _show(self, tx: Transaction) -> None:
        self._presence.show(tx, busy=len(self._crew.busy()), is_draining=self._is_draining)

    def _has_space(self) -> bool:
        is_short = self.artifacts.free_bytes() < self.options.free_floor_bytes
        if is_short and not self._is_short_of_space:
            log.warning("store.low_space", free_bytes=self.artifacts.free_bytes())
        self._is_short_of_space = is_short
        if is_short and self.is_idle and not self.options.is_lasting:
            floor_mb = self.options.free_floor_bytes // (1024 * 1024)
            raise NoSpace(
                f"less than {floor_mb} MB are free in {self.home.root}; nothing new is begun. "
                "Free some space (`telecine clean` helps) and run again; finished work is kept."
            )
        return not is_short

    # --- workers ------------------------------------------------------------------------------------------------

    def _press(self, now: float) -> None:
        for child in self._crew:
            running = child.running
            if running is None:
                continue
            if now - running.since > running.spec.timeout_s and running.stop_asked_at is None:
                child.ask_to_stop("time_limit", now)
            child.press(now)
