"""What looks at results and corrects them, put together."""

from __future__ import annotations

from dataclasses import dataclass

from telecine.engine.registry import Registry
from telecine.engine.store import Store
from telecine.services.people import People
from telecine.services.results.faces import FaceIndex
from telecine.services.results.queue import Queue
from telecine.services.results.runs import Runs
from telecine.services.review.answers import Answers
from telecine.services.review.deciding import Deciding
from telecine.services.review.desk import Desk
from telecine.services.review.journal import Journals
from telecine.services.review.opening import Opens
from telecine.services.review.seeding import Seeding


@dataclass(frozen=True)
class Results:
    """Finished runs, the faces in them, what should be looked at, and decisions."""

    runs: Runs
    faces: FaceIndex
    queue: Queue
    deciding: Deciding


def wire_results(
    store: Store,
    opens: Opens,
    registry: Registry,
    answers: Answers,
    desk: Desk,
    journals: Journals,
    people: People,
    seeding: Seeding,
) -> Results:
    """All of it over one home."""
    runs = Runs(store, opens, registry)
    faces = FaceIndex(runs)
    return Results(
        runs=runs,
        faces=faces,
        queue=Queue(runs, faces, answers, journals),
        deciding=Deciding(desk, journals, people, seeding),
    )
