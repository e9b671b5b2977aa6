"""The sound of the sample episode: tones, bursts of noise and real silence."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from telecine.adapters.sources.sample.script import Sound
from telecine.kernel.spans import Span

SAMPLE_RATE: Final = 48_000
_TONES: Final = (220.0, 277.18, 329.63)
_BURST: Final = Fraction(2, 5)
_LOUD: Final = 0.12


def make_sound(kind: Sound, span: Span, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Mono samples of `span`, -1 to 1; neighbouring spans meet without a missing or doubled sample."""
    first, last = (int(edge * SAMPLE_RATE) for edge in (span.start, span.end))
    seconds = np.arange(first, last, dtype=np.float64) / SAMPLE_RATE
    if kind == "silence":
        return np.zeros(len(seconds), dtype=np.float32)
    if kind == "tone":
        wave = sum(np.sin(2 * np.pi * hertz * seconds) for hertz in _TONES) / len(_TONES)
    else:
        beat = (seconds % float(_BURST)) / float(_BURST)
        wave = rng.normal(0, 0.5, len(seconds)) * (beat < 0.5) * np.sin(np.pi * np.minimum(beat * 2, 1))
    return np.asarray(np.clip(_LOUD * wave, -1, 1), dtype=np.float32)
