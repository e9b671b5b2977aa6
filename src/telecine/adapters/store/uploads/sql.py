"""Uploads and the removal of videos in SQL."""

# ruff: noqa: S608 - what is put together here are names and constants of the store

from __future__ import annotations

import json
from typing import Any, Final, Protocol

from telecine.adapters.store import codec, tables
from telecine.adapters.store.statements import ARTIFACT, columns_of, insert_into
from telecine.engine.rows import ArtifactRow, UploadRow

_UPLOAD: Final = columns_of(tables.uploads, "parts_json")
_PUT: Final = (
    insert_into(tables.uploads)
    + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, size_bytes = excluded.size_bytes, state = excluded.state,"
    + " created_at = excluded.created_at, updated_at = excluded.updated_at, data_json = excluded.data_json"
)
_BY_ID: Final = f"SELECT {_UPLOAD} FROM uploads WHERE id = :id"
_ALL: Final = f"SELECT {_UPLOAD} FROM uploads ORDER BY updated_at, id"
_IN_STATE: Final = f"SELECT {_UPLOAD} FROM uploads WHERE state = :state ORDER BY updated_at, id"
_RESULTS: Final = f"""
    SELECT {ARTIFACT} FROM tasks JOIN artifacts ON artifacts.key = tasks.key
    WHERE tasks.video_id = :video ORDER BY artifacts.key"""
_REMOVE_VIDEO: Final = (
    "DELETE FROM events WHERE job_id IN (SELECT id FROM jobs WHERE video_id = :video)",
    "DELETE FROM jobs WHERE video_id = :video",
    "DELETE FROM tasks WHERE video_id = :video",
    "DELETE FROM facts WHERE video_id = :video",
    "DELETE FROM videos WHERE id = :video",
)


class _Speaks(Protocol):
    @property
    def _link(self) -> Any: ...


class UploadsRead:
    """Reads."""

    def artifacts_of_video(self: _Speaks, video_id: str) -> list[ArtifactRow]:
        return [codec.artifact(row) for row in self._link.execute(_RESULTS, {"video": video_id}).fetchall()]

    def upload(self: _Speaks, upload_id: str) -> UploadRow | None:
        row = self._link.execute(_BY_ID, {"id": upload_id}).fetchone()
        return None if row is None else _upload(row)

    def uploads(self: _Speaks, *, state: str | None = None) -> list[UploadRow]:
        statement = _ALL if state is None else _IN_STATE
        return [_upload(row) for row in self._link.execute(statement, {"state": state}).fetchall()]


class UploadsWritten:
    """Writes."""

    def remove_video(self: _Speaks, video_id: str) -> None:
        for statement in _REMOVE_VIDEO:
            self._link.execute(statement, {"video": video_id})

    def put_upload(self: _Speaks, upload: UploadRow) -> None:
        times = (codec.to_micros(upload.created_at), codec.to_micros(upload.updated_at))
        values = (upload.id, upload.name, upload.size_bytes, upload.state, "[]", *times, codec.to_json(upload.data))
        self._link.execute(_PUT, values)

    def remove_upload(self: _Speaks, upload_id: str) -> None:
        self._link.execute("DELETE FROM uploads WHERE id = :id", {"id": upload_id})


def _upload(row: codec.Columns) -> UploadRow:
    id_, name, size, state, created, updated, data = row
    return UploadRow(id_, name, size, state, codec.from_micros(created), codec.from_micros(updated), json.loads(data))
