"""What there is to ask for: applications, stages with their parameters, models; and what a job would do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.results.subject import Viewer
from telecine.api.shapes.jobs import NewJob
from telecine.api.shapes.library import App, Model, Planned, StageInfo
from telecine.api.shapes.shape import Page
from telecine.services.jobs import Submission

router = APIRouter(tags=["catalogue"])


@router.get("/applications")
def applications(home: Home, _asking: Viewer) -> Page[App]:
    """What can be asked for, with the formats of exports and their parameters."""
    return Page(items=[App.of(app, home.registry) for app in home.registry.applications.values()], next=None)


@router.get("/stages")
def stages(home: Home, _asking: Viewer) -> Page[StageInfo]:
    """Every step, in the order of work."""
    known = [home.registry.stages[name] for name in home.registry.order if name in home.registry.stages]
    return Page(items=[StageInfo.of(stage) for stage in known], next=None)


@router.get("/stages/{stage}", responses=responses(400))
def stage(
    home: Home,
    _asking: Viewer,
    stage: Annotated[str, Path(max_length=100, description="Id of a stage.", examples=["faces.tracks"])],
) -> StageInfo:
    """One step and its parameters."""
    return StageInfo.of(home.registry.stage(stage))


@router.get("/models")
def models(home: Home, _asking: Viewer) -> Page[Model]:
    """Models: what they can do, what they are licensed for, and whether they were fetched."""
    users: dict[str, list[str]] = {}
    for each in home.registry.stages.values():
        for capability in each.resources.models:
            users.setdefault(capability, []).append(each.id)
    items = [
        Model(
            name=row.name,
            title=row.title,
            capability=row.capability,
            tier=row.tier,
            licence=row.licence,
            size_bytes=row.size_bytes,
            sha256=row.sha256,
            is_present=row.present,
            origin=row.origin,
            note=row.note,
            used_by=sorted(users.get(row.capability, ())),
        )
        for row in home.models.rows()
    ]
    return Page(items=items, next=None)


@router.post("/jobs/plan", responses=responses(400, 404, 422, 503))
def plan(home: Home, asking: Viewer, asked: NewJob) -> Planned:
    """What a job would run and what is there already, without running anything."""
    submission = Submission(
        video_id=asked.video,
        app=asked.app,
        params=asked.params,
        tiers=asked.tiers,
        exports=tuple(dict.fromkeys(asked.exports)),
        requested_by=asking.name,
    )
    targets = home.registry.targets(asked.app, submission.exports)
    made = home.jobs.preview(submission)
    wanted = {
        home.manifest.choose(name, asked.tiers.get(name, asked.tiers.get("*", "default"))).name
        for name in home.registry.capabilities(targets)
    }
    missing = sorted(name for name in wanted if not home.models.has(name))
    return Planned.of(made, home.registry.closure(targets), missing)
