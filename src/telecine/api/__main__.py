"""`python -m telecine.api`: the server process; started by `telecine serve`."""

from __future__ import annotations

import argparse
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import FrameType

import uvicorn

from telecine import logs
from telecine.adapters.execution.group import HOPELESS, end_with_keeper
from telecine.api.application import create_app
from telecine.api.streams.hub import Hub
from telecine.api.wire import BoundedHttp
from telecine.bootstrap import Workspace, open_workspace
from telecine.kernel.errors import UserError
from telecine.settings import secrets_of
from telecine.settings.exposure import refuse_exposed

_LOG_FILE = "api.log"
_CLOSE_S = 5
_TURN_S = 0.0005
"""A thread that reads rows gives up its turn with each; while streams are written it would wait 5 ms for the next."""


class Server(uvicorn.Server):
    """Stops in order, however often it is told; ending it by force is for the keeper of the group.

    The clients of streams, which would keep it open otherwise, are told.
    """

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Not `super()`: a second Ctrl-C would leave out the end of the application, and each is raised again afterwards.
        self._hub.close()
        self.should_exit = True


def main(open_home: Callable[[], AbstractContextManager[Workspace]] = open_workspace) -> int:
    """Serve on the socket that the keeper of the group listens on."""
    parser = argparse.ArgumentParser(prog="telecine.api", description="Answers requests; started by `telecine serve`.")
    parser.add_argument("--descriptor", type=int, required=True, help="number of the listening socket")
    given = parser.parse_args()
    try:
        with open_home() as workspace:
            settings = workspace.settings
            logs.configure(settings.log_level, path=workspace.home.logs / _LOG_FILE, secrets=secrets_of(settings))
            listening = socket.socket(fileno=given.descriptor)
            refuse_exposed(settings, str(listening.getsockname()[0]))
            sys.setswitchinterval(_TURN_S)
            app = create_app(workspace)
            config = uvicorn.Config(
                app,
                http=BoundedHttp,
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=_CLOSE_S,
                backlog=2048,
            )
            end_with_keeper()
            with listening:
                Server(config, app.state.hub).run(sockets=[listening])
    except UserError as error:
        sys.stderr.write(f"telecine: {error.message}\n")
        return HOPELESS
    return 0


if __name__ == "__main__":
    sys.exit(main())
