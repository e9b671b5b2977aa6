"""One opened home with every service wired up: what the doors work with."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from telecine.adapters.execution.children import Child, spawner
from telecine.adapters.execution.home import Home, HomeLock
from telecine.adapters.execution.machine import this_machine
from telecine.adapters.execution.meters import Meters
from telecine.adapters.execution.supervisor import Options, Supervisor
from telecine.adapters.inference.fetching.background import BackgroundFetch
from telecine.adapters.inference.fetching.checking import OnProgress
from telecine.adapters.inference.fetching.folder import ModelFolder
from telecine.adapters.inference.manifest import Manifest
from telecine.bootstrap.effects import open_encoder
from telecine.bootstrap.media import Media
from telecine.bootstrap.operations import Operations
from telecine.bootstrap.results import Results
from telecine.bootstrap.sources import Sources
from telecine.engine.admission import Admission
from telecine.engine.faults import Faults
from telecine.engine.ports import ArtifactStore, Clock
from telecine.engine.registry import Registry
from telecine.engine.store import Store
from telecine.services.access.auditing import Access
from telecine.services.facts import Projector
from telecine.services.jobs import Jobs
from telecine.services.overview.comparing import Comparing
from telecine.services.overview.totals import Overview
from telecine.services.people import People
from telecine.services.planning import Planning
from telecine.services.review.answers import Answers
from telecine.services.review.desk import Desk
from telecine.services.review.erasing import Eraser
from telecine.services.review.journal import Journals
from telecine.services.review.seeding import Seeding
from telecine.services.sweep import Sweeper
from telecine.services.tasks import Tasks
from telecine.services.videos import Videos
from telecine.settings import Settings

if TYPE_CHECKING:
    from telecine.adapters.sources.sample import Sample

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Workspace:
    """One opened home with every service wired up: what the doors work with."""

    settings: Settings
    home: Home
    clock: Clock
    store: Store
    artifacts: ArtifactStore
    registry: Registry
    manifest: Manifest
    models: ModelFolder
    fetching: BackgroundFetch
    planning: Planning
    jobs: Jobs
    videos: Videos
    media: Media
    results: Results
    sources: Sources
    operations: Operations
    desk: Desk
    answers: Answers
    overview: Overview
    comparing: Comparing
    journals: Journals
    people: People
    seeding: Seeding
    eraser: Eraser
    sweeper: Sweeper
    access: Access
    faults: Faults
    worker_module: str

    def lock(self) -> HomeLock:
        """The right to supervise this home; not acquired yet."""
        return HomeLock(self.home)

    def supervisor(self, *, workers: int | None = None, job_ids: Collection[str] | None = None) -> Supervisor:
        """A supervisor for the holder of the lock: of some jobs, or of everything for as long as it is let."""
        admission = self.admission()
        tasks = Tasks(
            self.registry, self.planning, self.clock, faults=self.faults, jitter=random.random, admission=admission
        )
        options = Options(
            workers=workers or self.settings.workers,
            job_ids=job_ids,
            free_floor_bytes=self.settings.store.free_floor_mb * 2**20,
            node=self.settings.node,
            is_lasting=job_ids is None,
        )
        fit = admission.at_once(options.workers)
        say = log.info if fit == options.workers else log.warning
        say("supervisor.room", workers=options.workers, largest_at_once=fit, memory_mb=admission.memory_mb)
        return Supervisor(
            home=self.home,
            store=self.store,
            artifacts=self.artifacts,
            tasks=tasks,
            meters=Meters(self.registry, self.clock),
            projector=Projector(self.registry, self.artifacts),
            clock=self.clock,
            spawn=lambda slot: self._spawn(slot, options.workers),
            options=options,
            faults=self.faults,
            housekeeping=self.keep_house,
        )

    def environment(self) -> Mapping[str, str]:
        """Environment of other processes that work in this home."""
        return worker_environment(self.settings)

    def admission(self) -> Admission:
        """Which tasks may run beside each other here."""
        needs = {stage.id: stage.resources.memory_mb for stage in self.registry.stages.values()}
        return Admission(needs, self.settings.memory_mb or this_machine().for_tasks_mb)

    def keep_house(self) -> None:
        """What must not be done beside tasks: forget whom somebody asked to forget, clean up when it is due."""
        if self.eraser.is_begun:
            self.eraser.finish()
        self.clean_up_when_due()

    def clean_up_when_due(self) -> bool:
        """Clean up as the retention settings say, when the last time is long enough ago. Whether it did."""
        keep = self.settings.retention
        now = self.clock.now().timestamp()
        last = self.home.swept.stat().st_mtime if self.home.swept.exists() else None
        if last is None:
            self.home.swept.touch()
        if not keep.enabled or last is None or now - last < keep.interval_hours * 3600:
            return False
        self.home.swept.touch()
        self.eraser.erase_unused()
        swept = self.sweeper.sweep(
            jobs_older_than=timedelta(days=keep.job_days), artifacts_older_than=timedelta(days=keep.artifact_days)
        )
        log.info("store.swept", **asdict(swept))
        self.media.sweep()
        self.access.repeating.sweep()
        self.access.audit.sweep(timedelta(days=keep.audit_days))
        return True

    def forget(self, name: str) -> bool:
        """Erase somebody: now where nobody works in this home, else as soon as its supervisor rests. Whether it is done.

        Raises NotFound, Conflict.
        """
        lock = self.lock()
        is_free = lock.acquire()
        try:
            if is_free:
                self.eraser.erase(name)
            else:
                self.eraser.begin(name)
        finally:
            if is_free:
                lock.release()
        self.results.forget()
        self.home.poke()
        return is_free

    def rebuild_facts(self) -> int:
        """Make the generic read model anew from the stored results. From how many it was made."""
        return Projector(self.registry, self.artifacts).rebuild(self.store)

    def sample_episode(self, *, on_fetch: OnProgress, on_frames: Callable[[float, float], None]) -> Sample:
        """The sample episode in this home, composed when it is not there yet.

        Raises what `ModelFolder.fetch` raises when its photographs cannot be fetched.
        """
        photographs = self.models.fetch_samples(on_fetch)
        folder = self.home.root / "sample"
        from telecine.adapters.sources.sample import compose_sample

        return compose_sample(photographs, folder, rate="25", progress=on_frames, open_writer=open_encoder)

    def _spawn(self, slot: int, workers: int) -> Child:
        cores = this_machine().cores
        threads = max(1, cores // workers)
        command = [sys.executable, "-m", self.worker_module, "--cores", str(cores), "--threads", str(threads)]
        return spawner(command, self.home.logs, worker_environment(self.settings))(slot)


def worker_environment(settings: Settings) -> Mapping[str, str]:
    """Environment of worker processes: the settings as resolved here, one thread for libraries that start many."""
    return os.environ | {
        "TELECINE_HOME": str(settings.home),
        "TELECINE_MODELS_DIR": str(settings.models_dir),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OPENCV_FOR_THREADS_NUM": "1",
        "PYTHONUNBUFFERED": "1",
    }
