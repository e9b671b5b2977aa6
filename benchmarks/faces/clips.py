"""The shared clips and casts, and the product's own stages run over them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.faces.truth import SeenTrack, Truth, read_truth
from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.inference.manifest import Manifest
from telecine.adapters.inference.models import ModelSet
from telecine.apps.faces.likeness import load_tracks
from telecine.apps.faces.logic.naming.people import People, learn_people
from telecine.apps.faces.logic.trackset import TrackSet
from telecine.apps.faces.stages import FACEBANK_STAGE, TRACKS
from telecine.apps.media import stages as media
from telecine.engine.capabilities import FACE_EMBEDDER, Similarity
from telecine.records.catalog import FACE_TRACKS, FACEBANK, PHOTOS
from telecine.records.faces import Photo, Photos
from tests.fixtures.stage_harness import Chain

MEDIA = Path(__file__).resolve().parents[3] / "shared" / "media"
NAMED = {"bbt": "video/bbt_annotated_28s", "hamilton": "video/hamilton_10s"}
"""Clips with truth, by the name of their cast."""
STRANGERS = {
    "crowd": "video/crowd_masks_portrait_14s",
    "street": "video/street_1080p_4s",
    "bikes": "video/bikes.mp4",
    "one-by-one": "video/one-by-one-person-detection.mp4",
}
"""Clips in which nobody of either cast is."""

_HAMILTON = {
    "alex_lacamoire": ("alex-lacamoire.png",),
    "lin_manuel_miranda": ("lin-manuel-miranda.png",),
    "barack_obama": ("obama.jpg", "obama2.jpg"),
    "biden": ("biden.jpg",),
}


@dataclass(frozen=True)
class Clip:
    """One clip, tracked."""

    name: str
    video: Path
    chain: Chain
    tracks: TrackSet
    truth: Truth | None


def find_video(path: Path) -> Path:
    """The video itself, or the one in the folder."""
    return next(path.glob("*.mp4")) if path.is_dir() else path


def cast_of(name: str, root: Path) -> dict[str, tuple[Path, ...]]:
    """Photographs of a cast by person."""
    folder = root / "faces" / name
    if name == "hamilton":
        return {person: tuple(folder / file for file in files) for person, files in _HAMILTON.items()}
    people = sorted(entry for entry in folder.iterdir() if entry.is_dir())
    return {entry.name: tuple(sorted(entry.glob("*.png"))) for entry in people}


def load_models() -> ModelSet:
    """The default models, fetched before by `telecine models fetch`."""
    manifest = Manifest.load()
    return ModelSet({name: manifest.resolve(name) for name in TRACKS.resources.models})


def similarity_of(models: ModelSet) -> Similarity:
    """Metric and limits of the default embedder."""
    return models.ref(FACE_EMBEDDER).similarity


def track(name: str, path: Path, home: Path, models: ModelSet, truth: Truth | None = None) -> Clip:
    """Run everything up to `faces.tracks` over one clip; results in `home` are used again."""
    video = find_video(path)
    chain = Chain(LocalArtifacts(home), video, models)
    chain.run(media.PROBE)
    chain.run(media.SCAN)
    chain.run(media.SEGMENTS)
    parts = [ran.open(FACE_TRACKS) for ran in chain.run_each(TRACKS)]
    tracks = load_tracks(parts)
    return Clip(name, video, chain, tracks, truth)


def track_all(root: Path, home: Path, models: ModelSet) -> dict[str, Clip]:
    """Every clip, by name."""
    clips = {name: track(name, root / path, home, models, read_truth(root / path)) for name, path in NAMED.items()}
    return clips | {name: track(name, root / path, home, models) for name, path in STRANGERS.items()}


def learn(chain: Chain, cast: Mapping[str, Sequence[Path]]) -> None:
    """Run `faces.facebank` over a cast, for the stages that follow in `chain`."""
    photos: list[Photo] = []
    files: dict[str, bytes] = {}
    for person, paths in sorted(cast.items()):
        for path in paths:
            content = path.read_bytes()
            sha256 = hashlib.sha256(content).hexdigest()
            files[f"photos/{sha256}"] = content
            photos.append(
                Photo(kind="photo", person=person, name=person, sha256=sha256, file_name=path.name, face_width_px=None)
            )
    chain.snapshot(PHOTOS, Photos(photos=tuple(photos)), files)
    chain.run(FACEBANK_STAGE)


def people_of(chain: Chain, without: Sequence[str] = ()) -> People:
    """The people of the facebank in `chain`, some left out."""
    table = chain.one(FACEBANK).open(FACEBANK).table("vectors")
    names = table.column("person").to_pylist()
    kept = [row for row, name in enumerate(names) if name not in without]
    vectors = np.array([table.column("vector")[row].as_py() for row in kept], dtype=np.float32)
    return learn_people(vectors, [names[row] for row in kept], np.zeros(len(kept), np.bool_))


def seen(tracks: TrackSet, identity: Sequence[str], person: Sequence[str | None]) -> list[SeenTrack]:
    """Tracks with their identity and name, as the truth is compared with."""
    unit = tracks.ticks_per_second
    return [
        SeenTrack(
            track=track_id,
            start=int(tracks.start[row]) / unit,
            end=int(tracks.end[row]) / unit,
            samples=[
                (int(tracks.at[s]) / unit, tuple(tracks.boxes[s].tolist()))
                for s in range(int(tracks.first[row]), int(tracks.first[row + 1]))
            ],
            identity=identity[row],
            person=person[row],
            is_face=True,
            is_clear=True,
        )
        for row, track_id in enumerate(tracks.ids)
    ]
