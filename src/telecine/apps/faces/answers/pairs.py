"""The question "same person?": which two people of the report may be one."""

from __future__ import annotations

import numpy as np

from telecine.apps.faces.case import read_case
from telecine.apps.faces.logic.pairs import Shown, same_person_pairs
from telecine.apps.faces.params import MatchParams
from telecine.engine.capabilities import FACE_EMBEDDER
from telecine.engine.stage import Findings
from telecine.records import catalog
from telecine.records.explaining import SamePeople, SamePerson
from telecine.records.faces import Assignment


def ask_about_pairs(findings: Findings, *, limit: int) -> SamePeople:
    """At most `limit` pairs, likeliest first."""
    inputs = findings.inputs
    threshold = inputs.one(catalog.IDENTITIES).record.threshold
    case = read_case(inputs, findings.models.ref(FACE_EMBEDDER), findings.params("faces.matches", MatchParams))
    row_of = {track: row for row, track in enumerate(case.tracks.ids)}
    groups: dict[str, list[Assignment]] = {}
    for assignment in inputs.one(catalog.MATCHES).record.assignments:
        if assignment.is_face:
            groups.setdefault(assignment.person or assignment.group_id, []).append(assignment)
    members = list(groups.values())
    shown = [
        Shown(own[0].label, own[0].person, np.array([row_of[track] for a in own for track in a.track_ids]))
        for own in members
    ]
    pairs = same_person_pairs(case, shown, threshold=threshold)[:limit]
    return SamePeople(
        threshold=threshold,
        pairs=tuple(
            SamePerson(
                one=shown[pair.one].label,
                other=shown[pair.other].label,
                groups=(
                    tuple(a.group_id for a in members[pair.one]),
                    tuple(a.group_id for a in members[pair.other]),
                ),
                distance=round(pair.distance, 4),
                nearest=round(pair.nearest, 4),
                seconds=float(case.tracks.duration(shown[pair.other].rows)),
                reason=pair.reason,
            )
            for pair in pairs
        ),
    )
