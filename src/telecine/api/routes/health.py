"""Whether the server works, and its figures."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Request, Response

from telecine.api.access.principal import Principal, Role, needs
from telecine.api.reach import Home
from telecine.api.shapes.operations import Healthz, JobFigures, NodeHealth, Supervision
from telecine.api.shapes.shape import Shape
from telecine.api.watching.metrics import CONTENT_TYPE, Metrics
from telecine.bootstrap import Workspace
from telecine.engine.states import JobState

router = APIRouter(tags=["health"])

Viewer = Annotated[Principal, needs(Role.VIEWER)]


class Alive(Shape):
    """The process answers."""

    status: Literal["ok"]


@router.head("/livez", include_in_schema=False)
@router.get("/livez")
async def livez() -> Alive:
    """Whether the process answers; looks at nothing else."""
    return Alive(status="ok")


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", responses={503: {"model": Healthz, "description": "Something does not work."}})
def healthz(home: Home, response: Response) -> Healthz:
    """Whether what the server stands on works: each part is looked at for real, at most every 2 s and for 1 s.

    Platforms should probe `/livez`: a full disk is no reason to start the server again.
    """
    health = home.operations.health.check()
    if not health.is_well:
        response.status_code = 503
    return Healthz.of(health, home.operations.version, _supervision(home, is_readable=health.parts["db"].word == "ok"))


@router.head("/health", include_in_schema=False)
@router.get("/health", responses={503: {"model": NodeHealth, "description": "The database does not answer."}})
def health(home: Home, response: Response) -> NodeHealth:
    """This node in short: its database, and whether somebody takes new work."""
    word = home.operations.health.check().parts["db"].word
    is_readable = word == "ok"
    if not is_readable:
        response.status_code = 503
    found = home.operations.nodes.one(home.settings.node) if is_readable else None
    is_accepting = found is not None and found[0].is_accepting and not found[1] and not found[0].in_maintenance
    return NodeHealth(
        status="ok" if is_readable else "degraded",
        node=home.settings.node,
        db=word,
        accepting=is_accepting,
        maintenance_mode=found is not None and found[0].in_maintenance,
        accepting_new_jobs=is_accepting,
    )


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}, "application/json": {"schema": JobFigures.model_json_schema()}}}},
)
def metrics(
    request: Request, home: Home, _asking: Viewer, accept: Annotated[str, Header(include_in_schema=False)] = ""
) -> Response:
    """Figures for Prometheus, as text; with `Accept: application/json`, those of `/metrics.json`."""
    if "application/json" in accept:
        return Response(_figures(request, home).model_dump_json(), media_type="application/json")
    return Response(_metrics(request).text(), headers={"Content-Type": CONTENT_TYPE})


@router.get("/metrics.json")
def metrics_json(request: Request, home: Home, _asking: Viewer) -> JobFigures:
    """Jobs in figures."""
    return _figures(request, home)


def _metrics(request: Request) -> Metrics:
    found: Metrics = request.app.state.metrics
    return found


def _figures(request: Request, home: Workspace) -> JobFigures:
    jobs = home.operations.counting.jobs()
    own = _metrics(request)
    return JobFigures(
        jobs_queued=jobs.get(JobState.QUEUED, 0),
        jobs_processing=jobs.get(JobState.RUNNING, 0),
        jobs_completed=jobs.get(JobState.SUCCEEDED, 0),
        jobs_failed=jobs.get(JobState.FAILED, 0),
        jobs_submitted_this_process=own.submitted,
        uptime_seconds=int(own.uptime_s),
        node=home.settings.node,
    )


def _supervision(home: Workspace, *, is_readable: bool) -> Supervision:
    found = home.operations.nodes.one(home.settings.node) if is_readable else None
    if found is None:
        return Supervision(state="absent", heartbeat_age_s=None, is_accepting=False)
    node, is_stale = found
    age = max(0.0, (home.clock.now() - node.heartbeat_at).total_seconds())
    return Supervision(
        state="stale" if is_stale else "ok",
        heartbeat_age_s=round(age, 1),
        is_accepting=node.is_accepting and not is_stale and not node.in_maintenance,
    )
