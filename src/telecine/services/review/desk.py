"""The reviewer's desk: what was found in a video, and correcting it.

A correction is one entry of the video's journal. It names tracks by evidence, so it holds when they are made anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import pyarrow as pa

from telecine.engine.ports import ArtifactStore
from telecine.engine.registry import Registry
from telecine.engine.rows import DecisionRow, JobRow, PersonRow, VideoRow
from telecine.engine.store import Store
from telecine.kernel.errors import Conflict, CorruptArtifact, NotFound
from telecine.records import catalog
from telecine.records.decisions import Anchor, Evidence
from telecine.records.faces import Assignment, Matches
from telecine.services.jobs import Jobs
from telecine.services.people import People, enter, meant_by, person_id
from telecine.services.requests import snapshots_of
from telecine.services.review.confirming import clock_time, seen_at_once
from telecine.services.review.journal import Journals, in_force, next_undo
from telecine.services.review.results import finished_with, newest_with

SNAPSHOTS: Final = (catalog.NAME_RULINGS.name, catalog.LINK_RULINGS.name)


@dataclass(frozen=True, slots=True)
class SeenTrack:
    """One track as a reviewer may point at it."""

    evidence: Evidence
    group_id: str | None

    @property
    def track_id(self) -> str:
        return self.evidence.track_id

    def holds(self, at: Fraction) -> bool:
        return self.evidence.start <= at < self.evidence.end


class SeenTracks(Mapping[str, SeenTrack]):
    """The tracks of a result by id. What is known of one is read when it is asked for: most of thousands never are."""

    def __init__(self, table: pa.Table) -> None:
        self._columns = {name: table.column(name).combine_chunks() for name in table.column_names}
        self._rows = {track: row for row, track in enumerate(table.column("track_id").to_pylist())}

    def __getitem__(self, track: str) -> SeenTrack:
        row = self._rows[track]
        return _seen({name: column[row].as_py() for name, column in self._columns.items()})

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, track: object) -> bool:
        return track in self._rows


@dataclass(frozen=True)
class View:
    """What was found in a video, as the newest finished run says.

    `head` is the number of the newest entry of the journal then; a correction made on this view is refused when
    somebody changed the same tracks after it.
    """

    video: VideoRow
    job: JobRow
    matches: Matches
    tracks: Mapping[str, SeenTrack]
    head: int

    def group(self, group_id: str) -> Assignment:
        return next(a for a in self.matches.assignments if a.group_id == group_id)

    def tracks_of(self, groups: Collection[str]) -> list[str]:
        return [track for a in self.matches.assignments if a.group_id in groups for track in a.track_ids]


class Desk:
    """Looking at a video's results and deciding; every decision may be taken back."""

    def __init__(
        self, store: Store, artifacts: ArtifactStore, registry: Registry, jobs: Jobs, journals: Journals, people: People
    ) -> None:
        self._store = store
        self._artifacts = artifacts
        self._registry = registry
        self._jobs = jobs
        self._journals = journals
        self._people = people

    def look(self, video: VideoRow, *, run: str | None = None) -> View:
        """What the newest run found, or the one of this id.

        Raises NotFound when no such run that names faces has finished, or its results were cleaned up.
        """
        with self._store.reading() as reading:
            entries = reading.decisions(video.id)
            job, _, row = (
                newest_with(self._registry, reading, video, catalog.MATCHES)
                if run is None
                else finished_with(self._registry, reading, video, catalog.MATCHES, run)
            )
        loaded = self._artifacts.open(catalog.MATCHES, row.key, row.fence, None)
        head = entries[-1].seq if entries else 0
        return View(video, job, loaded.record, SeenTracks(loaded.table("tracks")), head)

    def assign(
        self, view: View, tracks: Sequence[str], name: str | None, *, author: str, together: bool = False
    ) -> DecisionRow:
        """Say who tracks are; None says that it is nobody who can be named. New people are added to the home.

        Raises Conflict when that makes one person of two who are on screen at once, unless `together` allows it.
        """
        if name is None:
            return self._decide(view, "assign", tracks, {"person": None, "name": ""}, author)
        if not together:
            _refuse_together(view, [*tracks, *self._tracks_called(view, name)])
        person = self._people.named(name)
        payload = {"person": person.id, "name": person.name}
        # Somebody new is added with the decision, or not at all.
        return self._decide(view, "assign", tracks, payload, author, adds=person)

    def merge(self, view: View, tracks: Sequence[str], *, author: str, together: bool = False) -> DecisionRow:
        """Say that tracks are one person.

        Raises Conflict when they are in one identity already, and when two of them are on screen at once, unless
        `together` allows it.
        """
        if len({view.tracks[track].group_id for track in tracks}) < 2:
            raise Conflict("these are one identity already; name two or more", code="nothing_to_do")
        if not together:
            _refuse_together(view, tracks)
        return self._decide(view, "merge", tracks, {}, author)

    def split(self, view: View, tracks: Sequence[str], others: Sequence[str], *, author: str) -> DecisionRow:
        """Say that `tracks` are somebody else than `others`. Raises Conflict when either is empty."""
        rest = [track for track in others if track not in set(tracks)]
        if not tracks or not rest:
            raise Conflict("a split needs tracks on both sides; leave at least one track out", code="nothing_to_do")
        payload = {"others": [_plain(view.tracks[track].evidence) for track in rest]}
        return self._decide(view, "split", tracks, payload, author, also=rest)

    def exclude(self, view: View, tracks: Sequence[str], *, author: str) -> DecisionRow:
        """Say that tracks do not count: no face, a picture on a wall, somebody who is not meant."""
        return self._decide(view, "exclude", tracks, {}, author)

    def restore(self, view: View, tracks: Sequence[str], *, author: str) -> DecisionRow:
        """Count tracks again. Raises Conflict when none of them is excluded."""
        if not set(tracks) & set(view.matches.excluded):
            raise Conflict("none of these is excluded", code="nothing_to_do")
        return self._decide(view, "restore", tracks, {}, author)

    def lock(self, view: View, group_id: str, *, author: str) -> DecisionRow:
        """Freeze a group: its tracks stay together and keep their name, whatever is found later."""
        group = view.group(group_id)
        payload = {"person": group.person, "name": group.label if group.person is not None else ""}
        return self._decide(view, "lock", group.track_ids, payload, author)

    def unlock(self, view: View, tracks: Sequence[str], *, author: str) -> DecisionRow:
        """Take back the locks on tracks. Raises NotFound when there is none."""
        locks = [lock.number for lock in view.matches.locks if set(lock.track_ids) & set(tracks)]
        if not locks:
            raise NotFound("this is not locked")
        for number in locks[:-1]:
            self._journals.undo(view.video.id, author=author, number=number)
        return self._journals.undo(view.video.id, author=author, number=locks[-1])

    def refresh(self, view: View, *, requested_by: str) -> JobRow:
        """The job that brings results up to what is decided; nothing is decoded."""
        return self._refresh(view.job, requested_by)

    def bring_up_to_date(self, video: VideoRow, *, requested_by: str) -> JobRow:
        """The same for the newest run of a video. Raises NotFound when there is none."""
        with self._store.reading() as reading:
            job, _, _ = newest_with(self._registry, reading, video, catalog.MATCHES)
        return self._refresh(job, requested_by)

    def _refresh(self, job: JobRow, requested_by: str) -> JobRow:
        photos = snapshots_of(job.resolved)[catalog.PHOTOS.name]
        with suppress(CorruptArtifact):
            # Cleaned up: what was learned from them is still there under the names of then.
            photos = self._people.as_called_now(photos)
        given = {catalog.PHOTOS.name: photos}
        return self._jobs.again(job, SNAPSHOTS, requested_by=requested_by, given=given)

    def _tracks_called(self, view: View, name: str) -> list[str]:
        with self._store.reading() as reading:
            known = meant_by(reading.people(), name)
        person = person_id(name) if known is None else known.id
        return view.tracks_of({a.group_id for a in view.matches.assignments if a.person == person})

    def _decide(
        self,
        view: View,
        kind: str,
        tracks: Sequence[str],
        payload: Mapping[str, object],
        author: str,
        also: Sequence[str] = (),
        adds: PersonRow | None = None,
    ) -> DecisionRow:
        chosen = [view.tracks[track] for track in dict.fromkeys(tracks)]
        whole = {"tracks": [_plain(seen.evidence) for seen in chosen], **payload}
        newest = next_undo(self._journals.entries(view.video.id))
        if newest is not None and (newest.kind, newest.payload) == (kind, whole):
            # Asked again, as after a stop before the results were brought up to it: it is said already.
            return newest
        touched = {seen.track_id for seen in chosen} | set(also)
        check = _untouched(view, touched)
        if adds is None:
            return self._journals.add(view.video.id, kind, whole, author=author, check=check)
        person = adds
        return self._journals.add(
            view.video.id, kind, whole, author=author, check=check, also=lambda tx: enter(tx, person)
        )


def _refuse_together(view: View, tracks: Sequence[str]) -> None:
    """Refuses to make one person of tracks that are apart until now and on screen at the same instant."""
    labels = {a.group_id: a.label for a in view.matches.assignments}
    for one, other in _at_once([view.tracks[track] for track in dict.fromkeys(tracks)]):
        if one.group_id is not None and one.group_id == other.group_id:
            continue
        at = seen_at_once(one.evidence, other.evidence)
        if at is not None:
            names = [f"{labels.get(seen.group_id or '', 'left out')} ({seen.track_id[:8]})" for seen in (one, other)]
            text = (
                f"{names[0]} and {names[1]} are both on screen at {clock_time(at)}, so they are two people. Leave one of "
                "them out with --track, or say --force where one is a mirror or a picture of the other."
            )
            raise Conflict(
                text, code="seen_together", details={"at": str(at), "tracks": [one.track_id, other.track_id]}
            )


def _at_once(tracks: Sequence[SeenTrack]) -> Iterator[tuple[SeenTrack, SeenTrack]]:
    """Pairs whose spans have an instant in common, in the order of the tracks."""
    spans = [(seen.evidence.start, seen.evidence.end) for seen in tracks]
    order = sorted(range(len(tracks)), key=spans.__getitem__)
    pairs: list[tuple[int, int]] = []
    for place, one in enumerate(order):
        for other in order[place + 1 :]:
            if spans[other][0] >= spans[one][1]:
                break
            pairs.append((min(one, other), max(one, other)))
    return ((tracks[one], tracks[other]) for one, other in sorted(pairs))


def _untouched(view: View, touched: Collection[str]) -> Callable[[Sequence[DecisionRow]], None]:
    """Refuses a correction of what is locked, or of what somebody corrected after the view was taken."""
    places = {(view.tracks[track].evidence.artifact, track) for track in touched}

    def check(entries: Sequence[DecisionRow]) -> None:
        by_id = {entry.id: entry for entry in entries}
        locks = {lock.number for lock in view.matches.locks if set(lock.track_ids) & set(touched)}
        alive = {entry.seq for entry in in_force(entries)}
        for entry in entries:
            if entry.seq > view.head:
                meant = by_id.get(entry.undoes or "", entry)
                meant = by_id.get(meant.undoes or "", meant)
                if places & _places(meant):
                    raise _changed(entry)
            elif entry.seq in locks and entry.seq in alive:
                text = f"locked by {entry.author} (correction {entry.seq}); unlock it first"
                raise Conflict(text, code="locked", details={"number": entry.seq, "author": entry.author})

    return check


def _changed(entry: DecisionRow) -> Conflict:
    text = f"{entry.author} changed the same tracks meanwhile (correction {entry.seq}: {entry.kind}); look again"
    return Conflict(text, code="changed_meanwhile", details={"number": entry.seq, "author": entry.author})


def _places(entry: DecisionRow) -> set[tuple[str, str]]:
    payload: Any = entry.payload
    pieces = [*payload.get("tracks", ()), *payload.get("others", ())]
    return {(piece["artifact"], piece["track_id"]) for piece in pieces}


def _seen(row: Mapping[str, Any]) -> SeenTrack:
    evidence = Evidence(
        artifact=row["artifact"],
        track_id=row["track_id"],
        start=Fraction(row["start_num"], row["start_den"]),
        end=Fraction(row["end_num"], row["end_den"]),
        anchors=tuple(Anchor.model_validate(anchor) for anchor in json.loads(row["anchors_json"])),
    )
    return SeenTrack(evidence, row["group_id"])


def _plain(evidence: Evidence) -> dict[str, object]:
    return evidence.model_dump(mode="json")
