"""What changed between two runs of a video."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from telecine.engine.ports import ArtifactStore
from telecine.engine.registry import Registry
from telecine.engine.rows import ArtifactRow, JobRow, VideoRow
from telecine.engine.store import Store
from telecine.kernel.errors import NotFound
from telecine.kernel.spans import ZERO
from telecine.records import catalog
from telecine.records.screentime import PersonTime, ScreenTime
from telecine.services.requests import models_of, snapshots_of, thaw
from telecine.services.review.results import results_with

_SNAPSHOTS = {
    catalog.PHOTOS.name: "photographs",
    catalog.NAME_RULINGS.name: "corrections of names",
    catalog.LINK_RULINGS.name: "corrections of who is one person",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One person in two runs; None where the person is not there.

    `was` are the labels that the same tracks had in the earlier run, where there was another one.
    """

    label: str
    person: str | None
    before: PersonTime | None
    after: PersonTime | None
    was: tuple[str, ...]

    @property
    def visible_s(self) -> Fraction:
        """How many seconds more are visible."""
        return _seconds(self.after, "visible_s") - _seconds(self.before, "visible_s")

    @property
    def clear_s(self) -> Fraction:
        """How many seconds more are clear."""
        return _seconds(self.after, "clear_s") - _seconds(self.before, "clear_s")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs of a video, the earlier one first.

    Attributes:
        before: the earlier run.
        after: the later run.
        people: everybody with a name in one of them, most changed first.
        unknown: how many without a name, and their visible seconds, before and after.
        settings: what differs in what was asked for: name, before, after.
        is_same: whether both have the very same report.
    """

    before: JobRow
    after: JobRow
    people: tuple[Difference, ...]
    unknown: tuple[tuple[int, Fraction], tuple[int, Fraction]]
    settings: tuple[tuple[str, str, str], ...]
    is_same: bool


class Comparing:
    """Compares reports that are stored."""

    def __init__(self, store: Store, artifacts: ArtifactStore, registry: Registry) -> None:
        self._store = store
        self._artifacts = artifacts
        self._registry = registry

    def compare(self, video: VideoRow, runs: tuple[str, str] | None = None) -> Comparison:
        """The runs given by the ends or beginnings of their ids, or the newest and the newest with another report.

        Raises NotFound when there are no two.
        """
        with self._store.reading() as reading:
            done = [(job, row) for job, _, row in results_with(self._registry, reading, video, catalog.SCREENTIME)]
        if runs is None:
            later = done[0] if done else None
            earlier = next((one for one in done if later is not None and one[1].key != later[1].key), None)
            if later is None or earlier is None:
                raise NotFound(
                    f"{video.name} has no two finished runs with different reports; run it again with other settings",
                    code="one_run_only",
                )
        else:
            earlier, later = (_named(done, run) for run in runs)
        (before, old), (after, new) = earlier, later
        one, other = (self._artifacts.open(catalog.SCREENTIME, row.key, row.fence, None).record for row in (old, new))
        return Comparison(
            before=before,
            after=after,
            people=tuple(_people(one, other)),
            unknown=(_unknown(one), _unknown(other)),
            settings=tuple(self._settings(before, after)),
            is_same=old.key == new.key,
        )

    def _settings(self, before: JobRow, after: JobRow) -> list[tuple[str, str, str]]:
        """Parameters and models that differ, and which of the things that people edit."""
        one, other = (thaw(self._registry, job.resolved) for job in (before, after))
        found = []
        for stage in self._registry.order:
            mine, theirs = (_plain(request.params.get(stage)) for request in (one, other))
            names = dict.fromkeys((*mine, *theirs)) if mine and theirs else ()
            found += [
                (f"{stage}.{name}", str(mine.get(name)), str(theirs.get(name)))
                for name in names
                if mine.get(name) != theirs.get(name)
            ]
        models = [{name: ref.id for name, ref in models_of(job.resolved).items()} for job in (before, after)]
        found += [
            (n, models[0].get(n, ""), models[1].get(n, "")) for n in models[1] if models[0].get(n) != models[1][n]
        ]
        edited = [snapshots_of(job.resolved) for job in (before, after)]
        found += [
            (said, "as they were", "changed")
            for name, said in _SNAPSHOTS.items()
            if edited[0].get(name) != edited[1].get(name)
        ]
        return found


def _plain(params: object) -> Mapping[str, object]:
    dump = getattr(params, "model_dump", None)
    values: Mapping[str, object] = dump(mode="json") if dump is not None else {}
    return values


def _named(done: Sequence[tuple[JobRow, ArtifactRow]], run: str) -> tuple[JobRow, ArtifactRow]:
    found = [one for one in done if one[0].id == run or one[0].id.endswith(run)]
    if len(found) != 1:
        listed = ", ".join(job.id for job, _ in done[:8])
        raise NotFound(f"{run} is no finished run of this video with a report. There is: {listed or 'none'}.")
    return found[0]


def _people(before: ScreenTime, after: ScreenTime) -> list[Difference]:
    old = {person.person: person for person in before.people if person.person is not None}
    new = {person.person: person for person in after.people if person.person is not None}
    label_of = {track: person.label for person in before.people for gap in person.intervals for track in gap.tracks}
    found = []
    for key in dict.fromkeys((*new, *old)):
        one, other = old.get(key), new.get(key)
        shown = other or one
        if shown is None:
            continue
        tracks = [track for gap in other.intervals for track in gap.tracks] if other is not None else []
        was = dict.fromkeys(label_of[track] for track in tracks if label_of.get(track, shown.label) != shown.label)
        found.append(Difference(shown.label, key, one, other, tuple(was)))
    return sorted(found, key=lambda one: (-abs(one.visible_s), -abs(one.clear_s), one.label))


def _seconds(person: PersonTime | None, part: str) -> Fraction:
    found: Fraction = ZERO if person is None else getattr(person, part)
    return found


def _unknown(report: ScreenTime) -> tuple[int, Fraction]:
    people = [person for person in report.people if person.person is None]
    return len(people), sum((person.visible_s for person in people), ZERO)
