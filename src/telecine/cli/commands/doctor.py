"""`telecine doctor`: is everything there that Telecine needs, and what to do where it is not."""

from __future__ import annotations

import os
import platform
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer
from rich.table import Table
from rich.text import Text

from telecine.cli.options import HomeOption, JsonOption
from telecine.cli.session import Run, opened
from telecine.cli.words import bytes_size, count
from telecine.kernel.errors import TelecineError, UserError

if TYPE_CHECKING:
    from telecine.bootstrap import Workspace

State = Literal["ok", "warning", "error"]
_STYLES: Final = {"ok": "green", "warning": "yellow", "error": "red"}
_OLDEST: Final = datetime(2025, 1, 1, tzinfo=UTC)
_COMFORT: Final = 10
_SKEW: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    found: str
    advice: str = ""


def doctor(
    ctx: typer.Context,
    rebuild_facts: Annotated[
        bool,
        typer.Option("--rebuild-facts", metavar="", help="Make the searchable facts anew from the stored results."),
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check the system, the home, the disk, the database, the models and the clock."""
    run: Run = ctx.obj
    checks = [_system(), _python(), _cores()]
    rebuilt: int | None = None
    try:
        with opened(ctx, home, as_json=as_json) as session:
            checks += check_workspace(session.workspace)
            if rebuild_facts:
                rebuilt = session.workspace.rebuild_facts()
    except TelecineError as error:
        checks.append(Check("home", "error", error.message))
    table = Table.grid(padding=(0, 2))
    for check in checks:
        found = f"{check.found}. {check.advice}" if check.advice else check.found
        table.add_row(Text(check.state, style=_STYLES[check.state]), check.name, Text(found))
    document: dict[str, object] = {"checks": [asdict(check) for check in checks]}
    notes: list[Text] = []
    if rebuilt is not None:
        document["facts_rebuilt_from"] = rebuilt
        notes = [Text(f"facts made anew from {count(rebuilt, 'result')}")]
    run.screen.show(document, table, *notes)
    if any(check.state == "error" for check in checks):
        raise typer.Exit(UserError.exit_code)


def check_workspace(workspace: Workspace) -> Iterator[Check]:
    """Everything that needs an opened home; one check that fails does not hide the others."""
    looks: tuple[tuple[str, Callable[[Workspace], Check]], ...] = (
        ("home", _home), ("disk", _disk), ("database", _database), ("clock", _clock), ("models", _models),
    )  # fmt: skip
    for name, look in looks:
        try:
            yield look(workspace)
        except TelecineError as error:
            yield Check(name, "error", error.message)
        except OSError as error:
            yield Check(name, "error", f"{error.filename or name}: {error.strerror or error}")


def _system() -> Check:
    system, found = platform.system(), f"{platform.system()} {platform.release()} ({platform.machine()})"
    if system == "Linux":
        return Check("system", "ok", found)
    if system == "Darwin":
        return Check("system", "warning", found, "macOS is expected to work and is not tested.")
    return Check("system", "error", found, "Use Linux, or on Windows WSL2 or a container.")


def _python() -> Check:
    found = f"Python {platform.python_version()} at {sys.executable}"
    return Check("python", "ok" if sys.version_info >= (3, 11) else "error", found)


def _cores() -> Check:
    cores = os.cpu_count() or 1
    if cores == 1:
        return Check("cores", "warning", "1 core", "Analysis takes about twice as long as with two.")
    return Check("cores", "ok", count(cores, "core"))


def _home(workspace: Workspace) -> Check:
    root = workspace.home.root
    for folder in (root, workspace.home.store, workspace.home.logs):
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    mode = root.stat().st_mode
    if mode & stat.S_IWOTH:
        advice = f"Everybody on this machine may write there; `chmod o-w {root}` ends that."
        return Check("home", "warning", str(root), advice)
    return Check("home", "ok", str(root))


def _disk(workspace: Workspace) -> Check:
    free, floor = workspace.artifacts.free_bytes(), workspace.settings.store.free_floor_mb * 2**20
    found = f"{bytes_size(free)} free at {workspace.home.root}"
    if free < floor:
        return Check("disk", "error", found, f"Nothing new is begun below {bytes_size(floor)}; `telecine clean` helps.")
    if free < floor * _COMFORT:
        return Check("disk", "warning", found, "That is little; `telecine clean` helps.")
    return Check("disk", "ok", found)


def _database(workspace: Workspace) -> Check:
    with workspace.store.reading() as reading:
        jobs, videos = reading.jobs(limit=100_000), reading.videos(limit=100_000)
        gone = [video for video in videos if not Path(video.source_uri).exists()]
    found = f"up to date; {count(len(jobs), 'job')}, {count(len(videos), 'video')}"
    if gone:
        names = ", ".join(video.name for video in gone[:3]) + (", ..." if len(gone) > 3 else "")
        advice = f"The files of {count(len(gone), 'video')} are gone ({names}); their results stay."
        return Check("database", "warning", found, advice)
    return Check("database", "ok", found)


def _clock(workspace: Workspace) -> Check:
    now = workspace.clock.now()
    with workspace.store.reading() as reading:
        newest = max((job.created_at for job in reading.jobs(limit=1)), default=_OLDEST)
    found = now.strftime("%Y-%m-%d %H:%M:%S UTC")
    if now < _OLDEST:
        return Check("clock", "error", found, "That is in the past; set the clock.")
    if newest > now + _SKEW:
        advice = "The newest job was submitted later than that; the clock went back. Set it before going on."
        return Check("clock", "warning", found, advice)
    return Check("clock", "ok", found)


def _models(workspace: Workspace) -> Check:
    models = workspace.models
    default = [model.name for model in models.manifest.models if model.tier == "default"]
    states = models.verify(default)
    found = ", ".join(f"{name} {state}" for name, state in states.items())
    if all(state == "ok" for state in states.values()):
        return Check("models", "ok", found)
    advice = "`telecine models fetch` gets them now; a run does it by itself."
    return Check("models", "warning", f"{found} ({models.folder})", advice)
