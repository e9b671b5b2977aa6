"""Writing films: pictures with the sound of the source, and the two in step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from telecine.engine.ports import Picture, StageContext, VideoWriter
from telecine.kernel.spans import Span
from telecine.records.media import Probe

_AAC_RATES: Final = (8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000)
_USUAL_RATE: Final = 48_000
_THREADS: Final = 4
"""Of the encoder, whatever the machine has: its output depends on it."""


class Film:
    """One or more files with the same frames and sound; opened by `open_film`."""

    def __init__(
        self, writers: Sequence[VideoWriter], sound: Iterator[npt.NDArray[np.float32]], rate: int, start: Fraction
    ) -> None:
        self._writers = writers
        self._sound = sound
        self._rate = rate
        self._start = start
        self._samples = 0

    def write(self, pictures: Sequence[Picture], at: Fraction) -> None:
        """Add a picture to each file, shown from instant `at` of the source, and the sound up to there."""
        for writer, picture in zip(self._writers, pictures, strict=True):
            writer.write(picture, at - self._start)
        while self._samples <= (at - self._start) * self._rate and self._add_sound():
            pass

    def finish(self) -> None:
        """Add the rest of the sound."""
        while self._add_sound():
            pass

    def _add_sound(self) -> bool:
        block = next(self._sound, None)
        if block is None:
            return False
        for writer in self._writers:
            writer.write_audio(block)
        self._samples += len(block)
        return True


@contextmanager
def open_film(ctx: StageContext, names: Sequence[str], probe: Probe, span: Span, *, crf: int) -> Iterator[Film]:
    """Files of the artifact that hold `span` of the source: its size, its instants, its sound.

    Sound is encoded anew, because packets of sound do not end where pictures do; it stays mono or becomes stereo.
    """
    video = probe.video
    rate, channels = _sound_of(probe)
    with ExitStack() as stack:
        writers = [
            stack.enter_context(
                ctx.out.encoder(
                    name,
                    size=(video.width, video.height),
                    frame_rate=video.frame_rate,
                    crf=crf,
                    audio_rate=rate,
                    audio_channels=channels,
                    threads=_THREADS,
                )
            )
            for name in names
        ]
        sound = ctx.video.audio(span, rate=rate, channels=channels) if rate is not None else iter(())
        film = Film(writers, sound, rate or 0, span.start)
        yield film
        film.finish()


def _sound_of(probe: Probe) -> tuple[int | None, Literal[1, 2]]:
    if not probe.audio or probe.audio[0].channels == 0:
        return None, 1
    stream = probe.audio[0]
    rate = stream.rate if stream.rate in _AAC_RATES else _USUAL_RATE
    return rate, 1 if stream.channels == 1 else 2
