"""`telecine serve`: the API and what works behind it, as one group of processes."""

from __future__ import annotations

import signal
import socket
from typing import Annotated, Final

import httpx2
import typer
from rich.text import Text

from telecine.adapters.execution.group import Group, Member
from telecine.cli.commands.serving.signals import Signals
from telecine.cli.options import HomeOption, WorkersOption
from telecine.cli.session import Session, opened
from telecine.kernel.errors import UserError
from telecine.settings.exposure import refuse_exposed

_API_S: Final = 10.0
_START_S: Final = 60.0
_BACKLOG: Final = 2048


def serve(
    ctx: typer.Context,
    host: Annotated[
        str | None, typer.Option("--host", metavar="ADDRESS", help="Address to listen on; 127.0.0.1 without it.")
    ] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port; 8000 without it.")] = None,
    workers: WorkersOption = None,
    no_workers: Annotated[
        bool, typer.Option("--no-workers", metavar="", help="Only answer; `telecine worker` works elsewhere.")
    ] = False,
    grace: Annotated[
        float, typer.Option("--grace", min=0, metavar="SECONDS", help="How long SIGTERM waits for what is running.")
    ] = 300.0,
    home: HomeOption = None,
) -> None:
    """Serve the API and work on what is asked for, until it is stopped.

    A process of the group that dies is started again. Ctrl-C ends at once; nothing finished is lost.
    """
    with Signals() as signals, opened(ctx, home, as_json=False, workers=workers) as session:
        settings = session.workspace.settings
        refuse_exposed(settings, host or settings.api.host)
        _take_bootstrap_key(session)
        listening = _listen(host or settings.api.host, settings.api.port if port is None else port)
        with listening:
            members = _members(session, listening, workers=workers, grace=grace, has_workers=not no_workers)
            group = Group(members, session.workspace.environment())
            status = group.run(until=_Announced(session, listening, signals))
            number = signal.SIGINT if signals.is_urgent or status else signal.SIGTERM
            group.stop(number, patience_s=max(grace, _API_S), is_urgent=lambda: signals.is_urgent)
    raise typer.Exit(status)


class _Announced:
    """Asked ten times a second whether to stop; says once where the server answers."""

    def __init__(self, session: Session, listening: socket.socket, signals: Signals) -> None:
        self._session = session
        host, port = listening.getsockname()[:2]
        self._url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self._signals = signals
        self._has_said = False

    def __call__(self) -> bool:
        if not self._has_said and _answers(self._url):
            self._has_said = True
            self._session.screen.show({}, Text(f"Telecine answers at {self._url} (Ctrl-C stops it)"))
            self._offer_login()
        return self._signals.is_asked

    def _offer_login(self) -> None:
        workspace = self._session.workspace
        if workspace.settings.auth.mode == "none" or workspace.access.keys.has_admin():
            return
        base = (workspace.settings.api.base_url or self._url).rstrip("/")
        link = f"{base}/login#link={workspace.access.keys.create_link()}"
        self._session.screen.show(
            {}, Text(f"Nobody can log in yet. This link makes you an administrator, once, within 15 minutes:\n{link}")
        )


def _take_bootstrap_key(session: Session) -> None:
    auth = session.workspace.settings.auth
    if auth.mode == "token":
        key = auth.bootstrap_key
        session.workspace.access.keys.take_setting(key.get_secret_value() if key is not None else None)


def _members(
    session: Session, listening: socket.socket, *, workers: int | None, grace: float, has_workers: bool
) -> list[Member]:
    descriptor = listening.fileno()
    api = Member("api", (*session.door.api, "--descriptor", str(descriptor)), (descriptor,))
    if not has_workers:
        return [api]
    command = [*session.door.command, "worker", "--with-keeper", "--grace", str(grace)]
    if workers is not None:
        command += ["--workers", str(workers)]
    return [api, Member("worker", command)]


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket that the API inherits, so that clients wait rather than fail while it starts again."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError as error:
        text = f"cannot listen on {host} port {port}: {error.strerror or error}; choose others with --host and --port"
        raise UserError(text, code="cannot_listen") from error
    return listening


def _answers(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/livez", timeout=0.5).is_success
    except httpx2.HTTPError:
        return False
