"""Finished tracks as the tables of `faces.tracks`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from telecine.apps.faces.logic.tracking.tracklets import Observation
from telecine.kernel.hashing import digest
from telecine.kernel.spans import Span
from telecine.records.faces import CROPS_SCHEMA, SAMPLES_SCHEMA, TRACKS_SCHEMA

Floats = npt.NDArray[np.float32]

_CLEAR_PART = 0.2


@dataclass(frozen=True, slots=True)
class FinishedTrack:
    """A track that will not change any more.

    Attributes:
        track_id: see `identify`.
        span: see `joining.span_of`.
        shot: index of its shot in the segment.
        seen: its boxes in order of time.
        prototype: float32 ``[d]``, None without embedded samples.
        spread: mean distance of the embedded samples to it.
        clothes: float32 ``[256]`` or None.
        crops: JPEG files of aligned crops and their instants, best first.
        begins_at_seam: it begins with the segment, which does not begin at a cut.
        ends_at_seam: it ends with the segment; whether there is a seam the segment after knows.
    """

    track_id: str
    span: Span
    shot: int
    seen: tuple[Observation, ...]
    prototype: Floats | None
    spread: float
    clothes: Floats | None
    crops: tuple[tuple[Fraction, bytes], ...]
    begins_at_seam: bool
    ends_at_seam: bool


def identify(segment: str, span: Span, box: Floats) -> str:
    """Id of a track: what it is and where, so that the same analysis gives the same id in every run."""
    place = [round(float(side)) for side in box]
    return "t-" + digest({"segment": segment, "start": span.start, "box": place})[:20]


def tracks_table(tracks: Sequence[FinishedTrack]) -> pa.Table:
    """Table `tracks`, in the order given."""
    return pa.Table.from_pylist([_track_row(track) for track in tracks], schema=TRACKS_SCHEMA)


def samples_table(tracks: Sequence[FinishedTrack]) -> pa.Table:
    """Table `samples`: all boxes of all tracks, detected and followed."""
    rows = [_sample_row(track.track_id, one) for track in tracks for one in track.seen]
    return pa.Table.from_pylist(rows, schema=SAMPLES_SCHEMA)


def crops_table(tracks: Sequence[FinishedTrack]) -> pa.Table:
    """Table `crops`."""
    rows = [
        {"track_id": track.track_id, "rank": rank, **_instant("at", at), "jpeg": jpeg}
        for track in tracks
        for rank, (at, jpeg) in enumerate(track.crops)
    ]
    return pa.Table.from_pylist(rows, schema=CROPS_SCHEMA)


def _track_row(track: FinishedTrack) -> dict[str, Any]:
    detected = [one for one in track.seen if one.source == "detector"]
    clear = sum(one.is_clear for one in detected)
    best = sorted((one.quality for one in detected), reverse=True)[:3]
    return {
        "track_id": track.track_id,
        **_instant("start", track.span.start),
        **_instant("end", track.span.end),
        "shot": track.shot,
        "observed": len(detected),
        "quality": float(np.mean(best)),
        "confidence": float(np.mean([one.score for one in detected])),
        "width_px": float(np.median([one.box[2] - one.box[0] for one in detected])),
        "spread": track.spread,
        "is_clear": clear >= max(1, _CLEAR_PART * len(detected)),
        "embeddings": sum(one.embedding is not None for one in detected),
        "prototype": track.prototype,
        "clothes": track.clothes,
        "begins_at_seam": track.begins_at_seam,
        "ends_at_seam": track.ends_at_seam,
    }


def _sample_row(track_id: str, one: Observation) -> dict[str, Any]:
    return {
        "track_id": track_id,
        **_instant("at", one.at),
        **{side: float(value) for side, value in zip(("x1", "y1", "x2", "y2"), one.box, strict=True)},
        "source": one.source,
        "score": one.score,
        "sharpness": one.sharpness,
        "yaw": one.yaw,
        "pitch": one.pitch,
        "quality": one.quality,
        "is_clear": one.is_clear,
        "embedding": one.embedding,
    }


def _instant(name: str, at: Fraction) -> dict[str, int]:
    return {f"{name}_num": at.numerator, f"{name}_den": at.denominator}
