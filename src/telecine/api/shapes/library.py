"""Episodes, shows, applications and plans over the wire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

from pydantic import Field

from telecine.adapters.inference.fetching.background import Fetching
from telecine.adapters.inference.fetching.folder import ModelRow
from telecine.api.shapes.jobs import Failure, Job
from telecine.api.shapes.shape import Asked, Position, Shape, Whole
from telecine.engine.planner import Plan
from telecine.engine.registry import Registry
from telecine.engine.stage import Application, Stage
from telecine.services.overview.totals import Group, PersonTotal


class NewEpisode(Asked):
    """Which episode it is, and which video when that is here already."""

    video: str | None = Field(
        None,
        max_length=200,
        description="Id of a video. Without one, the answer says where to send the file.",
        examples=["5f1d7a84db00d2fc"],
    )
    show: str = Field(max_length=100, examples=["The Office"])
    season: Whole = Field(ge=0, le=9999)
    episode: Whole = Field(ge=0, le=99999)


class AwaitedEpisode(Shape):
    """An episode whose file is not here; it shows in lists once it has come."""

    ep_id: str = Field(examples=["the-office-s02e05"])
    show_id: str
    season: int
    episode: int
    assets_url: str = Field(
        description="POST the name and size of the file there.", examples=["/episodes/the-office-s02e05/assets"]
    )


class Status(Shape):
    """How far a video is."""

    video: str
    ep_id: str | None
    run: str | None = Field(description="The newest finished run that named faces; null before the first.")
    is_current: bool = Field(description="Whether that run takes in every decision.")
    job: Job | None = Field(description="The newest job, whatever became of it.")
    decisions: int = Field(description="Number of the newest decision; 0 for none.")
    questions: int | None = Field(description="What the review queue holds; null before the first run.")
    questions_s: float | None = Field(description="Seconds at stake of all of them.")


class Show(Shape):
    """A show and what is there of it."""

    show: str = Field(examples=["the-office"])
    seasons: list[int]
    episodes: int
    analysed: int = Field(description="Episodes with a report.")
    seconds: float


class Total(Shape):
    """One person over several videos."""

    person: str
    name: str
    visible: Position
    clear: Position
    bridged: Position
    share: float
    appearances: int
    videos: list[str]

    @classmethod
    def of(cls, one: PersonTotal) -> Self:
        return cls(
            person=one.person,
            name=one.name,
            visible=Position.of(one.visible_s),
            clear=Position.of(one.clear_s),
            bridged=Position.of(one.bridged_s),
            share=one.share,
            appearances=one.appearances,
            videos=list(one.videos),
        )


class Together(Shape):
    """Two who are on screen at once."""

    one: str
    other: str
    visible: Position


class Totals(Shape):
    """Screen time of everybody with a name over the videos of a show or a season."""

    season: int | None
    videos: list[str] = Field(description="Ids of the videos that were counted, in order.")
    duration: Position
    people: list[Total] = Field(description="Most visible first.")
    unknown: Position = Field(description="Of everybody without a name; two at once count twice.")
    together: list[Together] = Field(description="Longest first; only when asked for.")

    @classmethod
    def of(cls, group: Group) -> Self:
        pairs = sorted(group.together.items(), key=lambda each: (-each[1], each[0]))
        return cls(
            season=group.season,
            videos=[video.id for video in group.videos],
            duration=Position.of(group.seconds),
            people=[Total.of(person) for person in group.people],
            unknown=Position.of(group.unknown_s),
            together=[Together(one=one, other=other, visible=Position.of(s)) for (one, other), s in pairs],
        )


class ShowDetails(Shape):
    """A show with its totals, and those of each season."""

    show: str
    total: Totals | None = Field(description="null while no episode has a report.")
    seasons: list[Totals]
    missing: list[str] = Field(description="Ids of videos without a report.")


class ShowPerson(Shape):
    """Somebody of a show."""

    person: str
    name: str
    is_cast: bool = Field(description="Whether somebody said that they belong to it.")
    visible: Position = Field(description="Time on screen over all its episodes.")
    videos: list[str]


class NewShowPerson(Asked):
    """Who belongs to a show."""

    name: str = Field(min_length=1, max_length=100, description="Name or id; added to the home when new.")


class StageInfo(Shape):
    """One step, and what can be set."""

    stage: str = Field(examples=["faces.tracks"])
    version: int
    doing: str = Field(description="What is going on while it runs.", examples=["Finding faces"])
    each_of: str | None = Field(description="Runs once for each of these; null for once a video.")
    consumes: list[str]
    optional: list[str]
    models: list[str]
    queue: str
    attempts: int
    soft_limit_s: float
    hard_limit_s: float
    is_deterministic: bool
    params: dict[str, Any] = Field(description="JSON Schema of the parameters, for a form.")

    @classmethod
    def of(cls, stage: Stage) -> Self:
        return cls(
            stage=stage.id,
            version=stage.version,
            doing=stage.doing or stage.id,
            each_of=stage.scope.each_of.name if stage.scope.each_of is not None else None,
            consumes=[artifact.name for artifact in stage.consumes],
            optional=[artifact.name for artifact in stage.optional],
            models=list(stage.resources.models),
            queue=stage.resources.queue,
            attempts=stage.limits.attempts,
            soft_limit_s=stage.limits.soft.total_seconds(),
            hard_limit_s=stage.limits.hard.total_seconds(),
            is_deterministic=stage.deterministic,
            params=schema_of(stage),
        )


class Format(Shape):
    """A form that results can be exported in."""

    format: str = Field(examples=["vtt"])
    stage: str
    files: list[str]
    params: dict[str, Any] = Field(description="JSON Schema of the parameters, for a form.")


class App(Shape):
    """A use that a person has."""

    app: str = Field(examples=["faces"])
    title: str
    targets: list[str]
    stages: list[str] = Field(description="In the order of work.")
    formats: list[Format]

    @classmethod
    def of(cls, app: Application, registry: Registry) -> Self:
        return cls(
            app=app.id,
            title=app.title,
            targets=[target.name for target in app.targets],
            stages=list(registry.closure(app.targets)),
            formats=[
                Format(
                    format=name,
                    stage=artifact.name,
                    files=list(artifact.files),
                    params=schema_of(registry.stages[artifact.name]),
                )
                for name, artifact in app.exports.items()
            ],
        )


class ModelFetch(Shape):
    """How far the fetching of a model is."""

    step: Literal["waiting", "downloading", "converting", "done", "failed"]
    done_bytes: int
    total_bytes: int = Field(description="0 before it is known.")
    error: Failure | None

    @classmethod
    def of(cls, found: Fetching | None) -> Self | None:
        if found is None:
            return None
        error = None if found.error is None else Failure.of(*found.error)
        return cls(step=found.step, done_bytes=found.done_bytes, total_bytes=found.total_bytes, error=error)


class Model(Shape):
    """A model that stages use."""

    name: str
    title: str
    capability: str = Field(examples=["face-detector"])
    tier: str
    licence: str
    size_bytes: int
    sha256: str
    is_present: bool = Field(description="Whether it was fetched.")
    origin: str
    note: str
    used_by: list[str]
    fetching: ModelFetch | None = Field(description="Null for one that nobody fetches now.")

    @classmethod
    def of(cls, row: ModelRow, used_by: Sequence[str], fetching: Fetching | None) -> Self:
        return cls(
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
            used_by=sorted(used_by),
            fetching=ModelFetch.of(fetching),
        )


class NewExport(Asked):
    """In which forms, and of whom."""

    formats: list[str] = Field(min_length=1, max_length=20, examples=[["vtt", "otio"]])
    people: list[str] = Field(
        default_factory=list, max_length=500, description="Names, labels or ids; everybody without any."
    )
    interval: str | None = Field(None, max_length=30, description="Seconds of the rows of the timeline, such as 10.")
    params: Mapping[str, Mapping[str, Any]] = Field(
        default_factory=dict, description="Parameters by format or stage, only what differs from the defaults."
    )


class PlannedStage(Shape):
    """What a job would do at one stage."""

    stage: str
    to_run: int
    cached: int
    waits_for: list[str]
    is_known: bool = Field(description="False while an earlier stage has to say how many parts there are.")


class Planned(Shape):
    """What a job would do."""

    stages: list[PlannedStage]
    is_whole: bool = Field(description="Whether every part is known already.")
    models_to_fetch: list[str]

    @classmethod
    def of(cls, plan: Plan, stages: Sequence[str], missing: Sequence[str]) -> Self:
        return cls(
            stages=[_planned(plan, stage) for stage in stages],
            is_whole=plan.is_expanded,
            models_to_fetch=list(missing),
        )


def _planned(plan: Plan, stage: str) -> PlannedStage:
    tasks = [task for task in plan.tasks if task.stage.id == stage]
    cached = len(plan.cached.get(stage, ()))
    return PlannedStage(
        stage=stage,
        to_run=len(tasks),
        cached=cached,
        waits_for=sorted({name for task in tasks for _, name in task.needs}),
        is_known=bool(tasks or cached or plan.is_expanded),
    )


def schema_of(stage: Stage) -> dict[str, Any]:
    """JSON Schema of the parameters of a stage, as they are sent."""
    return stage.params.model_json_schema(mode="serialization")
