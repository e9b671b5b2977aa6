"""What a command works with: the opened home, and where it prints."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from telecine import logs
from telecine.cli.screen import Screen

if TYPE_CHECKING:
    from telecine.bootstrap import Workspace

LOG_FILE = "telecine.log"


def open_home(**settings: object) -> AbstractContextManager[Workspace]:
    """The real workspace. Loaded only by commands that need one, so that `--help` answers at once."""
    from telecine.bootstrap import open_workspace

    return open_workspace(**settings)  # type: ignore[arg-type]


def configure_logs(level: logs.Level, path: Path | None, secrets: Collection[str] = ()) -> None:
    """Events of this process go to a file; to standard error only until a home says where that file is."""
    logs.configure(level, path=path, is_console=path is None, secrets=secrets)


@dataclass(frozen=True)
class Door:
    """How commands reach the product; tests bring their own applications.

    `command` starts this program anew, for `run --detach`; `api` starts the server process.
    """

    open: Callable[..., AbstractContextManager[Workspace]] = open_home
    command: tuple[str, ...] = (sys.executable, "-m", "telecine.cli")
    api: tuple[str, ...] = (sys.executable, "-m", "telecine.api")
    configure_logs: Callable[..., None] = configure_logs


@dataclass
class Run:
    """One run of the program, known to `main` also when the command fails."""

    door: Door
    screen: Screen
    log_path: Path | None = None
    is_debug: bool = False


@dataclass(frozen=True)
class Session:
    """An opened home and a screen."""

    workspace: Workspace
    screen: Screen
    door: Door = field(default_factory=Door)


@contextmanager
def opened(ctx: typer.Context, home: Path | None, *, as_json: bool, **settings: object) -> Iterator[Session]:
    """Open the home for a command. Raises UserError when it cannot be used."""
    run: Run = ctx.obj
    run.screen.is_json = as_json
    with run.door.open(home=home, **settings) as workspace:
        run.log_path = workspace.home.logs / LOG_FILE
        run.is_debug = workspace.settings.log_level == "debug"
        from telecine.settings import secrets_of

        run.door.configure_logs(workspace.settings.log_level, run.log_path, secrets_of(workspace.settings))
        yield Session(workspace, run.screen, run.door)
