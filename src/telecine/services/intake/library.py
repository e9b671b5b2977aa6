"""The videos that are here: looking through them, and letting one go."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from telecine.engine.ports import ArtifactStore
from telecine.engine.rows import JobRow, VideoRow
from telecine.engine.states import LIVE_JOBS
from telecine.engine.store import Store
from telecine.kernel.errors import Conflict, NotFound
from telecine.kernel.ids import slug
from telecine.services.intake.landing import Shelf

_MANY: Final = 1_000_000
_WALKED: Final = 500
_BETWEEN: Final = re.compile(r"[\s_.\-]+")
_STAYS: Final = ("people and their photographs", "corrections, which hold again when the same file comes back")


@dataclass(frozen=True, slots=True)
class Sought:
    """Which videos are wanted; what is None does not matter."""

    text: str | None = None
    show: str | None = None
    season: int | None = None
    is_episode: bool | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """What goes with a video, and what stays."""

    jobs: int
    results: int
    bytes_freed: int
    has_file: bool
    stays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkOn:
    """What was asked for on a video: the newest job, and whether any job has succeeded, so that there is a result."""

    newest: JobRow
    has_results: bool


class Library:
    """Finds and removes videos."""

    def __init__(self, store: Store, artifacts: ArtifactStore, shelf: Shelf) -> None:
        self._store = store
        self._artifacts = artifacts
        self._shelf = shelf

    def look(self, sought: Sought, *, limit: int, after: tuple[datetime, str] | None = None) -> Sequence[VideoRow]:
        """Newest first; `after` is the time and id of the last video of the page before, which may be gone."""
        found: list[VideoRow] = []
        with self._store.reading() as reading:
            while len(found) < limit:
                walked = reading.videos(limit=_WALKED, after=after)
                found += [video for video in walked if _fits(video, sought)]
                if len(walked) < _WALKED:
                    break
                after = (walked[-1].created_at, walked[-1].id)
        return found[:limit]

    def work_on(self, video_ids: Collection[str]) -> Mapping[str, WorkOn]:
        """By video; those that no job was asked for are left out."""
        with self._store.reading() as reading:
            newest = reading.newest_jobs(video_ids)
            succeeded = reading.newest_jobs(newest, succeeded=True)
        return {video_id: WorkOn(job, video_id in succeeded) for video_id, job in newest.items()}

    def remove(self, video_id: str, *, is_dry_run: bool) -> Removal:
        """Let a video go, or only say what would go. Raises NotFound, Conflict while a job works on it."""
        with self._store.reading() as reading:
            video = reading.video(video_id)
            if video is None:
                raise NotFound(f"there is no video {video_id}")
            jobs = reading.jobs_of_video(video_id, limit=_MANY)
            results = reading.artifacts_of_video(video_id)
        path = Path(video.source_uri)
        is_ours = self._shelf.holds(path)
        stays = (*_STAYS, *(() if is_ours else (f"the file {path.name}, which lies where it was",)))
        size = sum(row.size_bytes for row in results) + (video.size_bytes if is_ours else 0)
        removal = Removal(len(jobs), len(results), size, is_ours, stays)
        if is_dry_run:
            return removal
        with self._store.writing() as tx:
            live = [job.id for job in tx.jobs_of_video(video_id, limit=_MANY) if job.state in LIVE_JOBS]
            if live:
                raise Conflict(f"job {live[0]} works on this video; cancel it first", details={"jobs": live})
            results = tx.artifacts_of_video(video_id)
            for row in results:
                tx.drop_artifact(row.key)
            tx.remove_video(video_id)
        # The rows went first: what a kill leaves of the files is swept like other orphans.
        for row in results:
            self._artifacts.remove(row.key, row.fence)
        if is_ours:
            self._shelf.remove(self._shelf.key_of(path))
        return removal


def _fits(video: VideoRow, sought: Sought) -> bool:
    return (
        (
            sought.text is None
            or _plain(sought.text) in _plain(f"{video.name} {video.ep_id or ''} {video.show_id or ''}")
        )
        and (sought.show is None or video.show_id == slug(sought.show))
        and (sought.season is None or video.season == sought.season)
        and (sought.is_episode is None or sought.is_episode == (video.ep_id is not None))
    )


def _plain(text: str) -> str:
    """As people read a name: the pages show `opening_night.mp4` as "opening night"."""
    return _BETWEEN.sub(" ", unicodedata.normalize("NFC", text).casefold())
