"""What routes work with: the opened home and the streams of this process."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from telecine.api.streams.hub import Hub
from telecine.bootstrap import Workspace


def _workspace(request: Request) -> Workspace:
    found: Workspace = request.app.state.workspace
    return found


def _hub(request: Request) -> Hub:
    found: Hub = request.app.state.hub
    return found


Home = Annotated[Workspace, Depends(_workspace)]
Events = Annotated[Hub, Depends(_hub)]
