"""How a report was made, from what its inputs say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from telecine.apps.screentime.page.view import Provenance, Source
from telecine.engine.capabilities import FACE_DETECTOR, FACE_EMBEDDER, ModelRef
from telecine.engine.ports import StageContext
from telecine.records import catalog
from telecine.records.record import AnyArtifact

_ROLES: Final = ((FACE_DETECTOR, "finding faces"), (FACE_EMBEDDER, "comparing faces"))
_ONE: Final[tuple[AnyArtifact, ...]] = (
    catalog.PROBE,
    catalog.SCAN,
    catalog.LIKENESS,
    catalog.IDENTITIES,
    catalog.MATCHES,
)


def describe(ctx: StageContext, settings: Sequence[tuple[str, str]] = ()) -> Provenance:
    """Models, settings and counts; no host, no date and no duration, so that equal results give equal bytes.

    Args:
        settings: names and values of settings that no input tells.
    """
    found = ctx.inputs.one(catalog.LIKENESS).record
    identities = ctx.inputs.one(catalog.IDENTITIES).record
    scan = ctx.inputs.one(catalog.SCAN).record
    matches = ctx.inputs.one(catalog.MATCHES).record
    counts = [
        ("Frames in the film", f"{scan.frames:,}"),
        ("Frames looked at for faces", f"{found.frames_detected:,}"),
        ("Faces found in them", f"{found.detections:,}"),
        ("Shots looked at closely", f"{found.fine_shots:,}"),
        (
            "Left out",
            ", ".join(f"{count:,} {reason}" for reason, count in sorted(found.rejected.items()) if count) or "nothing",
        ),
        ("People who could be named", f"{len(matches.people):,}"),
    ]
    return Provenance(
        models=tuple(_source(role, ctx.models.ref(capability)) for capability, role in _ROLES),
        inputs=_inputs(ctx),
        settings=(("faces.identities threshold", f"{identities.threshold:g}"), *settings),
        counts=tuple(counts),
    )


def _source(role: str, model: ModelRef) -> Source:
    return Source(
        role=role,
        name=model.id,
        tier=model.tier,
        licence=model.licence,
        fingerprint=model.sha256[:16],
    )


def _inputs(ctx: StageContext) -> tuple[tuple[str, str, str], ...]:
    loaded = [(artifact.name, ctx.inputs.one(artifact)) for artifact in _ONE]
    return tuple((name, one.record.SCHEMA, one.key[:16]) for name, one in loaded)
