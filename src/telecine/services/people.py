"""People who can be named, and the pictures they are learned from."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from telecine.engine.ports import ArtifactStore, Clock
from telecine.engine.rows import PersonRow, SeedRow
from telecine.engine.store import Store, Transaction
from telecine.kernel.errors import Conflict, NotFound, UserError
from telecine.kernel.ids import is_told_by_slug, slug
from telecine.records.catalog import PHOTOS
from telecine.records.faces import Photo, Photos

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp")
MOST_PHOTO_BYTES = 50 * 1024 * 1024
LONGEST_NAME = 100
LONGEST_NOTE = 500
_UNWRITTEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
"""Nobody sees them, and names in some scripts cannot be written without."""
_LABEL = re.compile(r"(unknown|not a face) \d+", re.IGNORECASE)

Standing = Callable[[Sequence[SeedRow]], Sequence[SeedRow]]


@dataclass(frozen=True, slots=True)
class GivenPhoto:
    """One photograph as somebody gave it."""

    name: str
    path: Path


class People:
    """The home's people; `seeds` is the folder where their pictures are kept by content.

    A person has one id for ever and a name that may change. The names that somebody had before, and the ids that were
    merged into them, go on meaning the same person.
    """

    def __init__(
        self, store: Store, artifacts: ArtifactStore, clock: Clock, seeds: Path, standing: Standing = list
    ) -> None:
        """`standing` chooses those seeds whose confirmation still stands."""
        self._store = store
        self._artifacts = artifacts
        self._clock = clock
        self._seeds = seeds
        self._standing = standing

    def add(self, name: str, photos: Sequence[Path], *, note: str = "") -> tuple[PersonRow, list[SeedRow]]:
        """Add photographs to a person, who is created when new. Returns the person and the seeds that are new.

        `note` says where the photographs are from and who agreed to their use.

        Raises UserError for a file that is missing, too big or not a photograph by its name; Conflict when the person
        is being forgotten.
        """
        return self.add_pictures(name, [(path.name, _read(path)) for path in photos], note=note)

    def add_pictures(
        self, name: str, photos: Sequence[tuple[str, bytes]], *, note: str = ""
    ) -> tuple[PersonRow, list[SeedRow]]:
        """The same for photographs that are read already: file name and bytes."""
        now = self._clock.now()
        name, note = clean_name(name), clean_note(note)
        with self._store.writing() as tx:
            person = meant_by(tx.people(), name)
            if person is None:
                person = PersonRow(person_id(name), None, name.strip(), now)
                tx.add_person(person)
            _refuse_forgotten(person)
            given = [
                (SeedRow(seed_id(person.id, sha256), person.id, sha256, file_name, now, note=note), content)
                for file_name, content in photos
                for sha256 in (hashlib.sha256(content).hexdigest(),)
            ]
            return person, self._add(tx, given)

    def named(self, name: str) -> PersonRow:
        """Who is meant by a name; somebody who is not there is not added yet. Raises UserError, Conflict."""
        name = clean_name(name)
        with self._store.reading() as reading:
            person = meant_by(reading.people(), name)
        if person is None:
            return PersonRow(person_id(name), None, name, self._clock.now())
        _refuse_forgotten(person)
        return person

    def add_crops(self, crops: Sequence[tuple[SeedRow, bytes]]) -> list[SeedRow]:
        """Keep aligned faces of people that are there. Returns those that are new."""
        with self._store.writing() as tx:
            known = {person.id: person for person in tx.people()}
            for owner in {seed.person_id for seed, _ in crops}:
                _refuse_forgotten(known[owner])
            return self._add(tx, crops)

    def _add(self, tx: Transaction, given: Sequence[tuple[SeedRow, bytes]]) -> list[SeedRow]:
        """The bytes first: a row without them would stop every run."""
        self._seeds.mkdir(parents=True, exist_ok=True)
        for seed, content in given:
            _keep(self._seeds / seed.sha256, content)
        return [seed for seed, _ in given if tx.add_seed(seed)]

    def all(self) -> list[tuple[PersonRow, list[SeedRow]]]:
        """Everybody, with their seeds."""
        with self._store.reading() as reading:
            people = [person for person in reading.people() if person.merged_into is None]
            seeds = reading.seeds([person.id for person in people])
        return [(person, [seed for seed in seeds if seed.person_id == person.id]) for person in people]

    def find(self, name: str) -> tuple[PersonRow, list[SeedRow]]:
        """The person of a name or id, with their seeds. Raises NotFound with the nearest name."""
        with self._store.reading() as reading:
            people = reading.people()
            person = meant_by(people, name)
            if person is None:
                raise unknown_person(name, people)
            return person, reading.seeds([person.id])

    def current(self) -> dict[str, PersonRow]:
        """Who is meant by each id today, those that were merged into others included."""
        return current_people(self._store)

    def rename(self, name: str, new: str) -> tuple[PersonRow, PersonRow]:
        """Give a person another name; the id stays. Returns the person before and after.

        Raises NotFound; Conflict when somebody else has, or had, the new name.
        """
        new = clean_name(new)
        with self._store.writing() as tx:
            people = tx.people()
            person, other = meant_by(people, name), meant_by(people, new)
            if person is None:
                raise unknown_person(name, people)
            _refuse_forgotten(person)
            if other is not None and other.id != person.id:
                text = f"{new.strip()!r} means {other.name} already; `telecine people merge` makes one person of two"
                raise Conflict(text, code="name_taken")
            tx.change_person(person.id, {"name": new.strip()})
        return person, replace(person, name=new.strip())

    def join_show(self, name: str, show: str | None) -> PersonRow:
        """Say to which show somebody belongs; None for to none. Raises NotFound, Conflict."""
        with self._store.writing() as tx:
            people = tx.people()
            person = meant_by(people, name)
            if person is None:
                raise unknown_person(name, people)
            _refuse_forgotten(person)
            tx.change_person(person.id, {"show_id": show})
        return replace(person, show_id=show)

    def merge(self, name: str, into: str) -> tuple[PersonRow, PersonRow, list[SeedRow]]:
        """Make one person of two: seeds move, and the first id means the second person from now on, in old decisions
        too. There is no way back. Returns the one that is gone, the one that stays, and the seeds that moved.

        Raises NotFound, Conflict.
        """
        with self._store.writing() as tx:
            people = tx.people()
            gone, kept = (meant_by(people, each) for each in (name, into))
            if gone is None or kept is None:
                raise unknown_person(name if gone is None else into, people)
            if gone.id == kept.id:
                raise Conflict(f"{name} and {into} are one person already", code="nothing_to_do")
            for person in (gone, kept):
                _refuse_forgotten(person)
            moved: list[SeedRow] = []
            for seed in tx.seeds([gone.id]):
                tx.remove_seed(seed.id)
                taken = replace(seed, id=seed_id(kept.id, seed.sha256), person_id=kept.id)
                moved += [taken] if tx.add_seed(taken) else []
            for alias in people:
                if gone.id in {alias.id, alias.merged_into}:
                    tx.change_person(alias.id, {"merged_into": kept.id})
        return gone, kept, moved

    def remove_seed(self, name: str, beginning: str) -> SeedRow:
        """Remove one seed, by the beginning of its id in lists or by its file name.

        Raises NotFound; UserError when several fit.
        """
        with self._store.writing() as tx:
            people = tx.people()
            person, seed = _seed_meant(tx, people, name, beginning)
            tx.remove_seed(seed.id)
            if person.portrait == seed.sha256:
                tx.change_person(person.id, {"portrait": None})
            others = {each.sha256 for each in tx.seeds([each.id for each in people])}
        if seed.sha256 not in others:
            (self._seeds / seed.sha256).unlink(missing_ok=True)
        return seed

    def feature(self, name: str, beginning: str) -> PersonRow:
        """Let one seed stand for the person in lists. Raises NotFound, Conflict; UserError when several fit."""
        with self._store.writing() as tx:
            person, seed = _seed_meant(tx, tx.people(), name, beginning)
            _refuse_forgotten(person)
            tx.change_person(person.id, {"portrait": seed.sha256})
        return replace(person, portrait=seed.sha256)

    def picture(self, seed: SeedRow) -> Path:
        """Where the bytes of a seed are. Raises NotFound when they are gone."""
        path = self._seeds / seed.sha256
        if not path.is_file():
            raise NotFound(f"the picture of seed {seed.sha256[:8]} is gone")
        return path

    def snapshot(self, cast: Iterable[GivenPhoto] | None) -> str:
        """Store the pictures a job may learn from and return their content hash.

        With a `cast`, exactly that; without one, the people of this home.
        """
        photos: list[Photo] = []
        files: dict[str, bytes] = {}
        if cast is not None:
            with self._store.reading() as reading:
                people = reading.people()
            for given in cast:
                content = _read(given.path)
                known = meant_by(people, given.name)
                who = (person_id(given.name), given.name) if known is None else (known.id, known.name)
                photos.append(_photo(who, given.path.name, content, files))
        else:
            for person, seeds in self.all():
                if person.forgetting_since is None:
                    for seed in self._standing(seeds):
                        content = self._use(seed)
                        photos.append(_photo((person.id, person.name), seed.file_name, content, files, seed))
        photos.sort(key=lambda photo: (photo.person, photo.file_name, photo.sha256))
        return self._artifacts.put_snapshot(Photos(photos=tuple(photos)), files).key

    def _use(self, seed: SeedRow) -> bytes:
        """The bytes of a picture; when they were used last is the time of its file."""
        path = self._seeds / seed.sha256
        now = self._clock.now().timestamp()
        os.utime(path, (now, now))
        return path.read_bytes()

    def as_called_now(self, snapshot: str) -> str:
        """The same pictures under the ids and names that people have today.

        Raises CorruptArtifact when the snapshot is gone.
        """
        loaded = self._artifacts.open(PHOTOS, snapshot, 0, None)
        current = self.current()
        photos: list[Photo] = []
        for photo in loaded.record.photos:
            known = current.get(photo.person)
            changed = {} if known is None else {"person": known.id, "name": known.name}
            photos.append(photo.model_copy(update=changed))
        if tuple(photos) == loaded.record.photos:
            return snapshot
        photos.sort(key=lambda photo: (photo.person, photo.file_name, photo.sha256))
        files = {f"photos/{p.sha256}": loaded.file(f"photos/{p.sha256}").read_bytes() for p in photos}
        return self._artifacts.put_snapshot(Photos(photos=tuple(photos)), files).key


def enter(tx: Transaction, person: PersonRow) -> None:
    """Add somebody unless they are there. Raises Conflict for somebody who is being forgotten."""
    known = next((one for one in tx.people() if one.id == person.id), None)
    if known is None:
        tx.add_person(person)
    else:
        _refuse_forgotten(known)


def _seed_meant(tx: Transaction, people: Sequence[PersonRow], name: str, beginning: str) -> tuple[PersonRow, SeedRow]:
    person = meant_by(people, name)
    if person is None:
        raise unknown_person(name, people)
    own = tx.seeds([person.id])
    found = [s for s in own if beginning and (beginning == s.file_name or s.sha256.startswith(beginning))]
    if not found:
        raise NotFound(f"{person.name} has no seed {beginning!r}; `telecine people seeds list` shows them")
    if len(found) > 1:
        raise UserError(f"{len(found)} seeds are meant by {beginning!r}; write an id", code="ambiguous")
    return person, found[0]


def meant_by(people: Sequence[PersonRow], name: str) -> PersonRow | None:
    """Whom a name means: who is called so, else whoever was called so or has that id."""
    wanted = person_id(name)
    living = [person for person in people if person.merged_into is None]
    exact = [person for person in living if person.name == name.strip()]
    called = exact or [person for person in living if person_id(person.name) == wanted]
    return called[0] if called else _current(people).get(wanted)


def unknown_person(name: str, people: Sequence[PersonRow]) -> NotFound:
    """Nobody is called so."""
    names = sorted(person.name for person in people if person.merged_into is None)
    near = get_close_matches(name, names, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else " `telecine people list` shows everybody."
    return NotFound(f"nobody is called {name!r} here.{hint}", code="unknown_person")


def current_people(store: Store) -> dict[str, PersonRow]:
    """Who is meant by each id today, those that were merged into others included."""
    with store.reading() as reading:
        return _current(reading.people())


def _current(people: Sequence[PersonRow]) -> dict[str, PersonRow]:
    by_id = {person.id: person for person in people}
    return {person.id: by_id.get(person.merged_into or person.id, person) for person in people}


def _refuse_forgotten(person: PersonRow) -> None:
    if person.forgetting_since is not None:
        text = f"{person.name} is being forgotten; `telecine people forget` again finishes that"
        raise Conflict(text, code="being_forgotten")


def seed_id(person: str, sha256: str) -> str:
    """Of the picture with this content as a seed of a person."""
    return f"{person}-{sha256[:12]}"


def clean_name(name: str) -> str:
    """A name as it is kept. Raises UserError for what would break a table, or is what nobody's label looks like."""
    name = name.strip()
    is_plain = not any(unicodedata.category(letter) in _UNWRITTEN and letter not in _JOINERS for letter in name)
    is_seen = any(unicodedata.category(letter)[0] in "LNPS" for letter in name) and "\ufffd" not in name
    if len(name) > LONGEST_NAME or not is_plain or not is_seen:
        text = f"a name is one line of 1 to {LONGEST_NAME} characters without control characters; write it anew"
        raise UserError(text, code="bad_name")
    if is_label(name):
        text = f"{name!r} is what a report calls somebody without a name; to join two, use `telecine decide merge`"
        raise UserError(text, code="bad_name")
    return name


def is_label(name: str) -> bool:
    """Whether it is what a report calls somebody without a name."""
    return _LABEL.fullmatch(name.strip()) is not None


def clean_note(note: str) -> str:
    """A note as it is kept. Raises UserError for one that would break a table."""
    note = note.strip()
    if len(note) > LONGEST_NOTE or any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in note):
        text = f"a note is one line of at most {LONGEST_NOTE} characters without control characters; write it anew"
        raise UserError(text, code="bad_note")
    return note


def person_id(name: str) -> str:
    """Readable id of a name. Letters of other scripts are in it as a hash, so that no two of them are one person."""
    readable = slug(name)
    if readable and is_told_by_slug(name):
        return readable
    # As names of only such letters always were; those that mix scripts mean the same in capitals, as Latin ones do.
    told = name.strip() if not readable else " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return f"{readable or 'p'}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


def _photo(
    who: tuple[str, str], file_name: str, content: bytes, files: dict[str, bytes], seed: SeedRow | None = None
) -> Photo:
    sha256 = hashlib.sha256(content).hexdigest()
    files[f"photos/{sha256}"] = content
    is_crop = seed is not None and seed.kind == "crop"
    return Photo(
        kind="crop" if is_crop else "photo",
        person=who[0],
        name=who[1],
        sha256=sha256,
        file_name=file_name,
        face_width_px=seed.width_px if is_crop and seed is not None else None,
    )


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
