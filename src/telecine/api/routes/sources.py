"""Jobs on videos that lie elsewhere: on the web, or in folders of the server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter

from telecine.adapters.sources.paths import MOST_FILES, films_in
from telecine.api.access.principal import Principal, Role, needs
from telecine.api.problems import responses
from telecine.api.reach import Home
from telecine.api.shapes.sources import (
    NewJobByPath,
    NewJobsByFolder,
    NewJobsByUrls,
    Refused,
    SourceJob,
    SourceJobs,
    Wanted,
)
from telecine.bootstrap import Workspace
from telecine.kernel.errors import UserError
from telecine.services.intake.awaiting import Source
from telecine.services.jobs import Submission

Editor = Annotated[Principal, needs(Role.EDITOR)]
_LONGEST_NAME: Final = 200

router = APIRouter(prefix="/jobs", tags=["jobs"])


@router.post("/by-urls", status_code=202, responses=responses(400, 403, 404, 422, 503))
def by_urls(home: Home, asking: Editor, asked: NewJobsByUrls) -> SourceJobs:
    """Fetch videos from the web and run an application on each.

    Only http and https, only addresses that are part of the internet, also after redirects. Answers at once; the jobs
    tell how far the files are. Addresses that are refused are listed; when all are, so is the request.
    """
    jobs: list[SourceJob] = []
    refused: list[UserError] = []
    listed: list[Refused] = []
    for url in dict.fromkeys(asked.urls):
        try:
            shown = home.sources.check_url(url)
        except UserError as error:
            refused.append(error)
            listed.append(Refused(source=_plain(url), code=error.code, detail=error.message))
            continue
        name = shown.rpartition("/")[2][:_LONGEST_NAME] or shown
        jobs.append(_ask(home, Source("url", url, name), asked, asking, shown))
    if refused and not jobs:
        raise refused[0]
    home.home.poke()
    return SourceJobs(jobs=jobs, refused=listed)


@router.post("/by-filepath", status_code=202, responses=responses(400, 403, 404, 422, 503))
def by_filepath(home: Home, asking: Editor, asked: NewJobByPath) -> SourceJob:
    """Run an application on a file of the server. The file stays where it is."""
    path = home.sources.roots.file(asked.path)
    job = _ask(home, Source("path", str(path), path.name), asked, asking, path.name)
    home.home.poke()
    return job


@router.post("/by-folder", status_code=202, responses=responses(400, 403, 404, 422, 503))
def by_folder(home: Home, asking: Editor, asked: NewJobsByFolder) -> SourceJobs:
    """Run an application on every film of a folder of the server. The files stay where they are."""
    folder = home.sources.roots.folder(asked.folder)
    found = _films(folder, is_deep=asked.is_recursive)
    jobs = [
        _ask(home, Source("path", str(path), path.name), asked, asking, str(path.relative_to(folder))) for path in found
    ]
    home.home.poke()
    return SourceJobs(jobs=jobs, refused=[])


def _films(folder: Path, *, is_deep: bool) -> list[Path]:
    found: list[Path] = []
    for path in films_in(folder, is_deep=is_deep):
        if not path.is_file():
            continue
        found.append(path)
        if len(found) > MOST_FILES:
            raise UserError(f"the folder holds more than {MOST_FILES} films; name a smaller one", code="too_many")
    if not found:
        raise UserError(
            "the folder holds no films; look at `is_recursive` if they lie in folders within it", code="no_films"
        )
    return found


def _ask(home: Workspace, source: Source, asked: Wanted, asking: Principal, shown: str) -> SourceJob:
    submission = Submission(
        video_id="",
        app=asked.app,
        params=asked.params,
        tiers=asked.tiers,
        exports=tuple(dict.fromkeys(asked.exports)),
        priority=asked.priority,
        requested_by=asking.name,
    )
    job = home.sources.awaiting.ask(source, submission)
    return SourceJob(job_id=job.id, status="queued", is_async=True, source=shown)


def _plain(url: str) -> str:
    """An address that was refused, as far as it may be shown."""
    return url.partition("?")[0].rpartition("@")[2][:_LONGEST_NAME]
