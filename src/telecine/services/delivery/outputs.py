"""Which files a job hands out, and under which names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Final

from telecine.engine.ports import ArtifactStore, Loaded
from telecine.engine.registry import Registry
from telecine.engine.rows import JobRow
from telecine.engine.store import Store
from telecine.kernel.errors import CorruptArtifact, TransientError
from telecine.records import catalog
from telecine.records.exports import Export
from telecine.records.items import Item
from telecine.records.record import AnyArtifact
from telecine.records.screentime import ScreenTime
from telecine.services.people import person_id
from telecine.services.requests import formats_of, thaw
from telecine.services.review.results import Shape

_LONGEST_WHO: Final = 60
_MOST_REMEMBERED: Final = 64


@dataclass(frozen=True, slots=True)
class Output:
    """A file to hand out, and the name it gets. Results never change, so its hash names its content for good."""

    source: Path
    name: str
    size_bytes: int
    sha256: str


class Outputs:
    """Reads what jobs hand out. A result that turns out damaged is forgotten, and made anew by the same request."""

    def __init__(self, store: Store, artifacts: ArtifactStore, registry: Registry) -> None:
        self._store = store
        self._artifacts = artifacts
        self._registry = registry
        self._remembered: dict[tuple[object, ...], list[Output]] = {}

    def of(self, job: JobRow, shape: Shape) -> list[Output]:
        """What the application names, or, for a job that makes exports, the files of these.

        Raises TransientError when a result is gone or damaged. Bytes are verified when a job is first asked for.
        """
        mark = (job.id, *sorted((row.key, row.fence) for row in shape.rows.values()))
        known = self._remembered.get(mark)
        if known is not None and all(output.source.is_file() for output in known):
            return known
        exports = self.exports(job, shape)
        found = self._exported(job, exports) if exports else self._named_by_app(job, shape)
        while len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.pop(next(iter(self._remembered)), None)
        self._remembered[mark] = found
        return found

    def exports(self, job: JobRow, shape: Shape) -> dict[str, Loaded[Export]]:
        """The exports of a job by format, in the order of the application."""
        exports = self._registry.application(job.app).exports
        return {name: self._open_all(shape, exports[name])[0] for name in formats_of(self._registry, job)}

    def report(self, shape: Shape) -> ScreenTime | None:
        """The screen times of a job, when it makes them."""
        if catalog.SCREENTIME.name not in shape.keys:
            return None
        record = self._open_all(shape, catalog.SCREENTIME)[0].record
        return record if isinstance(record, ScreenTime) else None

    def _exported(self, job: JobRow, exports: Mapping[str, Loaded[Export]]) -> list[Output]:
        return [
            self._output(loaded, name, name_of(name, loaded.record, self._people_of(job, form)))
            for form, loaded in exports.items()
            for name in loaded.record.files
        ]

    def _named_by_app(self, job: JobRow, shape: Shape) -> list[Output]:
        found = []
        for artifact, name in self._registry.application(job.app).outputs:
            for place, loaded in enumerate(self._open_all(shape, artifact)):
                path = PurePath(name)
                given = path.name if loaded.item is None else f"{path.stem}-{place:05d}{path.suffix}"
                try:
                    found.append(self._output(loaded, name, given))
                except CorruptArtifact:
                    # A declared file that this video gave no cause for, such as a proxy nobody needs.
                    continue
        return found

    def _output(self, loaded: Loaded[Any], name: str, given: str) -> Output:
        path = loaded.file(name)
        return Output(path, given, path.stat().st_size, loaded.sha256(name))

    def _people_of(self, job: JobRow, form: str) -> tuple[str, ...]:
        """Names of those whom an export was asked for; empty for everybody."""
        stage = self._registry.application(job.app).exports[form].name
        given: Any = thaw(self._registry, job.resolved).params[stage]
        return tuple(getattr(given, "people", ()))

    def _open_all(self, shape: Shape, artifact: AnyArtifact) -> Sequence[Loaded[Any]]:
        keys = shape.keys.get(artifact.name)
        if keys is None:
            # Not known yet, or no part of what was asked for.
            return []
        items = keys.items or (None,) * len(keys.keys)
        return [self._open(shape, artifact, key, item) for key, item in zip(keys.keys, items, strict=True)]

    def _open(self, shape: Shape, artifact: AnyArtifact, key: str, item: Item | None) -> Loaded[Any]:
        row = shape.rows.get(key)
        again = "Run the same command again: only that is made anew."
        if row is None:
            raise TransientError(f"a stored result of {artifact.name} is gone. {again}", code="result_damaged")
        try:
            return self._artifacts.open(artifact, key, row.fence, item)
        except CorruptArtifact as error:
            with self._store.writing() as tx:
                tx.drop_artifact(key)
                self._artifacts.remove(key, row.fence)
            text = f"a stored result was damaged and has been removed ({error.message}). {again}"
            raise TransientError(text, code="result_damaged") from error


def name_of(name: str, record: Export, people: Sequence[str]) -> str:
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
