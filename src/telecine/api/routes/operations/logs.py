"""The log of this home, live."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.sse import EventSourceResponse

from telecine.adapters.files.tailing import Tail
from telecine.api.problems import responses
from telecine.api.reach import Events, Home
from telecine.api.routes.operations.lists import Admin
from telecine.api.watching.following import Filter, Followers

router = APIRouter(prefix="/admin", tags=["cluster"])

_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.get(
    "/logs/stream",
    response_class=Response,
    responses={200: {"content": {"text/event-stream": {}}}, **responses(422, 429)},
)
async def follow_logs(
    request: Request,
    home: Home,
    hub: Events,
    _asking: Admin,
    level: Annotated[Literal["debug", "info", "warning", "error"], Query(description="Least severe.")] = "info",
    event: Annotated[str | None, Query(max_length=100, description="How the name of an event begins.")] = None,
    job: Annotated[str | None, Query(max_length=100, description="Id of a job.")] = None,
    asked_in: Annotated[
        str | None, Query(alias="request", max_length=100, description="The `X-Request-ID` of a request.")
    ] = None,
    *,
    requests: Annotated[bool, Query(description="False leaves out requests that went well.")] = True,
    lines: Annotated[int, Query(ge=0, le=1000, description="How many of the last lines come first.")] = 200,
) -> Response:
    """What the server, the supervisor and the workers of this home log: the last lines, then each new one.

    Events are `log` with `{at, level, event, file, values}`. Secrets are left out. The stream never ends by itself.
    """
    followers: Followers = request.app.state.followers
    tail = Tail(home.home.logs)
    told = await followers.follow(tail, hub, home.clock, Filter(level, event, job, asked_in, requests), lines)
    return EventSourceResponse(told, headers=_HEADERS)
