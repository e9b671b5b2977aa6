"""Files out: by signed links, in ranges."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from telecine.api.access.principal import Principal, Role, needs
from telecine.api.bodies.sending import send
from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.shapes.media import Artifact, Presigned, Result, url_of
from telecine.services.delivery.files import Delivered, source_of, succeeded
from telecine.services.review.results import read_shape

Viewer = Annotated[Principal, needs(Role.VIEWER)]
JobId = Annotated[str, Path(max_length=100, description="Id of a job.", examples=["local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8"])]
VideoId = Annotated[str, Path(max_length=100, description="Id of a video.", examples=["5f1d7a84db00d2fc"])]
_KEY: Final = "jobs/local-01JD3Q8ZK2T4N6V8X0Y2A4C6E8/report.html"
_BINARY: Final = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": _BINARY, "description": "The whole file."},
    206: {"content": _BINARY, "description": "The ranges that were asked for."},
    304: {"description": "The client has it already."},
    416: {"description": "The file has no such range."},
}

router = APIRouter()


@router.get("/files/presign", tags=["files"], responses=responses(404, 409))
def presign(
    home: Home,
    _asking: Viewer,
    key: Annotated[str, Query(max_length=500, description="Key of the file.", examples=[_KEY])],
) -> Presigned:
    """A link to a file that needs no key and ends after some minutes."""
    home.media.files.find(key)
    signature = home.media.links.sign("read", key)
    return Presigned(key=key, url=url_of(key, signature), expires_at=signature.expires_at)


@router.head(
    "/files/{key:path}", tags=["files"], response_class=Response, responses={**_FILE, **responses(403, 404, 409)}
)
@router.get(
    "/files/{key:path}", tags=["files"], response_class=Response, responses={**_FILE, **responses(403, 404, 409)}
)
def read(
    request: Request,
    home: Home,
    key: Annotated[str, Path(max_length=500, description="Key of the file.", examples=[_KEY])],
    expires: Annotated[int, Query(description="Of the signed link.")] = 0,
    signature: Annotated[str, Query(max_length=200, description="Of the signed link.")] = "",
    *,
    download: Annotated[bool, Query(description="To be saved, also where a browser could show it.")] = False,
) -> Response:
    """The bytes of a file, by a signed link: all, or the ranges that `Range` names.

    Its entity tag is its SHA-256.
    """
    home.media.links.check("read", key, expires, signature)
    return send(request, home.media.files.find(key), is_download=download)


@router.get(
    "/videos/{video_id}/media",
    tags=["videos"],
    status_code=307,
    response_class=RedirectResponse,
    responses={307: {"description": "To a signed link."}, **responses(404)},
)
def play(home: Home, _asking: Viewer, video_id: VideoId) -> Response:
    """The video itself, for players: leads to a signed link that takes ranges."""
    with home.store.reading() as reading:
        video = reading.video(video_id)
    key = source_of(video).key if video is not None else home.media.files.find(f"videos/{video_id}/source").key
    target = url_of(key, home.media.links.sign("read", key))
    return RedirectResponse(target, 307, {"Cache-Control": "no-store"})


@router.get("/jobs/{job_id}/artifacts", tags=["jobs"], responses=responses(404, 409, 503))
def artifacts(home: Home, _asking: Viewer, job_id: JobId) -> list[Artifact]:
    """The files that a job hands out, each with a signed link."""
    return [_artifact(home, file) for file in home.media.files.of_job(job_id)]


@router.get("/jobs/{job_id}/result", tags=["jobs"], responses=responses(404, 409, 503))
def result(home: Home, _asking: Viewer, job_id: JobId) -> Result:
    """What a job found: screen times, what its exports hold, and its files."""
    with home.store.reading() as reading:
        job = succeeded(reading.job(job_id), job_id)
        shape = read_shape(home.registry, reading, job)
    outputs = home.media.outputs
    report = outputs.report(shape)
    exports = outputs.exports(job, shape)
    return Result(
        job_id=job.id,
        app=job.app,
        report=None if report is None else report.model_dump(mode="json"),
        exports={name: loaded.record.model_dump(mode="json") for name, loaded in exports.items()},
        artifacts=[_artifact(home, file) for file in home.media.files.of_job(job_id)],
    )


def _artifact(home: Home, file: Delivered) -> Artifact:
    return Artifact.of(file, home.media.links.sign("read", file.key))
