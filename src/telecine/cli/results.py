"""Taking the results of a job out of the store, for people to keep."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from telecine.engine.ports import Loaded
from telecine.engine.rows import JobRow, VideoRow
from telecine.kernel.errors import CorruptArtifact, TransientError, UserError
from telecine.records import catalog
from telecine.records.exports import Export
from telecine.records.items import Item
from telecine.records.record import AnyArtifact
from telecine.records.screentime import ScreenTime
from telecine.services.people import person_id
from telecine.services.requests import formats_of, thaw
from telecine.services.review.results import Shape

if TYPE_CHECKING:
    from telecine.bootstrap import Workspace

OUT: Final = "telecine-out"
EXPORTS: Final = "exports"
_LONGEST_WHO: Final = 60


@dataclass(frozen=True, slots=True)
class Output:
    """A file to hand out, and the name it gets."""

    source: Path
    name: str


def default_folder(video_name: str, app: str) -> Path:
    """`telecine-out/{video}/{app}` below the current folder."""
    return Path(OUT) / PurePath(video_name).stem / app


def folder_of(workspace: Workspace, job: JobRow, video: VideoRow) -> Path:
    """The default folder of a job: that of its application, or the one for exports when it makes any."""
    return default_folder(video.name, EXPORTS if formats_of(workspace.registry, job) else job.app)


def check_folder(folder: Path) -> None:
    """Raises UserError when results could not be written there, before anything is worked on."""
    for place in (folder, *folder.absolute().parents):
        if place.exists():
            if not place.is_dir():
                raise UserError(f"{place} is a file; choose another folder with --out", code="out_unusable")
            if not os.access(place, os.W_OK | os.X_OK):
                raise UserError(f"{place} cannot be written to; choose another folder with --out", code="out_unusable")
            return


def copy_outputs(workspace: Workspace, job: JobRow, shape: Shape, folder: Path) -> dict[str, Path]:
    """Copy what the job hands out, each file at once or not at all. Paths by name.

    That is what the application names, or, for a job that makes exports, the files of these.

    Raises:
        UserError: the folder cannot be written to.
        TransientError: a result was damaged; it is forgotten, and made anew by the same request.
    """
    exports = open_exports(workspace, job, shape)
    if exports:
        outputs = [
            Output(loaded.file(name), _named(name, loaded.record, _people_of(workspace, job, form)))
            for form, loaded in exports.items()
            for name in loaded.record.files
        ]
    else:
        outputs = _outputs(workspace, job, shape)
    folder = folder.absolute()
    try:
        for output in outputs:
            target = folder / output.name
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy(output.source, target)
    except OSError as error:
        raise UserError(
            f"cannot write results to {folder}: {error.strerror or error}. They are kept in {workspace.home.root}; "
            "run again with another --out to get them.",
            code="out_unusable",
        ) from error
    return {output.name: folder / output.name for output in outputs}


def _people_of(workspace: Workspace, job: JobRow, form: str) -> tuple[str, ...]:
    """Names of those whom an export was asked for; empty for everybody."""
    stage = workspace.registry.application(job.app).exports[form].name
    given: Any = thaw(workspace.registry, job.resolved).params[stage]
    return tuple(getattr(given, "people", ()))


def _named(name: str, record: Export, people: Sequence[str]) -> str:
    """The name a file is handed out under: what is about some people lies beside what is about everybody.

    Files about one person have a name of their own already, and stay with the list of them.
    """
    if not people or {file for person in record.people for file in person.files}.issuperset(record.files):
        return name
    who = "+".join(map(person_id, people))
    if len(who) > _LONGEST_WHO:
        who = f"{len(people)}-people-{hashlib.sha256(who.encode()).hexdigest()[:8]}"
    first, *rest = PurePath(name).parts
    return str(PurePath(f"{PurePath(first).stem}-{who}{PurePath(first).suffix}", *rest))


def open_exports(workspace: Workspace, job: JobRow, shape: Shape) -> dict[str, Loaded[Export]]:
    """The exports of a job by format, in the order of the application."""
    exports = workspace.registry.application(job.app).exports
    return {name: _open_all(workspace, shape, exports[name])[0] for name in formats_of(workspace.registry, job)}


def _outputs(workspace: Workspace, job: JobRow, shape: Shape) -> list[Output]:
    return [
        output
        for artifact, name in workspace.registry.application(job.app).outputs
        for place, loaded in enumerate(_open_all(workspace, shape, artifact))
        for output in _output(loaded, name, place if loaded.item is not None else None)
    ]


def read_report(workspace: Workspace, shape: Shape) -> ScreenTime | None:
    """The screen times of a job, when it makes them."""
    if catalog.SCREENTIME.name not in shape.keys:
        return None
    loaded = _open_all(workspace, shape, catalog.SCREENTIME)
    record = loaded[0].record
    return record if isinstance(record, ScreenTime) else None


def _open_all(workspace: Workspace, shape: Shape, artifact: AnyArtifact) -> Sequence[Loaded[Any]]:
    keys = shape.keys[artifact.name]
    if keys is None:
        return []
    items = keys.items or (None,) * len(keys.keys)
    return [_open(workspace, shape, artifact, key, item) for key, item in zip(keys.keys, items, strict=True)]


def _open(workspace: Workspace, shape: Shape, artifact: AnyArtifact, key: str, item: Item | None) -> Loaded[Any]:
    row = shape.rows.get(key)
    again = "Run the same command again: only that is made anew."
    if row is None:
        raise TransientError(f"a stored result of {artifact.name} is gone. {again}", code="result_damaged")
    try:
        return workspace.artifacts.open(artifact, key, row.fence, item)
    except CorruptArtifact as error:
        with workspace.store.writing() as tx:
            tx.drop_artifact(key)
            workspace.artifacts.remove(key, row.fence)
        text = f"a stored result was damaged and has been removed ({error.message}). {again}"
        raise TransientError(text, code="result_damaged") from error


def _output(loaded: Loaded[Any], name: str, place: int | None) -> list[Output]:
    try:
        source = loaded.file(name)
    except CorruptArtifact:
        # A declared file that this video gave no cause for, such as a proxy nobody needs.
        return []
    path = PurePath(name)
    return [Output(source, path.name if place is None else f"{path.stem}-{place:05d}{path.suffix}")]


def _copy(source: Path, target: Path) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        shutil.copyfile(source, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
