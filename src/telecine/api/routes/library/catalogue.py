"""What there is to ask for: applications, stages with their parameters, models; and what a job would do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.routes.operations.lists import Admin
from telecine.api.routes.results.subject import Viewer
from telecine.api.shapes.jobs import NewJob
from telecine.api.shapes.library import App, Model, Planned, StageInfo
from telecine.api.shapes.shape import Page
from telecine.bootstrap import Workspace
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
    return Page(items=_models(home), next=None)


@router.post("/models/{name}/fetch", status_code=202, responses=responses(404, 422))
def fetch_model(home: Home, _asking: Admin, name: Annotated[str, Path(max_length=100)]) -> Model:
    """Begin to fetch a model to the machine of the server; `fetching` in the list of models says how far it is.

    Nothing is done for one that is there or on its way.
    """
    wanted = home.manifest.model(name).name
    home.fetching.begin(wanted)
    return next(model for model in _models(home) if model.name == wanted)


def _models(home: Workspace) -> list[Model]:
    users: dict[str, list[str]] = {}
    for each in home.registry.stages.values():
        for capability in each.resources.models:
            users.setdefault(capability, []).append(each.id)
    return [Model.of(row, users.get(row.capability, ()), home.fetching.state(row.name)) for row in home.models.rows()]


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
