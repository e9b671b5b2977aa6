"""The context a stage runs in: checks that the stage keeps to its declaration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol, TypeVar

import pyarrow as pa

from telecine.engine.ports import (
    ArtifactDraft,
    ArtifactStore,
    Clock,
    Loaded,
    Log,
    Models,
    PublishedArtifact,
    VideoReader,
    VideoWriter,
)
from telecine.engine.registry import inputs_of
from telecine.engine.stage import Stage
from telecine.kernel.errors import Cancelled, DefectError, SoftLimit
from telecine.records.codec import RECORD_FILE, encode_record, table_file, write_table
from telecine.records.items import Item
from telecine.records.record import Artifact, Record
from telecine.services.taskspec import InputSpec

T = TypeVar("T", bound=Record)


class OpenEncoder(Protocol):
    """Opens an encoder that writes to `path`."""

    def __call__(
        self, path: Path, *, size: tuple[int, int], frame_rate: Fraction, crf: int, audio_rate: int | None
    ) -> AbstractContextManager[VideoWriter]: ...


class StoredInputs:
    """Inputs of a task, opened when asked for."""

    def __init__(
        self, stage: Stage, inputs: Mapping[str, Sequence[InputSpec] | None], artifacts: ArtifactStore
    ) -> None:
        self._stage = stage
        self._declared = {artifact.name for artifact in inputs_of(stage)}
        self._inputs = inputs
        self._artifacts = artifacts

    def one(self, artifact: Artifact[T]) -> Loaded[T]:
        refs = self._refs(artifact)
        if refs is None or len(refs) != 1:
            raise DefectError(f"{self._stage.id} asked for one {artifact.name}; there are {len(refs or ())}")
        return self._open(artifact, refs[0])

    def all(self, artifact: Artifact[T]) -> Sequence[Loaded[T]]:
        return [self._open(artifact, ref) for ref in self._refs(artifact) or ()]

    def maybe(self, artifact: Artifact[T]) -> Loaded[T] | None:
        refs = self._refs(artifact)
        return self._open(artifact, refs[0]) if refs else None

    def _refs(self, artifact: Artifact[T]) -> Sequence[InputSpec] | None:
        if artifact.name not in self._declared or artifact.name not in self._inputs:
            raise DefectError(f"{self._stage.id} does not declare that it consumes {artifact.name}")
        return self._inputs[artifact.name]

    def _open(self, artifact: Artifact[T], ref: InputSpec) -> Loaded[T]:
        return self._artifacts.open(artifact, ref.key, ref.fence, ref.item)


class DraftOutput:
    """Where a stage writes its result; complete only when everything declared was written."""

    def __init__(self, stage: Stage, draft: ArtifactDraft, open_encoder: OpenEncoder) -> None:
        self._stage = stage
        self._artifact = stage.produces
        self._draft = draft
        self._open_encoder = open_encoder
        self._has_record = False
        self._tables: set[str] = set()
        self._items: Sequence[Item] | None = None

    def record(self, record: Record) -> None:
        if self._has_record:
            raise DefectError(f"{self._stage.id} wrote its record twice")
        if not isinstance(record, self._artifact.record):
            raise DefectError(f"{self._stage.id} wrote a {type(record).__name__}, not {self._artifact.record.__name__}")
        (self._draft.folder / RECORD_FILE).write_bytes(encode_record(record))
        self._has_record = True

    def table(self, name: str, table: pa.Table) -> None:
        write_table(self._artifact, name, table, self._draft.folder / table_file(name))
        self._tables.add(name)

    def file(self, name: str) -> Path:
        if not any(fnmatchcase(name, pattern) for pattern in self._artifact.files):
            raise DefectError(f"{self._stage.id} does not declare that it writes {name!r}")
        path = self._draft.folder / name
        path.parent.mkdir(exist_ok=True)
        return path

    def items(self, items: Sequence[Item]) -> None:
        if not self._artifact.is_list:
            raise DefectError(f"{self._artifact.name} is no list artifact and has no items")
        if [item.index for item in items] != list(range(len(items))) or len({i.id for i in items}) != len(items):
            raise DefectError(f"items of {self._stage.id} must be numbered from 0 and have different ids")
        self._items = items

    def encoder(
        self,
        name: str,
        *,
        size: tuple[int, int],
        frame_rate: Fraction,
        codec: Literal["h264"] = "h264",
        crf: int = 23,
        audio_rate: int | None = None,
    ) -> AbstractContextManager[VideoWriter]:
        return self._open_encoder(self.file(name), size=size, frame_rate=frame_rate, crf=crf, audio_rate=audio_rate)

    def publish(self) -> PublishedArtifact:
        """Raises DefectError when something declared is missing."""
        missing = sorted(set(self._artifact.tables) - self._tables)
        if not self._has_record:
            raise DefectError(f"{self._stage.id} ended without writing its record")
        if missing:
            raise DefectError(f"{self._stage.id} ended without writing table {missing[0]!r}")
        if self._artifact.is_list and self._items is None:
            raise DefectError(f"{self._stage.id} ended without naming its items")
        return self._draft.publish(
            stage=self._stage.id,
            version=self._stage.version,
            schema=self._artifact.record.SCHEMA,
            items=self._items,
        )


class RunContext:
    """Implements `engine.ports.StageContext` for one run of one task."""

    def __init__(
        self,
        *,
        stage: Stage,
        item: Item | None,
        inputs: Mapping[str, Sequence[InputSpec] | None],
        artifacts: ArtifactStore,
        draft: ArtifactDraft,
        open_video: Callable[[], VideoReader],
        models: Models,
        open_encoder: OpenEncoder,
        report: Callable[[float, float], None],
        is_cancelled: Callable[[], bool],
        clock: Clock,
        deadline: float,
        cores: int,
        log: Log,
    ) -> None:
        self.item = item
        self.inputs = StoredInputs(stage, inputs, artifacts)
        self.models = models
        self.out = DraftOutput(stage, draft, open_encoder)
        self.cores = cores
        self.log = log
        self._stage = stage
        self._open_video = open_video
        self._report = report
        self._is_cancelled = is_cancelled
        self._clock = clock
        self._deadline = deadline

    @cached_property
    def video(self) -> VideoReader:
        """The source; opened when first asked for."""
        return self._open_video()

    def progress(self, done: float, total: float) -> None:
        self.check_cancelled()
        self._report(done, total)

    def check_cancelled(self) -> None:
        if self._is_cancelled():
            raise Cancelled(f"{self._stage.id} was cancelled")
        if self._clock.monotonic() > self._deadline:
            raise SoftLimit(f"{self._stage.id} ran into its soft time limit")

    def finish(self) -> PublishedArtifact:
        """Publish what the stage wrote."""
        return self.out.publish()
