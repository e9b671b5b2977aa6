"""Whole files in one request: a video, or a video and a job on it."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import contextmanager_in_threadpool
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from telecine.api.access.principal import Principal, Role, needs
from telecine.api.bodies.form import Form, read_form
from telecine.api.problems import problem_of, responses
from telecine.api.reach import Home
from telecine.api.routes.jobs import shape_of, submission_of
from telecine.api.routes.media.tus import episode_of
from telecine.api.shapes.jobs import Job, NewJob
from telecine.api.shapes.videos import Video
from telecine.bootstrap import Workspace
from telecine.engine.rows import VideoRow
from telecine.kernel.errors import TelecineError, UserError
from telecine.services.intake.uploads import check_sha256

Editor = Annotated[Principal, needs(Role.EDITOR)]
_TEXT: Final = {"type": "string"}
_FILE_FIELDS: Final[dict[str, Any]] = {
    "file": {"type": "string", "format": "binary", "description": "The video."},
    "show": _TEXT,
    "season": {"type": "integer"},
    "episode": {"type": "integer"},
    "sha256": {"type": "string", "description": "Hash to compare what came with."},
}
_JOB_FIELDS: Final[dict[str, Any]] = {
    "app": {"type": "string", "examples": ["faces"]},
    "params": {"type": "string", "description": "Parameters by stage, as JSON."},
    "tiers": {"type": "string", "description": "Models by capability, as JSON."},
    "exports": {"type": "string", "description": "Formats with commas."},
    "priority": {"type": "integer"},
    "fresh": {"type": "boolean"},
}
_REFUSED: Final = (400, 408, 409, 413, 422, 460, 503, 507)


def _form_of(fields: dict[str, Any], *required: str) -> dict[str, Any]:
    schema = {"type": "object", "required": ["file", *required], "properties": fields}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


router = APIRouter()


@router.post(
    "/videos",
    status_code=201,
    tags=["videos"],
    response_model=Video,
    openapi_extra=_form_of(_FILE_FIELDS),
    responses={200: {"model": Video, "description": "It was here already."}, **responses(*_REFUSED)},
)
async def upload(request: Request, home: Home, _asking: Editor, response: Response) -> Any:
    """Send a video as a multipart form. The same bytes are the same video, answered with 200; a new one with 201.

    For files of many gigabytes or over bad lines use `/uploads`, which can be resumed.
    """
    begun = home.clock.now()
    try:
        async with _received(request, home) as (name, form):
            _refuse_unknown(form.fields, _FILE_FIELDS)
            video = await _accept(home, name, form)
    except TelecineError as error:
        return _closing(error)
    if video.created_at < begun:
        response.status_code = 200
    response.headers["Location"] = f"/videos/{video.id}"
    return Video.of(video)


@router.post(
    "/jobs/upload",
    status_code=202,
    tags=["jobs"],
    response_model=Job,
    openapi_extra=_form_of(_FILE_FIELDS | _JOB_FIELDS, "app"),
    responses={200: {"model": Job, "description": "The same request is live already."}, **responses(*_REFUSED)},
)
async def upload_and_submit(request: Request, home: Home, asking: Editor, response: Response) -> Any:
    """Send a video and ask for an application on it, in one multipart form."""
    begun = home.clock.now()
    try:
        async with _received(request, home) as (name, form):
            _refuse_unknown(form.fields, _FILE_FIELDS | _JOB_FIELDS)
            asked = _asked(form.fields)
            home.registry.application(asked.app)
            video = await _accept(home, name, form)
    except TelecineError as error:
        return _closing(error)
    asked = asked.model_copy(update={"video": video.id})
    job = await run_in_threadpool(home.sources.submit, submission_of(asked, asking))
    home.home.poke()
    if job.created_at < begun:
        response.status_code = 200
    response.headers["Location"] = f"/jobs/{job.id}"
    with home.store.reading() as reading:
        return shape_of(home, reading, job)


@asynccontextmanager
async def _received(request: Request, home: Workspace) -> AsyncIterator[tuple[str, Form]]:
    """The name of a file in the incoming folder, and the form that it came with; the file is gone afterwards."""
    incoming = home.media.incoming
    name = f"form-{secrets.token_hex(16)}"
    await run_in_threadpool(incoming.create, name)
    try:
        # Held open until the end, so that no clean-up takes the file.
        async with contextmanager_in_threadpool(incoming.open(name)) as landing:
            yield name, await read_form(request, landing, home.media.room, idle_s=home.settings.uploads.idle_s)
    except ClientDisconnect:
        raise UserError("the connection ended before the form did; nothing was kept", code="bad_upload") from None
    finally:
        incoming.remove(name)


async def _accept(home: Workspace, name: str, form: Form) -> VideoRow:
    expected = form.fields.get("sha256") or None
    check_sha256(expected)
    episode = episode_of(form.fields)
    return await run_in_threadpool(
        lambda: home.media.taking.accept(
            home.media.incoming.path(name),
            form.file_name or "",
            source="form",
            sha256=form.sha256,
            expected=expected,
            episode=episode,
        )
    )


def _refuse_unknown(given: Collection[str], known: Collection[str]) -> None:
    """A field that is not known is a misspelt one."""
    unknown = sorted(set(given) - set(known))
    if unknown:
        text = f"there is no field {unknown[0][:50]!r}; there are {', '.join(sorted(known))}"
        raise UserError(text, code="bad_upload")


def _asked(fields: dict[str, str]) -> NewJob:
    """The job that the fields of a form ask for; its video is not known yet. Raises UserError."""
    given: dict[str, Any] = {name: text for name, text in fields.items() if name in _JOB_FIELDS and text}
    try:
        # A form knows only words; those that are more in JSON are read as JSON.
        for name in ("params", "tiers", "priority", "fresh"):
            if name in given:
                given[name] = json.loads(given[name])
        if "exports" in given:
            given["exports"] = [part.strip() for part in given["exports"].split(",") if part.strip()]
        return NewJob.model_validate({**given, "video": "-"})
    except json.JSONDecodeError as error:
        text = 'params and tiers are JSON, such as {"faces.tracks": {…}}; priority is a number, fresh true or false'
        raise UserError(text, code="bad_upload") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise UserError(f"{where}: {first['msg']}", code="bad_upload") from error


def _closing(error: TelecineError) -> Response:
    """The rest of the body is not read, so the connection cannot be used for anything else."""
    answer = problem_of(error)
    answer.headers["Connection"] = "close"
    return answer
