"""What people do with jobs: submit, cancel, retry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import cast

from telecine.engine.capabilities import ModelRef
from telecine.engine.keys import fingerprint
from telecine.engine.planner import Plan, Request
from telecine.engine.ports import Clock
from telecine.engine.rows import JobRow, NewEvent, VideoRow
from telecine.engine.states import LIVE_JOBS, JobState, TaskState, check_job
from telecine.engine.store import Reading, Store, Transaction
from telecine.kernel.errors import Conflict, NotFound, UserError
from telecine.kernel.ids import ulid
from telecine.services.planning import Planning
from telecine.services.requests import freeze, models_of, snapshots_of, target_names, thaw

ResolveModel = Callable[[str, str], ModelRef]
"""Capability and tier (`auto`, `best` or a model's name) to the model used."""

SnapshotOf = Callable[[str, str], str]
"""Name of a snapshot and id of a video to the content hash of what people edited, as it is now."""


@dataclass(frozen=True)
class Submission:
    """What a person asks for.

    Attributes:
        params: by stage id, only what differs from the defaults.
        tiers: by capability; `auto` for those not named.
        snapshots: content hash by snapshot name; for those not named, what people edited as it is now.
        exports: formats of the application that are made beside its targets.
        only: stages that are made instead of the targets of the application, with what they need.
        is_fresh: forget every result of the request first and make all anew.
    """

    video_id: str
    app: str
    params: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    tiers: Mapping[str, str] = field(default_factory=dict)
    snapshots: Mapping[str, str] = field(default_factory=dict)
    exports: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    priority: int = 0
    requested_by: str = ""
    is_fresh: bool = False


class Jobs:
    """Short transactions on jobs; any process may use it beside the supervisor."""

    def __init__(
        self,
        store: Store,
        planning: Planning,
        clock: Clock,
        *,
        resolve_model: ResolveModel,
        snapshot_of: SnapshotOf,
        entropy: Callable[[int], bytes],
        node: str = "local",
        settings: Mapping[str, object] | None = None,
        request_id: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`settings` and the id of the HTTP request that is being answered, if any, are stored with every job.

        They are for people, and enter neither keys nor the job's fingerprint.
        """
        self._store = store
        self._planning = planning
        self._clock = clock
        self._resolve_model = resolve_model
        self._snapshot_of = snapshot_of
        self._entropy = entropy
        self._node = node
        self._settings = dict(settings or {})
        self._request_id = request_id

    def resolve(self, video: VideoRow, submission: Submission) -> Request:
        """Validate and freeze a submission. Raises UserError for unknown stages, formats, parameters or models."""
        registry = self._planning.registry
        targets = registry.chosen(submission.app, submission.exports, submission.only)
        registry.check_capabilities(submission.tiers.keys() - {"*"})
        models = {
            name: self._resolve_model(name, submission.tiers.get(name, submission.tiers.get("*", "auto")))
            for name in registry.capabilities(targets)
        }
        return Request(
            source_sha256=video.sha256,
            targets=targets,
            params=registry.params(targets, submission.params),
            models=models,
            snapshots={
                a.name: submission.snapshots.get(a.name) or self._snapshot_of(a.name, video.id)
                for a in registry.snapshots(targets)
            },
        )

    def as_before(self, submission: Submission, *, inherit: Collection[str]) -> Submission:
        """The submission with the settings and models of the newest job that made the application's targets.

        What it asks for beside the targets is then made from results that are there. Parameters and tiers that it
        gives win. Without such a job it stays as it is.

        Args:
            inherit: names of the snapshots to be taken from that job, too.

        Raises UserError when one of these has to be read and is not there any more.
        """
        registry = self._planning.registry
        targets = registry.targets(submission.app)
        with self._store.reading() as reading:
            done = [job for job in reading.jobs_of_video(submission.video_id) if job.state is JobState.SUCCEEDED]
        names = {target.name for target in targets}
        latest = next((job for job in done if names <= set(target_names(job.resolved))), None)
        if latest is None:
            return submission
        analysis = registry.closure(targets)
        params = {stage: values for stage, values in _by_stage(latest).items() if stage in analysis}
        own = submission.params
        kept = {name: key for name, key in snapshots_of(latest.resolved).items() if name in inherit}
        made = replace(
            submission,
            params={name: {**params.get(name, {}), **own.get(name, {})} for name in {**params, **own}},
            tiers=submission.tiers or {name: ref.id for name, ref in models_of(latest.resolved).items()},
            snapshots={**submission.snapshots, **kept},
        )
        self._check_kept(made, kept)
        return made

    def _check_kept(self, submission: Submission, kept: Mapping[str, str]) -> None:
        """A snapshot that is gone, or that an older version wrote, matters only when something has to read it."""
        registry = self._planning.registry
        gone = {
            snapshot.name
            for snapshot in registry.snapshots(registry.targets(submission.app, submission.exports))
            if snapshot.name in kept and not self._planning.can_read(snapshot, kept[snapshot.name])
        }
        if gone and any(gone & task.inputs.keys() for task in self.preview(submission).tasks):
            raise UserError(
                "what the newest run of this video was made from is not kept any more. Run it again, or say with --cast "
                "whom to name.",
                code="run_too_old",
            )

    def preview(self, submission: Submission) -> Plan:
        """What a submission would do, without doing it."""
        request = self._resolved(submission)
        with self._store.writing() as tx:
            return self._planning.preview(tx, request)

    def _resolved(self, submission: Submission) -> Request:
        """Snapshots are written here, before any transaction begins."""
        with self._store.reading() as reading:
            video = _video(reading, submission.video_id)
        return self.resolve(video, submission)

    def submit(self, submission: Submission) -> JobRow:
        """Create the job with its first plan in one transaction.

        An identical live request is the same job. A job whose every result is there ends at once. `is_fresh` forgets
        the results of every stage of the request first, so that all is made anew.
        """
        return self._submit(submission, self._resolved(submission))

    def again(
        self,
        job: JobRow,
        snapshots: Collection[str],
        *,
        requested_by: str,
        given: Mapping[str, str] = MappingProxyType({}),
    ) -> JobRow:
        """The request of `job` once more, with the named snapshots as people have edited them since, and `given` ones.

        Models and parameters stay those of the job, so that nothing changes but what people edited. Exports of the job
        are not made again: they are asked for when they are wanted.
        """
        registry = self._planning.registry
        targets = registry.targets(job.app)
        wanted = registry.closure(targets)
        before = thaw(registry, job.resolved)
        params = {stage: values for stage, values in before.params.items() if stage in wanted}
        request = replace(before, targets=targets, params=params)
        now = {name: self._snapshot_of(name, job.video_id) for name in snapshots if name in request.snapshots}
        submission = Submission(job.video_id, job.app, _by_stage(job), priority=job.priority, requested_by=requested_by)
        request = replace(request, snapshots={**request.snapshots, **now, **given})
        return self._submit(submission, request, is_newest=True)

    def _submit(self, submission: Submission, request: Request, *, is_newest: bool = False) -> JobRow:
        """With `is_newest`, a live job that another job of the video follows is left: that one's results would show."""
        with self._store.writing() as tx:
            video = _video(tx, submission.video_id)
            resolved = freeze(request)
            print_ = fingerprint({"video": video.id, "app": submission.app, "resolved": resolved})
            live = tx.live_job(print_)
            if live is not None and (not is_newest or tx.jobs_of_video(video.id, limit=1)[0].id == live.id):
                return live
            if submission.is_fresh:
                self._planning.forget(tx, request)
            job = self.new(submission, resolved, print_)
            tx.add_job(job)
            tx.add_events([NewEvent("job.queued", job.created_at, job.id, None, _told(job, video))])
            job = self._planning.expand(tx, job)
            self._planning.finish_if_done(tx, job)
            return tx.job(job.id) or job

    def new(self, submission: Submission, resolved: Mapping[str, object], print_: str) -> JobRow:
        """A queued job as it is added: `resolved` is its frozen request, `print_` what identical requests share."""
        now = self._clock.now()
        asked_in = self._request_id()
        return JobRow(
            id=f"{self._node}-{ulid(int(now.timestamp() * 1000), self._entropy(10))}",
            video_id=submission.video_id,
            app=submission.app,
            params={stage: dict(values) for stage, values in submission.params.items()},
            resolved={
                **resolved,
                "settings": self._settings,
                **({} if asked_in is None else {"request_id": asked_in}),
            },
            fingerprint=print_,
            state=JobState.QUEUED,
            priority=submission.priority,
            created_at=now,
            requested_by=submission.requested_by,
            node=self._node,
        )

    def cancel(self, job_id: str) -> JobRow:
        """Ask for a job to stop; what runs is told within 2 s by the supervisor. Raises NotFound, Conflict."""
        with self._store.writing() as tx:
            job = _job(tx, job_id)
            if job.state is JobState.CANCELLED:
                return job
            if job.state not in LIVE_JOBS:
                raise Conflict(f"job {job_id} has {job.state}; there is nothing to cancel")
            now = self._clock.now()
            tx.change_job(job_id, {"cancel_requested_at": now}, expect=tuple(LIVE_JOBS))
            idle = (TaskState.WAITING, TaskState.QUEUED, TaskState.RETRYING)
            for task in tx.tasks_only_of(job_id, states=idle):
                changed = tx.change_task(task.id, {"state": TaskState.CANCELLED, "finished_at": now}, expect=idle)
                if changed and task.state is not TaskState.WAITING:
                    tx.add_events([NewEvent("task.cancelled", now, job_id, task.id, {"stage": task.stage})])
            if not tx.tasks_only_of(job_id, states=(TaskState.RUNNING,)):
                end_cancelled(tx, job, self._clock)
            return _job(tx, job_id)

    def retry(self, job_id: str) -> JobRow:
        """Demand again what failed or was cancelled; what is done stays. Raises NotFound, Conflict."""
        with self._store.writing() as tx:
            job = _job(tx, job_id)
            if job.state in LIVE_JOBS:
                return job
            if job.state is JobState.SUCCEEDED:
                raise Conflict(f"job {job_id} has succeeded; run it again with --fresh to make everything anew")
            check_job(job.state, JobState.QUEUED)
            if not self._can_read_all(snapshots_of(job.resolved)):
                text = f"the pictures or corrections that job {job_id} reads were erased or cleaned up; run the video again"
                raise Conflict(text, code="request_erased")
            tx.change_job(
                job_id,
                {
                    "state": JobState.QUEUED,
                    "tasks_failed": 0,
                    "error_code": None,
                    "error_detail": None,
                    "finished_at": None,
                    "cancel_requested_at": None,
                },
                expect=(job.state,),
            )
            now = self._clock.now()
            tx.add_events([NewEvent("job.queued", now, job_id, None, {"app": job.app, "retry": True})])
            if tx.change_import(job_id, {"is_running": False, "not_before": None}):
                # Its video never came here: that is tried again first.
                return _job(tx, job_id)
            job = self._planning.expand(tx, _job(tx, job_id))
            self._planning.finish_if_done(tx, job)
            return _job(tx, job_id)

    def _can_read_all(self, snapshots: Mapping[str, str]) -> bool:
        registry = self._planning.registry
        known = {a.name: a for a in registry.snapshots([stage.produces for stage in registry.stages.values()])}
        return all(self._planning.can_read(known[name], key) for name, key in snapshots.items() if name in known)

    def set_priority(self, job_id: str, priority: int) -> None:
        """Raise or set the priority of a live job; its tasks follow when it grows."""
        with self._store.writing() as tx:
            job = _job(tx, job_id)
            tx.change_job(job_id, {"priority": priority})
            live = (TaskState.WAITING, TaskState.QUEUED, TaskState.RETRYING)
            tx.raise_priority([task.id for task in tx.tasks_of_job(job.id, states=live)], priority)


def end_cancelled(tx: Transaction, job: JobRow, clock: Clock) -> None:
    """The last step of a cancellation: nothing of the job runs any more."""
    now = clock.now()
    values = {"state": JobState.CANCELLED, "finished_at": now, "error_code": "cancelled"}
    if tx.change_job(job.id, values, expect=tuple(LIVE_JOBS)):
        tx.prune_progress(job.id)
        tx.add_events([NewEvent("job.cancelled", now, job.id)])


def _told(job: JobRow, video: VideoRow) -> dict[str, object]:
    return {"app": job.app, "video": video.name, "video_id": video.id}


def _by_stage(job: JobRow) -> Mapping[str, Mapping[str, object]]:
    return cast("Mapping[str, Mapping[str, object]]", job.params)


def _video(reading: Reading, video_id: str) -> VideoRow:
    found = reading.video(video_id)
    if found is None:
        raise NotFound(f"there is no video {video_id}")
    return found


def _job(tx: Transaction, job_id: str) -> JobRow:
    found = tx.job(job_id)
    if found is None:
        raise NotFound(f"there is no job {job_id}; `telecine jobs list` shows all")
    return found
