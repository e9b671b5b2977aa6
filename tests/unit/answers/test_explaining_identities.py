"""Why a track is part of its identity."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from telecine.apps.faces.logic.explaining.counting import identity_step
from telecine.apps.faces.logic.grouping.evidence import CueWeights
from telecine.apps.faces.logic.grouping.identities import group_tracks, regroup
from telecine.apps.faces.logic.grouping.poorfaces import PoorFaceLimits
from telecine.apps.faces.logic.naming.case import Case
from telecine.apps.faces.logic.naming.rounds import NamingLimits
from telecine.records.faces import Identity
from tests.fixtures.face_tables import SIMILARITY, Look, between, strangers, wearing
from tests.unit.answers.naming_cases import case_of, told

ANNA, BELA, OTHER = strangers(3)


@pytest.fixture
def case() -> Case:
    """Four people, Anna twice, and a poor face in Anna's clothes that is nearer to Bela."""
    looks = [
        *(Look(f"o{n}", who, 3 * n, 3 * n + 2, clothes=wearing(n)) for n, who in enumerate(strangers(4, seed=9))),
        Look("sharp", ANNA, 20, 23, noise=0, clothes=wearing(9)),
        Look("again", between(ANNA, OTHER, 0.1), 30, 33, noise=0, clothes=wearing(9)),
        Look("poor", between(BELA, OTHER, 0.6), 24, 26, noise=0, sharpness=5, clothes=wearing(9)),
    ]
    made = case_of(looks, (ANNA, BELA), NamingLimits())
    cues = CueWeights()
    joined = group_tracks(
        made.tracks, similarity=SIMILARITY, threshold=SIMILARITY.cluster, cues=cues, poor=PoorFaceLimits()
    )
    grouping = regroup(made.tracks, joined.group, similarity=SIMILARITY, cues=cues)
    return replace(made, grouping=grouping, is_face=np.ones(len(grouping), np.bool_))


def _identity(tracks: int) -> Identity:
    return Identity(
        identity_id="0123456789abcdef",
        tracks=tracks,
        seconds=Fraction(8),
        cohesion=0.1,
        nearest=0.7,
        singleton_reason=None,
        is_face=True,
    )


def test_a_poor_face_says_that_its_clothes_brought_it_there(case: Case) -> None:
    steps = {
        track: identity_step(case, case.tracks.ids.index(track), _identity(3), SIMILARITY.cluster)
        for track in ("sharp", "again", "poor")
    }
    assert {track: step.outcome for track, step in steps.items()} == {
        "sharp": "grouped",
        "again": "grouped",
        "poor": "grouped_by_clothes",
    }
    assert "clothes" in steps["poor"].text


def test_a_poor_face_has_its_name_from_its_identity(case: Case) -> None:
    person, step = told(case)["poor"]
    assert person == "anna"
    assert step.outcome == "shared"
