"""`telecine plan`: what a run would do, and why, without doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from telecine.cli.options import (
    AppArgument,
    CastOption,
    HomeOption,
    JsonOption,
    SetOption,
    TierOption,
    VideoArgument,
    parse_params,
    parse_tiers,
)
from telecine.cli.request import Asked, choose_models, prepare
from telecine.cli.session import opened
from telecine.cli.words import count
from telecine.engine.planner import Plan, PlannedTask

if TYPE_CHECKING:
    from telecine.bootstrap import Workspace

_STYLES: Final = {"to run": "bold", "cached": "cyan", "not needed": "dim", "later": "yellow"}


def plan(
    ctx: typer.Context,
    app: AppArgument,
    video: VideoArgument,
    cast: CastOption = None,
    given: SetOption = None,
    tier: TierOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what `run` with the same words would do, and why. Runs nothing and fetches nothing."""
    asked = Asked(app, video, cast, parse_params(given or ()), parse_tiers(tier or ()))
    with opened(ctx, home, as_json=as_json) as session:
        workspace = session.workspace
        row, submission = prepare(session, asked, fetches=False)
        made = workspace.jobs.preview(submission)
        lines = _lines(workspace, app, made)
        chosen = choose_models(session, asked)
        missing = [name for name in chosen if not workspace.models.has(name)]
        table = Table(box=box.SIMPLE_HEAD)
        for name in ("stage", "what", "why"):
            table.add_column(name)
        for line in lines:
            table.add_row(line["stage"], Text(line["what"], style=_STYLES[line["state"]]), Text(line["why"]))
        document = {
            "app": app,
            "video": {"id": row.id, "name": row.name},
            "is_whole": made.is_expanded,
            "stages": lines,
            "models_to_fetch": missing,
        }
        notes = [Text(f"models to be fetched first: {', '.join(missing)}")] if missing else []
        session.screen.show(document, table, *notes)


def _lines(workspace: Workspace, app: str, made: Plan) -> list[dict[str, str]]:
    registry = workspace.registry
    tasks: dict[str, list[PlannedTask]] = {}
    for task in made.tasks:
        tasks.setdefault(task.stage.id, []).append(task)
    return [
        _line(stage, tasks.get(stage, []), len(made.cached.get(stage, ())), is_whole=made.is_expanded)
        for stage in registry.closure(registry.application(app).targets)
    ]


def _line(stage: str, tasks: list[PlannedTask], cached: int, *, is_whole: bool) -> dict[str, str]:
    if tasks:
        waits = sorted({name for task in tasks for _, name in task.needs})
        after = f", after {', '.join(waits)}" if waits else ""
        what = f"{count(len(tasks), 'task')} to run" + (f", {cached} cached" if cached else "")
        return {
            "stage": stage,
            "state": "to run",
            "what": what,
            "why": f"no result with these inputs and settings{after}",
        }
    if cached:
        return {"stage": stage, "state": "cached", "what": f"{cached} cached", "why": "made by an earlier run"}
    if is_whole:
        return {"stage": stage, "state": "not needed", "what": "not needed", "why": "what is made from it is there"}
    why = "its parts are known once an earlier stage has run"
    return {"stage": stage, "state": "later", "what": "later", "why": why}
