"""The web pages, below `/ui/`, and where somebody goes who types the address of the server."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Header, Path, Request
from fastapi.responses import RedirectResponse, Response

from telecine.api.pages import Page, Pages
from telecine.kernel.errors import NotFound

router = APIRouter(include_in_schema=False)


@router.get("/")
def front(request: Request) -> RedirectResponse:
    """To the pages where there are some, else to the description of the API."""
    pages: Pages = request.app.state.pages
    return RedirectResponse("/ui/" if pages.exist() else "/docs")


@router.get("/ui")
def bare() -> RedirectResponse:
    """The same address with the slash that its links need."""
    return RedirectResponse("/ui/")


@router.get("/screenalytics/{path:path}")
def former(path: Annotated[str, Path(max_length=500)]) -> RedirectResponse:
    """From an address of Screenalytics to the page that has what was there; an episode is looked for in the library."""
    folder, _, name = path.strip("/").partition("/")
    if folder == "episodes" and name:
        return RedirectResponse(f"/ui/?q={quote(name, safe='')}")
    return RedirectResponse("/ui/people/" if folder == "faces" else "/ui/")


@router.api_route("/ui/{path:path}", methods=["GET", "HEAD"])
def page(
    request: Request,
    path: Annotated[str, Path(max_length=500)],
    accept_encoding: Annotated[str, Header(max_length=500)] = "",
    if_none_match: Annotated[str, Header(max_length=2000)] = "",
) -> Response:
    """A page, or a file that one needs."""
    pages: Pages = request.app.state.pages
    found = pages.find(path, accept_encoding)
    if found is not None:
        return _answer(found, 304 if found.headers["ETag"] in if_none_match else 200)
    if pages.is_folder(path):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/ui/{path}/{query}", status_code=308)
    missing = pages.missing()
    if missing is None:
        raise NotFound("the web pages are not built here; `make web` builds them, and `/docs` describes the API")
    return _answer(missing, 404)


def _answer(page: Page, status: int) -> Response:
    return Response(b"" if status == 304 else page.content, status, dict(page.headers), page.kind)
