"""Stage `faces.matches`: identities get names, or stay unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from telecine.apps.faces.case import known_people, read_case
from telecine.apps.faces.logic.grouping.identities import identity_ids
from telecine.apps.faces.logic.naming.groups import Group, number_unknowns, without_excluded
from telecine.apps.faces.logic.naming.people import People
from telecine.apps.faces.logic.naming.rounds import NOBODY
from telecine.apps.faces.logic.naming.verdict import decide
from telecine.apps.faces.logic.naming.wording import warnings_for
from telecine.apps.faces.logic.rulings.anchors import anchors_json
from telecine.apps.faces.logic.rulings.names import GivenNames
from telecine.apps.faces.logic.trackset import TrackSet
from telecine.apps.faces.params import MatchParams
from telecine.engine.capabilities import FACE_EMBEDDER
from telecine.engine.ports import Loaded, StageContext
from telecine.records.catalog import FACE_TRACKS, FACEBANK, IDENTITIES
from telecine.records.decisions import Lock, RulingNote
from telecine.records.faces import SEEN_TRACKS_SCHEMA, Assignment, FaceTracks, Identities, Matches


def run_matches(ctx: StageContext, params: MatchParams) -> None:
    """Name the tracks of the video with the people of the facebank and write `Matches` with a thumbnail a group."""
    identities, facebank = ctx.inputs.one(IDENTITIES).record, ctx.inputs.one(FACEBANK).record
    case = read_case(ctx.inputs, ctx.models.ref(FACE_EMBEDDER), params)
    if case is None:
        warnings = warnings_for(facebank, [], tracks=0)
        ctx.out.record(_matches((), None, known_people(ctx.inputs), warnings, identities.notes))
        ctx.out.table("tracks", SEEN_TRACKS_SCHEMA.empty_table())
        return
    tracks, said, parts = case.tracks, case.said, ctx.inputs.all(FACE_TRACKS)
    groups = decide(
        tracks,
        case.grouping,
        case.people,
        similarity=case.similarity,
        limits=case.limits,
        is_face=case.is_face,
        given=case.given,
    )
    groups = without_excluded(groups, said.excluded)
    assignments = _assign(tracks, groups, identities, case.people, case.names)
    assignments = _with_thumbnails(ctx, parts, tracks, groups, assignments)
    named = sorted({assignment.person for assignment in assignments if assignment.person is not None})
    warnings = warnings_for(facebank, named, tracks=len(tracks))
    ctx.out.record(_matches(assignments, said, case.people, warnings, (*identities.notes, *said.notes), tracks))
    ctx.out.table("tracks", _seen_tracks(parts, tracks, assignments))


def _matches(
    assignments: tuple[Assignment, ...],
    said: GivenNames | None,
    people: People,
    warnings: tuple[str, ...],
    notes: tuple[RulingNote, ...],
    tracks: TrackSet | None = None,
) -> Matches:
    locks: dict[int, list[str]] = {}
    excluded: list[str] = []
    if said is not None and tracks is not None:
        for row, number in sorted(said.locked.items()):
            locks.setdefault(number, []).append(tracks.ids[row])
        excluded = [tracks.ids[row] for row in np.flatnonzero(said.excluded)]
    return Matches(
        assignments=assignments,
        locks=tuple(Lock(number=number, track_ids=tuple(ids)) for number, ids in sorted(locks.items())),
        excluded=tuple(excluded),
        people=people.ids,
        warnings=warnings,
        notes=notes,
    )


def _seen_tracks(parts: Sequence[Loaded[FaceTracks]], tracks: TrackSet, assignments: Sequence[Assignment]) -> pa.Table:
    """Every track with its group and with the evidence by which a decision will name it."""
    group_of = {track: assignment.group_id for assignment in assignments for track in assignment.track_ids}
    unit = tracks.ticks_per_second
    columns: dict[str, list[object]] = {
        "track_id": list(tracks.ids),
        "artifact": [part.key for part in parts for _ in range(len(part.table("tracks", ["track_id"])))],
        "group_id": [group_of.get(track) for track in tracks.ids],
        "anchors_json": [anchors_json(tracks, row) for row in range(len(tracks))],
    }
    for name, ticks in (("start", tracks.start), ("end", tracks.end)):
        instants = [Fraction(int(tick), unit) for tick in ticks]
        columns[f"{name}_num"] = [instant.numerator for instant in instants]
        columns[f"{name}_den"] = [instant.denominator for instant in instants]
    return pa.table(columns, schema=SEEN_TRACKS_SCHEMA)


def _assign(
    tracks: TrackSet, groups: Sequence[Group], identities: Identities, people: People, names: Mapping[str, str]
) -> tuple[Assignment, ...]:
    faces = [identities.identities[group.identity].is_face for group in groups]
    labels = number_unknowns(list(groups), tracks, faces)
    assignments: list[Assignment] = []
    group_ids = identity_ids(tracks, [group.rows for group in groups])
    for group, group_id, is_face, unknown in zip(groups, group_ids, faces, labels, strict=True):
        person = None if group.person == NOBODY else people.ids[group.person]
        assignments.append(
            Assignment(
                group_id=group_id,
                identity_id=identities.identities[group.identity].identity_id,
                person=person,
                label=unknown if person is None else names[person],
                track_ids=tuple(tracks.ids[row] for row in group.rows),
                score=_rounded(group.distance),
                margin=_rounded(group.margin),
                agreeing=group.agreeing,
                samples=group.samples,
                how=group.how,
                confidence=None,
                calibration="confirmed" if group.how == "decision" else "uncalibrated",
                thumbnail=None,
                is_face=is_face or group.how == "decision",
            )
        )
    return tuple(assignments)


def _rounded(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else round(value, 4)


def _with_thumbnails(
    ctx: StageContext,
    parts: Sequence[Loaded[FaceTracks]],
    tracks: TrackSet,
    groups: Sequence[Group],
    assignments: tuple[Assignment, ...],
) -> tuple[Assignment, ...]:
    """Write the best crop of each group; one segment's crops are in memory at a time."""
    wanted: dict[str, int] = {}
    for index, group in enumerate(groups):
        best = group.rows[np.lexsort((group.rows, -tracks.quality[group.rows] * tracks.width[group.rows]))]
        wanted.update({tracks.ids[row]: index for row in best[:1]})
    written: dict[int, str] = {}
    for part in parts:
        ctx.check_cancelled()
        crops = part.table("crops", ["track_id", "rank", "jpeg"]).filter(pc.equal(pc.field("rank"), 0))
        chosen = crops.filter(pc.is_in(crops.column("track_id"), pa.array(list(wanted), pa.string())))
        for track, jpeg in zip(chosen.column("track_id").to_pylist(), chosen.column("jpeg").to_pylist(), strict=True):
            index = wanted[track]
            name = f"thumbs/{assignments[index].group_id}.jpg"
            ctx.out.file(name).write_bytes(jpeg)
            written[index] = name
    return tuple(
        assignment.model_copy(update={"thumbnail": written.get(index)}) for index, assignment in enumerate(assignments)
    )
