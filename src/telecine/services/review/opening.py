"""Stored results that stay open: nothing in them ever changes, so they are verified once in a process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any, Final, Protocol, TypeVar

from telecine.engine.ports import ArtifactStore, Loaded
from telecine.records.items import Item
from telecine.records.record import Artifact, Record

T = TypeVar("T", bound=Record)

MOST_OPEN: Final = 2048
"""A film of two hours has some three hundred results; their records are small, and tables are read when asked for."""


class Opens(Protocol):
    """Opens stored results."""

    def open(self, artifact: Artifact[T], key: str, fence: int, item: Item | None) -> Loaded[T]:
        """Raises CorruptArtifact."""
        ...


class KeptOpen:
    """Implements `Opens`, and keeps those that were opened last. Rows of the store say what is still there."""

    def __init__(self, artifacts: ArtifactStore, most: int = MOST_OPEN) -> None:
        self._artifacts = artifacts
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str, int], Loaded[Any]] = OrderedDict()

    def open(self, artifact: Artifact[T], key: str, fence: int, item: Item | None) -> Loaded[T]:
        """Raises CorruptArtifact."""
        place = (artifact.name, key, fence)
        with self._lock:
            kept = self._kept.get(place)
            if kept is not None:
                self._kept.move_to_end(place)
                return kept
        loaded = self._artifacts.open(artifact, key, fence, item)
        with self._lock:
            self._kept[place] = loaded
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return loaded

    def forget(self) -> None:
        """Let go of everything: somebody is being erased."""
        with self._lock:
            self._kept.clear()
