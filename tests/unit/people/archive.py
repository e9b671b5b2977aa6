"""A home in memory with one film: its tracks, the crops they left, and people who decide about them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.store.memory import MemoryStore
from telecine.engine.rows import DecisionRow
from telecine.engine.store import Store
from telecine.records.catalog import FACE_TRACKS, NAME_RULINGS, PHOTOS
from telecine.records.codec import encode_record, encode_table
from telecine.records.decisions import Anchor, Evidence, NameRuling
from telecine.records.faces import FaceTracks, Photo
from telecine.records.files import RECORD_FILE, table_file
from telecine.records.record import SpanRecord
from telecine.services.people import People
from telecine.services.review.confirming import Confirmations
from telecine.services.review.desk import SeenTrack, View
from telecine.services.review.journal import Journals
from telecine.services.review.rulings import Rulings
from telecine.services.review.seeding import Seeding
from tests.fixtures.store_rows import a_job, a_video, an_artifact

NEVER: Any = None
"""Stands for what the tests do not touch."""
FILM = "v1"
TRACKS_KEY = "f" * 64


@dataclass(frozen=True)
class Look:
    """One crop of a track: its instant, how wide and sharp the face is."""

    at: int
    width: float = 90.0
    sharpness: float = 50.0
    quality: float = 0.5


class StillClock:
    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


def judge(width: float, sharpness: float) -> str | None:
    """Stands for the rules of the facebank."""
    if width < 48:
        return f"too small: {width:.0f}"
    return "blurred" if sharpness < 10 else None


class Archive:
    """The film has the tracks a, b, c, with the crops given; nobody is named by itself."""

    def __init__(
        self, folder: Path, looks: dict[str, Sequence[Look]] | None = None, store: Store | None = None
    ) -> None:
        self.store: Store = store or MemoryStore()
        self.clock = StillClock()
        self.artifacts = LocalArtifacts(folder / "store")
        with self.store.writing() as tx:
            tx.add_video(a_video(FILM))
        self.seeds = folder / "facebank"
        self.journals = Journals(self.store, self.clock, random.Random(0).randbytes)
        confirmations = Confirmations(self.store, self.journals)
        self.people = People(self.store, self.artifacts, self.clock, self.seeds, confirmations.standing)
        self.rulings = Rulings(self.journals, self.artifacts, self.people.current)
        self.seeding = Seeding(
            self.store, self.artifacts, NEVER, self.journals, self.people, confirmations, self.clock, judge
        )
        self._looks = looks or {name: [Look(0), Look(1, quality=0.4)] for name in "abc"}
        self._store_tracks()

    def _store_tracks(self) -> None:
        draft = self.artifacts.draft(TRACKS_KEY, 1)
        record = FaceTracks(
            segment=SpanRecord(start=Fraction(0), end=Fraction(100)),
            space="test",
            frames_decoded=1,
            frames_detected=1,
            detections=1,
            rejected={},
            fine_shots=0,
        )
        (draft.folder / RECORD_FILE).write_bytes(encode_record(record))
        crops, samples = [], []
        for track, looks in self._looks.items():
            for rank, look in enumerate(looks):
                at = {"track_id": track, "at_num": look.at, "at_den": 1}
                crops.append({**at, "rank": rank, "jpeg": f"crop {track} {look.at}".encode()})
                samples.append({**at, "x1": 10.0, "x2": 10.0 + look.width, "y1": 0.0, "y2": 99.0} | _sample(look))
        for name, rows in (("tracks", []), ("crops", crops), ("samples", samples)):
            schema = FACE_TRACKS.tables[name]
            content = encode_table(pa.Table.from_pylist(rows, schema=schema), schema)
            (draft.folder / table_file(name)).write_bytes(memoryview(content))
        made = draft.publish(stage=FACE_TRACKS.name, version=1, schema=FaceTracks.SCHEMA, items=None)
        with self.store.writing() as tx:
            tx.put_artifact(
                an_artifact(
                    TRACKS_KEY, stage=FACE_TRACKS.name, size_bytes=made.size_bytes, manifest_sha256=made.manifest_sha256
                )
            )

    def view(self) -> View:
        tracks = {name: SeenTrack(evidence(name), None) for name in self._looks}
        return View(a_video(FILM), a_job(), NEVER, tracks, 0)

    def say(self, kind: str, *tracks: str, name: str | None = None) -> DecisionRow:
        """A correction, by which a new name becomes a person."""
        said: dict[str, object] = {}
        if kind in {"assign", "lock"}:
            person = None if name is None else self.people.add(name, [])[0]
            said = {"person": person.id if person else None, "name": person.name if person else ""}
        pieces = [evidence(track).model_dump(mode="json") for track in tracks]
        return self.journals.add(FILM, kind, {"tracks": pieces, **said}, author="ana")

    def photos(self) -> tuple[Photo, ...]:
        """What a run would learn from now."""
        return self.artifacts.open(PHOTOS, self.people.snapshot(None), 0, None).record.photos

    def names(self) -> tuple[NameRuling, ...]:
        """What a run would be told of corrections now."""
        return self.artifacts.open(NAME_RULINGS, self.rulings.names(FILM), 0, None).record.rulings


def evidence(track: str, *, artifact: str = TRACKS_KEY, left: float = 0.0) -> Evidence:
    """Where a track is: each has ten seconds, and a place of its own."""
    start = Fraction(10 * (ord(track) - ord("a")))
    anchors = tuple(
        Anchor(at=start + second, box=(left + second, 0.0, left + 40.0 + second, 50.0)) for second in (0, 4, 8)
    )
    return Evidence(artifact=artifact, track_id=track, start=start, end=start + 10, anchors=anchors)


def photo(folder: Path, content: bytes, name: str = "1.jpg") -> Path:
    """A file that may be added."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _sample(look: Look) -> dict[str, object]:
    return {
        "source": "detector",
        "score": 0.9,
        "sharpness": look.sharpness,
        "yaw": 0.0,
        "pitch": 0.0,
        "quality": look.quality,
        "is_clear": True,
        "embedding": None,
    }
