"""Where each face is in every frame: measured where it was measured, interpolated between."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from telecine.kernel.spans import Span

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Trace:
    """A track with its boxes.

    Attributes:
        span: half-open seconds during which it lasts.
        at: instants of its samples, sorted.
        boxes: float32 ``[n, 4]``, x1, y1, x2, y2 in pixels of the displayed picture.
        score: float32 ``[n]``, detector confidence.
        is_detected: bool ``[n]``, False for boxes that were followed and not detected.
    """

    track_id: str
    span: Span
    at: tuple[Fraction, ...]
    boxes: Floats
    score: Floats
    is_detected: Flags


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes of many tracks, sorted by frame and then by track.

    Attributes:
        frame: int64 ``[n]``, number of the frame, from 0.
        track: int64 ``[n]``, number of the track in the list they were made from.
        box: float32 ``[n, 4]``, x1, y1, x2, y2, inside the picture.
        score: float32 ``[n]``.
        is_detected: bool ``[n]``, whether the detector saw it in this very frame.
    """

    frame: Integers
    track: Integers
    box: Floats
    score: Floats
    is_detected: Flags

    def __len__(self) -> int:
        return len(self.frame)

    def only(self, rows: Flags | Integers) -> Boxes:
        """Some of the rows."""
        return Boxes(self.frame[rows], self.track[rows], self.box[rows], self.score[rows], self.is_detected[rows])

    def of_frame(self, frame: int) -> range:
        """Rows of one frame."""
        first, last = np.searchsorted(self.frame, [frame, frame + 1])
        return range(int(first), int(last))


def read_traces(tracks: pa.Table, samples: pa.Table, wanted: Iterable[str]) -> dict[str, Trace]:
    """The wanted tracks of one segment by id, from its tables."""
    names = set(wanted)
    ids = samples.column("track_id").to_pylist()
    at = [Fraction(*pair) for pair in _pairs(samples, "at")]
    boxes = np.stack([_floats(samples, side) for side in ("x1", "y1", "x2", "y2")], axis=1)
    score = _floats(samples, "score")
    is_detected = np.array([source == "detector" for source in samples.column("source").to_pylist()], np.bool_)
    rows: dict[str, list[int]] = {}
    for row, track in enumerate(ids):
        if track in names:
            rows.setdefault(track, []).append(row)
    spans = zip(tracks.column("track_id").to_pylist(), _pairs(tracks, "start"), _pairs(tracks, "end"), strict=True)
    return {
        track: Trace(
            track,
            Span(Fraction(*start), Fraction(*end)),
            tuple(at[row] for row in own),
            boxes[own],
            score[own],
            is_detected[own],
        )
        for track, start, end in spans
        if track in names and (own := sorted(rows.get(track, ()), key=at.__getitem__))
    }


def find_boxes(traces: Sequence[Trace], instants: Sequence[Fraction], size: tuple[int, int]) -> Boxes:
    """Boxes of all frames.

    Between two samples a box moves at constant speed; before the first and after the last it stays. A box that lies
    outside the picture is left out, one that reaches over its edge is cut.

    Args:
        instants: of all frames, sorted.
        size: width and height of the picture.
    """
    parts = [_trace_boxes(number, trace, instants) for number, trace in enumerate(traces)]
    if not parts:
        return _NONE
    whole = Boxes(
        np.concatenate([part.frame for part in parts]),
        np.concatenate([part.track for part in parts]),
        np.concatenate([part.box for part in parts]),
        np.concatenate([part.score for part in parts]),
        np.concatenate([part.is_detected for part in parts]),
    )
    edge = np.array([*size, *size], np.float32)
    cut = np.clip(whole.box, 0, edge)
    is_inside = np.asarray(np.all(cut[:, 2:] - cut[:, :2] >= 1, axis=1), np.bool_)
    inside = Boxes(whole.frame, whole.track, cut, whole.score, whole.is_detected).only(is_inside)
    return inside.only(np.lexsort((inside.track, inside.frame)))


def _trace_boxes(number: int, trace: Trace, instants: Sequence[Fraction]) -> Boxes:
    first, last = bisect_left(instants, trace.span.start), bisect_left(instants, trace.span.end)
    shown = instants[first:last]
    times, known = np.array([float(at) for at in shown]), np.array([float(at) for at in trace.at])
    box = np.stack([np.interp(times, known, trace.boxes[:, side]) for side in range(4)], axis=1).astype(np.float32)
    detected = {at for at, is_detected in zip(trace.at, trace.is_detected, strict=True) if is_detected}
    return Boxes(
        np.arange(first, last, dtype=np.int64),
        np.full(last - first, number, np.int64),
        box,
        np.interp(times, known, trace.score).astype(np.float32),
        np.array([at in detected for at in shown], np.bool_),
    )


_NONE = Boxes(
    np.zeros(0, np.int64),
    np.zeros(0, np.int64),
    np.zeros((0, 4), np.float32),
    np.zeros(0, np.float32),
    np.zeros(0, np.bool_),
)


def _pairs(table: pa.Table, name: str) -> Iterable[tuple[int, int]]:
    return zip(table.column(f"{name}_num").to_pylist(), table.column(f"{name}_den").to_pylist(), strict=True)


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table.column(name).to_numpy(), dtype=np.float32)
