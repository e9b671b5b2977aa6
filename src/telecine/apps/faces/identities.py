"""Stage `faces.identities`: all tracks of the video become identities."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from telecine.apps.faces.likeness import read_likeness
from telecine.apps.faces.logic.grouping.evidence import CueWeights
from telecine.apps.faces.logic.grouping.identities import Grouping, group_tracks, identity_ids, singleton_reason
from telecine.apps.faces.logic.grouping.nonfaces import looks_like_a_face
from telecine.apps.faces.logic.grouping.poorfaces import PoorFaceLimits
from telecine.apps.faces.logic.metrics import Counts, identity_metrics
from telecine.apps.faces.logic.rulings.links import read_links
from telecine.apps.faces.logic.trackset import TrackSet
from telecine.apps.faces.params import IdentityParams
from telecine.engine.capabilities import FACE_EMBEDDER
from telecine.engine.ports import StageContext
from telecine.records.catalog import IDENTITIES, LIKENESS, LINK_RULINGS
from telecine.records.faces import Identities, Identity, Likeness


def run_identities(ctx: StageContext, params: IdentityParams) -> None:
    """Cluster the tracks of all segments and write `Identities` with its tables."""
    loaded, reference = ctx.inputs.one(LIKENESS), ctx.models.ref(FACE_EMBEDDER)
    similarity = reference.similarity
    threshold = similarity.cluster if params.threshold is None else params.threshold
    tracks, likeness = read_likeness(loaded)
    cues = CueWeights(clothes=CueWeights().clothes if params.clothes else 0.0, scene=likeness.scene)
    links = read_links(ctx.inputs.one(LINK_RULINGS).record.rulings, tracks)
    grouping = group_tracks(
        tracks,
        similarity=similarity,
        threshold=threshold,
        cues=cues,
        poor=PoorFaceLimits() if params.clothes and params.poor_faces else None,
        must=links.must,
        cannot=links.cannot,
        likeness=likeness,
    )
    names = identity_ids(tracks, map(grouping.members, range(len(grouping))))
    ctx.out.record(
        Identities(
            space=reference.space,
            threshold=threshold,
            identities=_identities(tracks, grouping, names, threshold),
            joined_seams=len(grouping.seams),
            metrics=identity_metrics(tracks, grouping, _counts(loaded.record)),
            notes=links.notes,
        )
    )
    _write_tables(ctx, tracks, grouping, names)


def _counts(found: Likeness) -> Counts:
    return Counts(seconds=found.seconds, detections=found.detections, rejected=found.rejected)


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


def _write_tables(ctx: StageContext, tracks: TrackSet, grouping: Grouping, names: list[str]) -> None:
    members = IDENTITIES.tables["members"]
    centroids = IDENTITIES.tables["centroids"]
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
