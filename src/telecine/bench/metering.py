"""CPU time of one process by part: a source and models that say how long each call took."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, Final

from telecine.engine.capabilities import Capability, ModelRef
from telecine.engine.ports import Frame, Models, VideoReader
from telecine.kernel.spans import Span

DECODE: Final = "decode"
DETECT: Final = "detect"
EMBED: Final = "embed"


class Meter:
    """CPU seconds of this process by part."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """What is done within counts as this part."""
        begin = time.process_time()
        try:
            yield
        finally:
            self.spent[name] += time.process_time() - begin

    def parts(self) -> Mapping[str, float]:
        """What was spent so far."""
        return dict(self.spent)


class MeteredReader:
    """Implements `engine.ports.VideoReader`. Decoding is timed; what is converted from a frame is not part of it."""

    def __init__(self, reader: VideoReader, meter: Meter) -> None:
        self._reader = reader
        self._meter = meter

    def frames(
        self, span: Span | None = None, *, every: Fraction | None = None, fast: bool = False, threads: int = 1
    ) -> Iterator[Frame]:
        frames = self._reader.frames(span, every=every, fast=fast, threads=threads)
        while True:
            with self._meter.part(DECODE):
                frame = next(frames, None)
            if frame is None:
                return
            yield frame

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)


class MeteredModels:
    """Implements `engine.ports.Models`: calls of detectors and embedders are timed."""

    def __init__(self, models: Models, meter: Meter) -> None:
        self._models = models
        self._meter = meter

    def ref(self, capability: Capability[Any]) -> ModelRef:
        return self._models.ref(capability)

    def get(self, capability: Capability[Any]) -> Any:
        return _Metered(self._models.get(capability), self._meter)


class _Metered:
    def __init__(self, model: Any, meter: Meter) -> None:
        self._model, self._meter = model, meter

    def detect(self, picture: Any, *, threshold: float | None = None) -> Any:
        with self._meter.part(DETECT):
            return self._model.detect(picture, threshold=threshold)

    def embed(self, crops: Sequence[Any]) -> Any:
        with self._meter.part(EMBED):
            return self._model.embed(crops)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)
