"""What routes work with: the opened home and the streams of this process."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from telecine.api.streams.hub import Hub
from telecine.bootstrap import Workspace


async def _workspace(request: Request) -> Workspace:
    found: Workspace = request.app.state.workspace
    return found


async def _hub(request: Request) -> Hub:
    found: Hub = request.app.state.hub
    return found


# Asynchronous, so that no thread is taken for a look into a namespace.
Home = Annotated[Workspace, Depends(_workspace)]
Events = Annotated[Hub, Depends(_hub)]
