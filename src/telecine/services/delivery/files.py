"""Every file that goes out, by its key. A key is looked up and never put together to a path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from telecine.engine.registry import Registry
from telecine.engine.rows import JobRow, VideoRow
from telecine.engine.states import JobState
from telecine.engine.store import Store
from telecine.kernel.errors import Conflict, NotFound
from telecine.services.delivery.outputs import Output, Outputs
from telecine.services.review.results import read_shape

_VIDEO: Final = re.compile(r"videos/([0-9a-z-]{1,64})/source")
_JOB: Final = re.compile(r"jobs/([0-9A-Za-z-]{1,100})/(.{1,300})")
_KINDS: Final = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".ts": "video/mp2t",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".edl": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
_OTHER: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file that may go out: where it is, what it is called, and the hash that names its content."""

    key: str
    path: Path
    name: str
    size_bytes: int
    sha256: str

    @property
    def media_type(self) -> str:
        return media_type_of(self.name)


class Files:
    """Finds files by key."""

    def __init__(self, store: Store, registry: Registry, outputs: Outputs) -> None:
        self._store = store
        self._registry = registry
        self._outputs = outputs

    def find(self, key: str) -> Delivered:
        """Raises NotFound; TransientError for a result that turned out damaged."""
        video, job = _VIDEO.fullmatch(key), _JOB.fullmatch(key)
        if video is not None:
            with self._store.reading() as reading:
                row = reading.video(video[1])
            if row is not None:
                return source_of(row)
        elif job is not None:
            for found in self.of_job(job[1]):
                if found.key == key:
                    return found
        raise NotFound(f"there is no file {key[:100]!r}")

    def of_job(self, job_id: str) -> list[Delivered]:
        """What a job hands out. Raises NotFound, Conflict while it has not succeeded, TransientError."""
        with self._store.reading() as reading:
            job = succeeded(reading.job(job_id), job_id)
            shape = read_shape(self._registry, reading, job)
        return [_delivered(job_id, output) for output in self._outputs.of(job, shape)]


def succeeded(job: JobRow | None, job_id: str) -> JobRow:
    """Raises NotFound, Conflict for one that has no results to hand out."""
    if job is None:
        raise NotFound(f"there is no job {job_id[:100]}")
    if job.state is not JobState.SUCCEEDED:
        raise Conflict(f"job {job_id} is {job.state}; it has results when it has succeeded")
    return job


def source_of(video: VideoRow) -> Delivered:
    """The file of a video. Raises NotFound when it is not where it was, or another one lies there."""
    path = Path(video.source_uri)
    try:
        is_same = path.is_file() and path.stat().st_size == video.size_bytes
    except OSError:
        is_same = False
    if not is_same:
        raise NotFound(f"the file of {video.name} is not where it was; upload it again", code="file_lost")
    return Delivered(f"videos/{video.id}/source", path, video.name, video.size_bytes, video.sha256)


def media_type_of(name: str) -> str:
    """By the ending; what is not known is bytes, so that no browser runs it."""
    return _KINDS.get(PurePosixPath(name).suffix.lower(), _OTHER)


def _delivered(job_id: str, output: Output) -> Delivered:
    return Delivered(f"jobs/{job_id}/{output.name}", output.source, output.name, output.size_bytes, output.sha256)
