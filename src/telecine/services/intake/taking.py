"""How a file that has come in becomes a video: looked into, hashed, given its place, registered.

The bytes get their place as a second name of the same file, and lose the first one last. So after a kill at any moment
the same call goes on, and nobody ever sees a video without its file. What a kill leaves without a video is swept.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import structlog

from telecine.engine.faults import Faults, no_faults
from telecine.engine.ports import Clock
from telecine.engine.rows import VideoRow
from telecine.engine.store import Store
from telecine.kernel.errors import BadMedia, Conflict, WrongBytes
from telecine.kernel.ids import slug
from telecine.records.media import Probe
from telecine.services.intake.labels import Episode, label_of, suffix_of
from telecine.services.intake.landing import Shelf
from telecine.services.intake.room import Room
from telecine.services.videos import Videos, content_hash

log = structlog.get_logger(__name__)

_MANY: Final = 1_000_000
_LEFT_AFTER: Final = timedelta(hours=24)


class Taking:
    """Takes in files; the same bytes are one video and one file, whatever they are called."""

    def __init__(
        self,
        store: Store,
        videos: Videos,
        shelf: Shelf,
        room: Room,
        clock: Clock,
        *,
        probe: Callable[[Path], Probe],
        faults: Faults = no_faults,
    ) -> None:
        """`probe` looks into a file and raises BadMedia when it is no video."""
        self._store = store
        self._videos = videos
        self._shelf = shelf
        self.room = room
        self._clock = clock
        self._probe = probe
        self._faults = faults

    def accept(
        self,
        path: Path,
        name: str,
        *,
        source: str,
        sha256: str | None = None,
        expected: str | None = None,
        episode: Episode | None = None,
    ) -> VideoRow:
        """The video of a file that lies at `path`; the file goes from there, unless an error is raised.

        `source` is a word for the log, `sha256` the hash where it was made while the bytes came, `expected` the one
        that the client announced.

        Raises:
            BadMedia: it is no video.
            TooLarge, NoSpace: there is no room for it.
            WrongBytes: it is not what was announced.
            Conflict: another video is this episode.
        """
        size = path.stat().st_size
        if size == 0:
            raise BadMedia("the file is empty; send the bytes of a video")
        self.room.check_size(size)
        digest = sha256 or content_hash(path)
        if expected is not None and expected.lower() != digest:
            raise WrongBytes(f"the file has the SHA-256 {digest}, not the announced one; send it again")
        told = episode or Episode()
        self._check_episode(told, digest)
        label = label_of(name)
        probe = self._look(path, label)
        video = self._settle(path, label, digest, probe)
        if told.is_told:
            video = self._place_episode(video, told)
        self._faults.hit("taking.registered")
        path.unlink(missing_ok=True)
        log.info("video.taken_in", video=video.id, size_bytes=size, source=source)
        return video

    def sweep(self, *, is_dry_run: bool = False) -> int:
        """Remove files that a kill left without a video, a day later. How many."""
        before = (self._clock.now() - _LEFT_AFTER).timestamp()
        count = 0
        for key, modified in self._shelf.by_hash().items():
            folder, file = key.rsplit("/", 1)
            with self._store.reading() as reading:
                is_known = reading.video_by_sha256(folder.rpartition("/")[2]) is not None
            if modified < before and (not is_known or file.startswith(".")):
                count += 1
                if not is_dry_run:
                    self._shelf.remove(key)
        return count

    def _look(self, path: Path, label: str) -> Probe:
        try:
            return self._probe(path)
        except BadMedia as error:
            raise BadMedia(error.message.replace(path.name, label), code=error.code, details=error.details) from error

    def _settle(self, path: Path, label: str, digest: str, probe: Probe) -> VideoRow:
        with self._store.reading() as reading:
            known = reading.video_by_sha256(digest)
        if known is not None and _is_there(known):
            return known
        key = f"raw/videos/by-hash/{digest}/source{suffix_of(label)}"
        self._shelf.keep(path, key)
        self._faults.hit("taking.kept")
        return self._videos.enter(self._shelf.place(key), label, digest, probe)

    def _check_episode(self, told: Episode, digest: str) -> None:
        """Raises Conflict when other bytes are this episode."""
        if told.place is None or told.show is None:
            return
        which = (slug(told.show), told.season, told.number)
        with self._store.reading() as reading:
            videos = reading.videos(limit=_MANY)
        for video in videos:
            if (video.show_id, video.season, video.episode) == which and video.sha256 != digest:
                raise Conflict(f"{video.name} is {video.ep_id} already; remove it, or give one of them another episode")

    def _place_episode(self, video: VideoRow, told: Episode) -> VideoRow:
        """Move the file of an episode to where episodes lie, unless something lies there."""
        video = self._videos.describe(video, show=told.show, season=told.season, episode=told.number)
        old = Path(video.source_uri)
        if told.place is None or not self._shelf.holds(old):
            return video
        key = f"{told.place}/episode{suffix_of(video.name)}"
        if self._shelf.place(key) == old or not self._shelf.keep(old, key):
            return video
        self._faults.hit("taking.placed")
        with self._store.writing() as tx:
            tx.update_video(video.id, {"source_uri": str(self._shelf.place(key))})
            video = tx.video(video.id) or video
        self._shelf.remove(self._shelf.key_of(old))
        return video


def _is_there(video: VideoRow) -> bool:
    path = Path(video.source_uri)
    return path.is_file() and path.stat().st_size == video.size_bytes
