"""What looks at results and corrects them, put together."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from telecine.adapters.inference.fetching.folder import ModelFolder
from telecine.adapters.inference.manifest import Manifest
from telecine.bootstrap.effects import resolve_model
from telecine.engine.capabilities import FACE_DETECTOR, FACE_EMBEDDER
from telecine.engine.registry import Registry
from telecine.engine.store import Store
from telecine.kernel.errors import TransientError
from telecine.records.screentime import PersonTime
from telecine.services.facebank.photographs import Face, Judge, Photographs
from telecine.services.jobs import Jobs
from telecine.services.people import People
from telecine.services.results.exporting import Exporting
from telecine.services.results.faces import FaceIndex
from telecine.services.results.queue import Queue
from telecine.services.results.runs import Runs
from telecine.services.review.answers import Answers, OpenModels
from telecine.services.review.deciding import Deciding
from telecine.services.review.desk import Desk
from telecine.services.review.journal import Journals
from telecine.services.review.opening import KeptOpen
from telecine.services.review.seeding import Seeding

_PATIENCE_S: Final = 60.0


@dataclass(frozen=True)
class Results:
    """Finished runs, the faces in them, what should be looked at, and decisions."""

    runs: Runs
    faces: FaceIndex
    queue: Queue
    deciding: Deciding
    exporting: Exporting
    photographs: Photographs
    opens: KeptOpen

    def forget(self) -> None:
        """Let go of everything that is kept in memory: somebody is being erased."""
        for kept in (self.runs, self.photographs, self.opens):
            kept.forget()


def wire_results(
    store: Store,
    opens: KeptOpen,
    registry: Registry,
    answers: Answers,
    jobs: Jobs,
    desk: Desk,
    journals: Journals,
    people: People,
    seeding: Seeding,
    judge: Judge,
) -> Results:
    """All of it over one home."""
    runs = Runs(store, opens, registry)
    faces = FaceIndex(runs)
    return Results(
        runs=runs,
        faces=faces,
        queue=Queue(runs, faces, answers, journals),
        deciding=Deciding(desk, journals, people, seeding),
        exporting=Exporting(jobs, registry, runs, people, _choose),
        photographs=Photographs(store, opens, registry, people, judge),
        opens=opens,
    )


def _choose(people: Sequence[PersonTime], wanted: Sequence[str], could_be: Mapping[str, str]) -> object:
    from telecine.apps.screentime.logic.formats.selection import select

    return select(people, wanted, could_be=could_be, with_unknown=True)


def wire_judge(manifest: Manifest, models: ModelFolder, open_models: OpenModels) -> Judge:
    """Looks at photographs with the default models, which are loaded when the first one comes."""
    refs = {name: resolve_model(manifest, name, "auto") for name in (FACE_DETECTOR.name, FACE_EMBEDDER.name)}

    def look(content: bytes) -> Face | tuple[str, str]:
        from telecine.apps.faces.facebank import judge_photo
        from telecine.apps.faces.params import FacebankParams

        # Each takes some hundred megabytes and seconds, however many are sent at once.
        if not turn.acquire(timeout=_PATIENCE_S):
            raise TransientError("other photographs are being looked at; send this one again in a minute")
        try:
            found = open_models(refs, 1)
            judged = judge_photo(content, found.get(FACE_DETECTOR), found.get(FACE_EMBEDDER), FacebankParams())
        finally:
            turn.release()
        if isinstance(judged, tuple):
            return judged
        return Face(embedder.space, judged.vector, judged.width, judged.sharpness)

    turn = threading.Lock()
    embedder = refs[FACE_EMBEDDER.name]
    return Judge(embedder.space, embedder.similarity, lambda: all(models.has(ref.id) for ref in refs.values()), look)
