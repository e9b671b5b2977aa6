"""Running one task: adopt what is there already, or run its stage and publish."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from telecine.engine.capabilities import ModelRef
from telecine.engine.faults import Faults, no_faults
from telecine.engine.ports import ArtifactStore, Clock, Log, Models, PublishedArtifact, VideoReader
from telecine.engine.registry import Registry
from telecine.engine.stage import Stage
from telecine.kernel.errors import (
    BadMedia,
    CorruptArtifact,
    DefectError,
    NoSpace,
    SoftLimit,
    TelecineError,
    TransientError,
)
from telecine.services.requests import model_from_json
from telecine.services.stage_context import OpenEncoder, RunContext
from telecine.services.tasks import Failure, Result
from telecine.services.taskspec import TaskSpec

Usage = Callable[[], tuple[float, float]]
"""CPU seconds used by this process so far, and its peak memory in MB."""


@dataclass(frozen=True)
class Tools:
    """What a worker process brings along."""

    registry: Registry
    artifacts: ArtifactStore
    clock: Clock
    open_video: Callable[[str], VideoReader]
    open_models: Callable[[Mapping[str, ModelRef], int], Models]
    open_encoder: OpenEncoder
    usage: Usage
    log: Log
    cores: int = 1
    threads: int = 1
    faults: Faults = no_faults
    parts: Callable[[], Mapping[str, float]] = dict
    """CPU seconds of this process so far by part of the work, where somebody measures them."""


def run_task(
    tools: Tools, spec: TaskSpec, *, progress: Callable[[float, float], None], is_cancelled: Callable[[], bool]
) -> Result:
    """The published result of a task.

    Raises a TelecineError; anything else a stage raises becomes one. Nothing is visible in the store then.
    """
    tools.faults.hit("worker.task.received")
    wall, (cpu, _), parts = tools.clock.monotonic(), tools.usage(), tools.parts()
    found = tools.artifacts.newest(spec.key, verify=True)
    if found is not None:
        return _result(found, {"wall_s": 0.0, "cpu_s": 0.0}, is_adopted=True)
    stage = tools.registry.stage(spec.stage)
    if stage.version != spec.version:
        raise DefectError(f"this worker has version {stage.version} of {stage.id}, the task wants {spec.version}")
    published = _run(tools, stage, spec, progress, is_cancelled)
    tools.faults.hit("worker.task.finished")
    cpu_now, peak = tools.usage()
    cost = {"wall_s": tools.clock.monotonic() - wall, "cpu_s": cpu_now - cpu, "peak_mb": peak}
    cost |= {f"{name}_cpu_s": spent - parts.get(name, 0.0) for name, spent in tools.parts().items()}
    return _result(published, cost, is_adopted=False)


def _run(
    tools: Tools,
    stage: Stage,
    spec: TaskSpec,
    progress: Callable[[float, float], None],
    is_cancelled: Callable[[], bool],
) -> PublishedArtifact:
    params = stage.params.model_validate(dict(spec.params))
    refs = {name: model_from_json(ref) for name, ref in spec.models.items()}
    threads = tools.cores if stage.resources.threads == "all" else tools.threads
    draft = tools.artifacts.draft(spec.key, spec.fence)
    try:
        context = RunContext(
            stage=stage,
            item=spec.item,
            inputs=spec.inputs,
            artifacts=tools.artifacts,
            draft=draft,
            open_video=lambda: tools.open_video(_source(spec)),
            models=tools.open_models(refs, threads),
            open_encoder=tools.open_encoder,
            report=progress,
            is_cancelled=is_cancelled,
            clock=tools.clock,
            deadline=tools.clock.monotonic() + stage.limits.changed(hard_s=spec.timeout_s).soft.total_seconds(),
            cores=threads,
            log=tools.log,
        )
        tools.faults.hit("worker.task.running")
        stage.run(context, params)
        return context.finish()
    except TelecineError:
        draft.discard()
        raise
    except OSError as error:
        draft.discard()
        if error.errno == errno.ENOSPC:
            raise NoSpace("the disk is full; free some space and run again. Finished work is kept.") from error
        raise TransientError(f"{stage.id}: {error.strerror or error}", code="os_error") from error
    except MemoryError as error:
        draft.discard()
        raise TransientError(f"{stage.id} ran out of memory", code="out_of_memory") from error
    except Exception as error:
        draft.discard()
        raise DefectError(f"{stage.id} failed: {type(error).__name__}: {error}") from error


def _source(spec: TaskSpec) -> str:
    if spec.source is None:
        raise BadMedia("the video of this task is not registered any more; register it again", code="file_missing")
    return spec.source


def _result(published: PublishedArtifact, cost: Mapping[str, float], *, is_adopted: bool) -> Result:
    items = published.items
    return Result(
        fence=published.fence,
        size_bytes=published.size_bytes,
        manifest_sha256=published.manifest_sha256,
        items=None if items is None else tuple(items),
        cost=cost,
        is_adopted=is_adopted,
    )


def failure_of(error: TelecineError, spec: TaskSpec) -> Failure:
    """How a supervisor is told about an error; a broken input is named so that it is made again."""
    lost: str | None = None
    if isinstance(error, CorruptArtifact):
        wanted = {ref.key for refs in spec.inputs.values() for ref in refs or ()}
        key = error.details.get("key")
        lost = key if isinstance(key, str) and key in wanted else None
    is_retryable = error.retryable or isinstance(error, SoftLimit)
    return Failure(error.code, error.message, is_retryable, lost)
