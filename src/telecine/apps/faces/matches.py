"""Stage `faces.matches`: identities get names, or stay unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from telecine.apps.faces.case import read_case
from telecine.apps.faces.logic.grouping.identities import identity_ids
from telecine.apps.faces.logic.naming.groups import Group, number_unknowns, without_excluded
from telecine.apps.faces.logic.naming.people import People
from telecine.apps.faces.logic.naming.rounds import NOBODY
from telecine.apps.faces.logic.naming.verdict import decide
from telecine.apps.faces.logic.naming.wording import warnings_for
from telecine.apps.faces.logic.rulings.names import GivenNames
from telecine.apps.faces.logic.trackset import TrackSet
from telecine.apps.faces.params import MatchParams
from telecine.engine.capabilities import FACE_EMBEDDER
from telecine.engine.ports import Loaded, StageContext
from telecine.records.catalog import FACEBANK, IDENTITIES, LIKENESS
from telecine.records.decisions import Lock, RulingNote
from telecine.records.faces import SEEN_TRACKS_SCHEMA, Assignment, Identities, Likeness, Matches


def run_matches(ctx: StageContext, params: MatchParams) -> None:
    """Name the tracks of the video with the people of the facebank and write `Matches` with a thumbnail a group."""
    identities, facebank = ctx.inputs.one(IDENTITIES).record, ctx.inputs.one(FACEBANK).record
    case = read_case(ctx.inputs, ctx.models.ref(FACE_EMBEDDER), params)
    tracks, said, likeness = case.tracks, case.said, ctx.inputs.one(LIKENESS)
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
    assignments = _with_thumbnails(ctx, likeness, tracks, groups, assignments)
    named = sorted({assignment.person for assignment in assignments if assignment.person is not None})
    warnings = warnings_for(facebank, named, tracks=len(tracks))
    ctx.out.record(_matches(assignments, said, case.people, warnings, (*identities.notes, *said.notes), tracks))
    ctx.out.table("tracks", _seen_tracks(likeness, assignments))


def _matches(
    assignments: tuple[Assignment, ...],
    said: GivenNames,
    people: People,
    warnings: tuple[str, ...],
    notes: tuple[RulingNote, ...],
    tracks: TrackSet,
) -> Matches:
    locks: dict[int, list[str]] = {}
    for row, number in sorted(said.locked.items()):
        locks.setdefault(number, []).append(tracks.ids[row])
    return Matches(
        assignments=assignments,
        locks=tuple(Lock(number=number, track_ids=tuple(ids)) for number, ids in sorted(locks.items())),
        excluded=tuple(tracks.ids[row] for row in np.flatnonzero(said.excluded)),
        people=people.ids,
        warnings=warnings,
        notes=notes,
    )


def _seen_tracks(likeness: Loaded[Likeness], assignments: Sequence[Assignment]) -> pa.Table:
    """Every track with its group and with the evidence by which a decision will name it."""
    table, unit = likeness.table("tracks", ("track_id", "artifact", "anchors_json", "start", "end")), likeness.record
    group_of = {track: assignment.group_id for assignment in assignments for track in assignment.track_ids}
    columns = {name: table.column(name) for name in ("track_id", "artifact", "anchors_json")}
    groups = [group_of.get(track) for track in columns["track_id"].to_pylist()]
    columns["group_id"] = pa.array(groups, pa.string())
    for name in ("start", "end"):
        ticks = table.column(name).to_numpy()
        common = np.gcd(ticks, unit.ticks_per_second)
        columns[f"{name}_num"] = pa.array(ticks // common)
        columns[f"{name}_den"] = pa.array(unit.ticks_per_second // common)
    return pa.table([columns[field.name] for field in SEEN_TRACKS_SCHEMA], schema=SEEN_TRACKS_SCHEMA)


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
    likeness: Loaded[Likeness],
    tracks: TrackSet,
    groups: Sequence[Group],
    assignments: tuple[Assignment, ...],
) -> tuple[Assignment, ...]:
    """Write the best crop of each group."""
    wanted: dict[str, int] = {}
    for index, group in enumerate(groups):
        best = group.rows[np.lexsort((group.rows, -tracks.quality[group.rows] * tracks.width[group.rows]))]
        wanted.update({tracks.ids[row]: index for row in best[:1]})
    written: dict[int, str] = {}
    pictures = likeness.table("pictures")
    chosen = pictures.filter(pc.is_in(pictures.column("track_id"), pa.array(list(wanted), pa.string())))
    for track, jpeg in zip(chosen.column("track_id").to_pylist(), chosen.column("jpeg").to_pylist(), strict=True):
        index = wanted[track]
        name = f"thumbs/{assignments[index].group_id}.jpg"
        ctx.out.file(name).write_bytes(jpeg)
        written[index] = name
    return tuple(
        assignment.model_copy(update={"thumbnail": written.get(index)}) for index, assignment in enumerate(assignments)
    )
