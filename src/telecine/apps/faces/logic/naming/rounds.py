"""Naming in rounds: the sure faces first, then the faces that look like them in this video.

A person is learned from a few photographs, often years old and in other light. The video itself shows how the person
looks today: tracks named with certainty become prototypes of their own, and the next round compares with them too
(the idea of self-training; for faces in films e.g. Everingham, Sivic and Zisserman, BMVC 2006).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from telecine.apps.faces.logic.grouping.evidence import trust
from telecine.apps.faces.logic.grouping.together import row_distances
from telecine.apps.faces.logic.naming.agreeing import Samples
from telecine.apps.faces.logic.naming.people import Episode, People, best_two, compare_with_named, nobody_named
from telecine.apps.faces.logic.trackset import Flags, Floats, Integers, TrackSet
from telecine.engine.capabilities import Similarity

NOBODY = -1
UNSAID = -2
"""In a table of given names: nobody said anything about this track."""


@dataclass(frozen=True, slots=True)
class NamingLimits:
    """When a name is given. Distances are parts of the model's `same` distance.

    Attributes:
        photos: largest distance to the mean of a person's photographs.
        episode: largest distance to a person's named tracks of this video.
        margin: how much nearer than the next person.
        veto: how much nearer the photographs of another person may be.
        far: distance to the photographs from which no look in this video makes up for it.
        smallest: median width of a face in pixels.
        strong: width from which a named, sharp track speaks for its person.
        samples: how many embedded samples must agree.
        agreement: part of the samples that must agree.
        rounds: at most; 1 leaves out the episode's own faces.
    """

    photos: float = 0.77
    episode: float = 0.70
    margin: float = 0.05
    veto: float = 0.10
    far: float = 1.1
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
            To the photographs, or to the named tracks, whichever fits better; the latter in the scale of the former.
        margin: float32 ``[n]``, how much farther the next person is.
        agreeing: int64 ``[n]``, samples whose nearest person it is; 0 for nobody.
        samples: int64 ``[n]``, embedded samples.
        round: int64 ``[n]``, in which it was named: 0 by photographs alone; -1 for nobody.
        by_clothes: bool ``[n]``, whether faces alone would not have been near enough.
    """

    person: Integers
    distance: Floats
    margin: Floats
    agreeing: Integers
    samples: Integers
    round: Integers
    by_clothes: Flags


@dataclass(frozen=True, slots=True)
class Trial:
    """How each track stands against every limit of a name; one that `passes` is named.

    Attributes:
        person: int64 ``[n]``, the nearest person whose name nobody has who is seen at the same instant.
        distance: float32 ``[n]`` to that person, as in `Names`.
        margin: float32 ``[n]``, how much farther the next person is.
        agreeing: int64 ``[n]``, samples whose nearest person it is; 0 where it was not asked for.
        is_open: bool ``[n]``, a face that is wide enough, may be named, and has no name yet.
        has_samples: bool ``[n]``, enough of it is embedded.
        is_near: bool ``[n]``.
        is_ahead: bool ``[n]``, the next person is far enough behind.
        is_vetoed: bool ``[n]``, see `vetoes`.
        do_agree: bool ``[n]``, enough samples agree.
        is_contested: bool ``[n]``, somebody seen at the same instant has as good a right to the name.
    """

    person: Integers
    distance: Floats
    margin: Floats
    agreeing: Integers
    is_open: Flags
    has_samples: Flags
    is_near: Flags
    is_ahead: Flags
    is_vetoed: Flags
    do_agree: Flags
    is_contested: Flags

    @property
    def passes(self) -> Flags:
        limits = self.has_samples & self.is_near & self.is_ahead & ~self.is_vetoed & self.do_agree
        return self.is_open & limits & ~self.is_contested


@dataclass(frozen=True, slots=True)
class Judgement:
    """What naming ended with: the names, and what everything that decides about one more was then.

    Attributes:
        names: who each track is.
        trial: one more round, in which every limit is looked at.
        table: float32 ``[n, p]``, distance to each person by the better cue, whoever has the name already.
        photos: float32 ``[n, p]``, distance to the photographs.
        episode: float32 ``[n, p]``, distance to the named tracks of this video; NaN without any.
        vetoed: bool ``[n, p]``, see `vetoes`.
    """

    names: Names
    trial: Trial
    table: Floats
    photos: Floats
    episode: Floats
    vetoed: Flags


def name_tracks(
    tracks: TrackSet,
    people: People,
    pairs: Floats,
    together: Integers,
    *,
    similarity: Similarity,
    limits: NamingLimits,
    allowed: Flags,
    given: Integers,
) -> Names:
    """Name tracks in rounds until nothing changes.

    A track is named when it is near enough to a person's photographs, or to the person's sharp tracks of this video
    that have the name already, and clearly nearer than to anybody else; when enough of its samples agree one by one;
    when the photographs do not prefer somebody else; and when nobody visible at the same instant has better right to
    the name.

    Args:
        tracks: of the whole video.
        people: who can be named.
        pairs: float32 ``[n, n]``, distances between tracks.
        together: int64 ``[p, 2]``, pairs seen at the same instant.
        similarity: of the embedding space.
        limits: when a name is given.
        allowed: bool ``[n]``, tracks that may be named at all.
        given: int64 ``[n]``, names that people gave: a column of `people`, `NOBODY` or `UNSAID`. They stay.
    """
    return _settle(_Rounds(tracks, people, pairs, together, similarity, limits, allowed, given)).names()


def judge_tracks(
    tracks: TrackSet,
    people: People,
    pairs: Floats,
    together: Integers,
    *,
    similarity: Similarity,
    limits: NamingLimits,
    allowed: Flags,
    given: Integers,
) -> Judgement:
    """What `name_tracks` decides, with every limit that it looked at. Takes the same arguments."""
    return _settle(_Rounds(tracks, people, pairs, together, similarity, limits, allowed, given)).judgement()


def _settle(state: _Rounds) -> _Rounds:
    """Rounds until nothing changes."""
    for number in range(state.limits.rounds):
        if not state.advance(number):
            break
    return state


def vetoes(tracks: TrackSet, people: People, *, similarity: Similarity, limits: NamingLimits) -> Flags:
    """Names a track must not get, bool ``[n, p]``: its photographs are far, or somebody else's are clearly nearer."""
    photos = people.distances(tracks.prototype, similarity)
    nearest = photos.min(axis=1, keepdims=True)
    too_far = photos > limits.far * similarity.same
    with np.errstate(invalid="ignore"):
        against = (photos - nearest > limits.veto * similarity.same) | too_far
    small = (tracks.width < limits.smallest) | ~tracks.has_face
    return np.asarray(against | small[:, None], dtype=np.bool_)


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
        given: Integers,
    ) -> None:
        self.people = people
        self.vetoed = vetoes(tracks, people, similarity=similarity, limits=limits)
        self.similarity = similarity
        self.limits = limits
        self.strong = (tracks.width >= limits.strong) & (trust(tracks) >= 0.5)
        self.allowed = allowed & (given == UNSAID) & tracks.has_face & (tracks.width >= limits.smallest)
        self.photos = people.distances(tracks.prototype, similarity)
        self.photos[~tracks.has_face] = np.inf
        self.prototypes = tracks.prototype
        self.samples = tracks.embedded
        self.looks = Samples(tracks, people, similarity, scale=limits.photos / limits.episode)
        self.pairs = pairs.copy()
        np.fill_diagonal(self.pairs, np.inf)
        self.neighbours = np.concatenate([together, together[:, ::-1]]) if len(together) else together
        self.person = np.where(given >= 0, given, NOBODY)
        self.round = np.where(given >= 0, 0, -1)
        self.confirmed = np.full(len(tracks), NOBODY)
        self.episode = nobody_named(len(tracks), len(people))

    def advance(self, number: int) -> bool:
        """One round; whether it named anybody."""
        trial = self._trial(self._episode(), everywhere=False)
        good = trial.passes
        self.person[good] = trial.person[good]
        self.round[good] = number
        return bool(good.any())

    def _trial(self, episode: Episode, *, everywhere: bool) -> Trial:
        """Every limit, beside the names there are. Samples are asked where all else is met, or `everywhere`."""
        limits, same = self.limits, self.similarity.same
        person, distance, margin = best_two(self._taken(self._table(episode)), self.similarity)
        is_open = self.allowed & (self.person == NOBODY)
        has_samples = self.samples >= limits.samples
        is_near, is_ahead = distance <= limits.photos * same, margin >= limits.margin * same
        is_vetoed = self.vetoed[np.arange(len(person)), person]
        good = is_open & has_samples & is_near & is_ahead & ~is_vetoed
        agreeing = self.looks.agreeing(person, episode, np.flatnonzero(good | everywhere))
        do_agree = (agreeing >= limits.samples) & (agreeing >= limits.agreement * self.samples)
        is_contested = self._contested(good & do_agree, person, distance)
        return Trial(
            person=person,
            distance=distance,
            margin=margin,
            agreeing=agreeing,
            is_open=is_open,
            has_samples=has_samples,
            is_near=is_near,
            is_ahead=is_ahead,
            is_vetoed=is_vetoed,
            do_agree=do_agree,
            is_contested=is_contested,
        )

    def judgement(self) -> Judgement:
        episode = self._episode()
        return Judgement(
            names=self.names(),
            trial=self._trial(episode, everywhere=True),
            table=self._table(episode),
            photos=self.photos,
            episode=episode.distances,
            vetoed=self.vetoed,
        )

    def names(self) -> Names:
        episode = self._episode()
        table = self._taken(self._table(episode))
        _, distance, margin = best_two(table, self.similarity)
        named = self.person != NOBODY
        rows = np.arange(len(self.person))
        own = table[rows, np.maximum(self.person, 0)]
        rest = table.copy()
        rest[rows, np.maximum(self.person, 0)] = np.inf
        second = np.where(np.isfinite(rest.min(axis=1)), rest.min(axis=1), self.similarity.same)
        return Names(
            person=self.person,
            distance=np.where(named, own, distance).astype(np.float32),
            margin=np.where(named, second - np.where(named, own, 0), margin).astype(np.float32),
            agreeing=self.looks.agreeing(self.person, episode, np.flatnonzero(named)),
            samples=self.samples,
            round=self.round,
            by_clothes=self._by_clothes(episode),
        )

    def _by_clothes(self, episode: Episode) -> Flags:
        """Named tracks that neither the photographs nor the bare faces of the episode would have named."""
        rows = np.flatnonzero(self.round > 0)
        beside = episode.nearest[rows, self.person[rows]]
        apart = np.stack(
            [row_distances(self.prototypes[rows], self.prototypes[beside[:, side]], self.similarity) for side in (0, 1)]
        )
        faces = np.where(beside.T >= 0, apart, np.inf).min(axis=0)
        photos = self.photos[rows, self.person[rows]]
        out = np.zeros(len(self.person), np.bool_)
        out[rows] = (faces > self.limits.episode * self.similarity.same) & (
            photos > self.limits.photos * self.similarity.same
        )
        return out

    def _episode(self) -> Episode:
        """Only people of whom other tracks are named now than the last time are compared with anew."""
        confirmed = np.where(self.strong, self.person, NOBODY)
        changed = np.unique(confirmed[confirmed != self.confirmed]).tolist()
        self.episode = compare_with_named(self.pairs, confirmed, changed, self.episode)
        self.confirmed = confirmed
        return self.episode

    def _table(self, episode: Episode) -> Floats:
        """The better of the two cues, each against its own limit, in the scale of the photographs."""
        scaled = episode.distances * (self.limits.photos / self.limits.episode)
        return np.asarray(np.fmin(self.photos, scaled), dtype=np.float32)

    def _taken(self, table: Floats) -> Floats:
        """`table` with infinity where somebody seen at the same instant already has the name."""
        if len(self.neighbours):
            one, other = self.neighbours[:, 0], self.neighbours[:, 1]
            named = self.person[other] != NOBODY
            table[one[named], self.person[other[named]]] = np.inf
        return table

    def _contested(self, good: Flags, person: Integers, distance: Floats) -> Flags:
        """Candidates of this round that share an instant and a name with a better, or an equally good, candidate."""
        lost = np.zeros(len(good), np.bool_)
        if len(self.neighbours):
            one, other = self.neighbours[:, 0], self.neighbours[:, 1]
            both = good[one] & good[other] & (person[one] == person[other])
            clearly_better = distance[one] <= distance[other] - self.similarity.same / 20
            lost[one[both & ~clearly_better]] = True
        return lost
