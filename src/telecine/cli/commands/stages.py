"""`telecine stages`: what is made from what, and what can be set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from pydantic_core import PydanticUndefined, to_jsonable_python
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from telecine.cli.options import HomeOption, JsonOption
from telecine.cli.session import opened
from telecine.engine.stage import Stage

if TYPE_CHECKING:
    from telecine.engine.registry import Registry


def stages(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="STAGE", help="Show the parameters of this stage.", show_default=False)
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the applications and their stages; with a name, the parameters of one stage."""
    with opened(ctx, home, as_json=as_json) as session:
        registry = session.workspace.registry
        if name is not None:
            stage = registry.stage(name)
            session.screen.show(_document(stage), *_one(stage))
            return
        table = Table(box=box.SIMPLE_HEAD)
        for column in ("stage", "version", "runs for", "from", "models"):
            table.add_column(column)
        for stage_id in registry.order:
            if stage_id in registry.stages:
                table.add_row(*_row(registry.stages[stage_id]))
        apps = [
            Text.assemble((app.id, "bold"), f"  {app.title}: {', '.join(registry.closure(app.targets))}")
            for app in registry.applications.values()
        ]
        apps += [
            Text.assemble((f"{app.id} exports", "bold"), f"  {', '.join(app.exports)}")
            for app in registry.applications.values()
            if app.exports
        ]
        session.screen.show(_all(registry), table, *apps)


def _row(stage: Stage) -> tuple[str, ...]:
    each = stage.scope.each_of
    sources = [artifact.name for artifact in stage.consumes] + [f"({artifact.name})" for artifact in stage.optional]
    return (
        stage.id,
        str(stage.version),
        f"each of {each.name}" if each is not None else "the video",
        ", ".join(sources),
        ", ".join(stage.resources.models),
    )


def _one(stage: Stage) -> list[RenderableType]:
    head = Text.assemble((stage.id, "bold"), f"  version {stage.version}, from {_row(stage)[3]}")
    if not stage.params.model_fields:
        return [head, Text("It has no parameters.")]
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("parameter", no_wrap=True)
    table.add_column("default", no_wrap=True)
    table.add_column("meaning")
    for name, default, meaning in _params(stage):
        table.add_row(f"{stage.id}.{name}", "null" if default is None else str(default), Text(meaning))
    return [head, table]


def _params(stage: Stage) -> list[tuple[str, object, str]]:
    return [
        (
            name,
            None if field.default is PydanticUndefined else to_jsonable_python(field.default, fallback=str),
            field.description or "",
        )
        for name, field in stage.params.model_fields.items()
    ]


def _document(stage: Stage) -> dict[str, object]:
    return {
        "stage": stage.id,
        "version": stage.version,
        "each_of": stage.scope.each_of.name if stage.scope.each_of is not None else None,
        "consumes": [artifact.name for artifact in stage.consumes],
        "optional": [artifact.name for artifact in stage.optional],
        "models": list(stage.resources.models),
        "queue": stage.resources.queue,
        "attempts": stage.limits.attempts,
        "soft_limit_s": stage.limits.soft.total_seconds(),
        "hard_limit_s": stage.limits.hard.total_seconds(),
        "deterministic": stage.deterministic,
        "params": [
            {"name": name, "default": default, "description": meaning} for name, default, meaning in _params(stage)
        ],
    }


def _all(registry: Registry) -> dict[str, object]:
    return {
        "applications": [
            {
                "app": app.id,
                "title": app.title,
                "targets": [target.name for target in app.targets],
                "stages": list(registry.closure(app.targets)),
                "exports": {name: artifact.name for name, artifact in app.exports.items()},
            }
            for app in registry.applications.values()
        ],
        "stages": [_document(registry.stages[name]) for name in registry.order if name in registry.stages],
    }
