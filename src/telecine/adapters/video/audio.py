"""Sound of a span as samples on a fixed grid."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError

from telecine.adapters.video.decoding import Damage
from telecine.adapters.video.opening import open_container
from telecine.kernel.spans import Span

Samples = npt.NDArray[np.float32]

# Decoded ahead of a span and thrown away: codecs with overlapping windows need it to settle.
_PREROLL: Final = Fraction(1, 2)
# Stamps that are off by less than this are rounding, not a gap.
_TOLERANCE: Final = Fraction(1, 20)
_BLOCK: Final = 1 << 16
_LAYOUTS: Final = {1: "mono", 2: "stereo"}


def read_audio(
    path: Path, origin: Fraction, span: Span, rate: int, channels: Literal[1, 2], damage: Damage
) -> Iterator[Samples]:
    """Float32 blocks ``[n]`` (mono) or ``[n, 2]`` (stereo) that together cover `span` exactly.

    Sample k of the film stands at ``k / rate`` seconds from its first picture, whichever span it is read in; a span
    holds the samples whose instants are inside it, so the spans of a partition hold every sample once. Where the
    file has no sound there is silence. Other numbers of channels are mixed by FFmpeg's rules.

    Args:
        origin: container time of the first picture, in seconds.
    """
    first, end = math.ceil(span.start * rate), math.ceil(span.end * rate)
    at = first
    silence = np.zeros(_BLOCK if channels == 1 else (_BLOCK, 2), np.float32)
    with open_container(path) as container:
        stream = container.streams.best("audio")
        if isinstance(stream, AudioStream):
            for place, block in _resampled(container, stream, origin, span, rate, channels, damage):
                if place >= end:
                    break
                while place > at:
                    gap = min(place, at + _BLOCK, end) - at
                    yield silence[:gap].copy()
                    at += gap
                fitting = block[at - place : end - place]
                if len(fitting):
                    at += len(fitting)
                    yield fitting
    while at < end:
        gap = min(end - at, _BLOCK)
        yield silence[:gap].copy()
        at += gap


def _resampled(
    container: InputContainer,
    stream: AudioStream,
    origin: Fraction,
    span: Span,
    rate: int,
    channels: Literal[1, 2],
    damage: Damage,
) -> Iterator[tuple[int, Samples]]:
    """Blocks with the number of their first sample; a gap in the stamps starts the count anew."""
    resampler: av.AudioResampler | None = None
    place = 0
    expected = Fraction(0)
    for at, frame in _frames_from(container, stream, origin, span.start, damage):
        length = Fraction(frame.samples, frame.sample_rate)
        if resampler is None or abs(at - expected) > _TOLERANCE:
            if resampler is not None:
                for block in _blocks(resampler.resample(None)):
                    yield place, block
                    place += len(block)
            resampler = av.AudioResampler(format="flt", layout=_LAYOUTS[channels], rate=rate)
            place, expected = round(at * rate), at
        expected += length
        frame.pts = None
        for block in _blocks(resampler.resample(frame)):
            yield place, block
            place += len(block)
    if resampler is not None:
        for block in _blocks(resampler.resample(None)):
            yield place, block
            place += len(block)


def _blocks(frames: list[AudioFrame]) -> Iterator[Samples]:
    for frame in frames:
        flat = np.ascontiguousarray(frame.to_ndarray().reshape(-1), np.float32)
        yield flat if frame.layout.nb_channels == 1 else flat.reshape(-1, frame.layout.nb_channels)


def _frames_from(
    container: InputContainer, stream: AudioStream, origin: Fraction, start: Fraction, damage: Damage
) -> Iterator[tuple[Fraction, AudioFrame]]:
    """Frames with their instants from before `start` on; from the beginning where the file cannot be searched."""
    unit = stream.time_base or Fraction(1, stream.rate or 48_000)
    target = math.floor((start - _PREROLL + origin) / unit)
    if start > _PREROLL:
        try:
            container.seek(target, stream=stream)
        except FFmpegError:
            container.seek(0)
    at: Fraction | None = None
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except FFmpegError:
            damage.count += 1
            continue
        for frame in frames:
            if frame.pts is not None:
                at = frame.pts * unit - origin
            elif at is None:
                at = -origin
            yield at, frame
            at += Fraction(frame.samples, frame.sample_rate)
