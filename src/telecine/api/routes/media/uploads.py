"""Resumable uploads by the tus protocol, and one request for those that do not speak it."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.concurrency import contextmanager_in_threadpool
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from telecine.api.access.principal import Principal, Role, needs
from telecine.api.bodies.streaming import blocks, length_of
from telecine.api.problems import problem, responses
from telecine.api.reach import Home
from telecine.api.routes.media.tus import (
    ALGORITHMS,
    CHUNK_TYPE,
    EXTENSIONS,
    VERSION,
    Checksum,
    TusRoute,
    announced,
    http_date,
    metadata_of,
)
from telecine.api.shapes.media import Upload
from telecine.bootstrap import Workspace
from telecine.engine.rows import UploadRow
from telecine.kernel.errors import TooLarge, UserError

UploadId = Annotated[
    str, Path(max_length=64, description="Id of an upload.", examples=["9f86d081884c7d659a2feaa0c55ad015"])
]
Viewer = Annotated[Principal, needs(Role.VIEWER)]
Editor = Annotated[Principal, needs(Role.EDITOR)]
Version = Annotated[str | None, Header(alias="Tus-Resumable", description="Always `1.0.0`.", examples=["1.0.0"])]
Offset = Annotated[str | None, Header(alias="Upload-Offset", description="Where these bytes begin.")]
Sum = Annotated[str | None, Header(alias="Upload-Checksum", description="`sha256` and the hash in Base64.")]
_BODY: Final[dict[str, Any]] = {
    "requestBody": {"content": {CHUNK_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}
_LOOK_BYTES: Final = 64 << 20
_BEGUN: Final[dict[int | str, dict[str, Any]]] = {201: {"description": "Begun; `Location` is where the bytes go."}}
_KEPT: Final[dict[int | str, dict[str, Any]]] = {
    204: {"description": "Kept; `Upload-Offset` is how many bytes are here."}
}

router = APIRouter(prefix="/uploads", tags=["uploads"], route_class=TusRoute)


@router.options("", status_code=204, response_class=Response)
async def abilities(home: Home) -> Response:
    """What of the protocol is spoken here, and the largest upload."""
    return Response(
        status_code=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(home.media.room.most_bytes),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


@router.post(
    "",
    status_code=201,
    response_class=Response,
    openapi_extra=_BODY,
    responses={**_BEGUN, **responses(400, 408, 412, 413, 415, 460, 507)},
)
async def begin(
    request: Request,
    home: Home,
    asking: Editor,
    upload_length: Annotated[str | None, Header(description="Size of the whole file in bytes.")] = None,
    upload_metadata: Annotated[
        str | None,
        Header(
            description="`filename`, `filetype`, `show`, `season`, `episode`, `sha256`, each with its Base64 value."
        ),
    ] = None,
    upload_checksum: Sum = None,
    _version: Version = None,
) -> Response:
    """Begin an upload; the first bytes may come with it.

    When all bytes are here they are checked: `GET` says what became of them.
    """
    told = announced(upload_length, upload_metadata, asking.name)
    row = await run_in_threadpool(home.media.uploads.begin, told)
    headers = {"Location": f"/uploads/{row.id}", "Upload-Expires": http_date(home.media.uploads.expires_at(row))}
    if request.headers.get("content-type") == CHUNK_TYPE:
        offset = await _receive(request, home, row.id, 0, Checksum.read(upload_checksum))
        headers["Upload-Offset"] = str(offset)
    return Response(status_code=201, headers=headers)


@router.head("/{upload_id}", response_class=Response, responses=responses(404, 410, 412))
def offset_of(home: Home, _asking: Viewer, upload_id: UploadId, _version: Version = None) -> Response:
    """How many bytes of an upload are here."""
    row = home.media.uploads.find(upload_id)
    headers = _progress(home, row) | {"Upload-Length": str(row.size_bytes), "Cache-Control": "no-store"}
    headers["Upload-Metadata"] = metadata_of(row)
    return Response(headers=headers)


@router.patch(
    "/{upload_id}",
    status_code=204,
    response_class=Response,
    openapi_extra=_BODY,
    responses={**_KEPT, **responses(400, 404, 408, 409, 410, 412, 413, 415, 423, 460, 507)},
)
async def add(
    request: Request,
    home: Home,
    _asking: Editor,
    upload_id: UploadId,
    upload_offset: Offset = None,
    upload_checksum: Sum = None,
    _version: Version = None,
) -> Response:
    """Add bytes to an upload. What came before a connection broke is kept; with a checksum all or nothing is."""
    return await _add(request, home, upload_id, upload_offset, upload_checksum)


@router.post(
    "/{upload_id}",
    status_code=204,
    response_class=Response,
    openapi_extra=_BODY,
    responses={**_KEPT, **responses(400, 404, 405, 408, 409, 410, 412, 413, 415, 423, 460, 507)},
)
async def add_or_remove(
    request: Request,
    home: Home,
    _asking: Editor,
    upload_id: UploadId,
    x_http_method_override: Annotated[str | None, Header(description="`PATCH` or `DELETE`.")] = None,
    upload_offset: Offset = None,
    upload_checksum: Sum = None,
    _version: Version = None,
) -> Response:
    """The same as `PATCH` or `DELETE`, for clients that can send neither."""
    if x_http_method_override == "PATCH":
        return await _add(request, home, upload_id, upload_offset, upload_checksum)
    if x_http_method_override == "DELETE":
        await run_in_threadpool(home.media.uploads.remove, upload_id)
        return Response(status_code=204)
    return problem(405, "say PATCH or DELETE in X-HTTP-Method-Override", headers={"Allow": "HEAD, PATCH, DELETE, GET"})


@router.put(
    "/{upload_id}",
    status_code=204,
    response_class=Response,
    openapi_extra={
        "requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
    },
    responses={**_KEPT, **responses(400, 403, 404, 408, 409, 410, 413, 423, 507)},
)
async def put(
    request: Request,
    home: Home,
    upload_id: UploadId,
    expires: Annotated[int, Query(description="Of the signed link.")] = 0,
    signature: Annotated[str, Query(max_length=200, description="Of the signed link.")] = "",
) -> Response:
    """Send a whole file in one request, by a signed link from `POST /episodes/{ep_id}/assets`; begins anew each time."""
    home.media.links.check("put", upload_id, expires, signature)
    offset = await _receive(request, home, upload_id, None, None)
    row = await run_in_threadpool(home.media.uploads.find, upload_id)
    if offset != row.size_bytes:
        raise UserError(f"{offset} of {row.size_bytes} announced bytes came; send the whole file", code="bad_upload")
    return Response(status_code=204, headers={"Upload-Offset": str(offset)})


@router.get("/{upload_id}", responses=responses(404, 410))
def read(home: Home, _asking: Viewer, upload_id: UploadId) -> Upload:
    """How far an upload is, and what became of it."""
    row = home.media.uploads.find(upload_id)
    return Upload.of(row, home.media.uploads.offset(row), home.media.uploads.expires_at(row))


@router.delete("/{upload_id}", status_code=204, response_class=Response, responses=responses(404, 409, 410, 412, 423))
def remove(home: Home, _asking: Editor, upload_id: UploadId, _version: Version = None) -> Response:
    """Forget an upload and its bytes. A video that it became stays."""
    home.media.uploads.remove(upload_id)
    return Response(status_code=204)


async def _add(request: Request, home: Workspace, upload_id: str, offset: str | None, checksum: str | None) -> Response:
    if request.headers.get("content-type") != CHUNK_TYPE:
        return problem(415, f"send bytes as {CHUNK_TYPE}", code="bad_upload")
    if offset is None or not offset.isdecimal() or len(offset) > 18:
        raise UserError("say in Upload-Offset where these bytes begin", code="bad_upload")
    there = await _receive(request, home, upload_id, int(offset), Checksum.read(checksum))
    row = await run_in_threadpool(home.media.uploads.find, upload_id)
    return Response(status_code=204, headers=_progress(home, row) | {"Upload-Offset": str(there)})


def _progress(home: Workspace, row: UploadRow) -> dict[str, str]:
    uploads = home.media.uploads
    return {"Upload-Offset": str(uploads.offset(row)), "Upload-Expires": http_date(uploads.expires_at(row))}


async def _receive(
    request: Request, home: Workspace, upload_id: str, offset: int | None, checksum: Checksum | None
) -> int:
    """Write the body to an upload. How many bytes are here then."""
    receiving = home.media.uploads.receiving(upload_id, offset, size=length_of(request))
    idle_s = home.settings.uploads.idle_s
    try:
        async with contextmanager_in_threadpool(receiving) as (landing, left):
            start = landing.offset
            end = start + left
            if checksum is not None:
                await run_in_threadpool(landing.begin_unproved)
            looked = landing.offset
            async for block in blocks(request, idle_s=idle_s):
                if landing.offset - looked >= _LOOK_BYTES:
                    looked = landing.offset
                    await run_in_threadpool(home.media.room.check_disk)
                if landing.offset + len(block) > end:
                    landing.rewind(start)
                    raise TooLarge("more bytes came than were announced; nothing of this request was kept")
                await run_in_threadpool(landing.write, block)
                if checksum is not None:
                    checksum.add(block)
            if checksum is not None:
                try:
                    checksum.check()
                except UserError:
                    landing.rewind(start)
                    raise
            await run_in_threadpool(landing.keep)
            return landing.offset
    except ClientDisconnect:
        raise UserError(
            "the connection ended before the bytes did; go on from what is here", code="bad_upload"
        ) from None
    finally:
        request.app.state.checker.poke()
