"""`telecine jobs`: what was asked for, how far it is, and stopping or repeating it."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from telecine.cli.commands.run import follow, start_in_background
from telecine.cli.following.drive import begin, last_event
from telecine.cli.options import HomeOption, JsonOption, OutOption, WorkersOption
from telecine.cli.results import check_folder, folder_of
from telecine.cli.session import Session, opened
from telecine.cli.words import clock_time, moment
from telecine.engine.rows import JobRow, TaskRow, VideoRow
from telecine.engine.states import JobState
from telecine.kernel.errors import NotFound
from telecine.services.requests import formats_of

JobArgument = Annotated[str, typer.Argument(metavar="JOB", help="Id of a job.", show_default=False)]
_STYLES = {"succeeded": "green", "failed": "red", "running": "bold", "cancelled": "yellow"}


def list_jobs(
    ctx: typer.Context,
    state: Annotated[list[JobState] | None, typer.Option("--state", help="Only jobs in this state.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, metavar="N", help="How many.")] = 20,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List jobs, the newest first."""
    with opened(ctx, home, as_json=as_json) as session:
        with session.workspace.store.reading() as reading:
            jobs = reading.jobs(states=state or None, limit=limit)
            videos = {job.video_id: reading.video(job.video_id) for job in jobs}
        table = Table(box=box.SIMPLE_HEAD)
        for name in ("job", "app", "video", "state", "progress", "submitted", "error"):
            table.add_column(name, justify="right" if name == "progress" else "left", no_wrap=name != "error")
        for job in jobs:
            video = videos[job.video_id]
            table.add_row(
                job.id,
                ", ".join(formats_of(session.workspace.registry, job)) or job.app,
                Text(video.name if video is not None else job.video_id),
                Text(str(job.state), style=_STYLES.get(job.state, "")),
                f"{job.progress:.0%}",
                moment(job.created_at),
                Text(job.error_detail or ""),
            )
        document = {"jobs": [_document(job, videos[job.video_id]) for job in jobs]}
        session.screen.show(document, table if jobs else Text("There are no jobs."))


def show(ctx: typer.Context, job_id: JobArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show a job with its tasks."""
    with opened(ctx, home, as_json=as_json) as session:
        job, video = find_job(session, job_id)
        with session.workspace.store.reading() as reading:
            tasks = reading.tasks_of_job(job_id)
        document = _document(job, video) | {
            "params": dict(job.params),
            "settings": job.resolved.get("settings", {}),
            "tasks": [_task(task) for task in tasks],
        }
        session.screen.show(document, *_head(job, video), *_tasks(tasks))


def cancel(ctx: typer.Context, job_id: JobArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Stop a job. What is finished is kept."""
    with opened(ctx, home, as_json=as_json) as session:
        job = session.workspace.jobs.cancel(job_id)
        session.workspace.home.poke()
        is_over = job.state is JobState.CANCELLED
        text = "cancelled" if is_over else "is being stopped"
        session.screen.show({"job": job.id, "state": str(job.state), "is_stopping": not is_over}, f"{job.id} {text}")


def retry(
    ctx: typer.Context,
    job_id: JobArgument,
    workers: WorkersOption = None,
    out: OutOption = None,
    detach: Annotated[bool, typer.Option("--detach", metavar="", help="Work in the background.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run again what failed or was cancelled, and go on from what is finished."""
    with opened(ctx, home, as_json=as_json, workers=workers) as session:
        before, video = find_job(session, job_id)
        folder = out or folder_of(session.workspace, before, video)
        check_folder(folder)
        job, since = begin(session, lambda: session.workspace.jobs.retry(job_id), workers=workers)
        if detach:
            start_in_background(session, job, folder, workers)
            session.screen.show({"job": job.id, "state": str(job.state), "out": str(folder.absolute())}, Text(job.id))
            return
        ending = follow(session, job, video, since=since, workers=workers, folder=folder)
        ending.show(session.screen)
    raise typer.Exit(ending.exit_code)


def attend(
    ctx: typer.Context,
    job_id: JobArgument,
    workers: WorkersOption = None,
    out: OutOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Watch a job to its end, working on it when nobody else does, and get its results."""
    with opened(ctx, home, as_json=as_json, workers=workers) as session:
        job, video = find_job(session, job_id)
        folder = out or folder_of(session.workspace, job, video)
        check_folder(folder)
        since = last_event(session.workspace)
        ending = follow(session, job, video, since=since, workers=workers, folder=folder)
        ending.show(session.screen)
    raise typer.Exit(ending.exit_code)


def find_job(session: Session, job_id: str) -> tuple[JobRow, VideoRow]:
    """Raises NotFound."""
    with session.workspace.store.reading() as reading:
        job = reading.job(job_id)
        video = reading.video(job.video_id) if job is not None else None
    if job is None:
        raise NotFound(f"there is no job {job_id}; `telecine jobs list` shows all")
    if video is None:
        raise NotFound(f"the video of job {job_id} is not registered any more; run it again with the file")
    return job, video


def _head(job: JobRow, video: VideoRow) -> list[RenderableType]:
    grid = Table.grid(padding=(0, 2))
    rows = {
        "job": job.id,
        "app": job.app,
        "video": f"{video.name} ({video.source_uri})",
        "state": f"{job.state}, {job.progress:.0%}",
        "submitted": moment(job.created_at),
        "started": moment(job.started_at),
        "ended": moment(job.finished_at),
        "error": f"{job.error_code}: {job.error_detail}" if job.error_detail else job.error_code or "",
    }
    for name, value in rows.items():
        if value:
            grid.add_row(Text(name, style="dim"), Text(value))
    return [grid]


def _tasks(tasks: list[TaskRow]) -> list[RenderableType]:
    if not tasks:
        return [Text("It has no tasks: every result was there already.")]
    states = Counter(str(task.state) for task in tasks)
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("stage", "part", "state", "attempts", "seconds", "ended", "error"):
        table.add_column(name, no_wrap=name != "error")
    for task in tasks:
        seconds = task.cost.get("wall_s")
        span = task.item.span if task.item is not None else None
        table.add_row(
            task.stage,
            f"{clock_time(span.start)}-{clock_time(span.end)}" if span is not None else "",
            Text(str(task.state), style=_STYLES.get(task.state, "")),
            f"{task.attempt} of {task.max_attempts}" if task.attempt else "",
            f"{seconds:.2f}" if seconds is not None else "",
            moment(task.finished_at),
            Text(task.error_detail or ""),
        )
    return [table, Text(", ".join(f"{number} {state}" for state, number in states.items()))]


def _document(job: JobRow, video: VideoRow | None) -> dict[str, object]:
    return {
        "job": job.id,
        "app": job.app,
        "video": {"id": job.video_id, "name": video.name if video is not None else None},
        "state": str(job.state),
        "progress": job.progress,
        "priority": job.priority,
        "created_at": job.created_at.isoformat(),
        "started_at": job.started_at.isoformat() if job.started_at else None,
        "finished_at": job.finished_at.isoformat() if job.finished_at else None,
        "tasks_total": job.tasks_total,
        "tasks_left": job.tasks_left,
        "error": {"code": job.error_code, "message": job.error_detail} if job.error_code else None,
    }


def _task(task: TaskRow) -> dict[str, object]:
    return {
        "id": task.id,
        "stage": task.stage,
        "item": task.item.index if task.item is not None else None,
        "state": str(task.state),
        "attempt": task.attempt,
        "progress": task.progress,
        "cost": dict(task.cost),
        "created_at": task.created_at.isoformat(),
        "started_at": task.started_at.isoformat() if task.started_at else None,
        "finished_at": task.finished_at.isoformat() if task.finished_at else None,
        "error": {"code": task.error_code, "message": task.error_detail} if task.error_code else None,
    }
