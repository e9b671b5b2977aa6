"""Jobs that wait for something to be brought here, their video or a model: asked for at once, planned when it has come.

Where the video is still to come, such a job belongs to one that stands for the file and is replaced by the real one. So
a person has one job from the first moment, which can be watched, cancelled and retried like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

from telecine.engine.keys import fingerprint
from telecine.engine.ports import Clock
from telecine.engine.retry import Again, decide
from telecine.engine.rows import AWAITED, ImportRow, JobRow, NewEvent, VideoRow
from telecine.engine.states import LIVE_JOBS, JobState
from telecine.engine.store import Store, Transaction
from telecine.kernel.errors import TelecineError
from telecine.kernel.ids import ulid
from telecine.services.jobs import Jobs, Submission
from telecine.services.planning import Planning
from telecine.services.requests import freeze, models_of

MOST_ATTEMPTS: Final = 3

Kind = Literal["url", "path", "here"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a video is to be brought from; `name` is what people call it.

    One that is `here` has its id as its location: only the models of the job are waited for.
    """

    kind: Kind
    location: str
    name: str


class Awaiting:
    """Asks for jobs on videos that are not here yet, and goes on with them when they are."""

    def __init__(
        self,
        store: Store,
        jobs: Jobs,
        planning: Planning,
        clock: Clock,
        *,
        entropy: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._jobs = jobs
        self._planning = planning
        self._clock = clock
        self._entropy = entropy

    def ask(self, source: Source, asked: Submission) -> JobRow:
        """The job of `asked` on the video of `source`; an identical live request is the same job.

        The video of the submission is ignored. Raises UserError as `Jobs.submit` does, before anything is fetched.
        """
        now = self._clock.now()
        video = self._here(source) or self._standing_for(source)
        asked = replace(asked, video_id=video.id)
        resolved = freeze(self._jobs.resolve(video, asked))
        alike = {**resolved, "source_sha256": None}
        print_ = fingerprint({"source": [source.kind, source.location], "app": asked.app, "resolved": alike})
        with self._store.writing() as tx:
            live = tx.live_job(print_)
            if live is not None:
                return live
            if video.is_awaited:
                tx.add_video(video)
            job = self._jobs.new(asked, resolved, print_)
            tx.add_job(job)
            tx.add_import(ImportRow(job.id, source.kind, source.location, False, 0, _plain(asked), now))
            data = {"app": job.app, "video": video.name, "video_id": video.id, "source": source.kind}
            tx.add_events([NewEvent("job.queued", now, job.id, None, data)])
            return job

    def _here(self, source: Source) -> VideoRow | None:
        if source.kind != "here":
            return None
        with self._store.reading() as reading:
            return reading.video(source.location)

    def _standing_for(self, source: Source) -> VideoRow:
        now = self._clock.now()
        mark = ulid(int(now.timestamp() * 1000), self._entropy(10)).lower()
        return VideoRow(f"{AWAITED}{mark}", f"{AWAITED}{mark}", 0, source.name, "", now)

    def begin(self) -> tuple[ImportRow, JobRow] | None:
        """The next import, made running; None when there is nothing to bring."""
        now = self._clock.now()
        with self._store.writing() as tx:
            row = tx.next_import(now)
            job = tx.job(row.job_id) if row is not None else None
            if row is None or job is None:
                return None
            tx.change_import(row.job_id, {"is_running": True, "attempt": row.attempt + 1})
            if job.state is JobState.QUEUED:
                tx.change_job(job.id, {"state": JobState.RUNNING, "started_at": now}, expect=(JobState.QUEUED,))
                tx.add_events([NewEvent("job.started", now, job.id)])
            return replace(row, is_running=True, attempt=row.attempt + 1), job

    def recover(self) -> None:
        """Imports of processes that are gone may begin again."""
        with self._store.writing() as tx:
            tx.stop_imports()

    def tell(self, row: ImportRow, done: int, whole: int | None) -> bool:
        """Show how far the file is. Whether the job still wants it from here."""
        told = {"step": "import", "doing": "Fetching the file", "bytes_done": done, "bytes_total": whole}
        data = {**told, "progress": 0.0, "eta_s": None}
        with self._store.writing() as tx:
            job = tx.job(row.job_id)
            if job is None or job.state not in LIVE_JOBS or not _is_ours(tx, row):
                return False
            tx.add_events([NewEvent("job.progress", self._clock.now(), job.id, None, data)])
            return True

    def arrived(self, row: ImportRow, video: VideoRow) -> JobRow | None:
        """Plan the job on its video, with the models that were chosen when it was asked for; None when it was ended."""
        with self._store.reading() as reading:
            job = reading.job(row.job_id)
        if job is None:
            return None
        asked = replace(_submission(row.asked), video_id=video.id)
        request = replace(self._jobs.resolve(video, asked), models=models_of(job.resolved))
        frozen = {**freeze(request), "settings": job.resolved.get("settings", {})}
        values = {"video_id": video.id, "resolved": frozen, "fingerprint": _print(video, job.app, frozen)}
        with self._store.writing() as tx:
            if not _is_ours(tx, row):
                return None
            tx.drop_import(row.job_id)
            if not tx.change_job(job.id, values, expect=tuple(LIVE_JOBS)):
                return None
            if job.video_id != video.id:
                tx.drop_video(job.video_id)
            if asked.is_fresh:
                self._planning.forget(tx, request)
            data = {"step": "imported", "video": video.name, "video_id": video.id, "progress": 0.0, "eta_s": None}
            tx.add_events([NewEvent("job.progress", self._clock.now(), job.id, None, data)])
            planned = self._planning.expand(tx, replace(job, video_id=video.id, resolved=frozen))
            self._planning.finish_if_done(tx, planned)
            return tx.job(job.id)

    def failed(self, row: ImportRow, error: TelecineError) -> None:
        """Try again later what may succeed then; end the job otherwise."""
        now = self._clock.now()
        tried = (row.attempt - 1) % MOST_ATTEMPTS + 1
        with self._store.writing() as tx:
            if not _is_ours(tx, row):
                return
            what = decide(error.code, retryable=error.retryable, attempts_used=tried, attempts=MOST_ATTEMPTS)
            due = now + what.delay if isinstance(what, Again) else None
            tx.change_import(row.job_id, {"is_running": False, "not_before": due})
            if due is not None:
                return
            _fail(tx, row.job_id, error, {"error_code": error.code, "error_detail": error.message, "finished_at": now})


def _is_ours(tx: Transaction, row: ImportRow) -> bool:
    """Whether nobody began this import again since: every beginning has a number of its own."""
    now = tx.import_of(row.job_id)
    return now is not None and now.is_running and now.attempt == row.attempt


def _fail(tx: Transaction, job_id: str, error: TelecineError, values: Mapping[str, Any]) -> None:
    if tx.change_job(job_id, {"state": JobState.FAILED, **values}, expect=tuple(LIVE_JOBS)):
        tx.prune_progress(job_id)
        data = {"code": error.code, "detail": error.message, "stage": None}
        tx.add_events([NewEvent("job.failed", values["finished_at"], job_id, None, data)])


def _print(video: VideoRow, app: str, frozen: Mapping[str, object]) -> str:
    resolved = {name: value for name, value in frozen.items() if name != "settings"}
    return fingerprint({"video": video.id, "app": app, "resolved": resolved})


def _plain(asked: Submission) -> dict[str, object]:
    return {**asdict(asked), "exports": list(asked.exports), "only": list(asked.only)}


def _submission(stored: Mapping[str, Any]) -> Submission:
    return Submission(**{**stored, "exports": tuple(stored["exports"]), "only": tuple(stored["only"])})
