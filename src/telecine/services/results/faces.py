"""Every face of a run by track and by time: who it is, where it is, and its pictures."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from telecine.kernel.errors import NotFound, UserError
from telecine.kernel.spans import Span, total, union
from telecine.records import catalog
from telecine.records.faces import Assignment, Matches
from telecine.services.results.runs import Run, Runs

LONGEST_SPAN_S: Final = 120
"""Of boxes in one answer: a player asks for the next minute while it plays this one."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One track: where it is stored, whose it is said to be, and how good it is. `group` is None for one left out."""

    track_id: str
    artifact: str
    start: Fraction
    end: Fraction
    group: Assignment | None
    observed: int
    quality: float
    confidence: float
    width_px: float
    spread: float
    is_clear: bool
    embeddings: int

    @property
    def version(self) -> str:
        """Changes with what the pictures of the track show."""
        return self.artifact[:12]


@dataclass(frozen=True, slots=True)
class Samples:
    """The boxes of one track in order of time: exact instants and float32 ``[n, 4]`` in source pixels."""

    at: tuple[Fraction, ...]
    boxes: npt.NDArray[np.float32]
    source: tuple[str, ...]
    score: npt.NDArray[np.float32]
    quality: npt.NDArray[np.float32]
    sharpness: npt.NDArray[np.float32]
    is_clear: tuple[bool, ...]

    def box_at(self, at: Fraction) -> Box:
        """Straight between the samples before and after."""
        after = bisect_left(self.at, at)
        if after in {0, len(self.at)}:
            chosen = self.boxes[min(after, len(self.at) - 1)]
        else:
            before, end = self.at[after - 1], self.at[after]
            share = float((at - before) / (end - before))
            chosen = self.boxes[after - 1] * (1 - share) + self.boxes[after] * share
        x1, y1, x2, y2 = (round(float(side), 1) for side in chosen)
        return x1, y1, x2, y2

    def within(self, span: Span) -> slice:
        """The samples of a span, with the one before it and the one after it, so that a player can go between them."""
        return slice(max(0, bisect_right(self.at, span.start) - 1), bisect_left(self.at, span.end) + 1)


@dataclass(frozen=True)
class Faces:
    """All tracks of a run, in order of time."""

    matches: Matches
    tracks: tuple[Sighting, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Sighting]:
        return {track.track_id: track for track in self.tracks}

    @cached_property
    def groups(self) -> Mapping[str, Assignment]:
        return {a.group_id: a for a in self.matches.assignments}

    @cached_property
    def by_group(self) -> Mapping[str, Sequence[Sighting]]:
        """Tracks of each group, in order of time."""
        found: dict[str, list[Sighting]] = {}
        for track in self.tracks:
            if track.group is not None:
                found.setdefault(track.group.group_id, []).append(track)
        return found

    @cached_property
    def seconds(self) -> Mapping[str, Fraction]:
        """How long the tracks of each group are on screen together."""
        return {g: total(union(Span(t.start, t.end) for t in own)) for g, own in self.by_group.items()}

    @cached_property
    def locked(self) -> frozenset[str]:
        """Tracks that are locked."""
        return frozenset(track for lock in self.matches.locks for track in lock.track_ids)

    @cached_property
    def _starts(self) -> list[Fraction]:
        return [track.start for track in self.tracks]

    @cached_property
    def _longest(self) -> Fraction:
        return max((track.end - track.start for track in self.tracks), default=Fraction(0))

    def track(self, track_id: str) -> Sighting:
        """Raises NotFound."""
        found = self.by_id.get(track_id)
        if found is None:
            raise NotFound(f"there is no track {track_id} in this run", code="unknown_track")
        return found

    def group(self, group_id: str) -> Assignment:
        """Raises NotFound."""
        found = self.groups.get(group_id)
        if found is None:
            raise NotFound(f"there is no group {group_id} in this run", code="unknown_group")
        return found

    def best(self, group_ids: Sequence[str], most: int) -> list[Sighting]:
        """The tracks of groups that show the face best."""
        own = [t for group in group_ids for t in self.by_group.get(group, ()) if t.embeddings]
        return sorted(own, key=lambda t: (-t.quality * t.width_px, t.track_id))[:most]

    def during(self, span: Span) -> list[Sighting]:
        """Tracks that are on screen at some instant of a span."""
        first = bisect_left(self._starts, span.start - self._longest)
        last = bisect_left(self._starts, span.end)
        return [track for track in self.tracks[first:last] if track.end > span.start]

    def at(self, at: Fraction) -> list[Sighting]:
        """Tracks that are on screen at an instant."""
        first = bisect_left(self._starts, at - self._longest)
        last = bisect_right(self._starts, at)
        return [track for track in self.tracks[first:last] if track.end > at]


class FaceIndex:
    """Reads the faces of runs; an index is made once and remembered."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs

    def faces(self, run: Run) -> Faces:
        """Every track of a run. Raises NotFound when its results were cleaned up."""
        return self._runs.remembered("faces", run.key(catalog.MATCHES), lambda: _read(run))

    def samples(self, run: Run, tracks: Sequence[Sighting]) -> dict[str, Samples]:
        """Boxes of these tracks, by id."""
        found: dict[str, Samples] = {}
        for artifact in dict.fromkeys(track.artifact for track in tracks):
            stored = self._samples_of(run, artifact)
            found.update({t.track_id: stored[t.track_id] for t in tracks if t.artifact == artifact})
        return found

    def boxes(self, run: Run, span: Span) -> list[tuple[Sighting, Samples, slice]]:
        """Tracks of a span with their boxes in it. Raises UserError for a span that is too long."""
        if span.duration > LONGEST_SPAN_S:
            raise UserError(f"ask for at most {LONGEST_SPAN_S} s of boxes at once", code="bad_span")
        tracks = self.faces(run).during(span)
        samples = self.samples(run, tracks)
        return [(track, samples[track.track_id], samples[track.track_id].within(span)) for track in tracks]

    def crops(self, run: Run, track: Sighting) -> dict[int, tuple[Fraction, bytes]]:
        """The pictures of a track by rank: instant and JPEG bytes."""
        table = self._crops_of(run, track.artifact)
        own = table.filter(pc.equal(table.column("track_id"), track.track_id))
        return {row["rank"]: (Fraction(row["at_num"], row["at_den"]), row["jpeg"]) for row in own.to_pylist()}

    def _crops_of(self, run: Run, artifact: str) -> pa.Table:
        return self._runs.remembered(
            "crops", artifact, lambda: run.by_key(catalog.FACE_TRACKS, artifact).table("crops")
        )

    def _samples_of(self, run: Run, artifact: str) -> dict[str, Samples]:
        return self._runs.remembered(
            "samples", artifact, lambda: _samples(run.by_key(catalog.FACE_TRACKS, artifact).table("samples"))
        )


def _read(run: Run) -> Faces:
    matches = run.one(catalog.MATCHES)
    groups = {a.group_id: a for a in matches.record.assignments}
    known = {
        row["track_id"]: row
        for part in run.all(catalog.FACE_TRACKS)
        for row in part.table("tracks").drop_columns(["prototype", "clothes"]).to_pylist()
    }
    tracks = [_sighting(row, known[row["track_id"]], groups) for row in matches.table("tracks").to_pylist()]
    return Faces(matches.record, tuple(sorted(tracks, key=lambda track: (track.start, track.track_id))))


def _sighting(seen: Mapping[str, Any], stored: Mapping[str, Any], groups: Mapping[str, Assignment]) -> Sighting:
    return Sighting(
        track_id=seen["track_id"],
        artifact=seen["artifact"],
        start=Fraction(seen["start_num"], seen["start_den"]),
        end=Fraction(seen["end_num"], seen["end_den"]),
        group=groups.get(seen["group_id"]),
        observed=stored["observed"],
        quality=stored["quality"],
        confidence=stored["confidence"],
        width_px=stored["width_px"],
        spread=stored["spread"],
        is_clear=stored["is_clear"],
        embeddings=stored["embeddings"],
    )


def _samples(table: pa.Table) -> dict[str, Samples]:
    """By track; the table is sorted by track and time."""
    table = table.drop_columns(["embedding"])
    ids = table.column("track_id").to_pylist()
    instants = zip(table.column("at_num").to_pylist(), table.column("at_den").to_pylist(), strict=True)
    at = [Fraction(num, den) for num, den in instants]
    boxes = np.column_stack([table.column(side).to_numpy() for side in ("x1", "y1", "x2", "y2")])
    figures = {name: table.column(name).to_numpy() for name in ("score", "quality", "sharpness")}
    source, is_clear = (table.column(name).to_pylist() for name in ("source", "is_clear"))
    found: dict[str, Samples] = {}
    begin = 0
    for end in range(1, len(ids) + 1):
        if end == len(ids) or ids[end] != ids[begin]:
            part = slice(begin, end)
            found[ids[begin]] = Samples(
                tuple(at[part]), boxes[part], tuple(source[part]), figures["score"][part], figures["quality"][part],
                figures["sharpness"][part], tuple(is_clear[part]),
            )  # fmt: skip
            begin = end
    return found
