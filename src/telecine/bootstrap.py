"""The composition root: the only place that reads settings and picks adapters.

Adapters that are slow to import are imported when they are first needed: a worker needs no database, a list no decoder.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import structlog

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.execution.children import Child, spawner
from telecine.adapters.execution.home import Home, HomeLock, refuse_network
from telecine.adapters.execution.machine import this_machine
from telecine.adapters.execution.meters import Meters
from telecine.adapters.execution.supervisor import Options, Supervisor
from telecine.adapters.inference.fetching.checking import OnProgress
from telecine.adapters.inference.fetching.folder import ModelFolder
from telecine.adapters.inference.manifest import Manifest
from telecine.apps import APPLICATIONS
from telecine.engine.admission import Admission
from telecine.engine.capabilities import ModelRef
from telecine.engine.faults import Faults, no_faults
from telecine.engine.ports import ArtifactStore, Clock, Models, VideoReader
from telecine.engine.registry import Registry
from telecine.engine.store import Store
from telecine.kernel.errors import UserError
from telecine.kernel.hashing import digest
from telecine.records import catalog
from telecine.services.execute import Tools
from telecine.services.facts import Projector
from telecine.services.jobs import Jobs
from telecine.services.overview.comparing import Comparing
from telecine.services.overview.totals import Overview
from telecine.services.people import People
from telecine.services.planning import Planning
from telecine.services.review.answers import Answers
from telecine.services.review.confirming import Confirmations
from telecine.services.review.desk import Desk
from telecine.services.review.erasing import Eraser
from telecine.services.review.journal import Journals
from telecine.services.review.rulings import Rulings
from telecine.services.review.seeding import Seeding
from telecine.services.sweep import Sweeper
from telecine.services.tasks import Tasks
from telecine.services.videos import Videos
from telecine.settings import Settings, read_settings, resolved

if TYPE_CHECKING:
    from telecine.adapters.sources.sample import Sample
    from telecine.adapters.video.writer import PyAvWriter

log = structlog.get_logger(__name__)


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


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
    planning: Planning
    jobs: Jobs
    videos: Videos
    desk: Desk
    answers: Answers
    overview: Overview
    comparing: Comparing
    journals: Journals
    people: People
    seeding: Seeding
    eraser: Eraser
    sweeper: Sweeper
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
            housekeeping=self.clean_up_when_due,
        )

    def environment(self) -> Mapping[str, str]:
        """Environment of other processes that work in this home."""
        return worker_environment(self.settings)

    def admission(self) -> Admission:
        """Which tasks may run beside each other here."""
        needs = {stage.id: stage.resources.memory_mb for stage in self.registry.stages.values()}
        return Admission(needs, self.settings.memory_mb or this_machine().for_tasks_mb)

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
        self.sweeper.sweep(
            jobs_older_than=timedelta(days=keep.job_days), artifacts_older_than=timedelta(days=keep.artifact_days)
        )
        return True

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


@contextmanager
def open_workspace(
    *,
    faults: Faults = no_faults,
    registry: Registry | None = None,
    worker_module: str = "telecine.worker",
    **given: object,
) -> Iterator[Workspace]:
    """Open the home and wire everything; `given` are settings that win over the environment.

    Raises UserError when the home or a setting cannot be used.
    """
    from telecine.adapters.store.sql import SqlStore

    settings = read_settings(**given)
    home = Home(settings.home.expanduser().absolute())
    home.prepare()
    registry = limited(registry or Registry(APPLICATIONS), settings)
    store = SqlStore.open(database_of(settings, home))
    try:
        yield _wire(settings, home, registry, store, faults, worker_module)
    finally:
        store.close()


def _wire(
    settings: Settings, home: Home, registry: Registry, store: Store, faults: Faults, worker_module: str
) -> Workspace:
    clock = SystemClock()
    artifacts = LocalArtifacts(home.store, faults=faults)
    manifest = Manifest.load()
    planning = Planning(registry, artifacts, clock)
    journals = Journals(store, clock, os.urandom)
    confirmations = Confirmations(store, journals)
    people = People(store, artifacts, clock, home.seeds, confirmations.standing)
    rulings = Rulings(journals, artifacts, people.current)
    snapshots: dict[str, Callable[[str], str]] = {
        catalog.PHOTOS.name: lambda _video: people.snapshot(None),
        catalog.NAME_RULINGS.name: rulings.names,
        catalog.LINK_RULINGS.name: rulings.links,
    }
    jobs = Jobs(
        store,
        planning,
        clock,
        resolve_model=lambda capability, tier: resolve_model(manifest, capability, tier),
        snapshot_of=lambda name, video_id: snapshots[name](video_id),
        entropy=os.urandom,
        node=settings.node,
        settings=resolved(settings),
    )
    return Workspace(
        settings=settings,
        home=home,
        clock=clock,
        store=store,
        artifacts=artifacts,
        registry=registry,
        manifest=manifest,
        models=ModelFolder(manifest, settings.models_dir),
        planning=planning,
        jobs=jobs,
        desk=Desk(store, artifacts, registry, jobs, journals, people),
        answers=Answers(
            store, artifacts, registry, open_video=open_video, open_models=ModelCache(settings.models_dir).open
        ),
        overview=Overview(store),
        comparing=Comparing(store, artifacts, registry),
        videos=Videos(store, clock, open_video),
        journals=journals,
        people=people,
        seeding=Seeding(store, artifacts, registry, journals, people, confirmations, clock, unfit_for_seed),
        eraser=Eraser(store, artifacts, registry, clock, seeds=home.seeds, logs=home.logs, faults=faults),
        sweeper=Sweeper(store, artifacts, clock),
        faults=faults,
        worker_module=worker_module,
    )


def worker_tools(*, cores: int, threads: int, registry: Registry | None = None, faults: Faults = no_faults) -> Tools:
    """What a worker process runs tasks with; it never opens the database."""
    settings = read_settings()
    return Tools(
        registry=limited(registry or Registry(APPLICATIONS), settings),
        artifacts=LocalArtifacts(Home(settings.home).store, faults=faults),
        clock=SystemClock(),
        open_video=open_video,
        open_models=ModelCache(settings.models_dir).open,
        open_encoder=open_encoder,
        usage=usage,
        log=WorkerLog(),
        cores=cores,
        threads=threads,
        faults=faults,
    )


def database_of(settings: Settings, home: Home) -> str:
    """Address of the database. Raises UserError for one on a network file system."""
    if settings.store.url is None:
        return f"sqlite:///{home.database}"
    url = settings.store.url.get_secret_value()
    refuse_network(Path(url.partition(":///")[2]).parent, "with TELECINE_STORE__URL or DATABASE_PATH")
    return url


def limited(registry: Registry, settings: Settings) -> Registry:
    """The registry with the time limits of the settings. Raises UserError for a stage that is not there."""
    try:
        return registry.with_limits(
            {
                name: registry.stage(name).limits.changed(soft_s=given.soft_s, hard_s=given.hard_s)
                for name, given in settings.limits.items()
            }
        )
    except UserError as error:
        raise UserError(f"setting TELECINE_LIMITS: {error.message}", code="bad_setting") from error


class WorkerLog:
    """Structured events of stages, written to the log of the worker process."""

    def info(self, event: str, **values: object) -> object:
        return structlog.get_logger().info(event, **values)

    def warning(self, event: str, **values: object) -> object:
        return structlog.get_logger().warning(event, **values)


class ModelCache:
    """Model sets of this process; models stay loaded from task to task."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sets: dict[str, Models] = {}

    def open(self, refs: Mapping[str, ModelRef], threads: int) -> Models:
        """The set for these references, made when first asked for."""
        name = f"{threads}:{sorted(digest(ref.key_part()) for ref in refs.values())}"
        if name not in self._sets:
            from telecine.adapters.inference.models import ModelSet

            self._sets[name] = ModelSet(refs, self._folder, threads=threads)
        return self._sets[name]


def open_video(path: str) -> VideoReader:
    """A reader of a source file."""
    from telecine.adapters.video.reader import PyAvReader

    return PyAvReader(Path(path))


def open_encoder(
    path: Path,
    *,
    size: tuple[int, int],
    frame_rate: Fraction,
    crf: int,
    audio_rate: int | None,
    audio_channels: Literal[1, 2] = 1,
    threads: int = 1,
) -> PyAvWriter:
    """An encoder for one file of an artifact."""
    from telecine.adapters.video.writer import PyAvWriter

    return PyAvWriter(
        path,
        size=size,
        frame_rate=frame_rate,
        crf=crf,
        audio_rate=audio_rate,
        audio_channels=audio_channels,
        threads=threads,
    )


def unfit_for_seed(width: float, sharpness: float) -> str | None:
    """Why a face of this width in pixels and this sharpness cannot teach who somebody is; None when it can."""
    from telecine.apps.faces.logic.seeds import refuse_blur, refuse_width

    refusal = refuse_width(width) or refuse_blur(sharpness)
    return None if refusal is None else refusal[1]


def usage() -> tuple[float, float]:
    """CPU seconds of this process and its peak memory in MB."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return spent.ru_utime + spent.ru_stime, spent.ru_maxrss / scale


def resolve_model(manifest: Manifest, capability: str, tier: str) -> ModelRef:
    """The model a tier (`auto`, `default`, `best`) or a name stands for."""
    return manifest.resolve(capability, "default" if tier == "auto" else tier)
