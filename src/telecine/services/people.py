"""People who can be named, and the photographs they are learned from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from telecine.engine.ports import ArtifactStore, Clock
from telecine.engine.rows import PersonRow, SeedRow
from telecine.engine.store import Store
from telecine.kernel.errors import UserError
from telecine.kernel.ids import slug
from telecine.records.faces import Photo, Photos

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp")
MOST_PHOTO_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class GivenPhoto:
    """One photograph as somebody gave it."""

    name: str
    path: Path


def read_cast(folder: Path) -> list[GivenPhoto]:
    """Photographs of a cast folder: `{person}/*.jpg` or `{person}.jpg`.

    Raises UserError when the folder is missing or holds no photographs.
    """
    if not folder.is_dir():
        raise UserError(f"there is no cast folder {folder}", code="cast_missing")
    found: list[GivenPhoto] = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            photos = sorted(p for p in entry.iterdir() if p.suffix.lower() in SUFFIXES)
            if not photos:
                raise UserError(
                    f"{entry} holds no photographs. Put .jpg or .png files of one person there, or remove the folder.",
                    code="cast_empty",
                )
            found += [GivenPhoto(entry.name, photo) for photo in photos]
        elif entry.suffix.lower() in SUFFIXES:
            found.append(GivenPhoto(entry.stem, entry))
    if not found:
        raise UserError(
            f"{folder} holds no photographs. Use {folder.name}/NAME/photo.jpg or {folder.name}/NAME.jpg.",
            code="cast_empty",
        )
    return found


class People:
    """The home's people; `seeds` is the folder where their photographs are kept by content."""

    def __init__(self, store: Store, artifacts: ArtifactStore, clock: Clock, seeds: Path) -> None:
        self._store = store
        self._artifacts = artifacts
        self._clock = clock
        self._seeds = seeds

    def add(self, name: str, photos: Sequence[Path]) -> tuple[PersonRow, list[SeedRow]]:
        """Add photographs to a person, who is created when new. Returns the person and the seeds that are new.

        Raises UserError for a file that is missing, too big or not a photograph by its name.
        """
        now = self._clock.now()
        person = PersonRow(person_id(name), None, name.strip(), now)
        read = [(path, _read(path)) for path in photos]
        self._seeds.mkdir(parents=True, exist_ok=True)
        new: list[SeedRow] = []
        with self._store.writing() as tx:
            tx.add_person(person)
            for path, content in read:
                sha256 = hashlib.sha256(content).hexdigest()
                _keep(self._seeds / sha256, content)
                seed = SeedRow(f"{person.id}-{sha256[:12]}", person.id, sha256, path.name, now)
                if tx.add_seed(seed):
                    new.append(seed)
        return person, new

    def all(self) -> list[tuple[PersonRow, list[SeedRow]]]:
        """Everybody, with their seeds."""
        with self._store.reading() as reading:
            people = reading.people()
            seeds = reading.seeds([person.id for person in people])
        return [(person, [seed for seed in seeds if seed.person_id == person.id]) for person in people]

    def snapshot(self, cast: Iterable[GivenPhoto] | None) -> str:
        """Store the photographs a job may learn from and return their content hash.

        With a `cast`, exactly that; without one, the people of this home.
        """
        photos: list[Photo] = []
        files: dict[str, bytes] = {}
        if cast is not None:
            for given in cast:
                content = _read(given.path)
                photos.append(_photo(person_id(given.name), given.name, given.path.name, content, files))
        else:
            for person, seeds in self.all():
                for seed in seeds:
                    content = (self._seeds / seed.sha256).read_bytes()
                    photos.append(_photo(person.id, person.name, seed.file_name, content, files))
        photos.sort(key=lambda photo: (photo.person, photo.file_name, photo.sha256))
        return self._artifacts.put_snapshot(Photos(photos=tuple(photos)), files).key


def person_id(name: str) -> str:
    """Readable id of a name; names without a Latin letter get a hash."""
    return slug(name) or f"p-{hashlib.sha256(name.strip().encode()).hexdigest()[:12]}"


def _photo(person: str, name: str, file_name: str, content: bytes, files: dict[str, bytes]) -> Photo:
    sha256 = hashlib.sha256(content).hexdigest()
    files[f"photos/{sha256}"] = content
    return Photo(kind="photo", person=person, name=name, sha256=sha256, file_name=file_name, face_width_px=None)


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise UserError(f"there is no photograph {path}", code="photo_missing")
    if path.suffix.lower() not in SUFFIXES:
        raise UserError(f"{path.name} is not a photograph: use {', '.join(SUFFIXES)}", code="photo_kind")
    if path.stat().st_size > MOST_PHOTO_BYTES:
        raise UserError(f"{path.name} is larger than {MOST_PHOTO_BYTES // 2**20} MB", code="photo_too_big")
    return path.read_bytes()


def _keep(path: Path, content: bytes) -> None:
    if path.exists():
        return
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_bytes(content)
    temporary.replace(path)
