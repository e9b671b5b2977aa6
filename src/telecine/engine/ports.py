"""What stages and services reach the world through. Protocols only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from telecine.engine.capabilities import Capability, ModelRef
from telecine.kernel.boxes import Box
from telecine.kernel.spans import Span
from telecine.records.items import Item
from telecine.records.media import Probe
from telecine.records.record import Artifact, Record

R_co = TypeVar("R_co", bound=Record, covariant=True)
T = TypeVar("T", bound=Record)
C = TypeVar("C")

Picture = npt.NDArray[np.uint8]
"""RGB ``[h, w, 3]`` or grey ``[h, w]``, uint8."""


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The time, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start, never going back."""
        ...


# --- what a stage sees ------------------------------------------------------------------------------------------


class Frame(Protocol):
    """One decoded picture. Nothing is converted until asked for; valid until the next frame is taken."""

    @property
    def at(self) -> Fraction:
        """Presentation instant, seconds from the first frame of the video."""
        ...

    @property
    def duration(self) -> Fraction:
        """Seconds until the next frame, as declared; 0 when unknown."""
        ...

    @property
    def is_key(self) -> bool: ...

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the displayed picture."""
        ...

    def rgb(self, size: tuple[int, int] | None = None) -> Picture:
        """RGB uint8 ``[h, w, 3]``, upright, scaled to `size` (width, height); full size without one."""
        ...

    def crop_rgb(self, box: Box) -> tuple[Picture, tuple[float, float]]:
        """The part of the full-size picture around `box` (clipped to the picture) and its top-left corner."""
        ...

    def luma(self, step: int = 1) -> Picture:
        """8-bit luma ``[h, w]``, every `step`-th sample in both directions, upright. The cheapest look at a frame."""
        ...

    def chroma(self, step: int = 1) -> tuple[Picture, Picture]:
        """8-bit Cb and Cr planes, every `step`-th sample, upright; grey video gives planes of 128."""
        ...


class VideoReader(Protocol):
    """The source of the task."""

    def probe(self) -> Probe:
        """Read what the file is. Raises BadMedia with the reason and what to do."""
        ...

    def frames(
        self, span: Span | None = None, *, every: Fraction | None = None, fast: bool = False, threads: int = 1
    ) -> Iterator[Frame]:
        """Frames whose instant is in `span` (the whole film without one), in presentation order.

        Args:
            every: only the first frame at or after each multiple of this from the start of `span`.
            fast: skip the loop filter; for looking at the whole, never for measuring faces.
            threads: decoder threads.

        Damaged frames are skipped and counted in `damaged`. Raises BadMedia when nothing at all decodes.
        """
        ...

    def instants(self) -> list[Fraction]:
        """Instants of all frames in order, read from the packets without decoding them; damaged frames are among them."""
        ...

    @property
    def damaged(self) -> int:
        """Frames and packets the decoder refused so far."""
        ...

    def audio(
        self, span: Span | None = None, *, rate: int = 16_000, channels: Literal[1, 2] = 1
    ) -> Iterator[npt.NDArray[np.float32]]:
        """Float32 blocks at `rate` Hz covering `span` exactly, silence where the file has none.

        Mono blocks are ``[n]``, stereo ones ``[n, 2]``; other layouts are mixed by FFmpeg's rules.
        """
        ...


class VideoWriter(Protocol):
    """An encoder that writes one file of the artifact."""

    def write(self, picture: Picture, at: Fraction) -> None:
        """Add an RGB picture shown from `at`; instants must grow."""
        ...

    def write_audio(self, block: npt.NDArray[np.float32]) -> None:
        """Add float32 samples at the rate given at creation: ``[n]``, or ``[n, 2]`` when it was opened for stereo."""
        ...


class Loaded(Protocol[R_co]):
    """One stored result; tables and files are read, and their bytes verified, when they are first asked for."""

    @property
    def key(self) -> str: ...

    @property
    def item(self) -> Item | None: ...

    @property
    def record(self) -> R_co: ...

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """All of it, or only these columns. Raises CorruptArtifact when it is not there or does not match its schema."""
        ...

    def file(self, name: str) -> Path:
        """Path to read only. Raises CorruptArtifact when it is not there."""
        ...

    def sha256(self, name: str) -> str:
        """Hash of a file. Raises CorruptArtifact when it is not there."""
        ...


class Inputs(Protocol):
    """The results a stage consumes."""

    def one(self, artifact: Artifact[T]) -> Loaded[T]: ...

    def all(self, artifact: Artifact[T]) -> Sequence[Loaded[T]]:
        """Every item's result, in item order; for stages that gather a fan-out."""
        ...

    def maybe(self, artifact: Artifact[T]) -> Loaded[T] | None:
        """An optional input; None when the request does not make it."""
        ...


class Models(Protocol):
    """Models of the capabilities the stage declares in `resources.models`."""

    def get(self, capability: Capability[C]) -> C:
        """Loaded once per process."""
        ...

    def ref(self, capability: Capability[Any]) -> ModelRef:
        """Without loading it."""
        ...


class Output(Protocol):
    """Where a stage writes its one result. Nothing is visible before the task is committed."""

    def record(self, record: Record) -> None:
        """Must be called once."""
        ...

    def table(self, name: str, table: pa.Table) -> None:
        """Checked against the schema of the catalogue."""
        ...

    def file(self, name: str) -> Path:
        """A path to write to; `name` may contain one folder."""
        ...

    def items(self, items: Sequence[Item]) -> None:
        """The items of a list artifact; zero is valid."""
        ...

    def encoder(
        self,
        name: str,
        *,
        size: tuple[int, int],
        frame_rate: Fraction,
        codec: Literal["h264"] = "h264",
        crf: int = 23,
        audio_rate: int | None = None,
        audio_channels: Literal[1, 2] = 1,
        threads: int = 1,
    ) -> AbstractContextManager[VideoWriter]:
        """An MP4 file of the artifact. Its bytes depend on `threads`, so that is never the number of cores."""
        ...


class Log(Protocol):
    """Structured events: a dotted name and plain values."""

    def info(self, event: str, **values: object) -> object: ...

    def warning(self, event: str, **values: object) -> object: ...


class StageContext(Protocol):
    """Everything with an effect that a stage may use."""

    @property
    def item(self) -> Item | None: ...

    @property
    def inputs(self) -> Inputs: ...

    @property
    def video(self) -> VideoReader: ...

    @property
    def models(self) -> Models: ...

    @property
    def out(self) -> Output: ...

    @property
    def log(self) -> Log: ...

    @property
    def cores(self) -> int:
        """Threads this task may use."""
        ...

    def progress(self, done: float, total: float) -> None:
        """Say how far it is; also checks for cancellation."""
        ...

    def check_cancelled(self) -> None:
        """Raises Cancelled or SoftLimit. Call it between batches."""
        ...


# --- what services see: artifacts --------------------------------------------------------------------------------


class ArtifactDraft(Protocol):
    """A result being written, in a temporary place."""

    @property
    def folder(self) -> Path: ...

    def publish(self, *, stage: str, version: int, schema: str, items: Sequence[Item] | None) -> PublishedArtifact:
        """Write the manifest, make all durable and visible. Returns what to commit."""
        ...

    def discard(self) -> None: ...


class PublishedArtifact(Protocol):
    """What is in the store under one key and fence."""

    @property
    def key(self) -> str: ...
    @property
    def fence(self) -> int: ...
    @property
    def size_bytes(self) -> int: ...
    @property
    def manifest_sha256(self) -> str: ...
    @property
    def files(self) -> Mapping[str, str]:
        """SHA-256 by file name."""
        ...

    @property
    def items(self) -> Sequence[Item] | None: ...


class ArtifactStore(Protocol):
    """Immutable results, addressed by key and fence."""

    def draft(self, key: str, fence: int) -> ArtifactDraft: ...

    def newest(self, key: str, *, verify: bool) -> PublishedArtifact | None:
        """The newest folder of `key` with a valid manifest (and, with `verify`, matching bytes)."""
        ...

    def exists(self, key: str, fence: int) -> bool:
        """A cheap look: the manifest is there and every file has its size."""
        ...

    def verify(self, key: str, fence: int) -> PublishedArtifact:
        """Raises CorruptArtifact when bytes are missing or do not match."""
        ...

    def open(self, artifact: Artifact[T], key: str, fence: int, item: Item | None) -> Loaded[T]:
        """Raises CorruptArtifact."""
        ...

    def folder(self, key: str, fence: int) -> Path: ...

    def put_snapshot(self, record: Record, files: Mapping[str, bytes]) -> PublishedArtifact:
        """Store what people edited under its content hash; the same content is stored once."""
        ...

    def remove(self, key: str, fence: int) -> int:
        """Bytes freed."""
        ...

    def folders(self) -> Iterable[tuple[str, int, float]]:
        """Every ``(key, fence, modified)`` there is, for the sweeper."""
        ...

    def sweep_drafts(self, *, older_than_s: float, keep: Iterable[tuple[str, int]] = ()) -> int:
        """Remove drafts left by dead processes. Returns how many."""
        ...

    def free_bytes(self) -> int: ...
