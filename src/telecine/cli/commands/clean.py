"""`telecine clean`: give space back that nothing needs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from telecine.cli.options import HomeOption, JsonOption, parse_age
from telecine.cli.session import opened
from telecine.cli.words import bytes_size, count
from telecine.kernel.errors import Conflict

if TYPE_CHECKING:
    from telecine.bootstrap import Workspace
    from telecine.services.review.traces import Traces
    from telecine.services.sweep import Swept


def clean(
    ctx: typer.Context,
    older_than: Annotated[
        str | None,
        typer.Option("--older-than", metavar="AGE", help="30d, 12h, 45m, 90s or 2w; the settings' 30 days without it."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", metavar="", help="Only count.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove ended jobs and results that nothing used for a while, and what crashes left behind.

    Never videos, people, models, or copies of results, and photographs only where TELECINE_BIOMETRIC_RETENTION_DAYS says
    so. What was removed is made anew when it is wanted.
    """
    age = parse_age(older_than) if older_than is not None else None
    with opened(ctx, home, as_json=as_json) as session:
        workspace = session.workspace
        keep = workspace.settings.retention
        jobs = timedelta(days=keep.job_days) if age is None else age
        artifacts = timedelta(days=keep.artifact_days) if age is None else age
        unused, swept = _sweep(workspace, jobs, artifacts, is_dry_run=dry_run)
        verb = "would be removed" if dry_run else "removed"
        uploads = workspace.media.sweep(is_dry_run=dry_run)
        text = (
            f"{count(swept.jobs, 'job')}, {count(swept.artifacts, 'result')}, {count(swept.orphans, 'orphan')}, "
            f"{count(swept.drafts, 'draft')} and {count(uploads, 'unfinished upload')} {verb}: "
            f"{bytes_size(swept.bytes_freed)}"
        )
        erased = {"seeds": len(unused.seeds), "face_results": len(unused.results), "lists": len(unused.snapshots)}
        told = [Text(text)]
        if days := workspace.settings.biometric_retention_days:
            would = "would be erased" if dry_run else "erased"
            told.append(
                Text(
                    f"biometric data unused for {count(days, 'day')}: {count(len(unused.seeds), 'picture')} of people, "
                    f"{count(len(unused.results), 'result')} and {count(len(unused.snapshots), 'list')} of pictures {would}"
                )
            )
        session.screen.show(asdict(swept) | {"uploads": uploads, "biometric": erased, "is_dry_run": dry_run}, *told)


def _sweep(workspace: Workspace, jobs: timedelta, artifacts: timedelta, *, is_dry_run: bool) -> tuple[Traces, Swept]:
    if is_dry_run:
        return workspace.eraser.look_unused(), workspace.sweeper.sweep(
            jobs_older_than=jobs, artifacts_older_than=artifacts, is_dry_run=True
        )
    lock = workspace.lock()
    if not lock.acquire():
        raise Conflict(
            f"another Telecine process works in {workspace.home.root}; clean up when it is done, "
            "or look with --dry-run now"
        )
    try:
        return workspace.eraser.erase_unused(), workspace.sweeper.sweep(
            jobs_older_than=jobs, artifacts_older_than=artifacts
        )
    finally:
        lock.release()
