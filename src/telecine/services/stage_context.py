"""What a running stage gets: `RunContext`, which holds the stage to what it declared.

A stage that reads what it did not declare would have a key that misses an input; one that writes less than it declared
would break those after it. Both are defects, told in a sentence when they happen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

import pyarrow as pa

from telecine.engine.capabilities import Capability, ModelRef
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
from telecine.engine.registry import SOURCE_NAME, inputs_of
from telecine.engine.stage import Stage
from telecine.kernel.errors import Cancelled, DefectError, SoftLimit
from telecine.records.codec import encode_record, encode_table
from telecine.records.files import MANIFEST_FILE, RECORD_FILE, is_file_name, matches, table_file
from telecine.records.items import Item
from telecine.records.record import Artifact, Record
from telecine.services.taskspec import InputSpec

T = TypeVar("T", bound=Record)
C = TypeVar("C")


class OpenEncoder(Protocol):
    """Makes the writer of one MP4 file; the file is there when the block ended well."""

    def __call__(
        self,
        path: Path,
        *,
        size: tuple[int, int],
        frame_rate: Fraction,
        crf: int,
        audio_rate: int | None,
        audio_channels: Literal[1, 2],
        threads: int,
    ) -> AbstractContextManager[VideoWriter]: ...


class RunContext:
    """Implements `engine.ports.StageContext` for one run of one stage.

    Args:
        inputs: what to read by name of the artifact, in item order; None for an optional input that is not made.
        draft: where the result is written; `finish` publishes it.
        report: told how far the stage is, as done and total.
        deadline: reading of ``clock.monotonic()`` after which the stage has run too long.
        cores: threads the stage may use.
    """

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
        if (item is None) != (stage.scope.each_of is None):
            wanted = "an item" if item is None else "no item"
            raise DefectError(f"{stage.id} must be run with {wanted}")
        self.item = item
        self.inputs = StoredInputs(stage, item, inputs, artifacts)
        self.models = DeclaredModels(stage, models)
        self.out = StageOutput(stage, draft, open_encoder)
        self.log = log
        self.cores = cores
        self._stage = stage
        self._open_video = open_video
        self._video: VideoReader | None = None
        self._report = report
        self._is_cancelled = is_cancelled
        self._clock = clock
        self._begun = clock.monotonic()
        self._deadline = deadline

    @property
    def video(self) -> VideoReader:
        """The source; opened when first asked for."""
        if all(artifact.name != SOURCE_NAME for artifact in inputs_of(self._stage)):
            raise DefectError(f"{self._stage.id} reads the video and does not consume {SOURCE_NAME}")
        if self._video is None:
            self._video = self._open_video()
        return self._video

    def progress(self, done: float, total: float) -> None:
        self._report(done, total)
        self.check_cancelled()

    def check_cancelled(self) -> None:
        if self._is_cancelled():
            raise Cancelled(f"{self._stage.id} was cancelled")
        if self._clock.monotonic() > self._deadline:
            limit = timedelta(seconds=round(self._deadline - self._begun))
            raise SoftLimit(f"{self._stage.id} ran longer than its limit of {limit} and was stopped")

    def finish(self) -> PublishedArtifact:
        """Publish what the stage wrote. Raises DefectError when it wrote less or other than it declared."""
        return self.out.publish()


class StoredInputs:
    """Implements `engine.ports.Inputs`: results are opened and verified when first asked for."""

    def __init__(
        self,
        stage: Stage,
        item: Item | None,
        inputs: Mapping[str, Sequence[InputSpec] | None],
        artifacts: ArtifactStore,
    ) -> None:
        self._stage = stage
        self._item = item
        self._inputs = inputs
        self._artifacts = artifacts
        self._declared = {artifact.name for artifact in inputs_of(stage) if artifact != stage.scope.each_of}
        self._required = {artifact.name for artifact in stage.consumes}
        self._opened: dict[str, list[Loaded[Any]]] = {}

    def one(self, artifact: Artifact[T]) -> Loaded[T]:
        """Raises CorruptArtifact with the key in its details, so that the input is made again."""
        found = self.maybe(artifact)
        if found is None:
            raise DefectError(f"{self._stage.id} was run without {artifact.name}; use maybe for an optional input")
        return found

    def all(self, artifact: Artifact[T]) -> Sequence[Loaded[T]]:
        """Empty when the fan-out had no items, and for an optional input that is not made."""
        if artifact.name not in self._opened:
            self._opened[artifact.name] = [
                self._artifacts.open(artifact, ref.key, ref.fence, ref.item) for ref in self._refs(artifact) or ()
            ]
        return self._opened[artifact.name]

    def maybe(self, artifact: Artifact[T]) -> Loaded[T] | None:
        refs = self._refs(artifact)
        if refs is None:
            return None
        if len(refs) != 1 or (self._item is None and refs[0].item is not None):
            raise DefectError(f"{self._stage.id} gathers {artifact.name}; use all, not one")
        return self.all(artifact)[0]

    def _refs(self, artifact: Artifact[T]) -> Sequence[InputSpec] | None:
        if artifact == self._stage.scope.each_of:
            # Its key does not enter: an item keeps its result when other items of the list change.
            raise DefectError(f"{self._stage.id} runs for each item of {artifact.name}; it is given ctx.item only")
        if artifact.name not in self._declared:
            raise DefectError(f"{self._stage.id} reads {artifact.name}, which it does not consume")
        if artifact.name == SOURCE_NAME:
            raise DefectError(f"{self._stage.id} reads {SOURCE_NAME} as a record; it is read through ctx.video")
        refs = self._inputs.get(artifact.name)
        if refs is None and artifact.name in self._required:
            raise DefectError(f"{self._stage.id} was run without {artifact.name}, which it consumes")
        return refs


class DeclaredModels:
    """Implements `engine.ports.Models`: only what the stage declared, since only that is in its key."""

    def __init__(self, stage: Stage, models: Models) -> None:
        self._stage = stage
        self._models = models

    def get(self, capability: Capability[C]) -> C:
        self._check(capability)
        return self._models.get(capability)

    def ref(self, capability: Capability[Any]) -> ModelRef:
        self._check(capability)
        return self._models.ref(capability)

    def _check(self, capability: Capability[Any]) -> None:
        if capability.name not in self._stage.resources.models:
            raise DefectError(f"{self._stage.id} uses model {capability.name}, which its resources do not name")


class StageOutput:
    """Implements `engine.ports.Output` over a draft."""

    def __init__(self, stage: Stage, draft: ArtifactDraft, open_encoder: OpenEncoder) -> None:
        self._stage = stage
        self._artifact = stage.produces
        self._draft = draft
        self._open_encoder = open_encoder
        self._schema: str | None = None
        self._tables: set[str] = set()
        self._files: set[str] = set()
        self._items: tuple[Item, ...] | None = None

    def record(self, record: Record) -> None:
        if self._schema is not None:
            raise self._defect("wrote its record twice")
        if type(record) is not self._artifact.record:
            raise self._defect(f"wrote a {type(record).__name__} as its record, not a {self._artifact.record.__name__}")
        self._write(RECORD_FILE, encode_record(record))
        self._schema = record.SCHEMA

    def table(self, name: str, table: pa.Table) -> None:
        schema = self._artifact.tables.get(name)
        if schema is None:
            raise self._defect(f"wrote table {name!r}, which {self._artifact.name} does not declare")
        if name in self._tables:
            raise self._defect(f"wrote table {name!r} twice")
        try:
            content = encode_table(table, schema)
        except DefectError as error:
            raise self._defect(f"wrote table {name!r}: {error}") from error
        self._write(table_file(name), memoryview(content))
        self._tables.add(name)

    def file(self, name: str) -> Path:
        reserved = {RECORD_FILE, MANIFEST_FILE, *map(table_file, self._artifact.tables)}
        declared = any(matches(name, pattern) for pattern in self._artifact.files)
        if name in reserved or not is_file_name(name) or not declared:
            raise self._defect(f"writes file {name!r}, which {self._artifact.name} does not declare")
        path = self._draft.folder / name
        path.parent.mkdir(exist_ok=True)
        self._files.add(name)
        return path

    def items(self, items: Sequence[Item]) -> None:
        if not self._artifact.is_list:
            raise self._defect(f"gave items, and {self._artifact.name} is not a list")
        if self._items is not None:
            raise self._defect("gave its items twice")
        if [item.index for item in items] != list(range(len(items))):
            raise self._defect("gave items whose index is not their place: 0, 1, 2, …")
        if len({item.id for item in items}) != len(items):
            raise self._defect("gave two items the same id")
        for item in items:
            if not _is_plain(item.data):
                raise self._defect(f"gave item {item.index} data that JSON does not return as it was")
        self._items = tuple(items)

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
        return self._open_encoder(
            self.file(name),
            size=size,
            frame_rate=frame_rate,
            crf=crf,
            audio_rate=audio_rate,
            audio_channels=audio_channels,
            threads=threads,
        )

    def publish(self) -> PublishedArtifact:
        """Raises DefectError when something declared is missing, or something is there that nobody declared."""
        schema = self._check_complete()
        stage = self._stage
        return self._draft.publish(stage=stage.id, version=stage.version, schema=schema, items=self._items)

    def _check_complete(self) -> str:
        if self._schema is None:
            raise self._defect("ended without writing its record")
        missing = sorted(self._artifact.tables.keys() - self._tables)
        if missing:
            raise self._defect(f"ended without writing table {', '.join(missing)}")
        if self._artifact.is_list and self._items is None:
            raise self._defect("ended without giving its items; zero items are given as an empty list")
        folder = self._draft.folder
        there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
        wanted = {RECORD_FILE, *map(table_file, self._tables), *self._files}
        unwritten = sorted(wanted - there)
        if unwritten:
            raise self._defect(f"asked for the path of {', '.join(unwritten)} and wrote nothing there")
        strange = sorted(there - wanted)
        if strange:
            raise self._defect(f"left {', '.join(strange)} in its folder without asking for a path")
        return self._schema

    def _write(self, name: str, content: bytes | memoryview) -> None:
        (self._draft.folder / name).write_bytes(content)

    def _defect(self, what: str) -> DefectError:
        return DefectError(f"stage {self._stage.id} {what}")


def _is_plain(data: Mapping[str, object]) -> bool:
    try:
        return bool(json.loads(json.dumps(dict(data), allow_nan=False)) == dict(data))
    except (TypeError, ValueError):
        return False
