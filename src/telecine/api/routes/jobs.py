"""Jobs: ask for work, watch it, stop it, repeat it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, cast

from fastapi import APIRouter, Path, Request, Response

from telecine.api.access.principal import Principal, Role, needs
from telecine.api.problems import responses
from telecine.api.reach import Events, Home
from telecine.api.shapes.jobs import NOTHING_TOLD, Job, JobDetails, NewJob, NewPriority, Task
from telecine.api.streams.following import LastEventId, stream_all, stream_job
from telecine.bootstrap import Workspace
from telecine.engine.rows import JobRow
from telecine.engine.states import JobState
from telecine.engine.store import Reading
from telecine.kernel.errors import NotFound
from telecine.kernel.redaction import hide_all_places, hide_all_secrets
from telecine.services.jobs import Submission
from telecine.services.requests import formats_of, request_id_of

JobId = Annotated[str, Path(max_length=100, description="Id of a job.", examples=["local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8"])]
Viewer = Annotated[Principal, needs(Role.VIEWER)]
Editor = Annotated[Principal, needs(Role.EDITOR)]

router = APIRouter(prefix="/jobs", tags=["jobs"])


@router.post("", status_code=202, responses={200: {"model": Job}, **responses(400, 404, 409, 422, 503)})
def submit(request: Request, home: Home, asking: Editor, asked: NewJob, response: Response) -> Job:
    """Ask for an application on a video.

    The same request while it is live is the same job, answered with 200; a new one with 202. A job whose every result
    is there already has succeeded at once.
    """
    begun = home.clock.now()
    job = home.sources.submit(submission_of(asked, asking))
    home.home.poke()
    if job.created_at < begun:
        response.status_code = 200
    else:
        request.app.state.metrics.accepted_job()
    response.headers["Location"] = f"/jobs/{job.id}"
    with home.store.reading() as reading:
        return shape_of(home, reading, job)


@router.get("/events", response_class=Response, responses={200: {"content": {"text/event-stream": {}}}})
def all_events(home: Home, hub: Events, _asking: Viewer, last_event_id: LastEventId = None) -> Response:
    """What happens to all jobs, live. The stream never ends by itself."""
    return stream_all(hub, home.store, home.clock, last_event_id)


@router.get("/{job_id}", responses=responses(404))
def read(home: Home, _asking: Viewer, job_id: JobId) -> JobDetails:
    """A job with its tasks."""
    with home.store.reading() as reading:
        job = find(reading, job_id)
        tasks = reading.tasks_of_job(job_id)
        known = shape_of(home, reading, job)
    return JobDetails(
        **dict(known),
        settings=_settings(job),
        request_id=request_id_of(job.resolved),
        tasks=[Task.of(task) for task in tasks],
    )


@router.get(
    "/{job_id}/events",
    response_class=Response,
    responses={
        200: {"content": {"text/event-stream": {}}},
        204: {"description": "The job has ended and everything was told."},
        **responses(404),
    },
)
async def events(
    home: Home, hub: Events, _asking: Viewer, job_id: JobId, last_event_id: LastEventId = None
) -> Response:
    """What happens to a job, live, from its beginning or after `Last-Event-ID`; ends when the job has ended."""
    return await stream_job(hub, home.store, home.clock, job_id, last_event_id)


@router.post("/{job_id}/cancel", responses=responses(404, 409, 503))
def cancel(home: Home, _asking: Editor, job_id: JobId) -> Job:
    """Stop a job; what is finished is kept. It shows as stopping until its workers have stopped, within 2 s."""
    return _changed(home, home.jobs.cancel(job_id))


@router.post("/{job_id}/retry", responses=responses(404, 409, 503))
def retry(home: Home, _asking: Editor, job_id: JobId) -> Job:
    """Run again what failed or was cancelled, and go on from what is finished."""
    return _changed(home, home.jobs.retry(job_id))


@router.patch("/{job_id}", responses=responses(404, 503))
def prioritise(home: Home, _asking: Editor, job_id: JobId, asked: NewPriority) -> Job:
    """Give a job another priority."""
    home.jobs.set_priority(job_id, asked.priority)
    with home.store.reading() as reading:
        return _changed(home, find(reading, job_id))


def submission_of(asked: NewJob, asking: Principal) -> Submission:
    """What is asked for, and by whom."""
    return Submission(
        video_id=asked.video,
        app=asked.app,
        params=asked.params,
        tiers=asked.tiers,
        exports=tuple(dict.fromkeys(asked.exports)),
        priority=asked.priority,
        requested_by=asking.name,
        is_fresh=asked.fresh,
    )


def find(reading: Reading, job_id: str) -> JobRow:
    """Raises NotFound."""
    job = reading.job(job_id)
    if job is None:
        raise NotFound(f"there is no job {job_id}")
    return job


def shape_of(home: Workspace, reading: Reading, job: JobRow) -> Job:
    """A job as clients see it."""
    return shapes_of(home, reading, [job])[0]


def shapes_of(home: Workspace, reading: Reading, jobs: Sequence[JobRow]) -> list[Job]:
    """Jobs as clients see them, in their order."""
    videos = reading.videos_of([job.video_id for job in jobs])
    running = [job.id for job in jobs if job.state is JobState.RUNNING]
    told = reading.last_progress(running) if running else {}
    return [
        Job.of(job, videos.get(job.video_id), formats_of(home.registry, job), told.get(job.id, NOTHING_TOLD))
        for job in jobs
    ]


def _settings(job: JobRow) -> dict[str, Any]:
    return cast("dict[str, Any]", hide_all_places(hide_all_secrets(job.resolved.get("settings", {}))))


def _changed(home: Workspace, job: JobRow) -> Job:
    home.home.poke()
    with home.store.reading() as reading:
        return shape_of(home, reading, job)
