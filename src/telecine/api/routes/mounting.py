"""Routes below a video, which stand below its episode, too."""

from __future__ import annotations

from fastapi import Depends, FastAPI

from telecine.api.openapi import named
from telecine.api.routes.library import catalogue, episodes, runs, shows
from telecine.api.routes.people import facebank, people
from telecine.api.routes.results import asking, pictures, report, tracks
from telecine.api.routes.results.subject import by_episode, by_video
from telecine.api.routes.review import decisions, queue


def mount(app: FastAPI) -> None:
    """Add them under both names, and what stands beside them."""
    for routes in (episodes, shows, catalogue, people, facebank):
        app.include_router(routes.router)
    for prefix, finds, suffix in (
        ("/episodes/{ep_id}", by_episode, "_of_episode"),
        ("/videos/{video_id}", by_video, "_of_video"),
    ):
        for part in (runs, report, tracks, asking, pictures, queue, decisions):
            app.include_router(
                part.router,
                prefix=prefix,
                dependencies=[Depends(finds)],
                generate_unique_id_function=named(suffix),
            )
