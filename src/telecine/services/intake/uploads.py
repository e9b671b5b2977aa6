"""Uploads that can be resumed: begun, written to piece by piece, checked when they are whole.

The file holds how far an upload is; its row says what it is and what became of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from telecine.engine.ports import Clock
from telecine.engine.rows import UploadRow
from telecine.engine.store import Store
from telecine.kernel.errors import (
    BadMedia,
    Conflict,
    Gone,
    InUse,
    NotFound,
    TelecineError,
    TooLarge,
    TransientError,
    UserError,
)
from telecine.services.intake.labels import Episode, label_of
from telecine.services.intake.landing import Incoming, Landing
from telecine.services.intake.taking import Taking

log = structlog.get_logger(__name__)

UPLOADING: Final = "uploading"
CHECKING: Final = "checking"
ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
MOST_LOOKS: Final = 3
_ID: Final = re.compile(r"[0-9a-f]{32}")
_OURS: Final = re.compile(r"[0-9a-f]{32}|form-[0-9a-f]{32}|import-[0-9a-z]{26}")
_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Announced:
    """What a client says about a file before it sends it."""

    name: str
    size_bytes: int
    by: str
    sha256: str | None = None
    media_type: str | None = None
    episode: Episode = field(default_factory=Episode)


class Uploads:
    """The uploads of a home; several processes may serve them."""

    def __init__(
        self,
        store: Store,
        incoming: Incoming,
        taking: Taking,
        clock: Clock,
        *,
        entropy: Callable[[int], bytes],
        lasts: timedelta,
    ) -> None:
        """An upload is removed when nothing came for as long as it `lasts`."""
        self._store = store
        self._incoming = incoming
        self._taking = taking
        self._clock = clock
        self._entropy = entropy
        self._lasts = lasts

    def begin(self, told: Announced) -> UploadRow:
        """A new upload. Raises UserError, TooLarge, NoSpace before a byte has come."""
        if told.size_bytes <= 0:
            raise UserError("an upload has at least one byte; say how many in Upload-Length", code="bad_upload")
        check_sha256(told.sha256)
        self._taking.room.check(told.size_bytes)
        now = self._clock.now()
        data = {
            "sha256": told.sha256,
            "type": told.media_type,
            "show": told.episode.show,
            "season": told.episode.season,
            "episode": told.episode.number,
            "by": told.by,
        }
        row = UploadRow(self._entropy(16).hex(), label_of(told.name), told.size_bytes, UPLOADING, now, now, data)
        self._incoming.create(row.id)
        with self._store.writing() as tx:
            tx.put_upload(row)
        return row

    def find(self, upload_id: str) -> UploadRow:
        """Raises NotFound; Gone when nothing came for too long."""
        with self._store.reading() as reading:
            row = reading.upload(upload_id) if _ID.fullmatch(upload_id) else None
        if row is None:
            raise NotFound(f"there is no upload {upload_id[:64]}; begin one with POST /uploads")
        if row.state == UPLOADING and self.expires_at(row) <= self._clock.now():
            raise Gone("nothing came for too long and this upload was removed; begin it again")
        return row

    def expires_at(self, row: UploadRow) -> datetime:
        """When the upload is removed if nothing more comes."""
        return row.updated_at + self._lasts

    def offset(self, row: UploadRow) -> int:
        """How many bytes are here."""
        if row.state != UPLOADING:
            return row.size_bytes
        return self._incoming.length(row.id) or 0

    @contextmanager
    def receiving(self, upload_id: str, offset: int | None, *, size: int | None) -> Iterator[tuple[Landing, int]]:
        """The file of an upload, to add `size` bytes (None: unknown) to that begin at `offset`; how many it lacks there.

        Without an offset it begins anew. Whatever ends the block, the bytes written so far are kept and count.

        Raises:
            NotFound, Gone: as `find`.
            Conflict: it is not at this offset, or is whole.
            InUse: another request writes to it.
            UserError: more bytes would come than were announced.
        """
        self._receivable(upload_id)
        with self._incoming.open(upload_id) as landing:
            # Read again: another request may have finished it before this one had the file.
            row = self._receivable(upload_id)
            if offset is None:
                landing.rewind(0)
            elif landing.offset != offset:
                text = f"{landing.offset} bytes are here, not {offset}; go on from there"
                raise Conflict(text, details={"offset": landing.offset})
            left = row.size_bytes - landing.offset
            if size is not None and size > left:
                raise TooLarge(f"more than the announced {row.size_bytes} bytes would come")
            try:
                yield landing, left
            finally:
                self._received(row)

    def _received(self, row: UploadRow) -> None:
        is_whole = self._incoming.length(row.id) == row.size_bytes
        with self._store.writing() as tx:
            tx.put_upload(replace(row, state=CHECKING if is_whole else UPLOADING, updated_at=self._clock.now()))

    def _receivable(self, upload_id: str) -> UploadRow:
        row = self.find(upload_id)
        if row.state != UPLOADING:
            raise Conflict("this upload is whole already; GET it to see what became of it")
        return row

    def remove(self, upload_id: str) -> None:
        """Forget an upload and its bytes. Raises NotFound, Gone, Conflict while it is checked, InUse."""
        row = self.find(upload_id)
        if row.state == CHECKING:
            raise Conflict("this upload is being checked; wait for its end")
        if row.state == UPLOADING:
            with self._incoming.open(upload_id):
                self._incoming.remove(upload_id)
        with self._store.writing() as tx:
            tx.remove_upload(upload_id)

    def check_next(self) -> bool:
        """Check one upload that is whole and that no other process checks. Whether there was one."""
        with self._store.reading() as reading:
            rows = [row for row in reading.uploads() if self._is_to_check(row)]
        for row in rows:
            try:
                with self._incoming.open(row.id):
                    self._check(row.id)
            except InUse:
                continue
            except NotFound:
                self._end(row, {"code": "gone", "detail": "the bytes are not here any more; begin the upload again"})
            except TransientError as error:
                log.warning("upload.checked_later", upload=row.id, reason=error.message)
                return False
            return True
        return False

    def _is_to_check(self, row: UploadRow) -> bool:
        """Also one whose last bytes came while its process was killed."""
        return row.state == CHECKING or (row.state == UPLOADING and self._incoming.length(row.id) == row.size_bytes)

    def _check(self, upload_id: str) -> None:
        with self._store.reading() as reading:
            row = reading.upload(upload_id)
        if row is None or not self._is_to_check(row):
            return
        looks = _number(row.data.get("looks")) + 1
        with self._store.writing() as tx:
            # Counted before: a file that ends the process which looks into it is refused in the end.
            row = replace(row, state=CHECKING, data={**row.data, "looks": looks})
            tx.put_upload(row)
        try:
            if looks > MOST_LOOKS:
                raise BadMedia("the file ended every process that looked into it; it is no video that can be analysed")
            said: dict[str, Any] = dict(row.data)
            video = self._taking.accept(
                self._incoming.path(row.id),
                row.name,
                source="upload",
                expected=said.get("sha256"),
                episode=Episode(said.get("show"), said.get("season"), said.get("episode")),
            )
        except TransientError:
            raise
        except TelecineError as error:
            self._end(row, {"code": error.code, "detail": error.message})
        else:
            self._end(row, {"video_id": video.id})

    def _end(self, row: UploadRow, became: dict[str, object]) -> None:
        state = ACCEPTED if "video_id" in became else REFUSED
        with self._store.writing() as tx:
            tx.put_upload(replace(row, state=state, updated_at=self._clock.now(), data={**row.data, **became}))
        self._incoming.remove(row.id)

    def sweep(self, *, is_dry_run: bool = False) -> int:
        """Remove what nothing came to for too long, and files of which no row knows. How many."""
        now = self._clock.now()
        with self._store.reading() as reading:
            rows = {row.id: row for row in reading.uploads()}
        old = [row.id for row in rows.values() if row.state != CHECKING and self.expires_at(row) <= now]
        before = (now - self._lasts).timestamp()
        # Files with other names are not ours, where the folder is one that others use as well.
        found = {name: at for name, at in self._incoming.names().items() if _OURS.fullmatch(name)}
        strange = [name for name, modified in found.items() if name not in rows and modified < before]
        return sum(is_dry_run or self._drop(name) for name in [*old, *strange])

    def _drop(self, name: str) -> bool:
        try:
            with self._incoming.open(name):
                self._incoming.remove(name)
        except NotFound:
            pass
        except InUse:
            return False
        with self._store.writing() as tx:
            tx.remove_upload(name)
        return True


def check_sha256(text: str | None) -> None:
    """Raises UserError for what is no SHA-256 in hexadecimal."""
    if text is not None and not _SHA256.fullmatch(text):
        raise UserError("sha256 has 64 hexadecimal digits; leave it out, or write the right one", code="bad_upload")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
