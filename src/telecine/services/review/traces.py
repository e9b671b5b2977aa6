"""Everything in a home that is about one person."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from telecine.engine.ports import ArtifactStore, Clock
from telecine.engine.registry import Registry, inputs_of
from telecine.engine.rows import ArtifactRow, DecisionRow, JobRow, PersonRow, SeedRow, TaskRow, VideoRow
from telecine.engine.store import Reading, Store
from telecine.records import catalog
from telecine.records.files import RECORD_FILE
from telecine.services.people import meant_by, person_id
from telecine.services.requests import snapshots_of

ALL: Final = 1_000_000
_PAGE: Final = 5_000
_SNAPSHOT_FENCE: Final = 0
_OF_FACES: Final = {
    each.name for each in (catalog.FACE_TRACKS, catalog.LIKENESS, catalog.FACEBANK, catalog.IDENTITIES, catalog.MATCHES)
}
"""Results that hold pictures or vectors of faces, or which of them are one person."""


@dataclass(frozen=True)
class Subject:
    """Who is looked for: every id and every name, of today and of before."""

    ids: frozenset[str]
    names: frozenset[str]

    def words(self) -> re.Pattern[str]:
        """Finds a name or an id as whole words, also as JSON writes them."""
        plain = self.ids | self.names
        written = sorted({re.escape(text) for word in plain for text in (word, json.dumps(word)[1:-1])})
        return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Traces:
    """What is about somebody.

    Attributes:
        people: their rows, those that were merged into them included.
        results: stored results that name them, rest on their pictures, or hold their face; what others rest on last.
        snapshots: keys of pictures and of corrections that name them.
        jobs: ended jobs whose request, failure or events name them.
        facts: video and application of the rows for search that rest on such results.
        videos: those in which they were recognised or confirmed; their faces are found anew by the next run.
    """

    subject: Subject
    people: tuple[PersonRow, ...]
    seeds: tuple[SeedRow, ...]
    results: tuple[ArtifactRow, ...]
    snapshots: tuple[str, ...]
    decisions: tuple[DecisionRow, ...]
    jobs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    videos: tuple[VideoRow, ...]

    def __bool__(self) -> bool:
        return any((self.people, self.seeds, self.results, self.snapshots, self.decisions, self.jobs, self.facts))


class Tracer:
    """Looks through tables and stored results; changes nothing."""

    def __init__(self, store: Store, artifacts: ArtifactStore, registry: Registry, clock: Clock) -> None:
        self._store = store
        self._artifacts = artifacts
        self._registry = registry
        self._clock = clock

    def subject(self, name: str) -> Subject:
        """Whom a name means: somebody of the home, or of a cast folder that a run was given."""
        with self._store.reading() as reading:
            people = reading.people()
            found = meant_by(people, name)
            main = person_id(name) if found is None else found.id
            own = [person for person in people if main in {person.id, person.merged_into}]
            ids = frozenset({main, *(person.id for person in own)})
            names = {person.name for person in own}
            entries = [entry for video in reading.videos(limit=ALL) for entry in reading.decisions(video.id)]
        names |= {called for entry in entries for called in _names_in(entry.payload, ids)}
        names |= {called for _, record in self._snapshots() for called in _names_in(record, ids)}
        return Subject(ids, frozenset(names or {name.strip()}))

    def traces(self, subject: Subject) -> Traces:
        """Everything about them."""
        words = subject.words()
        snapshots = [key for key, record in self._snapshots() if _is_about(record, subject.ids)]
        with self._store.reading() as reading:
            people = [person for person in reading.people() if person.id in subject.ids]
            seeds = reading.seeds([person.id for person in people])
            videos = {video.id: video for video in reading.videos(limit=ALL)}
            decisions = [
                entry
                for video in videos
                for entry in reading.decisions(video)
                if not entry.payload.get("erased") and _is_about(entry.payload, subject.ids)
            ]
            results, named = self._results(reading, subject, snapshots, seeds, decisions)
            keys = {row.key for row in results}
            facts = {
                (fact.video_id, fact.app)
                for video in videos
                for fact in reading.facts(video)
                if fact.artifact_key in keys or words.search(f"{fact.subject} {fact.text} {_text(fact.data)}")
            }
            jobs = self._jobs(reading, words)
        return Traces(
            subject=subject,
            people=tuple(people),
            seeds=tuple(seeds),
            results=tuple(results),
            snapshots=tuple(snapshots),
            decisions=tuple(decisions),
            jobs=tuple(jobs),
            facts=tuple(sorted(facts)),
            videos=tuple(videos[video] for video in sorted(named) if video in videos),
        )

    @staticmethod
    def nothing() -> Traces:
        """No traces of anybody."""
        return Traces(Subject(frozenset(), frozenset()), (), (), (), (), (), (), (), ())

    def unused(self, before: datetime, last_use: Callable[[SeedRow], datetime]) -> Traces:
        """Pictures, vectors and groups of faces that nothing used since `before`, whoever they are of.

        Pictures go with the lists that hold them and with all that rests on these; names and corrections stay.

        Args:
            before: what was used later than this stays.
            last_use: of a seed.
        """
        with self._store.reading() as reading:
            everybody = [person.id for person in reading.people()]
            seeds = [seed for seed in reading.seeds(everybody) if last_use(seed) < before]
            used = {
                key
                for job in reading.jobs(limit=ALL)
                if job.created_at >= before
                for key in snapshots_of(job.resolved).values()
            }
            snapshots = [
                key
                for key, fence, modified in self._artifacts.folders()
                if fence == _SNAPSHOT_FENCE and modified < before.timestamp() and key not in used
                if _schema(self._record(key, fence)) == catalog.PHOTOS.record.SCHEMA
            ]
            rows = {
                row.key: row for row in reading.artifacts_unused_since(self._clock.now() + timedelta(days=1), limit=ALL)
            }
            doomed = _closure(snapshots, _resting(reading.tasks_by_key(list(rows))))
            doomed |= {key for key, row in rows.items() if row.stage in _OF_FACES and row.last_used_at < before}
            facts = {
                (fact.video_id, fact.app)
                for video in reading.videos(limit=ALL)
                for fact in reading.facts(video.id)
                if fact.artifact_key in doomed
            }
        return replace(
            self.nothing(),
            seeds=tuple(seeds),
            results=tuple(rows[key] for key in sorted(doomed & rows.keys())),
            snapshots=tuple(snapshots),
            facts=tuple(sorted(facts)),
        )

    def _snapshots(self) -> Iterator[tuple[str, object]]:
        for key, fence, _ in self._artifacts.folders():
            if fence == _SNAPSHOT_FENCE:
                yield key, self._record(key, fence)

    def _record(self, key: str, fence: int) -> object:
        """The record as it is written, of whatever version; None when it cannot be read."""
        try:
            return json.loads((self._artifacts.folder(key, fence) / RECORD_FILE).read_bytes())
        except (OSError, ValueError):
            return None

    def _results(
        self,
        reading: Reading,
        subject: Subject,
        snapshots: Sequence[str],
        seeds: Sequence[SeedRow],
        decisions: Sequence[DecisionRow],
    ) -> tuple[list[ArtifactRow], set[str]]:
        """Results to be erased, and the videos in which somebody was recognised or confirmed.

        Everything that rests on their pictures or on corrections that name them; and, of the videos they were found
        in, the tracks too, which hold their face and its vectors, with all that rests on those.
        """
        rows = {
            row.key: row for row in reading.artifacts_unused_since(self._clock.now() + timedelta(days=1), limit=ALL)
        }
        tasks = reading.tasks_by_key(list(rows))
        resting = _resting(tasks)
        unknown = [key for key, row in rows.items() if key not in tasks and row.stage in self._reading_people()]
        doomed = _closure([*snapshots, *unknown], resting)
        matches = [key for key in doomed if key in rows and rows[key].stage == catalog.MATCHES.name]
        named = {seed.video_id for seed in seeds if seed.video_id is not None} | {entry.journal for entry in decisions}
        named |= {tasks[key].video_id for key in matches if key in tasks and self._recognises(rows[key], subject)}
        faces = [
            key for key, task in tasks.items() if task.stage == catalog.FACE_TRACKS.name and task.video_id in named
        ]
        doomed |= _closure(faces, resting)
        found = [rows[key] for key in doomed if key in rows]
        # What says in which videos they were goes last: an erasure that was cut short finds them again.
        return sorted(found, key=lambda row: (row.stage == catalog.MATCHES.name, row.key)), named

    def _recognises(self, row: ArtifactRow, subject: Subject) -> bool:
        record = self._record(row.key, row.fence)
        if not isinstance(record, dict):
            return True
        return any(each.get("person") in subject.ids for each in record.get("assignments", ()))

    def _reading_people(self) -> set[str]:
        """Stages that read, through however many others, what people edited."""
        found: set[str] = set()
        for name in self._registry.order:
            inputs = inputs_of(self._registry.stages[name])
            if any(artifact.is_snapshot or artifact.name in found for artifact in inputs):
                found.add(name)
        return found

    def _jobs(self, reading: Reading, words: re.Pattern[str]) -> list[str]:
        found = {job.id for job in reading.jobs(limit=ALL) if _mentions(words, reading, job)}
        after = 0
        while events := reading.events(after=after, limit=_PAGE):
            after = events[-1].seq
            for event in events:
                said = {name: value for name, value in event.data.items() if name != "video"}
                if event.job_id is not None and words.search(_text(said)):
                    found.add(event.job_id)
        return sorted(found)


def _mentions(words: re.Pattern[str], reading: Reading, job: JobRow) -> bool:
    """Whether a job's request or a failure of it says a name. Its settings, which hold paths, are not looked at."""
    resolved = {name: value for name, value in job.resolved.items() if name != "settings"}
    texts = [_text(job.params), _text(resolved), job.error_detail or ""]
    texts += [task.error_detail or "" for task in reading.tasks_of_job(job.id)]
    return any(words.search(text) for text in texts)


def _sources(task: TaskRow) -> Iterator[str]:
    inputs: Any = task.spec.get("inputs", {})
    for ref in inputs.values():
        if ref is not None:
            yield from ref["keys"]
            if ref.get("list_key"):
                yield ref["list_key"]


def _resting(tasks: Mapping[str, TaskRow]) -> dict[str, list[str]]:
    """What was made from each key."""
    found: dict[str, list[str]] = {}
    for key, task in tasks.items():
        for source in _sources(task):
            found.setdefault(source, []).append(key)
    return found


def _schema(record: object) -> object:
    return record.get("schema") if isinstance(record, dict) else None


def _closure(begin: Iterable[str], resting: Mapping[str, Sequence[str]]) -> set[str]:
    """`begin` and everything that rests on it."""
    found: set[str] = set()
    pending = list(begin)
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending += resting.get(key, ())
    return found


def _parts(value: object) -> Iterator[Mapping[str, object]]:
    """Every object within a JSON document."""
    if isinstance(value, Mapping):
        yield value
        for each in value.values():
            yield from _parts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _parts(each)


def _is_about(document: object, ids: frozenset[str]) -> bool:
    return any(_person(part) in ids for part in _parts(document))


def _names_in(document: object, ids: frozenset[str]) -> set[str]:
    about = (part.get("name") for part in _parts(document) if _person(part) in ids)
    return {name for name in about if isinstance(name, str) and name}


def _person(part: Mapping[str, object]) -> str:
    person = part.get("person")
    return person if isinstance(person, str) else ""


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
