"""Errors as clients see them: problem details (RFC 9457) with a stable code."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.exceptions import HTTPException

from telecine.api.shapes.shape import Shape
from telecine.kernel.errors import DefectError, TelecineError

log = structlog.get_logger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_S: Final = 2
_UNSAID: Final = "Something went wrong in Telecine; nothing finished is lost. The log of the server says more."
_PHRASES: Final = {460: "Checksum Mismatch"}
_CODES: Final = {400: "bad_request", 401: "login_needed", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}


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
        title=_phrase(status),
        status=status,
        detail=detail,
        code=code or _CODES.get(status, "http_error"),
        retryable=retryable,
        details=details or {},
    )
    return JSONResponse(body.model_dump(mode="json"), status, headers, MEDIA_TYPE)


def problem_of(error: TelecineError) -> JSONResponse:
    """The answer to an error of the tree. What is Telecine's own fault is not told to clients."""
    if isinstance(error, DefectError):
        log.error("api.defect", exc_info=error)
        return problem(error.http_status, _UNSAID, code=error.code)
    headers = {"Retry-After": str(RETRY_AFTER_S)} if error.http_status in {429, 503} else None
    return problem(
        error.http_status,
        error.message,
        code=error.code,
        retryable=error.retryable,
        details=jsonable_encoder(error.details),
        headers=headers,
    )


def install(app: FastAPI) -> None:
    """Answer every failure with problem details."""
    app.add_exception_handler(TelecineError, _telecine)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Declares the problems that a route may answer with, for the OpenAPI document."""
    return {
        status: {"model": Problem, "description": _phrase(status), "content": {MEDIA_TYPE: {}}} for status in statuses
    }


def _phrase(status: int) -> str:
    return _PHRASES.get(status) or HTTPStatus(status).phrase


async def _telecine(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TelecineError)  # noqa: S101 - registered for it
    return problem_of(error)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    found = [{"where": [str(part) for part in one["loc"]], "what": one["msg"]} for one in error.errors()]
    first = found[0] if found else {"where": [], "what": "not readable"}
    where = ".".join(first["where"][1:]) or ".".join(first["where"])
    return problem(422, f"{where}: {first['what']}", code="invalid_request", details={"errors": found})


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    return problem(error.status_code, str(error.detail), headers=dict(error.headers or {}))


async def _unexpected(_request: Request, error: Exception) -> JSONResponse:
    log.error("api.defect", exc_info=error)
    return problem(500, _UNSAID, code=DefectError.code)
