"""Everything that names are decided from, read from stored results: for the stage that decides, and for explaining it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from telecine.apps.faces.likeness import read_likeness
from telecine.apps.faces.logic.grouping.evidence import CueWeights
from telecine.apps.faces.logic.grouping.identities import regroup
from telecine.apps.faces.logic.naming.case import Case
from telecine.apps.faces.logic.naming.given import with_given
from telecine.apps.faces.logic.naming.people import People, learn_people
from telecine.apps.faces.logic.naming.rounds import NamingLimits
from telecine.apps.faces.logic.rulings.links import read_links
from telecine.apps.faces.logic.rulings.names import read_names
from telecine.apps.faces.logic.trackset import Integers, TrackSet
from telecine.apps.faces.params import MatchParams
from telecine.engine.capabilities import ModelRef
from telecine.engine.ports import Inputs, Loaded
from telecine.kernel.errors import DefectError
from telecine.records.catalog import FACEBANK, IDENTITIES, LIKENESS, LINK_RULINGS, NAME_RULINGS
from telecine.records.faces import Identities


def read_case(inputs: Inputs, reference: ModelRef, params: MatchParams) -> Case:
    """Raises DefectError when vectors are of another space than the embedder's."""
    identities, facebank = inputs.one(IDENTITIES), inputs.one(FACEBANK)
    for space in {facebank.record.space, identities.record.space} - {reference.space}:
        raise DefectError(f"vectors of {space} cannot be compared in {reference.space}")
    tracks, likeness = read_likeness(inputs.one(LIKENESS))
    said = read_names(inputs.one(NAME_RULINGS).record.rulings, tracks)
    links = read_links(inputs.one(LINK_RULINGS).record.rulings, tracks)
    people, given = with_given(known_people(inputs), said.person, links.must, tracks)
    similarity = reference.similarity
    cues = CueWeights(clothes=CueWeights().clothes if params.clothes else 0.0)
    return Case(
        tracks=tracks,
        grouping=regroup(
            tracks,
            _groups_of(identities, tracks),
            similarity=similarity,
            cues=cues,
            cannot=links.cannot,
            likeness=likeness,
        ),
        people=people,
        given=given,
        said=said,
        links=links,
        limits=naming_limits(params),
        similarity=similarity,
        is_face=np.array([identity.is_face for identity in identities.record.identities], dtype=np.bool_),
        names={seed.person: seed.name for seed in facebank.record.seeds} | said.names,
    )


def naming_limits(params: MatchParams) -> NamingLimits:
    limits = NamingLimits(photos=params.photos, smallest=params.smallest_px, samples=params.samples)
    return limits if params.episode else replace(limits, rounds=1)


def known_people(inputs: Inputs) -> People:
    """Those of the facebank."""
    facebank = inputs.one(FACEBANK)
    table = facebank.table("vectors")
    if not len(table):
        return People(ids=(), centroids=np.zeros((0, 0), np.float32), is_known=np.zeros(0, np.bool_))
    vectors = np.array(table.column("vector").to_pylist(), dtype=np.float32)
    outlier = np.zeros(len(vectors), np.bool_)
    for seed in facebank.record.seeds:
        outlier[seed.vector] = seed.is_outlier
    return learn_people(vectors, table.column("person").to_pylist(), outlier)


def _groups_of(identities: Loaded[Identities], tracks: TrackSet) -> Integers:
    """Number of each track's identity, in the order of the record."""
    number = {identity.identity_id: index for index, identity in enumerate(identities.record.identities)}
    table = identities.table("members")
    identity_of = dict(zip(table.column("track_id").to_pylist(), table.column("identity_id").to_pylist(), strict=True))
    return np.array([number[identity_of[track]] for track in tracks.ids], dtype=np.int64)
