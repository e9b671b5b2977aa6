"""Tracks that are named from made-up vectors, and what explaining says about each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from telecine.apps.faces.logic.explaining.naming import name_step
from telecine.apps.faces.logic.grouping.evidence import CueWeights
from telecine.apps.faces.logic.grouping.identities import group_tracks
from telecine.apps.faces.logic.naming.case import Case
from telecine.apps.faces.logic.naming.given import nothing_given
from telecine.apps.faces.logic.naming.people import learn_people
from telecine.apps.faces.logic.naming.rounds import NOBODY, NamingLimits
from telecine.apps.faces.logic.naming.verdict import decide
from telecine.apps.faces.logic.rulings.links import read_links
from telecine.apps.faces.logic.rulings.names import read_names
from telecine.apps.faces.logic.trackset import read_tracks
from telecine.records.explaining import Step
from telecine.records.faces import Assignment
from tests.fixtures.face_tables import SIMILARITY, Look, Vector, tables

NAMES = ("anna", "bela", "carla")


def case_of(looks: Sequence[Look], people: Sequence[Vector], limits: NamingLimits, *, no_faces: bool = False) -> Case:
    """Everything that names are decided from; nobody has decided anything."""
    made = tables(looks)
    tracks = read_tracks([made["tracks"]], [made["samples"]])
    grouping = group_tracks(tracks, similarity=SIMILARITY, threshold=SIMILARITY.cluster, cues=CueWeights())
    return Case(
        tracks=tracks,
        grouping=grouping,
        people=learn_people(np.array(people), list(NAMES[: len(people)]), np.zeros(len(people), np.bool_)),
        given=nothing_given(len(tracks)),
        said=read_names((), tracks),
        links=read_links((), tracks),
        limits=limits,
        similarity=SIMILARITY,
        is_face=np.full(len(grouping), not no_faces),
        names={name: name.title() for name in NAMES},
    )


def told(case: Case) -> dict[str, tuple[str | None, Step]]:
    """Who each track is, and why, by track."""
    groups = decide(
        case.tracks,
        case.grouping,
        case.people,
        similarity=case.similarity,
        limits=case.limits,
        is_face=case.is_face,
        given=case.given,
    )
    judged = case.judge()
    found: dict[str, tuple[str | None, Step]] = {}
    for group in groups:
        person = None if group.person == NOBODY else case.people.ids[group.person]
        for row in group.rows:
            said = _assignment(person, case.tracks.ids[row])
            found[case.tracks.ids[row]] = (person, name_step(case, judged, int(row), said, None))
    return found


def _assignment(person: str | None, track: str) -> Assignment:
    return Assignment(
        group_id="g",
        identity_id="i",
        person=person,
        label=(person or "Unknown 1").title(),
        track_ids=(track,),
        score=None,
        margin=None,
        agreeing=0,
        samples=0,
        how="none" if person is None else "facebank",
        confidence=None,
        calibration="uncalibrated",
        thumbnail=None,
        is_face=True,
    )
