"""`telecine bench engine`: the engine without work."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from telecine.cli.bars import Bars
from telecine.cli.options import HomeOption, JsonOption, WorkersOption
from telecine.cli.session import opened

if TYPE_CHECKING:
    from telecine.bench.engine import EngineFigures


def engine(
    ctx: typer.Context,
    tasks: Annotated[int, typer.Option("--tasks", min=10, max=100_000, metavar="N", help="Empty tasks.")] = 2000,
    workers: WorkersOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the engine on this machine with stages that do nothing: what every task costs beside its work.

    Works in a home of its own, which is removed afterwards.
    """
    from telecine.bench.engine import measure_engine
    from telecine.bench.place import fresh_home, open_bench

    with (
        opened(ctx, home, as_json=as_json, workers=workers) as session,
        fresh_home() as folder,
        open_bench(folder / "home", session.workspace.settings.workers, session.door.open) as workspace,
    ):
        with Bars(session.screen) as bars:
            found = measure_engine(
                workspace,
                folder,
                tasks=tasks,
                tell=lambda what, done, whole: bars.move(what, what, done, whole, unit="done"),
            )
        session.screen.show(asdict(found), _drawn(found), Text("Other work on the machine shows in these figures."))


def _drawn(found: EngineFigures) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_row(f"{found.tasks} empty tasks, {found.workers} workers", f"{found.tasks_per_s:.0f} a second")
    table.add_row("from asking to the start of the first task", f"{found.start_median_s * 1000:.0f} ms, median")
    table.add_row("", f"{found.start_slowest_s * 1000:.0f} ms, slowest")
    table.add_row("from killing the only worker to its task running again", f"{found.recovery_s * 1000:.0f} ms, median")
    return table
