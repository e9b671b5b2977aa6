"""`PyAvReader`: the source of a task, read with PyAV."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from telecine.adapters.video.audio import read_audio
from telecine.adapters.video.decoding import Damage, Source, decode, inspect, read_instants
from telecine.adapters.video.fields import whole
from telecine.adapters.video.frame import PyAvFrame
from telecine.adapters.video.probe import read_probe
from telecine.kernel.spans import ZERO, Span
from telecine.records.media import Probe


class PyAvReader:
    """Implements `engine.ports.VideoReader` for one file.

    Instants are exact: ``(pts - pts of the first frame that decodes) * time base``. Pictures are upright and have
    square pixels. Every call opens the file anew, so several iterators may be alive at once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._source: Source | None = None
        self._damaged = 0

    @property
    def damaged(self) -> int:
        return self._damaged

    def probe(self) -> Probe:
        return read_probe(self._path, self._inspected())

    def frames(
        self, span: Span | None = None, *, every: Fraction | None = None, fast: bool = False, threads: int = 1
    ) -> Iterator[PyAvFrame]:
        if every is not None and every <= 0:
            raise ValueError("every must be positive")
        start = span.start if span else ZERO
        frames = self._spanned(span, fast=fast, threads=threads)
        return frames if every is None else _sampled(frames, start, every)

    def instants(self) -> list[Fraction]:
        return read_instants(self._path, self._inspected())

    def audio(
        self, span: Span | None = None, *, rate: int = 16_000, channels: Literal[1, 2] = 1
    ) -> Iterator[npt.NDArray[np.float32]]:
        if rate <= 0:
            raise ValueError("rate must be positive")
        source = self._inspected()
        whole = span or Span(ZERO, self.probe().duration)
        damage = Damage()
        try:
            yield from read_audio(self._path, source.origin * source.time_base, whole, rate, channels, damage)
        finally:
            self._damaged += damage.count

    def _inspected(self) -> Source:
        if self._source is None:
            self._source = inspect(self._path)
        return self._source

    def _spanned(self, span: Span | None, *, fast: bool, threads: int) -> Iterator[PyAvFrame]:
        source = self._inspected()
        start = max(span.start, ZERO) if span else ZERO
        damage = Damage()
        last: Fraction | None = None
        try:
            decoded = decode(self._path, source, start, damage, fast=fast, threads=threads)
            for at, duration, frame in whole(decoded, threads=threads):
                if span is not None and at >= span.end:
                    break
                if last is not None and at <= last:
                    # A stamp that does not grow would give one instant two pictures.
                    damage.count += 1
                    continue
                last = at
                if at >= start:
                    yield PyAvFrame(frame, at, duration, source.geometry)
        finally:
            self._damaged += damage.count


def _sampled(frames: Iterator[PyAvFrame], start: Fraction, every: Fraction) -> Iterator[PyAvFrame]:
    due = start
    for frame in frames:
        if frame.at >= due:
            due = start + (math.floor((frame.at - start) / every) + 1) * every
            yield frame
