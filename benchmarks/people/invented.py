"""Faces made of numbers in place of those that networks find, so that an hour of them is there within a minute.

`invented_registry` is the product's own list of applications but for what two stages run: `faces.tracks` and
`faces.facebank` write invented people. Ids, versions, parameters and so keys are the product's, and a home filled with
it goes on with the real program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from telecine.apps import APPLICATIONS
from telecine.apps.faces.logic.tracking.tables import FinishedTrack, crops_table, identify, samples_table, tracks_table
from telecine.apps.faces.logic.tracking.tracklets import Observation
from telecine.engine.capabilities import FACE_EMBEDDER
from telecine.engine.ports import StageContext
from telecine.engine.registry import Registry
from telecine.engine.stage import Params, Stage
from telecine.kernel.spans import Span
from telecine.records.catalog import FACEBANK
from telecine.records.faces import Facebank, FaceTracks, Seed
from telecine.records.record import SpanRecord
from tests.fixtures.face_tables import DIMENSION, strangers

Vector = npt.NDArray[np.float32]

FRAME: Final = Fraction(8008, 30_000)
"""Between two frames of the film: those at which faces are measured in a film of 29.97 frames a second."""
SHOT: Final = 20 * FRAME
_PEOPLE: Final = strangers(40, seed=1)
_KNOWN: Final = 20
_FACES: Final = (2, 3, 4)
"""In one shot, each as often as the others."""
_CLOTHES: Final = 256


def invented_registry() -> Registry:
    """The product's applications with invented people."""
    runs = {"faces.tracks": _run_tracks, "faces.facebank": _run_facebank}

    def invented(stage: Stage) -> Stage:
        return replace(stage, run=runs[stage.id]) if stage.id in runs else stage

    return Registry(replace(app, stages=tuple(map(invented, app.stages))) for app in APPLICATIONS)


def shot_of(at: Fraction) -> int:
    """Number of the shot of the film that holds an instant."""
    return int(at / SHOT)


def _run_tracks(ctx: StageContext, _params: Params) -> None:
    assert ctx.item is not None
    span = ctx.item.span
    shots = range(shot_of(span.start), shot_of(span.end - FRAME) + 1)
    tracks = [
        track
        for number in shots
        if (seen := Span(number * SHOT, (number + 1) * SHOT).intersection(span))
        for track in _of_shot(ctx.item.id, number, seen)
    ]
    ctx.out.table("tracks", tracks_table(tracks))
    ctx.out.table("samples", samples_table(tracks))
    ctx.out.table("crops", crops_table(tracks))
    ctx.out.record(
        FaceTracks(
            segment=SpanRecord.of(span),
            space=ctx.models.ref(FACE_EMBEDDER).space,
            frames_decoded=int(span.duration / FRAME),
            frames_detected=int(span.duration / FRAME),
            detections=sum(len(track.seen) for track in tracks),
            rejected={},
            fine_shots=0,
        )
    )


def _of_shot(segment: str, number: int, shot: Span) -> Iterator[FinishedTrack]:
    """Some people at once, each for most of the shot; every fourth is lost for a moment and found again."""
    rng = np.random.default_rng([number, 7])
    for place, who in enumerate(rng.choice(len(_PEOPLE), int(rng.choice(_FACES)), replace=False)):
        begin = shot.start + FRAME * int(rng.integers(0, 4))
        end = shot.end - FRAME * int(rng.integers(0, 4))
        if begin >= end:
            continue
        spans = [Span(begin, end)]
        if rng.random() < 0.25 and end - begin > 8 * FRAME:
            middle = begin + FRAME * (int((end - begin) / FRAME) // 2)
            spans = [Span(begin, middle), Span(middle + FRAME, end)]
        for one in spans:
            yield _track(rng, segment, one, place, int(who))


def _track(rng: np.random.Generator, segment: str, span: Span, place: int, who: int) -> FinishedTrack:
    """Two samples a frame: one detected, with a vector, and one followed in between."""
    width = float(rng.integers(20, 120))
    is_poor = rng.random() < 0.15
    count = 2 * max(1, int(span.duration / FRAME))
    # Somebody who is clear turns away for the rest of it, now and then.
    turned = int(rng.integers(0, count)) if rng.random() < 0.3 else count
    box = np.asarray((300.0 * place, 100.0, 300.0 * place + width, 100.0 + 1.3 * width), np.float32)
    seen: list[Observation] = []
    for index in range(count):
        is_detected = index % 2 == 0
        noise = rng.normal(size=DIMENSION) * 0.35 / np.sqrt(DIMENSION)
        seen.append(
            Observation(
                at=span.start + FRAME * index / 2,
                box=box + np.float32(index),
                source="detector" if is_detected else "flow",
                score=0.9,
                sharpness=5.0 if is_poor else 80.0,
                yaw=0.0,
                pitch=0.0,
                quality=0.2 if is_poor else 0.8,
                is_clear=width >= 28 and not is_poor and index < turned,
                embedding=np.asarray(_PEOPLE[who] + noise, np.float32) if is_detected and not is_poor else None,
            )
        )
    vectors = [one.embedding for one in seen if one.embedding is not None]
    prototype = np.asarray(np.mean(vectors, axis=0), np.float32) if vectors else None
    worn = np.zeros(_CLOTHES, np.float32)
    worn[who] = 1
    return FinishedTrack(
        track_id=identify(segment, span, box),
        span=span,
        shot=0,
        seen=tuple(seen),
        prototype=prototype,
        spread=0.0 if prototype is None else float(np.linalg.norm(np.stack(vectors) - prototype, axis=1).mean()),
        clothes=worn,
        crops=((span.start, _crop(rng)), (span.start, _crop(rng))),
        begins_at_seam=False,
        ends_at_seam=False,
    )


def _crop(rng: np.random.Generator) -> bytes:
    """A JPEG of about the size of an aligned face."""
    grain = rng.integers(90, 166, (28, 28, 3), dtype=np.uint8)
    return cv2.imencode(".jpg", cv2.resize(grain, (112, 112)))[1].tobytes()


def _run_facebank(ctx: StageContext, _params: Params) -> None:
    seeds = tuple(
        Seed(
            kind="photo",
            person=f"person-{number:02d}",
            name=f"Person {number:02d}",
            sha256=f"{number:064x}",
            file_name=f"{number:02d}.jpg",
            face_width_px=200.0,
            sharpness=100.0,
            is_outlier=False,
            vector=number,
        )
        for number in range(_KNOWN)
    )
    columns = {
        "row": list(range(_KNOWN)),
        "person": [seed.person for seed in seeds],
        "vector": [vector.tolist() for vector in _PEOPLE[:_KNOWN]],
    }
    ctx.out.table("vectors", pa.table(columns, schema=FACEBANK.tables["vectors"]))
    ctx.out.record(Facebank(space=ctx.models.ref(FACE_EMBEDDER).space, seeds=seeds, refused=()))
