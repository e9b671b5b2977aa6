"""Log in, log out, and who one is."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Request, Response

from telecine.api.access.limiting import address_of
from telecine.api.access.principal import Principal, Role, needs, refuse_foreign_page
from telecine.api.prefix import PREFIX
from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.shapes.access import Login, Me, NewTicket, Ticket
from telecine.kernel.errors import LoginNeeded, UserError
from telecine.services.access import tokens
from telecine.services.access.keys import principal_of
from telecine.services.access.logins import TICKET_LIFE
from telecine.services.access.roles import LOCAL

Viewer = Annotated[Principal, needs(Role.VIEWER)]

_STREAM: Final = re.compile(r"/events$|/stream$|/stream/[^/]+$")

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/login", responses=responses(401, 403, 422, 429, 503))
def log_in(home: Home, request: Request, response: Response, asked: Login) -> Me:
    """Log in with a key, or with the secret of a one-time link: sets a cookie that scripts cannot read.

    Where nobody has to log in, nothing happens.
    """
    auth = home.settings.auth
    if auth.mode == "none":
        return Me.of(LOCAL)
    refuse_foreign_page(request)
    request.app.state.limiter.count_attempt(address_of(request))
    try:
        row = home.access.keys.check(asked.key, is_login=True)
        opened = home.access.logins.open(row, timedelta(hours=auth.session_hours))
    except LoginNeeded:
        request.state.is_refused = True
        raise
    asking = request.state.principal = principal_of(row, "session")
    life = int((opened.expires_at - home.clock.now()).total_seconds())
    response.set_cookie(
        auth.cookie_name,
        opened.secret,
        max_age=life,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return Me.of(asking, csrf_token=tokens.csrf_of(opened.secret), expires_at=opened.expires_at)


@router.post("/logout", status_code=204, responses=responses(401, 403, 503))
def log_out(home: Home, _asking: Viewer, request: Request, response: Response) -> None:
    """End the login of this browser."""
    auth = home.settings.auth
    session = request.cookies.get(auth.cookie_name)
    if session is not None:
        home.access.logins.close(session)
    response.delete_cookie(
        auth.cookie_name, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )


@router.get("/me", responses=responses(401, 403))
def me(home: Home, asking: Viewer, request: Request) -> Me:
    """Who one is, what one may do, and the token that writes need."""
    session = request.cookies.get(home.settings.auth.cookie_name)
    if asking.via != "session" or not session:
        return Me.of(asking)
    return Me.of(asking, csrf_token=tokens.csrf_of(session), expires_at=home.access.logins.ends_at(session))


@router.post("/tickets", status_code=201, responses=responses(400, 401, 403, 422, 503))
def make_ticket(home: Home, asking: Viewer, asked: NewTicket) -> Ticket:
    """A ticket for one stream of events, for pages whose browser sends neither a cookie nor a header with it.

    It is valid for a minute, once, and only for the path it was asked for.
    """
    path = asked.path.removeprefix(PREFIX) if asked.path.startswith(f"{PREFIX}/") else asked.path
    if _STREAM.search(path) is None:
        raise UserError(
            "a ticket is for a stream of events; for everything else send a key or a cookie", code="no_stream"
        )
    if asking.key_id is None:
        return Ticket(ticket="none-needed", path=asked.path, expires_at=home.clock.now() + TICKET_LIFE)
    opened = home.access.logins.issue(asking.key_id, path)
    return Ticket(ticket=opened.secret, path=asked.path, expires_at=opened.expires_at)
