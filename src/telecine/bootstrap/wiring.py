"""Puts services and adapters together by the settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from structlog.contextvars import get_contextvars

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.execution.home import Home, refuse_network
from telecine.adapters.inference.fetching.background import BackgroundFetch
from telecine.adapters.inference.fetching.folder import ModelFolder
from telecine.adapters.inference.manifest import Manifest
from telecine.apps import APPLICATIONS
from telecine.bootstrap.effects import ModelCache, SystemClock, open_video, resolve_model, unfit_for_seed
from telecine.bootstrap.media import wire_media
from telecine.bootstrap.operations import wire_operations
from telecine.bootstrap.results import wire_judge, wire_results
from telecine.bootstrap.sources import wire_sources
from telecine.bootstrap.working import limited
from telecine.bootstrap.workspace import Workspace
from telecine.engine.faults import Faults, no_faults
from telecine.engine.registry import Registry
from telecine.engine.store import Store
from telecine.records import catalog
from telecine.services.access.auditing import Access, Audit
from telecine.services.access.keys import Keys
from telecine.services.access.logins import Logins
from telecine.services.access.repeating import Repeating
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
from telecine.services.review.opening import KeptOpen
from telecine.services.review.rulings import Rulings
from telecine.services.review.seeding import Seeding
from telecine.services.sweep import Sweeper
from telecine.services.videos import Videos
from telecine.settings import Settings, read_settings, resolved


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
    slow_ms = settings.store.slow_ms
    store = SqlStore.open(database_of(settings, home), slow_s=slow_ms / 1000 if slow_ms else None)
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
    jobs = _wire_jobs(settings, store, planning, clock, manifest, people, Rulings(journals, artifacts, people.current))
    videos = Videos(store, clock, open_video)
    models = ModelFolder(manifest, settings.models_dir)
    open_models = ModelCache(settings.models_dir).open
    opens = KeptOpen(artifacts)
    answers = Answers(store, opens, registry, open_video=open_video, open_models=open_models)
    desk = Desk(store, artifacts, registry, jobs, journals, people)
    seeding = Seeding(store, artifacts, registry, journals, people, confirmations, clock, unfit_for_seed)
    judge = wire_judge(manifest, models, open_models)
    media = wire_media(settings, home, store, artifacts, registry, videos, clock, faults)
    return Workspace(
        settings=settings,
        home=home,
        clock=clock,
        store=store,
        artifacts=artifacts,
        registry=registry,
        manifest=manifest,
        models=models,
        fetching=BackgroundFetch(models),
        planning=planning,
        jobs=jobs,
        desk=desk,
        answers=answers,
        results=wire_results(store, opens, registry, answers, jobs, desk, journals, people, seeding, judge),
        overview=Overview(store),
        comparing=Comparing(store, artifacts, registry),
        videos=videos,
        media=media,
        sources=wire_sources(settings, store, clock, media, videos, jobs, planning, models),
        operations=wire_operations(settings, home, store, clock),
        journals=journals,
        people=people,
        seeding=seeding,
        eraser=Eraser(
            store,
            artifacts,
            registry,
            clock,
            seeds=home.seeds,
            logs=home.logs,
            days_unused=settings.biometric_retention_days,
            faults=faults,
        ),
        sweeper=Sweeper(store, artifacts, clock),
        access=_wire_access(store, clock),
        faults=faults,
        worker_module=worker_module,
    )


def _wire_access(store: Store, clock: SystemClock) -> Access:
    keys, logins = Keys(store, clock, os.urandom), Logins(store, clock, os.urandom)
    return Access(keys, logins, Audit(store, clock), Repeating(store, clock))


def _wire_jobs(
    settings: Settings,
    store: Store,
    planning: Planning,
    clock: SystemClock,
    manifest: Manifest,
    people: People,
    rulings: Rulings,
) -> Jobs:
    snapshots: dict[str, Callable[[str], str]] = {
        catalog.PHOTOS.name: lambda _video: people.snapshot(None),
        catalog.NAME_RULINGS.name: rulings.names,
        catalog.LINK_RULINGS.name: rulings.links,
    }
    return Jobs(
        store,
        planning,
        clock,
        resolve_model=lambda capability, tier: resolve_model(manifest, capability, tier),
        snapshot_of=lambda name, video_id: snapshots[name](video_id),
        entropy=os.urandom,
        node=settings.node,
        settings=resolved(settings),
        request_id=lambda: get_contextvars().get("request_id"),
    )


def database_of(settings: Settings, home: Home) -> str:
    """Address of the database. Raises UserError for one on a network file system."""
    if settings.store.url is None:
        return f"sqlite:///{home.database}"
    url = settings.store.url.get_secret_value()
    refuse_network(Path(url.partition(":///")[2]).parent, "with TELECINE_STORE__URL or DATABASE_PATH")
    return url
