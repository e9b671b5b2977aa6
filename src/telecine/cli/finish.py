"""The end of a job as people and machines are told: the table, the files, or what went wrong and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from telecine.cli.errors import kind_of
from telecine.cli.following.drive import Followed
from telecine.cli.results import copy_outputs
from telecine.cli.screen import Screen
from telecine.cli.session import Session
from telecine.cli.words import clock_time, count
from telecine.engine.rows import JobRow, TaskRow, VideoRow
from telecine.engine.states import JobState, TaskState
from telecine.kernel.errors import BadMedia, Cancelled, TransientError, UserError
from telecine.records.exports import Export
from telecine.records.screentime import PersonTime, ScreenTime
from telecine.services.review.results import Shape

if TYPE_CHECKING:
    from telecine.bootstrap import Workspace

LEFT: Final = "left"
_NO_VALUE: Final = "-"
_MOST_PATHS: Final = 12


@dataclass(frozen=True)
class Ending:
    """Everything that can be said about a job that was followed."""

    document: dict[str, object]
    drawn: tuple[RenderableType, ...]
    exit_code: int
    report: ScreenTime | None = None
    summary: str = ""

    def show(self, screen: Screen) -> None:
        """Print it: results on standard output, failures on standard error."""
        if self.exit_code and not screen.is_json:
            screen.show_failure(*self.drawn)
        else:
            screen.show(self.document, *self.drawn)


def finish(session: Session, followed: Followed, video: VideoRow, folder: Path) -> Ending:
    """Hand out the results of a job that succeeded, or say why there are none.

    Raises UserError or TransientError when results cannot be written.
    """
    document = _head(session.workspace, followed, video)
    if followed.has_left:
        text = f"Job {followed.job.id} goes on stopping; `telecine jobs show {followed.job.id}` says when it has."
        return Ending(document | {"state": LEFT}, (Text(text),), Cancelled.exit_code)
    if followed.job.state is JobState.CANCELLED:
        text = "Cancelled. What was finished is kept: the same command goes on from there."
        return Ending(document, (Text(text),), Cancelled.exit_code)
    if followed.job.state is JobState.FAILED:
        return _failed(document, followed)
    files = copy_outputs(session.workspace, followed.job, followed.shape, folder)
    outputs = session.workspace.media.outputs
    exports = {name: loaded.record for name, loaded in outputs.exports(followed.job, followed.shape).items()}
    report = outputs.report(followed.shape)
    document["files"] = {name: str(path) for name, path in files.items()}
    drawn: list[RenderableType] = []
    if exports:
        document["exports"] = {name: record.model_dump(mode="json") for name, record in exports.items()}
        drawn += exports_lines(exports)
    elif report is not None:
        document |= {"people": [_person(person) for person in report.people], "warnings": list(report.warnings)}
        drawn += [people_table(report.people), *(Text(f"! {line}", style="yellow") for line in report.warnings)]
    summary = _summary(document)
    drawn += [Text(summary), *_paths(list(files.values()))]
    return Ending(document, tuple(drawn), 0, report, summary)


def exports_lines(exports: Mapping[str, Export]) -> list[RenderableType]:
    """What each format holds, and what is to be said about it."""
    table = Table.grid(padding=(0, 2))
    for name, record in exports.items():
        table.add_row(Text(name, style="bold"), Text(record.summary))
    notes = dict.fromkeys(note for record in exports.values() for note in record.notes)
    return [table, *(Text(f"! {note}", style="yellow") for note in notes)]


def _paths(files: Sequence[Path]) -> list[Text]:
    shown = files if len(files) <= _MOST_PATHS else files[: _MOST_PATHS - 1]
    lines = [Text(f"  {path}") for path in shown]
    if len(shown) < len(files):
        lines.append(Text(f"  and {len(files) - len(shown)} more beside them"))
    return lines


def _head(workspace: Workspace, followed: Followed, video: VideoRow) -> dict[str, object]:
    shape, job = followed.shape, followed.job
    length = (video.probe or {}).get("duration_s")
    cached = sum(shape.cached(stage) for stage in shape.keys)
    total = sum(shape.total(stage) or 0 for stage in shape.keys)
    return {
        "job": job.id,
        "app": job.app,
        "state": str(job.state),
        "video": {"id": video.id, "name": video.name, "sha256": video.sha256, "duration_s": length},
        "home": str(workspace.home.root),
        "seconds": round(followed.seconds, 3),
        "times_real_time": round(length / followed.seconds, 2) if isinstance(length, float) and not cached else None,
        "results": total,
        "cached": cached,
        "retried": followed.retried,
        "stages": _stages(shape),
        "files": {},
        "error": None,
    }


def _stages(shape: Shape) -> dict[str, object]:
    found: dict[str, object] = {}
    for stage in shape.keys:
        own = [task for task in shape.tasks if task.stage == stage and task.state is TaskState.SUCCEEDED]
        found[stage] = {
            "results": shape.total(stage),
            "cached": shape.cached(stage),
            "seconds": round(sum(task.cost.get("wall_s", 0.0) for task in own), 3),
            "cpu_seconds": round(sum(task.cost.get("cpu_s", 0.0) for task in own), 3),
            "peak_mb": round(max((task.cost.get("peak_mb", 0.0) for task in own), default=0.0), 1),
        }
    return found


def _summary(document: Mapping[str, object]) -> str:
    seconds, cached, total = document["seconds"], document["cached"], document["results"]
    speed = document["times_real_time"]
    how = f", {speed:g} times real time" if isinstance(speed, float) else ""
    return f"{total} results, {cached} of them cached, in {seconds:.1f} s{how}"


def _failed(document: dict[str, object], followed: Followed) -> Ending:
    job = followed.job
    failed = [task for task in followed.shape.tasks if task.state is TaskState.FAILED]
    kind = kind_of(job.error_code)
    why = job.error_detail or "no reason was given"
    where = _where(failed)
    attempts = max((task.attempt for task in failed), default=1)
    advice = _advice(kind.exit_code, job, attempts, is_media=issubclass(kind, BadMedia))
    document["error"] = {"code": job.error_code, "message": why, "where": where, "advice": advice}
    lines = [
        Text(f"{document['app']} failed{f' in {where}' if where else ''}", style="bold red"),
        Text(f"  {why}"),
        *(Text(f"  also: {_where([task])}: {task.error_detail}") for task in failed[1:4]),
        Text(f"  {advice}"),
    ]
    return Ending(document, tuple(lines), kind.exit_code)


def _where(failed: Sequence[TaskRow]) -> str:
    if not failed:
        return ""
    first = failed[0]
    if first.item is None:
        return first.stage
    span = f"{clock_time(first.item.span.start)} to {clock_time(first.item.span.end)}"
    return f"{first.stage} ({span})"


def _advice(exit_code: int, job: JobRow, attempts: int, *, is_media: bool) -> str:
    again = f"`telecine jobs retry {job.id}` goes on from what is finished."
    if is_media:
        return "Check the file in a player, or convert it, and run again with the good one."
    if exit_code == UserError.exit_code:
        # A retry would read the same photographs and settings: they are frozen in the job.
        return "Put that right and give the same command again; what is finished is kept."
    if exit_code == TransientError.exit_code:
        return f"It was tried {count(attempts, 'time')}. When the cause is gone, {again}"
    return f"This is a bug in Telecine. `telecine jobs show {job.id}` says more; {again}"


def people_table(people: Sequence[PersonTime]) -> RenderableType:
    """Who is on screen, for how long."""
    if not people:
        return Text("Nobody was found.")
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("person")
    for name in ("visible", "share", "first", "last", "confidence"):
        table.add_column(name, justify="right", no_wrap=True)
    for person in people:
        table.add_row(
            Text(person.label, style="" if person.person else "dim"),
            clock_time(person.visible_s),
            f"{person.share:.1%}",
            clock_time(person.first),
            clock_time(person.last),
            _confidence(person),
        )
    return table


def _confidence(person: PersonTime) -> str:
    if person.person is None:
        return _NO_VALUE
    if person.calibration == "confirmed":
        return person.calibration
    if person.confidence is None:
        distance = f", distance {person.score:.2f}" if person.score is not None else ""
        return f"{person.calibration}{distance}"
    remark = f" {person.calibration}" if person.calibration != "calibrated" else ""
    return f"{person.confidence:.2f}{remark}"


def _person(person: PersonTime) -> dict[str, object]:
    return {
        "person": person.person,
        "label": person.label,
        "visible_s": float(person.visible_s),
        "clear_s": float(person.clear_s),
        "bridged_s": float(person.bridged_s),
        "share": person.share,
        "first_s": float(person.first),
        "last_s": float(person.last),
        "confidence": person.confidence,
        "calibration": person.calibration,
        "score": person.score,
        "margin": person.margin,
        "agreeing": person.agreeing,
        "samples": person.samples,
        "appearances": person.appearances,
    }
