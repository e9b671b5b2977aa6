"""Taking the results of a job out of the store, for people to keep."""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from telecine.engine.rows import JobRow, VideoRow
from telecine.kernel.errors import UserError
from telecine.services.requests import formats_of
from telecine.services.review.results import Shape

if TYPE_CHECKING:
    from telecine.bootstrap import Workspace

OUT: Final = "telecine-out"
EXPORTS: Final = "exports"


def default_folder(video_name: str, app: str) -> Path:
    """`telecine-out/{video}/{app}` below the current folder."""
    return Path(OUT) / PurePath(video_name).stem / app


def folder_of(workspace: Workspace, job: JobRow, video: VideoRow) -> Path:
    """The default folder of a job: that of its application, or the one for exports when it makes any."""
    return default_folder(video.name, EXPORTS if formats_of(workspace.registry, job) else job.app)


def check_folder(folder: Path) -> None:
    """Raises UserError when results could not be written there, before anything is worked on."""
    for place in (folder, *folder.absolute().parents):
        if place.exists():
            if not place.is_dir():
                raise UserError(f"{place} is a file; choose another folder with --out", code="out_unusable")
            if not os.access(place, os.W_OK | os.X_OK):
                raise UserError(f"{place} cannot be written to; choose another folder with --out", code="out_unusable")
            return


def copy_outputs(workspace: Workspace, job: JobRow, shape: Shape, folder: Path) -> dict[str, Path]:
    """Copy what the job hands out, each file at once or not at all. Paths by name.

    That is what the application names, or, for a job that makes exports, the files of these.

    Raises:
        UserError: the folder cannot be written to.
        TransientError: a result was damaged; it is forgotten, and made anew by the same request.
    """
    outputs = workspace.media.outputs.of(job, shape)
    folder = folder.absolute()
    try:
        for output in outputs:
            target = folder / output.name
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy(output.source, target)
    except OSError as error:
        raise UserError(
            f"cannot write results to {folder}: {error.strerror or error}. They are kept in {workspace.home.root}; "
            "run again with another --out to get them.",
            code="out_unusable",
        ) from error
    return {output.name: folder / output.name for output in outputs}


def _copy(source: Path, target: Path) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        shutil.copyfile(source, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
