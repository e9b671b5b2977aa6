"""`telecine doctor`: is everything there that Telecine needs, and what to do where it is not."""

from __future__ import annotations

import os
import platform
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer
from rich.table import Table
from rich.text import Text

from telecine.adapters.execution.machine import this_machine
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
_SETTINGS: Final = {"bad_setting", "unknown_setting"}
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
    """Check the system, settings, permissions, disk, memory, database, stored results, clock and models."""
    from telecine.settings import resolved

    run: Run = ctx.obj
    checks = [_system(), _python(), _cores()]
    document: dict[str, object] = {}
    rebuilt: int | None = None
    try:
        with opened(ctx, home, as_json=as_json) as session:
            document["settings"] = resolved(session.workspace.settings)
            checks += check_workspace(session.workspace)
            if rebuild_facts:
                rebuilt = session.workspace.rebuild_facts()
    except TelecineError as error:
        checks.append(Check("settings" if error.code in _SETTINGS else "home", "error", error.message))
    table = Table.grid(padding=(0, 2))
    for check in checks:
        found = f"{check.found}. {check.advice}" if check.advice else check.found
        table.add_row(Text(check.state, style=_STYLES[check.state]), check.name, Text(found))
    document["checks"] = [asdict(check) for check in checks]
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
        ("settings", _settings), ("home", _home), ("permissions", _permissions), ("disk", _disk), ("memory", _memory),
        ("database", _database), ("store", _store), ("clock", _clock), ("models", _models),
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
    cores = this_machine().cores
    if cores == 1:
        return Check("cores", "warning", "1 core", "Analysis takes about twice as long as with two.")
    return Check("cores", "ok", count(cores, "core"))


def _settings(_workspace: Workspace) -> Check:
    from telecine.settings import given, strange_lines

    found, strange = ", ".join(given()) or "none are set", strange_lines()
    return Check("settings", "ok", f"{found}; ignored in .env: {', '.join(strange)}" if strange else found)


def _home(workspace: Workspace) -> Check:
    root = workspace.home.root
    if root.stat().st_mode & stat.S_IWOTH:
        advice = f"Everybody on this machine may write there; `chmod o-w {root}` ends that."
        return Check("home", "warning", str(root), advice)
    return Check("home", "ok", str(root))


def _permissions(workspace: Workspace) -> Check:
    home = workspace.home
    places = [home.root, home.store, home.logs, home.seeds, workspace.models.folder]
    there = [folder for folder in places if folder.exists()]
    for folder in there:
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    files = [path for folder in (home.root, home.logs) for path in folder.iterdir() if path.is_file()]
    foreign = [path for path in files if not os.access(path, os.R_OK | os.W_OK)]
    if foreign:
        advice = "Give them to the user who runs Telecine (`chown`), or choose another home."
        return Check("permissions", "error", f"{_few(map(str, foreign))} cannot be written", advice)
    return Check("permissions", "ok", f"{count(len(there), 'folder')} and {count(len(files), 'file')} can be written")


def _memory(workspace: Workspace) -> Check:
    admission, workers = workspace.admission(), workspace.settings.workers
    fit = admission.at_once(workers)
    needs = {name: stage.resources.memory_mb for name, stage in workspace.registry.stages.items()}
    largest = max(needs, key=needs.__getitem__)
    found = f"{admission.memory_mb} MB for tasks; {largest} needs {needs[largest]} MB"
    if fit == 0:
        return Check("memory", "error", found, "It cannot run here; give the machine or its container more.")
    if fit < workers:
        advice = f"Of {count(workers, 'worker')}, {fit} can run it at a time; the others wait."
        return Check("memory", "warning", found, advice)
    return Check("memory", "ok", f"{found}, {fit} at a time")


def _disk(workspace: Workspace) -> Check:
    free, floor = workspace.artifacts.free_bytes(), workspace.settings.store.free_floor_mb * 2**20
    found = f"{bytes_size(free)} free at {workspace.home.root}"
    if free < floor:
        return Check("disk", "error", found, f"Nothing new is begun below {bytes_size(floor)}; `telecine clean` helps.")
    if free < floor * _COMFORT:
        return Check("disk", "warning", found, "That is little; `telecine clean` helps.")
    return Check("disk", "ok", found)


def _database(workspace: Workspace) -> Check:
    damage = workspace.store.damage()
    if damage:
        advice = "Put a copy of the file back, or move it away to start with an empty one."
        return Check("database", "error", f"damaged: {_few(damage)}", advice)
    with workspace.store.reading() as reading:
        jobs, videos = reading.jobs(limit=100_000), reading.videos(limit=100_000)
    gone = [video for video in videos if not Path(video.source_uri).exists()]
    found = f"tables up to date and whole; {count(len(jobs), 'job')}, {count(len(videos), 'video')}"
    if gone:
        names = _few(video.name for video in gone)
        advice = f"The files of {count(len(gone), 'video')} are gone ({names}); their results stay."
        return Check("database", "warning", found, advice)
    return Check("database", "ok", found)


def _store(workspace: Workspace) -> Check:
    from telecine.services.sweep import examine

    seen = examine(workspace.store, workspace.artifacts, workspace.clock.now())
    found = f"{count(seen.results, 'result')}, {bytes_size(seen.size_bytes)}; {seen.proved} newest read again"
    if seen.lost or seen.damaged:
        advice = "They are made again when something needs them. If this happens again, look at the disk."
        return Check("store", "warning", f"{found}; {seen.lost} lost, {seen.damaged} damaged", advice)
    return Check("store", "ok", found)


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


def _few(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:3]) + (", ..." if len(listed) > 3 else "")
