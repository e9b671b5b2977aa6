"""Photographs as they come: what each can teach, and whom a face looks like."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

import numpy as np
import numpy.typing as npt

from telecine.engine.capabilities import Similarity
from telecine.engine.registry import Registry
from telecine.engine.rows import PersonRow, SeedRow
from telecine.engine.store import Store
from telecine.kernel.errors import CorruptArtifact, TooLarge, UserError
from telecine.records import catalog
from telecine.services.people import MOST_PHOTO_BYTES, SUFFIXES, People
from telecine.services.results.memory import Memory
from telecine.services.review.opening import Opens
from telecine.services.review.results import newest_of_all

ADVISED_PX: Final = 96.0
"""Width of a face below which a photograph is used, and better ones would help."""
_MOST_REMEMBERED: Final = 2000

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Face:
    """The face of a photograph: float32 ``[d]`` of the space `space`, its width in pixels, and how sharp it is."""

    space: str
    vector: Vector
    width_px: float
    sharpness: float


@dataclass(frozen=True, slots=True)
class Judge:
    """Looks at photographs with the default models.

    Attributes:
        space: embedding space of the vectors.
        similarity: how they are compared.
        is_ready: whether the models were fetched.
        look: bytes to the face in them, or to the code and the reason why they cannot be used.
    """

    space: str
    similarity: Similarity
    is_ready: Callable[[], bool]
    look: Callable[[bytes], Face | tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one photograph.

    Attributes:
        file_name: as it was given.
        state: `added`; `known`, when the person has it; `refused`.
        code: why it was refused, as the facebank of a run says it; None otherwise.
        reason: for people; also advice on one that was added.
        seed: the new seed, or the one that is there already.
        face: None when it was refused, or the models are not fetched.
        distance: to the person's other pictures on average; None without any.
    """

    file_name: str
    state: str
    code: str | None
    reason: str
    seed: SeedRow | None
    face: Face | None
    distance: float | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Somebody whom a face may be; smaller distances are surer, and up to `same` it is usually the same person."""

    person: PersonRow
    distance: float
    seed: SeedRow


@dataclass(frozen=True, slots=True)
class Search:
    """Who is nearest to the face of a photograph.

    Attributes:
        same: distance below which two pictures usually show one person; uncalibrated.
        compared: seeds that were compared.
        left: seeds whose vectors no run has made yet.
    """

    face: Face
    same: float
    nearest: tuple[Likeness, ...]
    compared: int
    left: int


class Photographs:
    """Takes in and compares photographs."""

    def __init__(self, store: Store, opens: Opens, registry: Registry, people: People, judge: Judge) -> None:
        self._store = store
        self._opens = opens
        self._registry = registry
        self._people = people
        self._judge = judge
        self._seen: Memory[Face | tuple[str, str]] = Memory(_MOST_REMEMBERED)

    def add(self, name: str, photos: Sequence[tuple[str, bytes]], *, note: str = "") -> tuple[PersonRow, list[Verdict]]:
        """Add photographs to a person, who is created when new; those that teach nothing are left out with the reason.

        Without the models they are kept as they are, and the next run looks at them. `note` says where they are from and
        who agreed to their use.
        """
        person, _ = self._people.add_pictures(name, [])
        _, own = self._people.find(person.id)
        vectors = self._vectors()
        verdicts = [self._take(person, own, file_name, content, vectors, note) for file_name, content in photos]
        return person, verdicts

    def _take(
        self,
        person: PersonRow,
        own: list[SeedRow],
        file_name: str,
        content: bytes,
        vectors: dict[str, Vector],
        note: str,
    ) -> Verdict:
        sha256 = hashlib.sha256(content).hexdigest()
        there = next((seed for seed in own if seed.sha256 == sha256), None)
        if there is not None:
            return Verdict(file_name, "known", None, "the person has this picture already", there, None, None)
        problem = self._refusal(person, file_name, content, sha256)
        looked = None if problem is not None or not self._judge.is_ready() else self._look(sha256, content)
        if isinstance(looked, tuple):
            problem = looked
        if problem is not None:
            return Verdict(file_name, "refused", *problem, None, None, None)
        face = looked if isinstance(looked, Face) else None
        distance = self._apart(face, [vectors[seed.sha256] for seed in own if seed.sha256 in vectors])
        _, added = self._people.add_pictures(person.id, [(file_name, content)], note=note)
        own += added
        if face is not None:
            vectors[sha256] = face.vector
        return Verdict(
            file_name, "added", None, self._advice(face, distance), added[0] if added else None, face, distance
        )

    def _refusal(self, person: PersonRow, file_name: str, content: bytes, sha256: str) -> tuple[str, str] | None:
        if PurePath(file_name).suffix.lower() not in SUFFIXES:
            return "unreadable", f"use {', '.join(SUFFIXES)}"
        if len(content) > MOST_PHOTO_BYTES:
            return "unreadable", f"it is larger than {MOST_PHOTO_BYTES // 2**20} MB"
        for other, seeds in self._people.all():
            if other.id != person.id and any(seed.sha256 == sha256 for seed in seeds):
                return "duplicate", f"it is a picture of {other.name} already, so it is unclear who is meant"
        return None

    def _advice(self, face: Face | None, distance: float | None) -> str:
        if face is None:
            return "the models are not fetched; the next run looks at it"
        if distance is not None and distance > self._judge.similarity.same:
            return "it does not look like the person's other pictures; look whether it is them"
        if face.width_px < ADVISED_PX:
            return f"the face is {face.width_px:.0f} pixels wide; {ADVISED_PX:.0f} or more are better"
        return ""

    def _apart(self, face: Face | None, others: Sequence[Vector]) -> float | None:
        if face is None or not others:
            return None
        mean = np.mean(np.array(others, np.float32), axis=0, keepdims=True)
        return round(float(self._judge.similarity.distances(face.vector[None], mean)[0, 0]), 4)

    def search(self, content: bytes, *, most: int = 10) -> Search:
        """Who of the home is nearest to the face in a photograph.

        Raises UserError when it cannot be used, or the models are not fetched; TooLarge.
        """
        if len(content) > MOST_PHOTO_BYTES:
            raise TooLarge(f"photographs of up to {MOST_PHOTO_BYTES // 2**20} MB can be compared")
        if not self._judge.is_ready():
            text = "the models are not fetched yet; `telecine models fetch` does that"
            raise UserError(text, code="models_missing")
        face = self._look(hashlib.sha256(content).hexdigest(), content)
        if isinstance(face, tuple):
            raise UserError(f"nobody can be found by this photograph: {face[1]}", code="bad_photo")
        vectors = self._vectors()
        found: list[Likeness] = []
        left = compared = 0
        for person, seeds in self._people.all():
            known = [seed for seed in seeds if seed.sha256 in vectors]
            left += len(seeds) - len(known)
            compared += len(known)
            if known and person.forgetting_since is None:
                own = np.array([vectors[seed.sha256] for seed in known], np.float32)
                distances = self._judge.similarity.distances(face.vector[None], own)[0]
                best = int(distances.argmin())
                found.append(Likeness(person, round(float(distances[best]), 4), known[best]))
        found.sort(key=lambda one: (one.distance, one.person.id))
        return Search(face, self._judge.similarity.same, tuple(found[:most]), compared, left)

    def forget(self) -> None:
        """Let go of every face: somebody is being erased."""
        self._seen.clear()

    def _look(self, sha256: str, content: bytes) -> Face | tuple[str, str]:
        return self._seen.get(sha256, lambda: self._judge.look(content))

    def _vectors(self) -> dict[str, Vector]:
        """Vectors by content of the picture, of the newest facebanks and of what was looked at since."""
        found: dict[str, Vector] = dict(self._looked_at())
        with self._store.reading() as reading:
            for row in newest_of_all(self._registry, reading, catalog.FACEBANK):
                try:
                    bank = self._opens.open(catalog.FACEBANK, row.key, row.fence, None)
                    table = bank.table("vectors").to_pylist() if bank.record.space == self._judge.space else []
                except CorruptArtifact:
                    continue
                rows = {each["row"]: np.array(each["vector"], np.float32) for each in table}
                for seed in bank.record.seeds:
                    if seed.vector in rows:
                        found.setdefault(seed.sha256, rows[seed.vector])
        return found

    def _looked_at(self) -> Mapping[str, Vector]:
        return {str(sha): face.vector for sha, face in self._seen.items() if isinstance(face, Face)}
