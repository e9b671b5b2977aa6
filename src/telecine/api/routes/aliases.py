"""The paths of earlier systems. Each shares what the path of today does; only words and answers differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

import anyio
from anyio import to_thread
from fastapi import APIRouter, Path, Response

from telecine.api.access.principal import Principal, Role, needs
from telecine.api.problems import responses
from telecine.api.reach import Events, Home
from telecine.api.routes.jobs import cancel, find
from telecine.api.routes.results.subject import EpisodeId, find_video
from telecine.api.shapes.aliases import (
    Accepted,
    Assignments,
    CeleryJob,
    CeleryProgress,
    CeleryState,
    Dropped,
    EpisodeOperation,
    Finished,
    Merged,
    Moved,
    Operation,
    RawState,
    Renamed,
)
from telecine.api.shapes.jobs import Job
from telecine.api.streams.following import LastEventId, stream_job
from telecine.bootstrap import Workspace
from telecine.engine.rows import JobRow, VideoRow
from telecine.engine.states import LIVE_JOBS, JobState, TaskState
from telecine.kernel.errors import Conflict, NotFound
from telecine.records import catalog
from telecine.services.jobs import Submission
from telecine.services.requests import target_names
from telecine.services.review.deciding import Correction

router = APIRouter(tags=["aliases"])

Viewer = Annotated[Principal, needs(Role.VIEWER)]
Editor = Annotated[Principal, needs(Role.EDITOR)]
JobId = Annotated[str, Path(max_length=100, description="Id of a job.", examples=["local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8"])]
Name = Annotated[str, Path(max_length=50, description="Name of an operation or stage.", examples=["detect_track"])]
_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/event-stream": {}}},
    204: {"description": "Everything was told."},
}
_WAIT_S: Final = 30.0
_LOOK_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What an operation makes: stages of an application, or all of its targets."""

    app: str
    only: tuple[str, ...] = ()


OPERATIONS: Final = {
    "detect_track": _Meaning("faces", ("faces.tracks",)),
    "faces_embed": _Meaning("faces", ("faces.tracks",)),
    "reembed": _Meaning("faces", ("faces.tracks",)),
    "cluster": _Meaning("faces", ("faces.identities",)),
    "recluster": _Meaning("faces", ("faces.identities",)),
    "auto_group": _Meaning("faces"),
    "refresh_similarity": _Meaning("faces", ("faces.matches",)),
    "screentime": _Meaning("screentime"),
}
"""Embeddings belong to tracks, so what embeds makes those. Decisions (`manual_assign`, `split_tracks`) are no runs."""


@router.post("/jobs/{operation}", status_code=202, responses=responses(400, 404, 409, 422, 503))
def start(home: Home, asking: Editor, operation: Name, asked: EpisodeOperation) -> Accepted:
    """Start `detect_track`, `faces_embed` or `cluster` on an episode; also with `_async` at the end of the name."""
    return _start(home, asking, find_video(home, asked.ep_id), operation.removesuffix("_async"), asked)


@router.post("/jobs/screen_time/analyze", status_code=202, responses=responses(400, 404, 409, 422, 503))
def analyze(home: Home, asking: Editor, asked: EpisodeOperation) -> Accepted:
    """Start screen time on an episode."""
    return _start(home, asking, find_video(home, asked.ep_id), "screentime", asked)


@router.post("/episodes/{ep_id}/runs/{run}/jobs/{stage}", status_code=202, responses=responses(400, 404, 409, 422, 503))
def start_stage(
    home: Home,
    asking: Editor,
    ep_id: EpisodeId,
    _run: Annotated[str, Path(alias="run", max_length=100, description="Id of a run.", examples=["latest"])],
    stage: Name,
    asked: Operation,
) -> Accepted:
    """Start a stage of an episode. A run is a job of its own here, so that in the path has no effect."""
    return _start(home, asking, find_video(home, ep_id), stage, asked)


@router.post("/episodes/{ep_id}/operations/{name}", status_code=202, responses=responses(400, 404, 409, 422, 503))
def operate(home: Home, asking: Editor, ep_id: EpisodeId, name: Name, asked: Operation) -> Accepted:
    """Start a named operation; 409 while the same one is under way for the episode."""
    return _start(home, asking, find_video(home, ep_id), name, asked)


@router.post("/episodes/{ep_id}/clusters/group_async", status_code=202, responses=responses(400, 404, 409, 422, 503))
def group_async(home: Home, asking: Editor, ep_id: EpisodeId, asked: Operation) -> Accepted:
    """Group and name the clusters of an episode."""
    return _start(home, asking, find_video(home, ep_id), "auto_group", asked)


@router.post(
    "/episodes/{ep_id}/clusters/group", responses={202: {"model": Accepted}, **responses(400, 404, 409, 422, 503)}
)
async def group(
    home: Home, asking: Editor, ep_id: EpisodeId, asked: Operation, response: Response
) -> Finished | Accepted:
    """The same, waited for up to 30 s; then it goes on, and the answer is 202."""
    video = await to_thread.run_sync(find_video, home, ep_id)
    accepted = await to_thread.run_sync(lambda: _start(home, asking, video, "auto_group", asked))
    return await _waited(home, accepted, response)


@router.post(
    "/episodes/{ep_id}/clusters/batch_assign_async", status_code=202, responses=responses(400, 404, 409, 422, 503)
)
def batch_assign_async(home: Home, asking: Editor, ep_id: EpisodeId, asked: Assignments) -> Accepted:
    """Say who several clusters are; the results follow."""
    return _assign(home, asking, find_video(home, ep_id), asked)


@router.post(
    "/episodes/{ep_id}/clusters/batch_assign",
    responses={202: {"model": Accepted}, **responses(400, 404, 409, 422, 503)},
)
async def batch_assign(
    home: Home, asking: Editor, ep_id: EpisodeId, asked: Assignments, response: Response
) -> Finished | Accepted:
    """The same, waited for up to 30 s; then it goes on, and the answer is 202."""
    video = await to_thread.run_sync(find_video, home, ep_id)
    accepted = await to_thread.run_sync(_assign, home, asking, video, asked)
    return await _waited(home, accepted, response)


@router.post("/identities/{ep_id}/rename", status_code=202, responses=responses(400, 404, 409, 422, 503))
def rename_identity(home: Home, asking: Editor, ep_id: EpisodeId, asked: Renamed) -> Accepted:
    """Say who an identity is; the results follow."""
    correction = Correction(kind="assign", head=0, groups=(asked.identity_id,), name=asked.name)
    return _decided(home, asking, find_video(home, ep_id), [correction])


@router.post("/identities/{ep_id}/merge", status_code=202, responses=responses(400, 404, 409, 422, 503))
def merge_identities(home: Home, asking: Editor, ep_id: EpisodeId, asked: Merged) -> Accepted:
    """Say that two identities are one person; the results follow."""
    correction = Correction(kind="merge", head=0, groups=(asked.source_id, asked.target_id))
    return _decided(home, asking, find_video(home, ep_id), [correction])


@router.post("/identities/{ep_id}/move_track", status_code=202, responses=responses(400, 404, 409, 422, 503))
def move_track(home: Home, asking: Editor, ep_id: EpisodeId, asked: Moved) -> Accepted:
    """Say that a track is of the person of a named identity; the results follow."""
    video = find_video(home, ep_id)
    group = home.results.faces.faces(home.results.runs.find(video, None, catalog.MATCHES)).group(
        asked.target_identity_id
    )
    if group.person is None:
        raise Conflict(f"{group.label} has no name yet; say first who that is")
    correction = Correction(kind="assign", head=0, tracks=(asked.track_id,), person=group.person)
    return _decided(home, asking, video, [correction])


@router.post("/identities/{ep_id}/drop_track", status_code=202, responses=responses(400, 404, 409, 422, 503))
def drop_track(home: Home, asking: Editor, ep_id: EpisodeId, asked: Dropped) -> Accepted:
    """Leave a track out; the results follow."""
    correction = Correction(kind="exclude", head=0, tracks=(asked.track_id,))
    return _decided(home, asking, find_video(home, ep_id), [correction])


@router.get("/celery_jobs/{job_id}", responses=responses(404))
def celery_job(home: Home, _asking: Viewer, job_id: JobId) -> CeleryJob:
    """A job in the words of Celery."""
    with home.store.reading() as reading:
        job = find(reading, job_id)
        tasks = reading.tasks_of_job(job_id, states=(TaskState.RUNNING, TaskState.RETRYING))
    running = [task.stage for task in tasks if task.state is TaskState.RUNNING]
    state, raw = _celery_state(job, is_retrying=bool(tasks) and not running)
    step = running[0] if running else str(job.state)
    done = 1.0 if job.state is JobState.SUCCEEDED else job.progress
    message = job.error_detail or f"{job.tasks_total - job.tasks_left} of {job.tasks_total} tasks done"
    return CeleryJob(
        job_id=job.id,
        state=state,
        raw_state=raw,
        progress=CeleryProgress(step=step, progress=done, message=message),
        result=_result(job),
    )


@router.post("/celery_jobs/{job_id}/cancel", responses=responses(404, 409, 503))
def celery_cancel(home: Home, asking: Editor, job_id: JobId) -> Job:
    """Stop a job; what is finished is kept."""
    return cancel(home, asking, job_id)


@router.get("/celery_jobs/stream/{job_id}", response_class=Response, responses={**_STREAM, **responses(404)})
async def celery_stream(
    home: Home, hub: Events, _asking: Viewer, job_id: JobId, last_event_id: LastEventId = None
) -> Response:
    """What happens to a job, live."""
    return await stream_job(hub, home.store, home.clock, job_id, last_event_id)


@router.get("/jobs/{job_id}/stream", response_class=Response, responses={**_STREAM, **responses(404)})
async def job_stream(
    home: Home, hub: Events, _asking: Viewer, job_id: JobId, last_event_id: LastEventId = None
) -> Response:
    """What happens to a job, live."""
    return await stream_job(hub, home.store, home.clock, job_id, last_event_id)


def _start(home: Workspace, asking: Principal, video: VideoRow, name: str, asked: Operation) -> Accepted:
    meaning = OPERATIONS.get(name)
    if meaning is None:
        known = ", ".join(OPERATIONS)
        raise NotFound(f"there is no operation {name!r}; there are {known}", code="unknown_operation")
    targets = set(meaning.only) or {target.name for target in home.registry.targets(meaning.app)}
    with home.store.reading() as reading:
        for job in reading.jobs_of_video(video.id, limit=500):
            if job.state in LIVE_JOBS and job.app == meaning.app and set(target_names(job.resolved)) == targets:
                text = f"{name} is under way for this video already; wait for it, or cancel it"
                raise Conflict(text, code="in_progress", details={"job_id": job.id})
    submission = Submission(
        video_id=video.id,
        app=meaning.app,
        params=asked.params,
        tiers=asked.tiers,
        only=meaning.only,
        requested_by=asking.name,
    )
    job = home.sources.submit(submission)
    home.home.poke()
    return Accepted(job_id=job.id, status="queued", is_async=True, ignored=asked.ignored)


def _assign(home: Workspace, asking: Principal, video: VideoRow, asked: Assignments) -> Accepted:
    corrections = []
    for one in asked.assignments:
        person, name = one.target_cast_id, one.name if one.target_cast_id is None else None
        nobody = person is None and name is None
        corrections.append(
            Correction(kind="assign", head=0, groups=(one.cluster_id,), person=person, name=name, nobody=nobody)
        )
    return _decided(home, asking, video, corrections)


def _decided(home: Workspace, asking: Principal, video: VideoRow, corrections: Sequence[Correction]) -> Accepted:
    """One after the other, at least one. Earlier systems do not say what was seen: the newest decision counts as seen."""
    entries = home.journals.entries(video.id)
    head = entries[-1].seq if entries else 0
    job: JobRow | None = None
    for correction in corrections:
        job = home.results.deciding.decide(video, replace(correction, head=head), author=asking.name).job
    assert job is not None  # noqa: S101 - there is at least one
    home.home.poke()
    return Accepted(job_id=job.id, status="queued", is_async=True, ignored=[])


async def _waited(home: Workspace, accepted: Accepted, response: Response) -> Finished | Accepted:
    with anyio.move_on_after(_WAIT_S):
        while True:
            job = await to_thread.run_sync(_job, home, accepted.job_id)
            if job.state not in LIVE_JOBS:
                word = {JobState.SUCCEEDED: "success", JobState.FAILED: "failed"}.get(job.state, "cancelled")
                return Finished(job_id=job.id, status=word, is_async=False)  # type: ignore[arg-type]
            await anyio.sleep(_LOOK_S)
    response.status_code = 202
    return accepted


def _job(home: Workspace, job_id: str) -> JobRow:
    with home.store.reading() as reading:
        return find(reading, job_id)


def _result(job: JobRow) -> dict[str, object] | None:
    if job.state is JobState.SUCCEEDED:
        return {"result": f"/jobs/{job.id}/result", "artifacts": f"/jobs/{job.id}/artifacts"}
    if job.state is JobState.FAILED:
        return {"code": job.error_code, "error": job.error_detail}
    return None


def _celery_state(job: JobRow, *, is_retrying: bool) -> tuple[CeleryState, RawState]:
    match job.state:
        case JobState.QUEUED:
            return "queued", "PENDING"
        case JobState.RUNNING if is_retrying:
            return "retrying", "RETRY"
        case JobState.RUNNING:
            return "in_progress", "PROGRESS" if job.progress else "STARTED"
        case JobState.SUCCEEDED:
            return "success", "SUCCESS"
        case JobState.FAILED:
            return "failed", "FAILURE"
        case JobState.CANCELLED:
            return "cancelled", "REVOKED"
