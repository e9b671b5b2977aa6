"""Errors as clients see them: problem details (RFC 9457) with a stable code."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from pydantic import Field
from starlette.exceptions import HTTPException

from telecine.api.shapes.shape import Shape
from telecine.kernel.errors import DefectError, Forbidden, TelecineError, TooMany
from telecine.kernel.redaction import hide_all_places, hide_all_secrets, hide_places, hide_secrets

if TYPE_CHECKING:
    from telecine.bootstrap import Workspace

log = structlog.get_logger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_S: Final = 2
_UNSAID: Final = "Something went wrong in Telecine; nothing finished is lost. The log of the server says more."
# Python has changed the names of some.
_PHRASES: Final = {
    413: "Content Too Large",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
    460: "Checksum Mismatch",
}
_CODES: Final = {
    400: "bad_request",
    401: "login_needed",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
}


class Problem(Shape):
    """What went wrong, for people (`detail`) and for programs (`code`)."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["there is no job local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8"])
    code: str = Field(examples=["not_found"])
    retryable: bool
    details: dict[str, Any]


def problem(
    status: int,
    detail: str,
    *,
    code: str | None = None,
    retryable: bool = False,
    details: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """An answer that says what went wrong."""
    body = Problem(
        type="about:blank",
        title=phrase(status),
        status=status,
        detail=detail,
        code=code or _CODES.get(status, "http_error"),
        retryable=retryable,
        details=details or {},
    )
    return JSONResponse(body.model_dump(mode="json"), status, headers, MEDIA_TYPE)


def problem_of(error: TelecineError, places: Collection[str] = ()) -> JSONResponse:
    """The answer to an error of the tree. What is Telecine's own fault is not told to clients.

    Nor are secrets and paths of this machine: those below `places`, and those that look like one.
    """
    if isinstance(error, DefectError):
        log.error("api.defect", exc_info=error)
        return problem(error.http_status, _UNSAID, code=error.code)
    return problem(
        error.http_status,
        hide_places(hide_secrets(error.message), places),
        code=error.code,
        retryable=error.retryable,
        details=cast("dict[str, Any]", hide_all_places(hide_all_secrets(jsonable_encoder(error.details)), places)),
        headers=_headers(error),
    )


def unexpected(error: Exception) -> JSONResponse:
    """The answer to an error that nobody thought of."""
    log.error("api.defect", exc_info=error)
    return problem(500, _UNSAID, code=DefectError.code)


def places_of(app: FastAPI) -> list[str]:
    """Folders of this machine that no client needs to know."""
    home: Workspace = app.state.workspace
    return [str(home.home.root), str(home.settings.models_dir)]


def _headers(error: TelecineError) -> dict[str, str]:
    headers: dict[str, str] = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.details.get("retry_after_s", RETRY_AFTER_S))
    elif error.http_status == 503 or (error.retryable and error.http_status == 409):
        headers["Retry-After"] = str(RETRY_AFTER_S)
    if error.http_status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="telecine"'
    elif error.code == Forbidden.code:
        headers["WWW-Authenticate"] = 'Bearer realm="telecine", error="insufficient_scope"'
    return headers


def install(app: FastAPI) -> None:
    """Answer every failure with problem details."""
    app.add_exception_handler(TelecineError, _telecine)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Declares the problems that a route may answer with, for the OpenAPI document."""
    return {status: {"model": Problem, "description": phrase(status)} for status in statuses}


def phrase(status: int) -> str:
    """What a status is called."""
    return _PHRASES.get(status) or HTTPStatus(status).phrase


async def _telecine(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TelecineError)  # noqa: S101 - registered for it
    return problem_of(error, places_of(request.app))


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    found = [{"where": [str(part) for part in one["loc"]], "what": one["msg"]} for one in error.errors()]
    first = found[0] if found else {"where": [], "what": "not readable"}
    where = ".".join(first["where"][1:]) or ".".join(first["where"])
    return problem(422, f"{where}: {first['what']}", code="invalid_request", details={"errors": found})


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods(request))
    return problem(error.status_code, str(error.detail), headers=headers)


def _methods(request: Request) -> list[str]:
    """Methods of all routes at this address; a route by itself knows its own only."""
    path = request.scope["path"]
    here = (route for route in iter_route_contexts(request.app.routes) if route.path_regex.match(path))
    return sorted({method for route in here for method in route.methods or ()})


async def _unexpected(_request: Request, error: Exception) -> JSONResponse:
    return unexpected(error)
