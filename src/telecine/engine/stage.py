"""What a stage declares, and what an application is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from telecine.records.record import AnyArtifact, Record

if TYPE_CHECKING:
    from telecine.engine.ports import Inputs, Models, StageContext, VideoReader


class Params(BaseModel):
    """Base of stage parameters: frozen, no unknown names. Only these enter the key.

    Defaults are validated too, so that a default and the same value read from a stored request are one key.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class NoParams(Params):
    """For stages that have none."""


P = TypeVar("P", bound=Params)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whether a stage runs once for a video, or once for each item of a list artifact."""

    each_of: AnyArtifact | None = None

    @staticmethod
    def each(artifact: AnyArtifact) -> Scope:
        """One task for each item of `artifact`."""
        if not artifact.is_list:
            raise ValueError(f"{artifact.name} is not a list artifact")
        return Scope(each_of=artifact)


VIDEO: Final = Scope()


@dataclass(frozen=True, slots=True)
class Resources:
    """What a task needs while it runs; never part of the key."""

    queue: str = "media"
    models: tuple[str, ...] = ()
    memory_mb: int = 500
    threads: Literal["one", "all"] = "one"
    """`all` for a stage that runs alone and may use every core."""
    cost: float = 0.01
    """Rough seconds of work for one second of video, for the first estimates; measured figures replace it."""


LIMITS_COVER: Final = timedelta(hours=1)
"""How much film the limits of a stage that runs once for a video are meant for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Time limits and attempts; never part of the key.

    At the soft limit a stage is told to stop and may finish its batch; at the hard one its process is killed.
    """

    soft: timedelta = timedelta(seconds=6000)
    hard: timedelta = timedelta(seconds=7200)
    attempts: int = 3

    def __post_init__(self) -> None:
        if not timedelta(0) < self.soft <= self.hard:
            raise ValueError(f"limits must be positive and the soft one first: {self.soft}, {self.hard}")

    def changed(self, *, soft_s: float | None = None, hard_s: float | None = None) -> Limits:
        """Other limits, in seconds; where only one is given, the other keeps its proportion."""
        proportion = self.hard / self.soft
        if hard_s is None:
            hard_s = self.hard.total_seconds() if soft_s is None else soft_s * proportion
        if soft_s is None:
            soft_s = hard_s / proportion
        return replace(self, soft=timedelta(seconds=soft_s), hard=timedelta(seconds=hard_s))


def lazily(path: str) -> Callable[[StageContext, Any], None]:
    """The run function at `module:name`, imported when it first runs.

    Declaring a stage then costs nothing: commands answer at once and a replaced worker is ready in a moment.
    """
    module, _, name = path.partition(":")

    def run(ctx: StageContext, params: Any) -> None:
        import_module(module).__dict__[name](ctx, params)

    return run


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One declared step.

    `consumes` are inputs that must be there; `optional` ones enter when the request also makes them. `run` gets a
    `StageContext` and the validated params and writes its result through ``ctx.out``. `doing` tells people what is
    going on while it runs, such as "Finding faces".
    """

    id: str
    version: int
    consumes: tuple[AnyArtifact, ...]
    produces: AnyArtifact
    run: Callable[[StageContext, Any], None]
    optional: tuple[AnyArtifact, ...] = ()
    scope: Scope = VIDEO
    params: type[Params] = NoParams
    resources: Resources = Resources()
    limits: Limits = Limits()
    deterministic: bool = True
    doing: str = ""

    def __post_init__(self) -> None:
        if self.id != self.produces.name:
            raise ValueError(f"stage {self.id} must produce the artifact of its name, not {self.produces.name}")

    def limits_over(self, length_s: float) -> Limits:
        """The limits of one task for a video of this length in seconds; 0 when it is not known.

        An item has the length the stage makes of it, so its limits stay. Those of a stage that runs over the whole
        video cover its first hour and grow in proportion after it.
        """
        hours = 0.0 if self.scope.each_of is not None else length_s / LIMITS_COVER.total_seconds()
        return self.limits.changed(hard_s=self.limits.hard.total_seconds() * max(1.0, hours))


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the generic read model."""

    kind: str
    at: Fraction
    end: Fraction
    subject: str
    score: float | None = None
    text: str = ""
    data: Mapping[str, object] = field(default_factory=dict)


class Findings(Protocol):
    """What one finished job found, to answer a question from: every result that its targets rest on."""

    @property
    def inputs(self) -> Inputs: ...

    @property
    def models(self) -> Models:
        """The models of the job; loaded only when `get` is called."""
        ...

    @property
    def video(self) -> VideoReader:
        """The source, opened when first asked for. Raises BadMedia when the file is gone."""
        ...

    def params(self, stage: str, kind: type[P]) -> P:
        """The parameters with which the job ran a stage."""
        ...


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something people ask about a finished job, answered at once from what is stored, and kept nowhere.

    `reads` is the result that must be there; the newest finished job that has it is asked. `answer` gets what the person
    wrote by name.
    """

    id: str
    reads: AnyArtifact
    answer: Callable[[Findings, Mapping[str, Any]], Record]


def answered_by(where: str) -> Callable[[Findings, Mapping[str, Any]], Record]:
    """An `answer` given as "module:function", imported when it is first asked."""
    module, _, name = where.partition(":")

    def answer(findings: Findings, asked: Mapping[str, Any]) -> Record:
        found: Record = import_module(module).__dict__[name](findings, **asked)
        return found

    return answer


def _no_facts(_record: Record) -> Iterable[Fact]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Application:
    """A use a person has: a named set of targets, and the stages it brings.

    `outputs` names the files of the targets that `telecine run` copies out for people. `exports` are further forms of
    the result by the name of their format, made when somebody asks for them; their records are `records.exports.Export`.
    """

    id: str
    title: str
    targets: tuple[AnyArtifact, ...]
    stages: tuple[Stage, ...] = ()
    outputs: tuple[tuple[AnyArtifact, str], ...] = ()
    exports: Mapping[str, AnyArtifact] = field(default_factory=dict, hash=False)
    questions: tuple[Question, ...] = ()
    project: Callable[[Record], Iterable[Fact]] = _no_facts
    projects: AnyArtifact | None = None
    """The target whose record `project` turns into facts."""
