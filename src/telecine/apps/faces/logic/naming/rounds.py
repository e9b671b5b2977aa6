"""Naming in rounds: the sure faces first, then the faces that look like them in this video.

A person is learned from a few photographs, often years old and in other light. The video itself shows how the person
looks today: tracks named with certainty become prototypes of their own, and the next round compares with them too
(the idea of self-training; for faces in films e.g. Everingham, Sivic and Zisserman, BMVC 2006).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from telecine.apps.faces.logic.grouping.evidence import trust
from telecine.apps.faces.logic.naming.people import People, best_two, episode_distances
from telecine.apps.faces.logic.trackset import Flags, Floats, Integers, TrackSet
from telecine.engine.capabilities import Similarity

NOBODY = -1


@dataclass(frozen=True, slots=True)
class NamingLimits:
    """When a name is given. Distances are parts of the model's `same` distance.

    Attributes:
        cut: largest distance less half the margin.
        blur: added to a distance for a face without detail, in proportion.
        veto: how much nearer the photographs of another person may be.
        smallest: median width of a face in pixels.
        strong: width from which a named, sharp track speaks for its person.
        samples: how many embedded samples must agree.
        agreement: part of the samples that must agree.
        rounds: at most; 1 leaves out the episode's own faces.
    """

    cut: float = 0.745
    blur: float = 0.05
    veto: float = 0.10
    smallest: float = 24.0
    strong: float = 40.0
    samples: int = 3
    agreement: float = 0.6
    rounds: int = 8


@dataclass(frozen=True, slots=True)
class Names:
    """Who each track is.

    Attributes:
        person: int64 ``[n]``, column of `People`, -1 for nobody.
        distance: float32 ``[n]`` to the person, or to the nearest one where nobody is named; infinite without a face.
        margin: float32 ``[n]``.
        agreeing: int64 ``[n]``, samples whose nearest person it is.
        samples: int64 ``[n]``, embedded samples.
        round: int64 ``[n]``, in which it was named: 0 by photographs alone; -1 for nobody.
    """

    person: Integers
    distance: Floats
    margin: Floats
    agreeing: Integers
    samples: Integers
    round: Integers


def name_tracks(
    tracks: TrackSet,
    people: People,
    pairs: Floats,
    together: Integers,
    *,
    similarity: Similarity,
    limits: NamingLimits,
    allowed: Flags,
) -> Names:
    """Name tracks in rounds until nothing changes.

    A track is named when its distance to a person, less half the margin to the next one, is at most ``limits.cut``,
    enough of its samples agree one by one, the photographs do not clearly prefer somebody else, and nobody visible at
    the same instant has the name with better right. The distance is the one to the photographs, or the mean of that
    and the one to the person's tracks of this video where there are any.

    Args:
        tracks: of the whole video.
        people: who can be named.
        pairs: float32 ``[n, n]``, distances between tracks.
        together: int64 ``[p, 2]``, pairs seen at the same instant.
        similarity: of the embedding space.
        limits: when a name is given.
        allowed: bool ``[n]``, tracks that may be named at all.
    """
    state = _Rounds(tracks, people, pairs, together, similarity, limits, allowed)
    for number in range(limits.rounds):
        if not state.advance(number):
            break
    return state.names()


def vetoes(tracks: TrackSet, people: People, *, similarity: Similarity, limits: NamingLimits) -> Flags:
    """Names that the photographs speak against, bool ``[n, p]``: somebody else's are clearly nearer, or no face."""
    photos = similarity.distances(tracks.prototype, people.centroids)
    nearest = photos.min(axis=1, keepdims=True)
    small = (tracks.width < limits.smallest) | ~tracks.has_face
    return np.asarray((photos - nearest > limits.veto * similarity.same) | small[:, None], dtype=np.bool_)


class _Rounds:
    """The working tables of `name_tracks`."""

    def __init__(
        self,
        tracks: TrackSet,
        people: People,
        pairs: Floats,
        together: Integers,
        similarity: Similarity,
        limits: NamingLimits,
        allowed: Flags,
    ) -> None:
        self.people = people
        self.vetoed = vetoes(tracks, people, similarity=similarity, limits=limits)
        self.similarity = similarity
        self.limits = limits
        sure = trust(tracks)
        self.strong = (tracks.width >= limits.strong) & (sure >= 0.5)
        self.allowed = allowed & tracks.has_face & (tracks.width >= limits.smallest)
        self.photos = similarity.distances(tracks.prototype, people.centroids)
        self.photos += (similarity.same * limits.blur * (1 - sure))[:, None]
        self.share = ((1 + sure) / 4)[:, None].astype(np.float32)
        self.photos[~tracks.has_face] = np.inf
        embedded = tracks.vector_of >= 0
        self.owner = tracks.track_of_sample()[embedded]
        vectors = tracks.vectors[tracks.vector_of[embedded]]
        self.sample_photos = similarity.distances(vectors, people.centroids)
        self.sample_tracks = similarity.distances(vectors, tracks.prototype)
        self.sample_tracks[np.arange(len(self.owner)), self.owner] = np.inf
        self.samples = np.bincount(self.owner, minlength=len(tracks)).astype(np.int64)
        self.pairs = pairs.copy()
        np.fill_diagonal(self.pairs, np.inf)
        self.neighbours = np.concatenate([together, together[:, ::-1]]) if len(together) else together
        self.person = np.full(len(tracks), NOBODY, np.int64)
        self.round = np.full(len(tracks), -1, np.int64)

    def advance(self, number: int) -> bool:
        """One round; whether it named anybody."""
        table = self._taken(self._distances(self.photos, self.pairs, self.share))
        person, distance, margin = best_two(table, self.similarity)
        score = (distance - np.minimum(margin, self.similarity.same / 3) / 2).astype(np.float32)
        agreeing = self._agreeing(person)
        good = (
            self.allowed
            & (self.person == NOBODY)
            & (score <= self.limits.cut * self.similarity.same)
            & (agreeing >= self.limits.samples)
            & (agreeing >= self.limits.agreement * self.samples)
            & ~self.vetoed[np.arange(len(person)), person]
        )
        good &= ~self._contested(good, person, score)
        self.person[good] = person[good]
        self.round[good] = number
        return bool(good.any())

    def names(self) -> Names:
        table = self._taken(self._distances(self.photos, self.pairs, self.share))
        nearest, distance, margin = best_two(table, self.similarity)
        named = self.person != NOBODY
        rows = np.arange(len(self.person))
        own = table[rows, np.maximum(self.person, 0)]
        rest = table.copy()
        rest[rows, np.maximum(self.person, 0)] = np.inf
        second = np.where(np.isfinite(rest.min(axis=1)), rest.min(axis=1), self.similarity.same)
        who = np.where(named, self.person, nearest)
        return Names(
            person=self.person,
            distance=np.where(named, own, distance).astype(np.float32),
            margin=np.where(named, second - np.where(named, own, 0), margin).astype(np.float32),
            agreeing=self._agreeing(who),
            samples=self.samples,
            round=self.round,
        )

    def _distances(self, photos: Floats, tracks: Floats, share: Floats) -> Floats:
        """Mean of the distance to the photographs and to the named tracks; photographs alone where there are none.

        `share` is the part of the photographs: a half for a sharp face, a quarter for one without detail, because a
        blurred face is more like other faces of the same video than like a good photograph.
        """
        episode = episode_distances(tracks, np.where(self.strong, self.person, NOBODY), len(self.people))
        return np.where(np.isfinite(episode), share * photos + (1 - share) * episode, photos).astype(np.float32)

    def _taken(self, table: Floats) -> Floats:
        """`table` with infinity where somebody seen at the same instant already has the name."""
        if len(self.neighbours):
            one, other = self.neighbours[:, 0], self.neighbours[:, 1]
            named = self.person[other] != NOBODY
            table[one[named], self.person[other[named]]] = np.inf
        return table

    def _agreeing(self, person: Integers) -> Integers:
        """Samples of each track that are nearer to `person` than to anybody else, int64 ``[n]``."""
        if not len(self.owner):
            return np.zeros(len(person), np.int64)
        nearest = self._distances(self.sample_photos, self.sample_tracks, self.share[self.owner]).argmin(axis=1)
        return np.bincount(self.owner[nearest == person[self.owner]], minlength=len(person)).astype(np.int64)

    def _contested(self, good: Flags, person: Integers, score: Floats) -> Flags:
        """Candidates of this round that share an instant and a name with a better, or an equally good, candidate."""
        lost = np.zeros(len(good), np.bool_)
        if len(self.neighbours):
            one, other = self.neighbours[:, 0], self.neighbours[:, 1]
            both = good[one] & good[other] & (person[one] == person[other])
            clearly_better = score[one] <= score[other] - self.similarity.same / 20
            lost[one[both & ~clearly_better]] = True
        return lost
