"""What finding out who is on screen takes: CPU time by part beside pure decoding, from the costs of finished tasks."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from telecine.bench.metering import DECODE, DETECT, EMBED
from telecine.engine.ports import VideoReader
from telecine.engine.rows import TaskRow
from telecine.records import catalog

SCAN: Final = "scan"
REST: Final = "rest"
PARTS: Final = (SCAN, DECODE, DETECT, EMBED, REST)
"""The first look at the whole film, decoding included; then decoding, finding and comparing faces; and everything else."""


@dataclass(frozen=True, slots=True)
class FacesFigures:
    """What one run took.

    Attributes:
        length_s: of the film.
        wall_s: from asking to the last result.
        cpu_ms: CPU milliseconds by part for one second of film.
        pure_decode_ms: the same for decoding every frame once, with one thread.
        peak_mb: memory of the largest worker.
    """

    length_s: float
    wall_s: float
    cpu_ms: Mapping[str, float]
    pure_decode_ms: float
    peak_mb: float

    @property
    def whole_ms(self) -> float:
        """All parts together."""
        return sum(self.cpu_ms.values())

    @property
    def times_real_time(self) -> float:
        """Seconds of film in a second."""
        return self.length_s / self.wall_s


def figures(tasks: Sequence[TaskRow], *, length_s: float, wall_s: float, pure_decode_s: float) -> FacesFigures:
    """The figures of the finished tasks of a metered run.

    Args:
        tasks: with the costs that workers with metered tools wrote.
        length_s: of the film.
        wall_s: that the run took.
        pure_decode_s: CPU seconds of `pure_decode`.
    """
    spent = dict.fromkeys(PARTS, 0.0)
    for task in tasks:
        whole = task.cost.get("cpu_s", 0.0)
        if task.stage == catalog.SCAN.name:
            spent[SCAN] += whole
            continue
        for part in (DECODE, DETECT, EMBED):
            own = task.cost.get(f"{part}_cpu_s", 0.0)
            spent[part] += own
            whole -= own
        spent[REST] += max(0.0, whole)
    return FacesFigures(
        length_s=length_s,
        wall_s=wall_s,
        cpu_ms={part: 1000 * seconds / length_s for part, seconds in spent.items()},
        pure_decode_ms=1000 * pure_decode_s / length_s,
        peak_mb=max((task.cost.get("peak_mb", 0.0) for task in tasks), default=0.0),
    )


def pure_decode(video: VideoReader, tell: Callable[[float], None] = lambda _at: None) -> float:
    """CPU seconds of this process for decoding every frame with one thread, and nothing else."""
    begin = time.process_time()
    for frame in video.frames(threads=1):
        tell(float(frame.at))
    return time.process_time() - begin
