"""Taking in videos: what a file is and by which content it is known."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from telecine.engine.ports import Clock, VideoReader
from telecine.engine.rows import VideoRow
from telecine.engine.store import Reading, Store
from telecine.kernel.errors import BadMedia, Conflict, NotFound, UserError
from telecine.kernel.ids import slug
from telecine.records.media import Probe

_BLOCK = 1 << 22
_SHORTEST_ID = 6

OpenVideo = Callable[[str], VideoReader]
Progress = Callable[[int, int], None]


class Videos:
    """Registers source files; they stay where they are."""

    def __init__(self, store: Store, clock: Clock, open_video: OpenVideo) -> None:
        self._store = store
        self._clock = clock
        self._open_video = open_video

    def find(self, text: str) -> VideoRow:
        """The registered video of a file, name or id (or its beginning), without reading the file.

        Raises NotFound, UserError when several fit.
        """
        path = Path(text)
        with self._store.reading() as reading:
            for fits in _meant_by(reading, text, path):
                if len(fits) == 1:
                    return fits[0]
                if fits:
                    said = f"{len(fits)} videos are called {text!r}; use an id: {_ids(fits)}"
                    raise UserError(said, code="ambiguous")
        if not path.exists():
            text_ = f"there is no file {text}, and no video of that name here; `telecine videos list` shows all"
            raise NotFound(text_)
        raise NotFound(f"{text} has not been analysed here; `telecine run faces {text}` does that")

    def describe(self, video: VideoRow, *, show: str | None, season: int | None, episode: int | None) -> VideoRow:
        """Say which episode a video is; what is None stays as it was. Raises Conflict when another video is that episode."""
        show_id = None if show is None else show_id_of(show)
        given = {"show_id": show_id, "season": season, "episode": episode}
        values: dict[str, object] = {name: value for name, value in given.items() if value is not None}
        with self._store.writing() as tx:
            said = replace(tx.video(video.id) or video, **values)  # type: ignore[arg-type]
            ep_id = values["ep_id"] = episode_id(said)
            other = None if ep_id is None else tx.video_by_ep_id(ep_id)
            if other is not None and other.id != video.id:
                raise Conflict(f"{other.name} is {other.ep_id} already; give one of them another episode")
            tx.update_video(video.id, values)
            return tx.video(video.id) or said

    def register(self, path: Path, progress: Progress = lambda _done, _total: None) -> VideoRow:
        """The video of a file, known by its bytes. The same bytes under another name are the same video.

        Raises BadMedia when the file is not a video that can be analysed. `progress` gets bytes read and their total.
        """
        if not path.exists():
            raise BadMedia(f"there is no file {path}", code="file_missing")
        try:
            str(path.resolve()).encode()
        except UnicodeEncodeError as error:
            shown = str(path).encode(errors="replace").decode()
            raise BadMedia(f"the name of {shown} is not valid UTF-8; rename the file", code="file_name") from error
        probe = self._open_video(str(path)).probe()
        return self.enter(path.resolve(), path.name, content_hash(path, progress), probe)

    def enter(self, path: Path, name: str, sha256: str, probe: Probe) -> VideoRow:
        """The video of these bytes, of which `path` is the place from now on."""
        row = VideoRow(
            id=sha256[:16],
            sha256=sha256,
            size_bytes=path.stat().st_size,
            name=name,
            source_uri=str(path),
            created_at=self._clock.now(),
            probe=summary(probe),
        )
        with self._store.writing() as tx:
            known = tx.video_by_sha256(sha256)
            if known is None:
                tx.add_video(row)
                return row
            values = {"source_uri": row.source_uri, "name": row.name, "probe": row.probe}
            tx.update_video(known.id, values)
            return tx.video(known.id) or known


def _meant_by(reading: Reading, text: str, path: Path) -> Iterator[list[VideoRow]]:
    """Videos that a text means, by one way of meaning one after the other."""
    if path.is_file():
        size = path.stat().st_size
        yield [video for video in reading.videos_at(str(path.resolve())) if video.size_bytes == size]
    yield [video for video in (reading.video(text) or reading.video_by_sha256(text),) if video and not video.is_awaited]
    bare = text if path.exists() else path.name
    yield [video for video in reading.videos_called(bare) if bare in {video.name, Path(video.name).stem}]
    if len(text) >= _SHORTEST_ID:
        yield reading.videos_hashed(text)


def show_id_of(show: str) -> str:
    """Raises UserError for a name without anything to make an id of."""
    if not (made := slug(show)):
        raise UserError(f"{show!r} has no Latin letter or digit to make an id of", code="bad_show")
    return made


def episode_id(video: VideoRow) -> str | None:
    """`rhobh-s05e02`; None for a video that is no episode of a show."""
    if video.show_id is None or video.season is None or video.episode is None:
        return None
    return episode_id_of(video.show_id, video.season, video.episode)


def episode_id_of(show_id: str, season: int, episode: int) -> str:
    """`rhobh-s05e02`."""
    return f"{show_id}-s{season:02d}e{episode:02d}"


def summary(probe: Probe) -> dict[str, object]:
    """What lists show of a probe."""
    return {
        "duration_s": float(probe.duration),
        "width": probe.video.width,
        "height": probe.video.height,
        "frame_rate": str(probe.video.frame_rate),
        "codec": probe.video.codec,
        "has_audio": bool(probe.audio),
        "warnings": list(probe.warnings),
    }


def seconds_of(video: VideoRow | None) -> float:
    """Seconds that a video lasts; 0 when nobody knows."""
    seconds = (video.probe or {}).get("duration_s") if video is not None else None
    return float(seconds) if isinstance(seconds, (int, float)) else 0.0


def content_hash(path: Path, progress: Progress = lambda _done, _total: None) -> str:
    """SHA-256, hex, of a file, read in blocks."""
    digest = hashlib.sha256()
    total, done = path.stat().st_size, 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            done += len(block)
            progress(done, total)
    return digest.hexdigest()


def _ids(videos: Sequence[VideoRow]) -> str:
    return ", ".join(video.id for video in videos)
