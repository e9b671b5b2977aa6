"""Who asks, and the role that a route needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import Depends, Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.security import APIKeyCookie, APIKeyHeader, APIKeyQuery, HTTPAuthorizationCredentials, HTTPBearer

from telecine.api.access.limiting import Limiter, address_of
from telecine.bootstrap import Workspace
from telecine.kernel.errors import Forbidden, LoginNeeded
from telecine.services.access import tokens
from telecine.services.access.keys import principal_of
from telecine.services.access.roles import LOCAL, Principal, Role

__all__ = ["LOCAL", "Principal", "Role", "Who", "needs", "role_of"]

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER: Final = "X-CSRF-Token"

_bearer = HTTPBearer(auto_error=False, description="A key, as `telecine keys create` prints it.")
_cookie = APIKeyCookie(
    name="telecine_session", auto_error=False, description="Of a login; writes need the header X-CSRF-Token, too."
)
_csrf = APIKeyHeader(
    name=CSRF_HEADER, auto_error=False, description="With a cookie and a write: `csrf_token` of `GET /auth/me`."
)
_ticket = APIKeyQuery(name="ticket", auto_error=False, description="For one stream, once: of `POST /auth/tickets`.")


async def who(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    ticket: Annotated[str | None, Security(_ticket)],
    _declared_cookie: Annotated[str | None, Security(_cookie)],
    csrf: Annotated[str | None, Security(_csrf)],
) -> Principal:
    """Who asks. Raises LoginNeeded, Forbidden, TooMany."""
    home: Workspace = request.app.state.workspace
    if home.settings.auth.mode == "none":
        request.state.principal = LOCAL
        return LOCAL
    # Keys are hashed slowly, and the store is asked.
    return await to_thread.run_sync(_known, request, home, bearer, ticket, csrf)


def _known(
    request: Request,
    home: Workspace,
    bearer: HTTPAuthorizationCredentials | None,
    ticket: str | None,
    csrf: str | None,
) -> Principal:
    limiter: Limiter = request.app.state.limiter
    session = request.cookies.get(home.settings.auth.cookie_name)
    if "authorization" in request.headers:
        found = _with_key(request, home, limiter, bearer)
    elif ticket is not None:
        found = _with_ticket(request, home, ticket)
    elif session is not None:
        found = _with_session(request, home, session, csrf)
    else:
        raise LoginNeeded("log in first, or send a key as `Authorization: Bearer tlc_...`")
    request.state.principal = found
    limiter.count_request(found.key_id or found.name)
    return found


Who = Annotated[Principal, Depends(who)]


class _Needs:
    """Refuses those who may not do what a role may."""

    def __init__(self, role: Role) -> None:
        self.role = role

    async def __call__(self, asking: Who) -> Principal:
        if asking.role < self.role:
            raise Forbidden(f"this needs the role {self.role.word}; yours is {asking.role.word}")
        return asking


_NEEDS: Final = {role: _Needs(role) for role in Role}


def needs(role: Role) -> Any:
    """A route's dependency: refuse those who may not."""
    return Depends(_NEEDS[role])


def role_of(dependant: Dependant) -> Role | None:
    """The role that a route needs; None for one that everybody may use."""
    return max((call.role for call in _calls(dependant) if isinstance(call, _Needs)), default=None)


def _calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)


def _with_key(
    request: Request, home: Workspace, limiter: Limiter, bearer: HTTPAuthorizationCredentials | None
) -> Principal:
    if bearer is None:
        raise LoginNeeded("the header Authorization has to be `Bearer` and a key")
    keys = home.access.keys
    if not keys.is_remembered(bearer.credentials):
        limiter.count_attempt(address_of(request))
    try:
        return principal_of(keys.check(bearer.credentials), "key")
    except LoginNeeded:
        request.state.is_refused = True
        raise


def _with_ticket(request: Request, home: Workspace, ticket: str) -> Principal:
    key = home.access.logins.redeem(ticket, request.url.path) if request.method == "GET" else None
    if key is None:
        raise LoginNeeded("this ticket has served, has run out, or is for another stream; ask for a new one")
    return principal_of(key, "ticket")


def _with_session(request: Request, home: Workspace, session: str, csrf: str | None) -> Principal:
    key = home.access.logins.find(session)
    if key is None:
        raise LoginNeeded("your login has ended; log in again")
    if request.method not in SAFE:
        refuse_foreign_page(request)
        if csrf is None or not tokens.are_same(csrf, tokens.csrf_of(session)):
            raise Forbidden(
                f"a write with a cookie needs the header {CSRF_HEADER}; `GET /auth/me` tells its value",
                code="csrf_token_needed",
            )
    return principal_of(key, "session")


def refuse_foreign_page(request: Request) -> None:
    """Raises Forbidden for a write that a page of another origin sends with the cookies of this one."""
    origin = request.headers.get("origin")
    if origin is not None and not request.app.state.origins.is_known(origin, request.scope):
        raise Forbidden(
            "pages of this origin may not do that; CORS_ORIGINS lists those that may", code="foreign_origin"
        )
