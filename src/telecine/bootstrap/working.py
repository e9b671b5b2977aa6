"""What a worker process runs tasks with."""

from __future__ import annotations

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.execution.home import Home
from telecine.apps import APPLICATIONS
from telecine.bootstrap.effects import ModelCache, SystemClock, WorkerLog, open_encoder, open_video, usage
from telecine.engine.faults import Faults, no_faults
from telecine.engine.registry import Registry
from telecine.kernel.errors import UserError
from telecine.services.execute import Tools
from telecine.settings import Settings, read_settings


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
