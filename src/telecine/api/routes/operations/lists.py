"""Lists of jobs and tasks, why a job is as it is, and removing jobs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query, Response

from telecine.api import paging
from telecine.api.access.principal import Principal, Role, needs
from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.jobs import Editor, JobId, Viewer, find, shapes_of
from telecine.api.shapes.jobs import Failure, Task
from telecine.api.shapes.operations import BulkDelete, BulkDeleted, JobExplanation, JobPage, Kept
from telecine.api.shapes.shape import Instant, Page
from telecine.bootstrap import Workspace
from telecine.engine.lists.rows import JobQuery, Order
from telecine.engine.rows import JobRow
from telecine.engine.states import LIVE_JOBS, JobState
from telecine.kernel.errors import UserError

router = APIRouter(tags=["jobs"])

Admin = Annotated[Principal, needs(Role.ADMIN)]
Status = Literal["queued", "in_progress", "processing", "completed", "failed", "cancelled"]
Sort = Literal["created_at", "-created_at", "finished_at", "-finished_at", "completed_at", "-completed_at"]

_MEANT: Final[dict[str, frozenset[JobState]]] = {
    "queued": frozenset({JobState.QUEUED}),
    "in_progress": LIVE_JOBS,
    "processing": frozenset({JobState.RUNNING}),
    "completed": frozenset({JobState.SUCCEEDED}),
    "failed": frozenset({JobState.FAILED}),
    "cancelled": frozenset({JobState.CANCELLED}),
}
_Word = Annotated[str | None, Query(max_length=200)]


async def _query(
    state: Annotated[list[JobState] | None, Query(description="Only jobs in these states.")] = None,
    status: Annotated[
        list[Status] | None, Query(description="The same in older words; `in_progress`: queued or running.")
    ] = None,
    app: _Word = None,
    video: Annotated[str | None, Query(max_length=200, description="Id of a video.")] = None,
    node: _Word = None,
    requested_by: _Word = None,
    created_after: Annotated[Instant | None, Query(description="Created then or later.")] = None,
    created_before: Annotated[Instant | None, Query(description="Created before.")] = None,
    sort: Annotated[
        Sort, Query(description="`-`: newest first. By `finished_at` (or `completed_at`): only jobs that have ended.")
    ] = "-created_at",
) -> JobQuery:
    """What a list is narrowed to."""
    wanted = set(state) if state is not None else None
    if status is not None:
        meant = frozenset[JobState]().union(*(_MEANT[word] for word in status))
        wanted = set(meant) if wanted is None else wanted & meant
    order: Order = "created_at" if sort.endswith("created_at") else "finished_at"
    return JobQuery(
        states=None if wanted is None else frozenset(wanted),
        app=app,
        video_id=video,
        node=node,
        requested_by=requested_by,
        created_from=created_after,
        created_before=created_before,
        order=order,
        is_newest_first=sort.startswith("-"),
    )


Wanted = Annotated[JobQuery, Depends(_query)]
Internal = Annotated[int | None, Query(alias="internal", description="Accepted for older clients, and without effect.")]


@router.get("/jobs", responses=responses(400, 422))
def list_jobs(
    home: Home, _asking: Viewer, query: Wanted, limit: paging.Limit = 50, cursor: paging.Cursor = None
) -> JobPage:
    """Jobs, the newest first, or as `sort` says.

    A cursor holds after the job it came from was removed.
    """
    return _listed(home, query, limit, cursor)


@router.get("/admin/jobs", tags=["cluster"], responses=responses(400, 422))
def admin_jobs(
    home: Home,
    _asking: Admin,
    query: Wanted,
    limit: paging.Limit = 100,
    cursor: paging.Cursor = None,
    _internal: Internal = None,
) -> JobPage:
    """The jobs of this node's database, the newest first."""
    return _listed(home, query, limit, cursor)


@router.get("/cluster/jobs", tags=["cluster"], responses=responses(400, 422))
def cluster_jobs(
    home: Home,
    _asking: Viewer,
    query: Wanted,
    limit: paging.Limit = 100,
    cursor: paging.Cursor = None,
    _internal: Internal = None,
) -> JobPage:
    """The jobs of all nodes, the newest first: the nodes share one database, so there is nothing to merge."""
    return _listed(home, query, limit, cursor)


@router.delete("/jobs/{job_id}", status_code=204, responses=responses(404, 409, 503))
def remove(home: Home, _asking: Editor, job_id: JobId) -> Response:
    """Remove a job that has ended, with its events. Its results stay until the retention settings let them go."""
    home.operations.removing.remove(job_id)
    return Response(status_code=204)


@router.post("/jobs/bulk-delete", responses=responses(422, 503))
def remove_many(home: Home, _asking: Editor, asked: BulkDelete) -> BulkDeleted:
    """Remove jobs that have ended; the answer names those that stay, and why."""
    left = home.operations.removing.remove_all(asked.ids)
    kept = [Kept(id=each.job_id, error=Failure(code=each.error.code, message=each.error.message)) for each in left]
    return BulkDeleted(removed=len(set(asked.ids)) - len(kept), kept=kept)


@router.get("/jobs/{job_id}/tasks", responses=responses(400, 404, 422))
def list_tasks(
    home: Home, _asking: Viewer, job_id: JobId, limit: paging.Limit = 100, cursor: paging.Cursor = None
) -> Page[Task]:
    """The tasks of a job, in the order in which they were planned."""
    place = paging.decode(cursor, int)
    with home.store.reading() as reading:
        find(reading, job_id)
        found = reading.tasks_page(job_id, after=int(place[0]) if place else 0, limit=limit + 1)
    tasks = [Task.of(task) for task in found[:limit]]
    return Page(items=tasks, next=paging.encode(tasks[-1].id) if len(found) > limit else None)


@router.get("/jobs/{job_id}/explanation", responses=responses(404))
def explain(home: Home, _asking: Viewer, job_id: JobId) -> JobExplanation:
    """Why a job is as it is, and what to do about it."""
    return JobExplanation.of(home.operations.explaining.explain(job_id))


def _listed(home: Workspace, query: JobQuery, limit: int, cursor: str | None) -> JobPage:
    # A cursor of one order leads nowhere in another.
    order = f"{'-' if query.is_newest_first else ''}{query.order}"
    after = _place(cursor, order)
    asked = replace(query, after=after, limit=limit + 1)
    with home.store.reading() as reading:
        found = reading.list_jobs(asked)
        items = shapes_of(home, reading, found[:limit])
        total = _total(query, reading.count_jobs())
    more = len(found) > limit
    return JobPage(items=items, next=_cursor(found[limit - 1], query, order) if more else None, total=total)


def _total(query: JobQuery, counts: dict[JobState, int]) -> int | None:
    """Known without looking only for lists that nothing but states narrows."""
    if query != JobQuery(states=query.states, order=query.order, is_newest_first=query.is_newest_first):
        return None
    states = set(JobState) if query.order == "created_at" else set(JobState) - LIVE_JOBS
    return sum(counts.get(state, 0) for state in (states if query.states is None else states & query.states))


def _cursor(job: JobRow, query: JobQuery, order: str) -> str:
    at = job.created_at if query.order == "created_at" else job.finished_at
    return paging.encode(order, (at or job.created_at).isoformat(), job.id)


def _place(cursor: str | None, order: str) -> tuple[datetime, str] | None:
    place = paging.decode(cursor, str, str, str)
    if place is None:
        return None
    try:
        at = datetime.fromisoformat(str(place[1]))
    except ValueError:
        at = None
    if place[0] != order or at is None or at.tzinfo is None:
        raise UserError("this cursor is none of this list; begin again without one", code="bad_cursor")
    return at, str(place[2])
