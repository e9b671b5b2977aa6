"""Whether there is room for one more video, asked before its bytes come and while they do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from telecine.engine.store import Store
from telecine.kernel.errors import NoSpace, TooLarge
from telecine.services.intake.landing import Incoming, Shelf

_MANY = 1_000_000
_MB = 2**20


@dataclass(frozen=True)
class Room:
    """Limits of what is taken in, in bytes; `quota_bytes` is None without one."""

    store: Store
    incoming: Incoming
    shelf: Shelf
    most_bytes: int
    quota_bytes: int | None
    floor_bytes: int

    def check_size(self, size: int) -> None:
        """Raises TooLarge."""
        if size > self.most_bytes:
            most = self.most_bytes // _MB
            raise TooLarge(f"the file is larger than {most} MB, the most that is taken (MAX_UPLOAD_MB)")

    def check(self, size: int) -> None:
        """Raises TooLarge, and NoSpace when `size` more bytes would fill the disk or the quota.

        What other uploads are still to bring counts as if it were here.
        """
        self.check_size(size)
        promised, arrived = self._coming()
        if self.shelf.free_bytes() - promised - size < self.floor_bytes:
            raise NoSpace("there is too little room on the disk for this file; free some, `telecine clean` helps")
        if self.quota_bytes is not None and self._kept() + arrived + promised + size > self.quota_bytes:
            raise NoSpace("the videos taken in would need more room than is allowed (TELECINE_UPLOADS__QUOTA_MB)")

    def check_disk(self) -> None:
        """While bytes of unknown number come. Raises NoSpace."""
        if self.shelf.free_bytes() < self.floor_bytes:
            raise NoSpace("the disk is almost full; free some space, then send the file again")

    def _coming(self) -> tuple[int, int]:
        """Bytes of uploads that are still to come, and that are here but not accepted."""
        promised = arrived = 0
        with self.store.reading() as reading:
            rows = [row for row in reading.uploads() if row.state in {"uploading", "checking"}]
        for row in rows:
            here = self.incoming.length(row.id) or 0
            arrived += here
            promised += max(0, row.size_bytes - here)
        return promised, arrived

    def _kept(self) -> int:
        with self.store.reading() as reading:
            videos = reading.videos(limit=_MANY)
        return sum(video.size_bytes for video in videos if self.shelf.holds(Path(video.source_uri)))
