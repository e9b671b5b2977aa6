"""Uploads and the removal of videos in memory."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Protocol

from telecine.engine.rows import ArtifactRow, UploadRow


class _Holds(Protocol):
    @property
    def _t(self) -> Any: ...


class UploadsRead:
    """Reads."""

    def artifacts_of_video(self: _Holds, video_id: str) -> list[ArtifactRow]:
        keys = sorted(task.key for task in self._t.tasks.values() if task.video_id == video_id)
        return [self._t.artifacts[key] for key in keys if key in self._t.artifacts]

    def upload(self: _Holds, upload_id: str) -> UploadRow | None:
        found: UploadRow | None = self._t.uploads.get(upload_id)
        return found

    def uploads(self: _Holds, *, state: str | None = None) -> list[UploadRow]:
        found = [row for row in self._t.uploads.values() if state in {None, row.state}]
        return sorted(found, key=lambda row: (row.updated_at, row.id))


class UploadsWritten:
    """Writes."""

    def remove_video(self: _Holds, video_id: str) -> None:
        t = self._t
        jobs = {job.id for job in t.jobs.values() if job.video_id == video_id}
        t.jobs = {key: job for key, job in t.jobs.items() if key not in jobs}
        t.events = {seq: event for seq, event in t.events.items() if event.job_id not in jobs}
        for task in [task for task in t.tasks.values() if task.video_id == video_id]:
            del t.tasks[task.id], t.task_of_key[task.key], t.needs[task.id]
            t.jobs_of_task.pop(task.id, None)
        t.facts = {key: facts for key, facts in t.facts.items() if key[0] != video_id}
        t.videos.pop(video_id, None)

    def put_upload(self: _Holds, upload: UploadRow) -> None:
        self._t.uploads[upload.id] = replace(upload, data=json.loads(json.dumps(upload.data)))

    def remove_upload(self: _Holds, upload_id: str) -> None:
        self._t.uploads.pop(upload_id, None)
