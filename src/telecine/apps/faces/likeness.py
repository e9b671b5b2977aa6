"""Stage `faces.likeness`: all tracks of the video in one place, and how alike they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from telecine.apps.faces.logic.grouping.evidence import Clothes
from telecine.apps.faces.logic.grouping.likeness import Likeness, compare_tracks
from telecine.apps.faces.logic.rulings.anchors import anchors_json
from telecine.apps.faces.logic.trackset import SAMPLE_COLUMNS, TRACK_COLUMNS, Floats, Integers, TrackSet, read_tracks
from telecine.apps.faces.params import LikenessParams
from telecine.engine.capabilities import FACE_EMBEDDER
from telecine.engine.ports import Loaded, StageContext
from telecine.kernel.errors import DefectError
from telecine.records import faces
from telecine.records.catalog import FACE_TRACKS, LIKENESS

_SIDES: Final = ("x1", "y1", "x2", "y2")
_PAIR: Final = ("one", "other", "told")
_PLAIN: Final = ("start", "end", "quality", "has_face", "begins_at_seam", "ends_at_seam")
"""Columns that a `TrackSet` has under the same name."""


def run_likeness(ctx: StageContext, params: LikenessParams) -> None:
    """Gather the tracks of all segments, compare them, and write `Likeness` with its tables."""
    parts = ctx.inputs.all(FACE_TRACKS)
    reference = ctx.models.ref(FACE_EMBEDDER)
    spaces = {part.record.space for part in parts} - {reference.space}
    if spaces:
        raise DefectError(f"tracks of the spaces {sorted(spaces)} cannot be compared in {reference.space}")
    tracks = load_tracks(parts)
    ctx.check_cancelled()
    _write_tracks(ctx, parts, tracks)
    _write_pairs(ctx, compare_tracks(tracks, reference.similarity, scene=float(params.scene)))
    ctx.out.table("pictures", _pictures(parts))
    rejected: Counter[str] = Counter()
    for part in parts:
        rejected.update(part.record.rejected)
    ctx.out.record(
        faces.Likeness(
            space=reference.space,
            ticks_per_second=tracks.ticks_per_second,
            scene=params.scene,
            segments=len(parts),
            seconds=sum((part.record.segment.span.duration for part in parts), Fraction(0)),
            frames_detected=sum(part.record.frames_detected for part in parts),
            detections=sum(part.record.detections for part in parts),
            rejected=dict(rejected),
            fine_shots=sum(part.record.fine_shots for part in parts),
        )
    )


def load_tracks(parts: Sequence[Loaded[faces.FaceTracks]]) -> TrackSet:
    """The tracks of every segment."""
    wanted = {"tracks": TRACK_COLUMNS, "samples": SAMPLE_COLUMNS}
    found = {
        name: [
            FACE_TRACKS.tables[name].empty_table().select(columns),
            *(part.table(name, columns) for part in parts),
        ]
        for name, columns in wanted.items()
    }
    return read_tracks(found["tracks"], found["samples"])


def _write_tracks(ctx: StageContext, parts: Sequence[Loaded[faces.FaceTracks]], tracks: TrackSet) -> None:
    counts = [len(part.table("tracks", ["track_id"])) for part in parts]
    columns = {
        "track_id": pa.array(tracks.ids, pa.string()),
        "artifact": pa.array(
            [part.key for part, count in zip(parts, counts, strict=True) for _ in range(count)], pa.string()
        ),
        "width_px": tracks.width,
        "confidence": tracks.score,
        "anchors_json": pa.array([anchors_json(tracks, row) for row in range(len(tracks))], pa.string()),
        **{name: getattr(tracks, name) for name in _PLAIN},
    }
    _write_table(ctx, "tracks", columns)
    sides = {name: tracks.boxes[:, side] for side, name in enumerate(_SIDES)}
    _write_table(
        ctx,
        "samples",
        {
            "track": tracks.track_of_sample(),
            "at": tracks.at,
            **sides,
            "sharpness": tracks.sharpness,
            "quality": tracks.sample_quality,
            "is_clear": tracks.is_clear,
            "vector": tracks.vector_of,
        },
    )
    for name, array in (
        ("prototypes.npy", tracks.prototype),
        ("clothes.npy", tracks.clothes),
        ("vectors.npy", tracks.vectors),
    ):
        np.save(ctx.out.file(name), array, allow_pickle=False)


def _write_pairs(ctx: StageContext, likeness: Likeness) -> None:
    np.save(ctx.out.file("faces.npy"), likeness.faces, allow_pickle=False)
    clothes = likeness.clothes
    kinds = {
        "together": (*likeness.together.T, np.ones(len(likeness.together))),
        "seam": (*likeness.seams.T, np.ones(len(likeness.seams))),
        "clothes": (clothes.one, clothes.other, clothes.told),
    }
    columns = {name: np.concatenate([each[place] for each in kinds.values()]) for place, name in enumerate(_PAIR)}
    kind = [name for name, each in kinds.items() for _ in range(len(each[0]))]
    _write_table(ctx, "pairs", {"kind": pa.array(kind, pa.string()), **columns})


def _write_table(ctx: StageContext, name: str, columns: Mapping[str, object]) -> None:
    schema = LIKENESS.tables[name]
    arrays = [pa.array(columns[field.name]).cast(field.type) for field in schema]
    ctx.out.table(name, pa.table(arrays, schema=schema))


def _pictures(parts: Sequence[Loaded[faces.FaceTracks]]) -> pa.Table:
    schema = LIKENESS.tables["pictures"]
    best = [part.table("crops", ["track_id", "rank", "jpeg"]).filter(pc.field("rank") == 0) for part in parts]
    return pa.concat_tables([schema.empty_table(), *(table.select(schema.names).cast(schema) for table in best)])


def read_likeness(loaded: Loaded[faces.Likeness]) -> tuple[TrackSet, Likeness]:
    """What `run_likeness` wrote."""
    table, samples = loaded.table("tracks"), loaded.table("samples")

    def column(of: pa.Table, name: str) -> npt.NDArray[Any]:
        return np.asarray(of.column(name).to_numpy(zero_copy_only=False))

    def array(name: str) -> Floats:
        return np.asarray(np.load(loaded.file(name), allow_pickle=False), dtype=np.float32)

    tracks = TrackSet(
        ids=tuple(table.column("track_id").to_pylist()),
        ticks_per_second=loaded.record.ticks_per_second,
        width=column(table, "width_px"),
        score=column(table, "confidence"),
        prototype=array("prototypes.npy"),
        clothes=array("clothes.npy"),
        first=np.searchsorted(column(samples, "track"), np.arange(len(table) + 1)).astype(np.int64),
        at=column(samples, "at"),
        boxes=np.stack([column(samples, side) for side in _SIDES], axis=1),
        sharpness=column(samples, "sharpness"),
        sample_quality=column(samples, "quality"),
        is_clear=column(samples, "is_clear"),
        vector_of=column(samples, "vector").astype(np.int64),
        vectors=array("vectors.npy"),
        sources=tuple(table.column("artifact").to_pylist()),
        **{name: column(table, name) for name in _PLAIN},
    )
    pairs = loaded.table("pairs")
    kinds = pairs.column("kind").combine_chunks()
    one, other, told = (column(pairs, name) for name in _PAIR)

    def rows(kind: str) -> Integers:
        return np.flatnonzero(np.asarray(pc.equal(kinds, kind)))

    together, seams, clothes = rows("together"), rows("seam"), rows("clothes")
    sides = np.stack([one, other], axis=1).astype(np.int64)
    return tracks, Likeness(
        faces=array("faces.npy"),
        clothes=Clothes(sides[clothes, 0], sides[clothes, 1], told[clothes]),
        together=sides[together],
        seams=sides[seams],
        scene=float(loaded.record.scene),
    )
