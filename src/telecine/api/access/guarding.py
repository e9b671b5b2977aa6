"""Puts everything that stands between a request and its route around an application."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from telecine.api.access.bodies import Bodies
from telecine.api.access.headers import REQUEST_ID, RequestIds, SecureHeaders
from telecine.api.access.limiting import Limiter
from telecine.api.access.origins import LocalOnly, Origins
from telecine.api.access.principal import CSRF_HEADER
from telecine.api.access.proxies import Proxies
from telecine.api.access.recording import Recording
from telecine.api.access.repeating import HEADER as IDEMPOTENCY_KEY
from telecine.api.access.repeating import Repeats
from telecine.api.prefix import Prefixed
from telecine.api.watching.requests import Requests
from telecine.bootstrap import Workspace
from telecine.settings.exposure import origins_of

_UPLOAD: Final = (
    "Tus-Resumable",
    "Upload-Length",
    "Upload-Metadata",
    "Upload-Offset",
    "Upload-Checksum",
    "X-HTTP-Method-Override",
)
_ASKED: Final = (
    *("Authorization", "Content-Type", IDEMPOTENCY_KEY, "If-Match", "If-None-Match", "If-Range", "Last-Event-ID"),
    *("Range", CSRF_HEADER, REQUEST_ID, *_UPLOAD),
)
_TOLD: Final = (
    *("ETag", "Location", "Content-Range", "Retry-After", "Accept-Ranges", "Content-Disposition", REQUEST_ID),
    *("Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Upload-Length", "Upload-Offset"),
    *("Tus-Checksum-Algorithm", "Upload-Expires", "Idempotency-Replayed"),
)
_PREFLIGHT_S: Final = 600


def guard(app: FastAPI, workspace: Workspace) -> None:
    """Guard an application; the last one added stands outermost."""
    settings = workspace.settings
    origins = Origins(origins_of(settings), settings.api.cors_origin_regex)
    app.state.origins = origins
    app.state.limiter = Limiter(settings, workspace.clock)
    app.add_middleware(Repeats, home=workspace, most_bytes=settings.api.body_kb * 1024)
    app.add_middleware(Bodies, body_kb=settings.api.body_kb, upload_mb=settings.uploads.most_mb)
    app.add_middleware(Recording, audit=workspace.access.audit)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=origins.listed,
        allow_origin_regex=origins.regex,
        allow_credentials=True,
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=_ASKED,
        expose_headers=_TOLD,
        max_age=_PREFLIGHT_S,
    )
    if settings.auth.mode == "none":
        app.add_middleware(LocalOnly, origins=origins)
    else:
        app.add_middleware(Proxies, trusted=settings.api.trusted_proxies)
    app.add_middleware(SecureHeaders)
    app.add_middleware(Requests, metrics=app.state.metrics)
    app.add_middleware(RequestIds)
    app.add_middleware(Prefixed)
