"""Stage `faces.identities`: all tracks of the video become identities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pyarrow as pa

from telecine.apps.faces.logic.grouping.evidence import CueWeights
from telecine.apps.faces.logic.grouping.identities import Grouping, group_tracks, identity_ids, singleton_reason
from telecine.apps.faces.logic.grouping.nonfaces import looks_like_a_face
from telecine.apps.faces.logic.grouping.poorfaces import PoorFaceLimits
from telecine.apps.faces.logic.metrics import Counts, identity_metrics
from telecine.apps.faces.logic.rulings.links import read_links
from telecine.apps.faces.logic.trackset import SAMPLE_COLUMNS, TRACK_COLUMNS, TrackSet, read_tracks
from telecine.apps.faces.params import IdentityParams
from telecine.engine.capabilities import FACE_EMBEDDER
from telecine.engine.ports import Loaded, StageContext
from telecine.kernel.errors import DefectError
from telecine.records.catalog import FACE_TRACKS, IDENTITIES, LINK_RULINGS
from telecine.records.faces import FaceTracks, Identities, Identity


def load_tracks(parts: Sequence[Loaded[FaceTracks]]) -> TrackSet | None:
    """The tracks of every segment; None when there is no segment."""
    if not parts:
        return None
    return read_tracks(
        [part.table("tracks", TRACK_COLUMNS) for part in parts],
        [part.table("samples", SAMPLE_COLUMNS) for part in parts],
    )


def run_identities(ctx: StageContext, params: IdentityParams) -> None:
    """Cluster the tracks of all segments and write `Identities` with its tables."""
    parts = ctx.inputs.all(FACE_TRACKS)
    reference = ctx.models.ref(FACE_EMBEDDER)
    spaces = {part.record.space for part in parts} - {reference.space}
    if spaces:
        raise DefectError(f"tracks of the spaces {sorted(spaces)} cannot be compared in {reference.space}")
    similarity = reference.similarity
    threshold = similarity.cluster if params.threshold is None else params.threshold
    tracks = load_tracks(parts)
    if tracks is None:
        ctx.out.record(
            Identities(space=reference.space, threshold=threshold, identities=(), joined_seams=0, metrics=(), notes=())
        )
        _write_tables(ctx, None, None, [])
        return
    cues = CueWeights(clothes=CueWeights().clothes if params.clothes else 0.0, scene=float(params.scene))
    links = read_links(ctx.inputs.one(LINK_RULINGS).record.rulings, tracks)
    grouping = group_tracks(
        tracks,
        similarity=similarity,
        threshold=threshold,
        cues=cues,
        poor=PoorFaceLimits() if params.clothes and params.poor_faces else None,
        must=links.must,
        cannot=links.cannot,
    )
    names = identity_ids(tracks, map(grouping.members, range(len(grouping))))
    ctx.out.record(
        Identities(
            space=reference.space,
            threshold=threshold,
            identities=_identities(tracks, grouping, names, threshold),
            joined_seams=len(grouping.seams),
            metrics=identity_metrics(tracks, grouping, _counts(parts)),
            notes=links.notes,
        )
    )
    _write_tables(ctx, tracks, grouping, names)


def _counts(parts: Sequence[Loaded[FaceTracks]]) -> Counts:
    rejected: Counter[str] = Counter()
    for part in parts:
        rejected.update(part.record.rejected)
    return Counts(
        seconds=sum((part.record.segment.span.duration for part in parts), Fraction(0)),
        detections=sum(part.record.detections for part in parts),
        rejected=rejected,
    )


def _identities(tracks: TrackSet, grouping: Grouping, names: list[str], threshold: float) -> tuple[Identity, ...]:
    faces = looks_like_a_face(tracks, grouping)
    identities: list[Identity] = []
    for group, name in enumerate(names):
        rows = grouping.members(group)
        apart = grouping.distance[rows]
        known = apart[np.isfinite(apart)]
        alone = singleton_reason(tracks, grouping, int(rows[0]), threshold=threshold) if len(rows) == 1 else None
        nearest = float(grouping.nearest[group])
        identities.append(
            Identity(
                identity_id=name,
                tracks=len(rows),
                seconds=tracks.duration(rows),
                cohesion=round(float(known.mean()), 4) if len(known) else 0.0,
                nearest=round(nearest, 4) if np.isfinite(nearest) else None,
                singleton_reason=alone,
                is_face=bool(faces[group]),
            )
        )
    return tuple(identities)


def _write_tables(ctx: StageContext, tracks: TrackSet | None, grouping: Grouping | None, names: list[str]) -> None:
    members = IDENTITIES.tables["members"]
    centroids = IDENTITIES.tables["centroids"]
    if tracks is None or grouping is None:
        ctx.out.table("members", members.empty_table())
        ctx.out.table("centroids", centroids.empty_table())
        return
    ctx.out.table(
        "members",
        pa.table(
            {
                "identity_id": pa.array([names[group] for group in grouping.group], pa.string()),
                "track_id": pa.array(tracks.ids, pa.string()),
                "distance": pa.array(grouping.distance, pa.float32()),
            },
            schema=members,
        ),
    )
    vectors = [vector if known else None for vector, known in zip(grouping.centroids, grouping.has_face, strict=True)]
    ctx.out.table(
        "centroids",
        pa.table(
            {
                "identity_id": pa.array(names, pa.string()),
                "vector": pa.array(vectors, centroids.field("vector").type),
            },
            schema=centroids,
        ),
    )
