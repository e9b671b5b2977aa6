"""The description of this API, to read and to try: from files of this server, so that it works without a network."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated, Final

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, Response

from telecine.kernel.errors import NotFound

_PACKAGE: Final = "fastapi_swagger.resources"
_KINDS: Final = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}
_START: Final = """
window.onload = () => SwaggerUIBundle({
  url: "openapi.json", dom_id: "#swagger", deepLinking: true, tryItOutEnabled: false, validatorUrl: null,
});
"""
_PAGE: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Telecine API</title>
<link rel="icon" href="docs/favicon-32x32.png"><link rel="stylesheet" href="docs/swagger-ui.css"></head>
<body><div id="swagger"></div><script src="docs/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></body>
</html>
"""

router = APIRouter(include_in_schema=False)


@router.get("/docs", response_class=HTMLResponse)
def page() -> HTMLResponse:
    """The page."""
    return HTMLResponse(_PAGE)


@router.get("/docs/{name}")
def part(name: Annotated[str, Path(max_length=50)]) -> Response:
    """A file of the page."""
    if name == "start.js":
        return Response(_START, media_type="text/javascript")
    if name not in _KINDS:
        raise NotFound("there is no such file")
    content = files(_PACKAGE).joinpath(name).read_bytes()
    return Response(content, media_type=_KINDS[name], headers={"Cache-Control": "public, max-age=86400"})
