"""`telecine models`: what is there, what it is licensed for, and fetching it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from telecine.cli.bars import Bars
from telecine.cli.options import HomeOption, JsonOption
from telecine.cli.session import opened
from telecine.cli.words import bytes_size
from telecine.kernel.errors import UserError

NamesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME", help="Models, capabilities or sample photographs.", show_default=False),
]


def list_models(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List models: what they can do, their tier and licence, and whether they are here."""
    with opened(ctx, home, as_json=as_json) as session:
        models = session.workspace.models
        users = {
            name: sorted(
                {stage.id for stage in session.workspace.registry.stages.values() if name in stage.resources.models}
            )
            for name in models.manifest.capabilities
        }
        table = Table(box=box.SIMPLE_HEAD)
        for name in ("capability", "model", "tier", "here", "size", "licence", "SHA-256", "from", "used by"):
            table.add_column(name, no_wrap=name in {"model", "tier", "here", "size"})
        rows = models.rows()
        for row in rows:
            table.add_row(
                row.capability, row.name, row.tier, "yes" if row.present else "no", bytes_size(row.size_bytes),
                Text(row.licence), row.sha256[:12], Text(row.origin), ", ".join(users[row.capability]),
            )  # fmt: skip
        notes = [Text(f"{row.name}: {row.note}", style="dim") for row in rows if row.note]
        document = {
            "folder": str(models.folder),
            "models": [
                {
                    "name": row.name, "title": row.title, "capability": row.capability, "tier": row.tier,
                    "licence": row.licence, "size_bytes": row.size_bytes, "sha256": row.sha256, "present": row.present,
                    "path": str(row.path), "origin": row.origin, "note": row.note, "used_by": users[row.capability],
                }
                for row in rows
            ],
        }  # fmt: skip
        session.screen.show(document, table, *notes, Text(f"kept in {models.folder}"))


def fetch(
    ctx: typer.Context, names: NamesArgument = None, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Fetch models, check their SHA-256 and convert them; all default models without a name."""
    with opened(ctx, home, as_json=as_json) as session:
        with Bars(session.screen) as bars:
            paths = session.workspace.models.fetch(tuple(names or ()), bars.tell)
        document = {"models": {name: str(path) for name, path in paths.items()}}
        session.screen.show(document, *(Text(f"{name}  {path}") for name, path in paths.items()))


def verify(
    ctx: typer.Context, names: NamesArgument = None, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Check what was fetched against its SHA-256; what is damaged is deleted."""
    with opened(ctx, home, as_json=as_json) as session:
        found = session.workspace.models.verify(tuple(names or ()))
        styles = {"ok": "green", "missing": "dim"}
        lines = [Text.assemble((state, styles.get(state, "red")), f"  {name}") for name, state in found.items()]
        session.screen.show({"models": found}, *lines)
        is_bad = any(state != "ok" for state in found.values()) if names else "damaged, deleted" in found.values()
    if is_bad:
        raise typer.Exit(UserError.exit_code)
