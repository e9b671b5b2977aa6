"""`telecine worker`: the process that works on what others asked for, for as long as it is let."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Final

import structlog
import typer
from rich.text import Text

from telecine.adapters.execution.group import end_with_keeper
from telecine.cli.commands.serving.signals import Signals
from telecine.cli.options import HomeOption, WorkersOption
from telecine.cli.session import opened

if TYPE_CHECKING:
    from telecine.adapters.execution.supervisor import Supervisor

log = structlog.get_logger(__name__)

_LOCK_S: Final = 1.0


def worker(
    ctx: typer.Context,
    workers: WorkersOption = None,
    grace: Annotated[
        float, typer.Option("--grace", min=0, metavar="SECONDS", help="How long SIGTERM waits for what is running.")
    ] = 300.0,
    with_keeper: Annotated[bool, typer.Option("--with-keeper", hidden=True)] = False,
    home: HomeOption = None,
) -> None:
    """Work on the jobs of a home until it is stopped.

    One process of a home works at a time; another one waits and takes over when it ends. SIGTERM takes nothing new and
    ends when what is running is finished, or after --grace; Ctrl-C ends at once. Nothing finished is lost either way.
    """
    if with_keeper:
        end_with_keeper()
    with Signals() as signals, opened(ctx, home, as_json=False, workers=workers) as session:
        workspace = session.workspace
        lock = workspace.lock()
        has_said = False
        while not signals.is_asked:
            if lock.acquire():
                try:
                    session.screen.show({}, Text(f"working on {workspace.home.root}"))
                    supervisor = workspace.supervisor(workers=workers)
                    with workspace.sources.working(workspace.home.poke):
                        supervisor.run(until=_Until(supervisor, signals, grace))
                finally:
                    lock.release()
            else:
                if not has_said:
                    session.screen.show({}, Text("another process works in this home; this one waits to take over"))
                    has_said = True
                signals.wait(_LOCK_S)


class _Until:
    """Asked after every step of the supervisor whether it is to end."""

    def __init__(self, supervisor: Supervisor, signals: Signals, grace_s: float) -> None:
        self._supervisor = supervisor
        self._signals = signals
        self._grace_s = grace_s
        self._end: float | None = None

    def __call__(self) -> bool:
        if not self._signals.is_asked:
            return False
        if self._end is None:
            self._end = time.monotonic() + self._grace_s
            self._supervisor.drain()
            log.info("supervisor.draining", grace_s=self._grace_s)
        return self._signals.is_urgent or self._supervisor.is_idle or time.monotonic() >= self._end
