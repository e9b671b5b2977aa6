"""What looks at results and corrects them, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from telecine.engine.registry import Registry
from telecine.engine.store import Store
from telecine.records.screentime import PersonTime
from telecine.services.jobs import Jobs
from telecine.services.people import People
from telecine.services.results.exporting import Exporting
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
    exporting: Exporting


def wire_results(
    store: Store,
    opens: Opens,
    registry: Registry,
    answers: Answers,
    jobs: Jobs,
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
        exporting=Exporting(jobs, registry, runs, people, _choose),
    )


def _choose(people: Sequence[PersonTime], wanted: Sequence[str], could_be: Mapping[str, str]) -> object:
    from telecine.apps.screentime.logic.formats.selection import select

    return select(people, wanted, could_be=could_be, with_unknown=True)
