"""Which stages there are and how they hang together; checked once, when it is built."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter

from pydantic import ValidationError

from telecine.engine.stage import Application, Limits, Params, Question, Stage
from telecine.kernel.errors import DefectError, UserError
from telecine.records.record import AnyArtifact

SOURCE_NAME = "source"


class Registry:
    """All applications with their stages.

    Raises DefectError when two stages produce the same artifact, something consumed is never produced, a fan-out is
    over an artifact that is no list, or the graph has a cycle.
    """

    def __init__(self, applications: Iterable[Application]) -> None:
        self.applications: dict[str, Application] = {app.id: app for app in applications}
        self.stages: dict[str, Stage] = {}
        for app in self.applications.values():
            for stage in app.stages:
                if stage.id in self.stages:
                    raise DefectError(f"two applications bring stage {stage.id}")
                self.stages[stage.id] = stage
        self._check_inputs()
        self.order = self._sort()

    def _check_inputs(self) -> None:
        for stage in self.stages.values():
            for artifact in inputs_of(stage):
                if artifact.name not in self.stages and not _is_root(artifact):
                    raise DefectError(f"stage {stage.id} consumes {artifact.name}, which nothing produces")
            axis = stage.scope.each_of
            if axis is not None and axis.name not in self.stages:
                raise DefectError(f"stage {stage.id} fans out over {axis.name}, which nothing produces")
        for app in self.applications.values():
            for target in (*app.targets, *app.exports.values()):
                if target.name not in self.stages:
                    raise DefectError(f"application {app.id} wants {target.name}, which nothing produces")

    def _sort(self) -> tuple[str, ...]:
        graph = {stage.id: [a.name for a in inputs_of(stage) if not _is_root(a)] for stage in self.stages.values()}
        try:
            return tuple(TopologicalSorter(graph).static_order())
        except CycleError as error:
            raise DefectError(f"stages form a cycle: {error.args[1]}") from error

    def application(self, app_id: str) -> Application:
        """Raises UserError with the nearest name."""
        found = self.applications.get(app_id)
        if found is None:
            raise UserError(
                f"there is no application {app_id!r}.{_hint(app_id, self.applications)}", code="unknown_application"
            )
        return found

    def targets(self, app_id: str, exports: Sequence[str] = ()) -> tuple[AnyArtifact, ...]:
        """What a request for an application and these formats makes, nothing twice.

        Raises UserError with the nearest name for an unknown application or format.
        """
        app = self.application(app_id)
        for name in exports:
            if name not in app.exports:
                raise UserError(
                    f"application {app_id} has no format {name!r}.{_hint(name, app.exports)}", code="unknown_format"
                )
        return tuple(dict.fromkeys((*app.targets, *(app.exports[name] for name in exports))))

    def chosen(self, app_id: str, exports: Sequence[str], only: Sequence[str]) -> tuple[AnyArtifact, ...]:
        """Likewise, with the results of the stages in `only` instead of the targets of the application.

        Raises UserError also for a stage that the application does not use.
        """
        targets = self.targets(app_id, exports)
        if not only:
            return targets
        known = self.closure(self.targets(app_id))
        for name in only:
            if name not in known:
                raise UserError(
                    f"application {app_id} has no stage {name!r}.{_hint(name, known)}", code="unknown_stage"
                )
        formats = tuple(self.application(app_id).exports[name] for name in exports)
        return tuple(dict.fromkeys((*(self.stages[name].produces for name in only), *formats)))

    def exports(self, app_id: str, targets: Sequence[str]) -> tuple[str, ...]:
        """The formats among the names of targets of a request; the inverse of `targets`."""
        app = self.application(app_id)
        own = {target.name for target in app.targets}
        return tuple(
            name for name, artifact in app.exports.items() if artifact.name in targets and artifact.name not in own
        )

    def question(self, question_id: str) -> Question:
        """Raises DefectError for a question nobody answers."""
        for app in self.applications.values():
            for question in app.questions:
                if question.id == question_id:
                    return question
        raise DefectError(f"no application answers {question_id!r}")

    def stage(self, stage_id: str) -> Stage:
        """Raises UserError with the nearest name."""
        found = self.stages.get(stage_id)
        if found is None:
            raise UserError(f"there is no stage {stage_id!r}.{_hint(stage_id, self.stages)}", code="unknown_stage")
        return found

    def with_limits(self, limits: Mapping[str, Limits]) -> Registry:
        """The same applications with other limits for some stages. Raises UserError for a stage that is not there."""
        changed = {name: replace(self.stage(name), limits=own) for name, own in limits.items()}
        return Registry(
            replace(app, stages=tuple(changed.get(stage.id, stage) for stage in app.stages))
            for app in self.applications.values()
        )

    def axis(self, artifact: AnyArtifact) -> str | None:
        """Name of the list artifact over which the producer of `artifact` fans out."""
        stage = self.stages.get(artifact.name)
        each = stage.scope.each_of if stage else None
        return each.name if each else None

    def closure(self, targets: Sequence[AnyArtifact]) -> tuple[str, ...]:
        """Stages that `targets` need, in topological order; optional inputs do not pull stages in."""
        wanted: set[str] = set()
        pending = [target.name for target in targets]
        while pending:
            name = pending.pop()
            if name in wanted or name not in self.stages:
                continue
            wanted.add(name)
            stage = self.stages[name]
            pending += [artifact.name for artifact in stage.consumes]
            if stage.scope.each_of is not None:
                pending.append(stage.scope.each_of.name)
        return tuple(name for name in self.order if name in wanted)

    def snapshots(self, targets: Sequence[AnyArtifact]) -> tuple[AnyArtifact, ...]:
        """Snapshots that the stages of `targets` read."""
        found = {
            artifact
            for name in self.closure(targets)
            for artifact in inputs_of(self.stages[name])
            if artifact.is_snapshot
        }
        return tuple(sorted(found, key=lambda artifact: artifact.name))

    def capabilities(self, targets: Sequence[AnyArtifact]) -> tuple[str, ...]:
        """Model capabilities that the stages of `targets` use."""
        names = {c for name in self.closure(targets) for c in self.stages[name].resources.models}
        return tuple(sorted(names))

    def check_capabilities(self, names: Collection[str]) -> None:
        """Raises UserError for one that no stage uses."""
        known = sorted({name for stage in self.stages.values() for name in stage.resources.models})
        for name in sorted(names):
            if name not in known:
                raise UserError(f"no stage uses a model for {name!r}.{_hint(name, known)}", code="unknown_capability")

    def params(self, targets: Sequence[AnyArtifact], given: Mapping[str, Mapping[str, object]]) -> dict[str, Params]:
        """Validated parameters of every stage that `targets` need.

        Raises UserError that names the stage, the parameter and what is allowed.
        """
        closure = self.closure(targets)
        for stage_id in given:
            if stage_id not in closure:
                raise UserError(
                    f"stage {stage_id!r} is not part of this request.{_hint(stage_id, closure)}", code="unknown_stage"
                )
        resolved: dict[str, Params] = {}
        for stage_id in closure:
            kind = self.stages[stage_id].params
            try:
                resolved[stage_id] = kind.model_validate(dict(given.get(stage_id, {})))
            except ValidationError as error:
                raise UserError(_explain(stage_id, kind, error), code="bad_parameter") from error
        return resolved


def inputs_of(stage: Stage) -> tuple[AnyArtifact, ...]:
    """Everything a stage may read, the list it fans out over included."""
    each = (stage.scope.each_of,) if stage.scope.each_of is not None else ()
    return tuple(dict.fromkeys((*stage.consumes, *stage.optional, *each)))


def _is_root(artifact: AnyArtifact) -> bool:
    return artifact.is_snapshot or artifact.name == SOURCE_NAME


def _hint(name: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(name, names, n=1)
    return f" Did you mean {near[0]!r}?" if near else f" There are: {', '.join(names)}."


def _explain(stage_id: str, kind: type[Params], error: ValidationError) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"stage {stage_id} has no parameter {name!r}.{_hint(name, kind.model_fields)}"
    return f"{stage_id}.{name}: {first['msg']} (got {first['input']!r})"
