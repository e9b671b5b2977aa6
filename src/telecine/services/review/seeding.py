"""Confirmed tracks teach the home: their best faces become seeds, by which other videos recognise the person."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from telecine.engine.ports import ArtifactStore, Clock
from telecine.engine.registry import Registry
from telecine.engine.rows import PersonRow, SeedRow
from telecine.engine.store import Store
from telecine.kernel.errors import CorruptArtifact, NotFound, UserError
from telecine.records import catalog
from telecine.services.people import People, clean_note, seed_id
from telecine.services.review.confirming import Confirmations, clock_time, confirmed_person
from telecine.services.review.desk import SeenTrack, View
from telecine.services.review.journal import Journals, in_force
from telecine.services.review.results import newest_of_all

MOST_SEEDS: Final = 6
"""Faces that one video may teach of a person at once: more of one light and one day outweigh the photographs."""

Judge = Callable[[float, float], str | None]
"""Width in pixels and sharpness of a face to the reason why it cannot be a seed; None when it can."""


@dataclass(frozen=True, slots=True)
class Taught:
    """What the tracks of one person gave: seeds that are new, how many were known, and faces left out with reasons."""

    person: PersonRow
    added: tuple[SeedRow, ...]
    known: int
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SeedState:
    """What became of a seed, as the newest run that looked at it says."""

    seed: SeedRow
    state: Literal["used", "unlike the others", "refused", "taken back", "not looked at yet"]
    reason: str


@dataclass(frozen=True, slots=True)
class _Face:
    """One stored crop of a confirmed track; a lower `rank` is a better one of its track."""

    track: SeenTrack
    at: Fraction
    rank: int
    width: float
    sharpness: float
    quality: float
    jpeg: bytes


class Seeding:
    """Seeds from confirmed tracks, and what became of every seed."""

    def __init__(
        self,
        store: Store,
        artifacts: ArtifactStore,
        registry: Registry,
        journals: Journals,
        people: People,
        confirmations: Confirmations,
        clock: Clock,
        judge: Judge,
    ) -> None:
        self._store = store
        self._artifacts = artifacts
        self._registry = registry
        self._journals = journals
        self._people = people
        self._confirmations = confirmations
        self._clock = clock
        self._judge = judge

    def teach(self, view: View, tracks: Sequence[str], *, note: str = "") -> list[Taught]:
        """Make seeds of those of these tracks that a person confirmed, for everybody among them.

        `note` says who agreed to the use of their face.

        Raises:
            UserError: none of them is confirmed.
            NotFound: the pictures of the tracks were cleaned up.
        """
        alive = in_force(self._journals.entries(view.video.id))
        current = self._people.current()
        chosen: dict[str, list[SeenTrack]] = {}
        for track in dict.fromkeys(tracks):
            said = confirmed_person(alive, view.tracks[track].evidence)
            if said is not None and said in current:
                chosen.setdefault(current[said].id, []).append(view.tracks[track])
        if not chosen:
            text = (
                f"nobody confirmed these tracks; `telecine decide assign {view.video.name} WHO --to NAME` says who it "
                "is, `telecine decide lock` that the name is right"
            )
            raise UserError(text, code="not_confirmed")
        note = clean_note(note)
        return [self._teach(view, current[person], own, note) for person, own in sorted(chosen.items())]

    def _teach(self, view: View, person: PersonRow, tracks: Sequence[SeenTrack], note: str) -> Taught:
        refused: list[tuple[str, str]] = []
        given: list[tuple[SeedRow, bytes]] = []
        for face in sorted(self._faces(tracks), key=lambda one: (one.rank, -one.quality, one.at, one.track.track_id)):
            where = f"{view.video.name} {clock_time(face.at)}"
            reason = self._judge(face.width, face.sharpness)
            if reason is not None:
                refused.append((where, reason))
            elif len(given) < MOST_SEEDS:
                given.append((replace(self._seed(view, person, face, where), note=note), face.jpeg))
        added = self._people.add_crops(given)
        return Taught(person, tuple(added), len(given) - len(added), tuple(refused))

    def _seed(self, view: View, person: PersonRow, face: _Face, where: str) -> SeedRow:
        sha256 = hashlib.sha256(face.jpeg).hexdigest()
        return SeedRow(
            id=seed_id(person.id, sha256),
            person_id=person.id,
            sha256=sha256,
            file_name=where,
            created_at=self._clock.now(),
            kind="crop",
            video_id=view.video.id,
            at=face.at,
            width_px=round(face.width, 1),
            evidence=face.track.evidence.model_dump(mode="json"),
        )

    def _faces(self, tracks: Sequence[SeenTrack]) -> list[_Face]:
        by_artifact: dict[str, dict[str, SeenTrack]] = {}
        for track in tracks:
            by_artifact.setdefault(track.evidence.artifact, {})[track.track_id] = track
        with self._store.reading() as reading:
            rows = reading.artifacts(list(by_artifact))
        found: list[_Face] = []
        for key, own in by_artifact.items():
            row = rows.get(key)
            if row is None:
                text = "the pictures of these tracks were cleaned up; `telecine run faces VIDEO` makes them again"
                raise NotFound(text)
            loaded = self._artifacts.open(catalog.FACE_TRACKS, key, row.fence, None)
            samples = {_place(one): one for one in _rows_of(loaded.table("samples"), own)}
            for crop in _rows_of(loaded.table("crops"), own):
                sample = samples.get(_place(crop))
                if sample is not None:
                    found.append(_face(own[crop["track_id"]], crop, sample))
        return found

    def states(self, seeds: Sequence[SeedRow]) -> list[SeedState]:
        """What became of seeds, from the results that are there; nothing is run."""
        standing = {seed.id for seed in self._confirmations.standing(seeds)}
        known = self._looked_at({seed.sha256 for seed in seeds})
        states: list[SeedState] = []
        for seed in seeds:
            if seed.id not in standing:
                reason = "its correction was taken back, or a later one says otherwise"
                states.append(SeedState(seed, "taken back", reason))
            else:
                states.append(SeedState(seed, *known.get(seed.sha256, ("not looked at yet", "the next run does"))))
        return states

    def _looked_at(self, wanted: set[str]) -> dict[str, tuple[Any, str]]:
        """State and reason by content, from the newest facebanks."""
        found: dict[str, tuple[Any, str]] = {}
        with self._store.reading() as reading:
            for row in newest_of_all(self._registry, reading, catalog.FACEBANK):
                if wanted <= found.keys():
                    break
                try:
                    bank = self._artifacts.open(catalog.FACEBANK, row.key, row.fence, None).record
                except CorruptArtifact:
                    continue
                unlike = "it does not look like the person's other pictures"
                for seed in bank.seeds:
                    said = ("unlike the others", unlike) if seed.is_outlier else ("used", "")
                    found.setdefault(seed.sha256, said)
                for refused in bank.refused:
                    found.setdefault(refused.sha256, ("refused", refused.reason))
        return found


def _rows_of(table: pa.Table, tracks: Mapping[str, SeenTrack]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.filter(
        pc.is_in(table.column("track_id"), pa.array(list(tracks), pa.string()))
    ).to_pylist()
    return rows


def _place(row: Mapping[str, Any]) -> tuple[str, Fraction]:
    return row["track_id"], Fraction(row["at_num"], row["at_den"])


def _face(track: SeenTrack, crop: Mapping[str, Any], sample: Mapping[str, Any]) -> _Face:
    return _Face(
        track=track,
        at=_place(crop)[1],
        rank=crop["rank"],
        width=sample["x2"] - sample["x1"],
        sharpness=sample["sharpness"],
        quality=sample["quality"],
        jpeg=crop["jpeg"],
    )
