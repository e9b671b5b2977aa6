"""The stages of application `faces`."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from telecine.apps.faces.params import FacebankParams, IdentityParams, LikenessParams, MatchParams, TrackParams
from telecine.engine.stage import Limits, Resources, Scope, Stage, lazily
from telecine.records.catalog import (
    FACE_TRACKS,
    FACEBANK,
    IDENTITIES,
    LIKENESS,
    LINK_RULINGS,
    MATCHES,
    NAME_RULINGS,
    PHOTOS,
    PROBE,
    SEGMENTS,
    SOURCE,
)

_GROUPING: Final = Limits(soft=timedelta(minutes=20), hard=timedelta(minutes=30))

TRACKS: Final = Stage(
    id="faces.tracks",
    doing="Finding faces",
    version=2,
    consumes=(SOURCE, PROBE, SEGMENTS),
    produces=FACE_TRACKS,
    scope=Scope.each(SEGMENTS),
    params=TrackParams,
    resources=Resources(queue="vision", models=("face-detector", "face-embedder"), memory_mb=700, cost=0.25),
    limits=Limits(soft=timedelta(minutes=100), hard=timedelta(hours=2), attempts=3),
    run=lazily("telecine.apps.faces.tracks:run_tracks"),
)

FACEBANK_STAGE: Final = Stage(
    id="faces.facebank",
    doing="Learning the cast",
    version=2,
    consumes=(PHOTOS,),
    produces=FACEBANK,
    params=FacebankParams,
    resources=Resources(queue="vision", models=("face-detector", "face-embedder"), memory_mb=700),
    run=lazily("telecine.apps.faces.facebank:run_facebank"),
)

LIKENESS_STAGE: Final = Stage(
    id="faces.likeness",
    doing="Comparing faces",
    version=1,
    consumes=(FACE_TRACKS,),
    produces=LIKENESS,
    params=LikenessParams,
    resources=Resources(queue="vision", models=("face-embedder",), memory_mb=500),
    limits=_GROUPING,
    run=lazily("telecine.apps.faces.likeness:run_likeness"),
)

IDENTITIES_STAGE: Final = Stage(
    id="faces.identities",
    doing="Grouping faces",
    version=4,
    consumes=(LIKENESS, LINK_RULINGS),
    produces=IDENTITIES,
    params=IdentityParams,
    resources=Resources(queue="vision", models=("face-embedder",), memory_mb=500),
    limits=_GROUPING,
    run=lazily("telecine.apps.faces.identities:run_identities"),
)

MATCHES_STAGE: Final = Stage(
    id="faces.matches",
    doing="Naming people",
    version=5,
    consumes=(LIKENESS, IDENTITIES, FACEBANK, NAME_RULINGS, LINK_RULINGS),
    produces=MATCHES,
    params=MatchParams,
    resources=Resources(queue="vision", models=("face-embedder",), memory_mb=500),
    limits=_GROUPING,
    run=lazily("telecine.apps.faces.matches:run_matches"),
)
