"""Finished runs of a video and what is stored of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from telecine.engine.planner import Keys
from telecine.engine.ports import Loaded
from telecine.engine.registry import Registry
from telecine.engine.rows import JobRow, VideoRow
from telecine.engine.store import Store
from telecine.kernel.errors import NotFound
from telecine.records.items import Item
from telecine.records.record import AnyArtifact, Artifact, Record
from telecine.services.results.memory import Memory
from telecine.services.review.opening import Opens
from telecine.services.review.results import Shape, finished_with, newest_with
from telecine.services.review.rulings import head_of

T = TypeVar("T", bound=Record)
V = TypeVar("V")

_MOST: Final = {"faces": 4, "samples": 32, "crops": 16, "queue": 8}
"""How many of each kind are remembered; the pictures of one segment are some megabytes."""


@dataclass(frozen=True)
class Run:
    """A finished job of a video with its results, which are opened when they are asked for.

    Attributes:
        head: number of the newest decision that its results take in.
        is_current: whether there is no newer one.
    """

    video: VideoRow
    job: JobRow
    shape: Shape
    opens: Opens
    head: int
    is_current: bool

    def key(self, artifact: AnyArtifact) -> str:
        """Key of a result that there is one of. Raises NotFound when it is not there."""
        return self._keys(artifact).keys[0]

    def has(self, artifact: AnyArtifact) -> bool:
        """Whether all of it is there."""
        keys = self.shape.keys.get(artifact.name)
        return keys is not None and all(key in self.shape.rows for key in keys.keys)

    def one(self, artifact: Artifact[T]) -> Loaded[T]:
        """Raises NotFound when it was cleaned up, CorruptArtifact."""
        return self.by_key(artifact, self.key(artifact))

    def all(self, artifact: Artifact[T]) -> Sequence[Loaded[T]]:
        """In item order. Raises NotFound when one of them was cleaned up, CorruptArtifact."""
        keys = self._keys(artifact)
        items = keys.items or (None,) * len(keys.keys)
        return [self._open(artifact, key, item) for key, item in zip(keys.keys, items, strict=True)]

    def by_key(self, artifact: Artifact[T], key: str) -> Loaded[T]:
        """One of the results of a fan-out. Raises NotFound, CorruptArtifact."""
        return self._open(artifact, key, None)

    def _open(self, artifact: Artifact[T], key: str, item: Item | None) -> Loaded[T]:
        row = self.shape.rows.get(key)
        if row is None:
            raise _cleaned_up(artifact)
        return self.opens.open(artifact, key, row.fence, item)

    def _keys(self, artifact: AnyArtifact) -> Keys:
        keys = self.shape.keys.get(artifact.name)
        if keys is None or not keys.keys:
            raise _cleaned_up(artifact)
        return keys


class Runs:
    """Finds runs of a video, and keeps what was worked out of their results."""

    def __init__(self, store: Store, opens: Opens, registry: Registry) -> None:
        self._store = store
        self._opens = opens
        self._registry = registry
        self._memories: dict[str, Memory[Any]] = {what: Memory(most) for what, most in _MOST.items()}

    def find(self, video: VideoRow, run: str | None, reads: AnyArtifact) -> Run:
        """The run of this id, or the newest that has `reads`. Raises NotFound."""
        with self._store.reading() as reading:
            job, shape, _ = (
                newest_with(self._registry, reading, video, reads)
                if run is None
                else finished_with(self._registry, reading, video, reads, run)
            )
            entries = reading.decisions(video.id)
        head = head_of(self._opens, job, entries)
        return Run(video, job, shape, self._opens, head, is_current=not entries or entries[-1].seq == head)

    def remembered(self, what: str, key: Hashable, make: Callable[[], V]) -> V:
        """What `make` works out of the results that `key` names; worked out once while it is asked for often."""
        found: V = self._memories[what].get(key, make)
        return found

    def forget(self) -> None:
        """Let go of what is remembered: somebody is being erased."""
        for memory in self._memories.values():
            memory.clear()


def _cleaned_up(artifact: AnyArtifact) -> NotFound:
    return NotFound(
        f"the results of {artifact.name} are not there; run the video again, and they are made", code="cleaned_up"
    )
