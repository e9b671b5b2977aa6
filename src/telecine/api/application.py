"""The application: routes, errors, and what lives as long as the server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from importlib.metadata import version

from fastapi import FastAPI

from telecine.api import problems
from telecine.api.access.guarding import guard
from telecine.api.checking import Checker
from telecine.api.openapi import DescribedApi, named
from telecine.api.pages import Pages
from telecine.api.routes import aliases, documents, health, jobs, mounting, sources, videos, web
from telecine.api.routes.access import audit, auth, keys, page
from telecine.api.routes.media import assets, files, taking, uploads
from telecine.api.routes.operations import cluster, lists, logs, settings
from telecine.api.streams.hub import Hub
from telecine.api.watching.following import Followers
from telecine.api.watching.metrics import Metrics
from telecine.bootstrap import Workspace

DESCRIPTION = """
Who is on screen and when: video analysis on your own machines.

Errors are problem details with a stable `code`. Lists have cursors: pass `next` of one page as `cursor` to get the
following one. A POST with an `Idempotency-Key` of your own, other than those of `/auth`, is done once within a day, however
often it is sent, and answered alike. Live events are server-sent events that can be resumed with `Last-Event-ID`. Every path answers under
`/api`, too.
"""


def create_app(workspace: Workspace, pages: Pages | None = None) -> FastAPI:
    """The ASGI application on an opened home, with the web pages that were built."""
    hub = Hub(workspace.store)
    checker = Checker(workspace.media.uploads)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        polling = asyncio.create_task(hub.run())
        checker.start()
        try:
            yield
        finally:
            checker.stop()
            polling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await polling

    app = DescribedApi(
        title="Telecine",
        description=DESCRIPTION,
        version=version("telecine"),
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=named(),
    )
    app.state.workspace = workspace
    app.state.hub = hub
    app.state.checker = checker
    app.state.pages = pages or Pages()
    app.state.followers = Followers()
    app.state.metrics = Metrics(workspace.operations.counting.now, lambda: hub.clients, workspace.registry.stages)
    problems.install(app)
    for routes in (health, jobs, lists, cluster, logs, settings, sources, videos, taking, uploads, assets, files):
        app.include_router(routes.router)
    mounting.mount(app)
    for routes in (auth, keys, audit, page, documents, web):
        app.include_router(routes.router)
    app.include_router(aliases.router)
    guard(app, workspace)
    return app
