"""Decisions: list them, make them, take them back."""

from __future__ import annotations

from contextlib import suppress

from fastapi import APIRouter, Response

from telecine.api import paging
from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.jobs import shape_of
from telecine.api.routes.results.subject import Editor, Video, Viewer
from telecine.api.shapes.review import Decided, Decision, Journal, Learned, NewDecision, TakeBack
from telecine.bootstrap import Workspace
from telecine.engine.rows import VideoRow
from telecine.kernel.errors import NotFound
from telecine.records import catalog
from telecine.services.review import deciding
from telecine.services.review.journal import in_force, next_redo, next_undo

router = APIRouter(prefix="/decisions", tags=["review"])


@router.get("", responses=responses(400, 404))
def list_decisions(
    home: Home, video: Video, _asking: Viewer, limit: paging.Limit = 100, cursor: paging.Cursor = None
) -> Journal:
    """The journal of a video, newest first: what people decided, and what became of it."""
    place = paging.decode(cursor, int)
    entries = home.journals.entries(video.id)
    alive = {entry.id for entry in in_force(entries)}
    notes = _notes(home, video)
    rows = [entry for entry in reversed(entries) if place is None or entry.seq < int(place[0])]
    undo, redo = next_undo(entries), next_redo(entries)
    redone = redo.payload.get("number") if redo is not None else None
    return Journal(
        items=[Decision.of(one, is_alive=one.id in alive, note=notes.get(one.seq)) for one in rows[:limit]],
        next=paging.encode(rows[limit - 1].seq) if len(rows) > limit else None,
        head=entries[-1].seq if entries else 0,
        undo=undo.seq if undo is not None else None,
        redo=redone if isinstance(redone, int) else None,
    )


@router.post("", status_code=201, responses=responses(400, 404, 409, 422, 503))
def decide(home: Home, video: Video, asking: Editor, asked: NewDecision, response: Response) -> Decided:
    """Decide about tracks. The results follow at once, without decoding anything: see `job`.

    Answers 409 when the tracks are locked (`locked`), when somebody decided about the same tracks after `head`
    (`changed_meanwhile`), or when two who are on screen at once would become one person (`seen_together`). `details`
    say by which decision and by whom.
    """
    correction = deciding.Correction(
        kind=asked.kind,
        head=asked.head,
        run=asked.run,
        tracks=tuple(asked.tracks),
        groups=tuple(asked.groups),
        others=tuple(asked.others),
        other_groups=tuple(asked.other_groups),
        person=asked.person,
        name=asked.name,
        nobody=asked.nobody,
        teach=asked.teach,
        together=asked.together,
    )
    return _shown(home, home.results.deciding.decide(video, correction, author=asking.name), response)


@router.post("/undo", status_code=201, responses=responses(404, 409, 422, 503))
def undo(home: Home, video: Video, asking: Editor, asked: TakeBack, response: Response) -> Decided:
    """Take back the newest decision, or any other by its number."""
    return _shown(
        home, home.results.deciding.undo(video, head=asked.head, number=asked.number, author=asking.name), response
    )


@router.post("/redo", status_code=201, responses=responses(404, 409, 422, 503))
def redo(home: Home, video: Video, asking: Editor, asked: TakeBack, response: Response) -> Decided:
    """Put back what was undone last, or any decision by its number."""
    return _shown(
        home, home.results.deciding.redo(video, head=asked.head, number=asked.number, author=asking.name), response
    )


def _shown(home: Workspace, decided: deciding.Decided, response: Response) -> Decided:
    home.home.poke()
    response.headers["Location"] = f"/jobs/{decided.job.id}"
    with home.store.reading() as reading:
        job = shape_of(home, reading, reading.job(decided.job.id) or decided.job)
    return Decided(
        decision=Decision.of(decided.entry, is_alive=True, note=None),
        head=decided.head,
        job=job,
        taught=[Learned.of(one) for one in decided.taught],
        untaught=decided.untaught,
    )


def _notes(home: Workspace, video: VideoRow) -> dict[int, str]:
    """What does not hold as it was decided, by number; nothing while there is no result."""
    with suppress(NotFound):
        found = home.results.runs.find(video, None, catalog.MATCHES).one(catalog.MATCHES).record
        return {note.number: note.text for note in found.notes}
    return {}
