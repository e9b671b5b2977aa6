"""What only the running system has: clocks, files, models, the cost of a process."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import structlog

from telecine.adapters.inference.manifest import Manifest
from telecine.engine.capabilities import ModelRef
from telecine.engine.ports import Models, VideoReader
from telecine.kernel.hashing import digest

if TYPE_CHECKING:
    from telecine.adapters.video.writer import PyAvWriter

log = structlog.get_logger(__name__)


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


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
