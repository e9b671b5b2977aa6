"""How far a video is, its runs, and asking for exports of them."""

from __future__ import annotations

from contextlib import suppress

from fastapi import APIRouter, Response

from telecine.api import paging
from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.jobs import shape_of
from telecine.api.routes.results.subject import Editor, Video, Viewer
from telecine.api.shapes.jobs import Job
from telecine.api.shapes.library import NewExport, Status
from telecine.api.shapes.shape import Page
from telecine.kernel.errors import NotFound
from telecine.records import catalog
from telecine.services.results.exporting import APP

router = APIRouter(tags=["runs"])

_MANY = 10_000


@router.get("/status", responses=responses(404))
def status(home: Home, video: Video, _asking: Viewer) -> Status:
    """How far it is: the newest job, the run whose results are shown, and what is left to review."""
    with home.store.reading() as reading:
        newest = reading.jobs_of_video(video.id, limit=1)
        job = shape_of(home, reading, newest[0]) if newest else None
        entries = reading.decisions(video.id)
    run, questions = None, None
    with suppress(NotFound):
        run = home.results.runs.find(video, None, catalog.MATCHES)
        questions = home.results.queue.items(run)
    return Status(
        video=video.id,
        ep_id=video.ep_id,
        run=run.job.id if run is not None else None,
        is_current=run is not None and run.is_current,
        job=job,
        decisions=entries[-1].seq if entries else 0,
        questions=None if questions is None else len(questions),
        questions_s=None if questions is None else round(float(sum(item.seconds for item in questions)), 3),
    )


@router.get("/runs", responses=responses(400, 404))
def list_runs(
    home: Home, video: Video, _asking: Viewer, limit: paging.Limit = 50, cursor: paging.Cursor = None
) -> Page[Job]:
    """Jobs of this video, newest first."""
    place = paging.decode(cursor, str)
    with home.store.reading() as reading:
        rows = reading.jobs_of_video(video.id, limit=_MANY)
        if place is not None:
            last = next((number for number, job in enumerate(rows) if job.id <= str(place[0])), len(rows))
            rows = rows[last + (last < len(rows) and rows[last].id == place[0]) :]
        jobs = [shape_of(home, reading, job) for job in rows[:limit]]
    return Page(items=jobs, next=paging.encode(jobs[-1].id) if len(rows) > limit else None)


@router.post("/export", status_code=202, responses=responses(400, 404, 409, 422, 503))
def export(home: Home, video: Video, asking: Editor, asked: NewExport, response: Response) -> Job:
    """Ask for results in the forms that other programs read, made from the newest run.

    `GET /applications` lists the formats with their parameters. The files are artifacts of the job.
    """
    exports = home.registry.application(APP).exports
    params = {exports[name].name if name in exports else name: values for name, values in asked.params.items()}
    formats = tuple(dict.fromkeys(asked.formats))
    job = home.results.exporting.ask(video, formats, params, asked.people, asked.interval, requested_by=asking.name)
    home.home.poke()
    response.headers["Location"] = f"/jobs/{job.id}"
    with home.store.reading() as reading:
        return shape_of(home, reading, job)
