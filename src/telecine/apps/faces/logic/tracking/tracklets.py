"""Tracks while they grow: two-step association in the manner of ByteTrack (Zhang et al., ECCV 2022), in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from telecine.apps.faces.logic.tracking.association import Gate, assign, look_distances, pair_costs

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Detections:
    """Faces of one frame, in source pixels.

    Attributes:
        at: instant of the frame.
        boxes: float32 ``[n, 4]``.
        scores: float32 ``[n]``.
        landmarks: float32 ``[n, 5, 2]``.
        looks: float32 ``[n, 128]``, colours of each head.
    """

    at: Fraction
    boxes: Floats
    scores: Floats
    landmarks: Floats
    looks: Floats

    def __len__(self) -> int:
        return len(self.boxes)


@dataclass(slots=True)
class Observation:
    """One box of a track.

    `embedding` is filled for the few that are embedded; `source` tells a detected box from a followed one.
    """

    at: Fraction
    box: Floats
    source: Literal["detector", "flow"]
    score: float
    sharpness: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    quality: float = 0.0
    is_clear: bool = False
    embedding: Floats | None = None


@dataclass(frozen=True, slots=True)
class Weak:
    """A detection that may be a face seen badly: the observation, and the colours of the head, float32 ``[128]``."""

    seen: Observation
    look: Floats


@dataclass(slots=True)
class Tracklet:
    """A track inside one shot.

    Attributes:
        number: order of birth in the segment.
        shot: index of the shot.
        seen: detected boxes and, between them, followed ones; in order of time.
        previous: the last instant before its first box at which faces were looked for in this shot and it was not
            found; None when there was none.
        following: the first such instant after its last box; None while there was none.
        opens_shot: its first box is in the first frame of the shot.
        closes_shot: its last box is in the last frame of the shot.
        box: where it was detected or followed to.
        velocity: pixels a second of ``[x1, y1, x2, y2]``, between its last two detections; between the first and where flow took it while there is no second.
        moved_at: the instant of `box`.
        look: running mean of its colours, float32 ``[128]``.
    """

    number: int
    shot: int
    seen: list[Observation]
    previous: Fraction | None
    opens_shot: bool
    box: Floats
    moved_at: Fraction
    look: Floats
    following: Fraction | None = None
    closes_shot: bool = False
    velocity: Floats = field(default_factory=lambda: np.zeros(4, np.float32))
    pending: list[Observation] = field(default_factory=list)

    @property
    def last_at(self) -> Fraction:
        return self.seen[-1].at

    @property
    def detected(self) -> list[Observation]:
        return [one for one in self.seen if one.source == "detector"]


@dataclass(frozen=True, slots=True)
class FollowLimits:
    """Scores and times of association.

    Attributes:
        birth_score: a detection this sure may begin a track and is matched first.
        keep_score: a detection this sure may continue one.
        gap_s: how long a track may go without detection, beyond the time between two looks.
        gate: how far it may move.
        weak_gate: the same for a detection that is too weak to begin a track.
        halving_s: time in which a predicted speed halves.
    """

    birth_score: float
    keep_score: float
    gap_s: float
    gate: Gate
    weak_gate: Gate
    halving_s: float = 0.4


class Follower:
    """Grows the tracks of one shot after the other. Feed it frames in order of time."""

    def __init__(self, limits: FollowLimits) -> None:
        self._limits = limits
        self._born = 0
        self._shot = 0
        self.alive: list[Tracklet] = []
        self.ended: list[Tracklet] = []
        self.looked: list[Fraction] = []
        """Instants of this shot at which faces were looked for."""
        self.weak: dict[Fraction, list[Weak]] = {}
        """Detections of this shot too weak to begin a track, which continued none, by instant."""

    def open_shot(self, shot: int) -> None:
        """Begin a shot; `close_shot` must have ended the one before."""
        if self.alive or self.ended:
            raise ValueError("the shot before was not closed")
        self._shot = shot
        self.looked = []
        self.weak = {}

    def close_shot(self) -> list[Tracklet]:
        """All tracks of the shot, in order of birth."""
        whole = sorted(self.ended + self.alive, key=lambda track: track.number)
        for track in whole:
            track.pending.clear()
        self.alive, self.ended = [], []
        return whole

    def drop_all(self, at: Fraction) -> None:
        """End every living track: what is seen at `at` does not continue what was seen before."""
        for track in self.alive:
            track.following = at
        self.ended += self.alive
        self.alive = []

    def update(self, found: Detections, *, closes_shot: bool) -> list[tuple[Tracklet, int, Observation]]:
        """Take the detections of one frame.

        Returns:
            For each detection that continues or begins a track: the track, its index in `found`, its observation.
        """
        limits = self._limits
        strong = np.flatnonzero(found.scores >= limits.birth_score)
        weak = np.flatnonzero((found.scores < limits.birth_score) & (found.scores >= limits.keep_score))
        taken = self._continue(found, strong, self.alive, limits.gate)
        held = {id(track) for track, _ in taken}
        taken += self._continue(found, weak, [track for track in self.alive if id(track) not in held], limits.weak_gate)
        results = [(track, index, self._extend(track, found, index, closes_shot=closes_shot)) for track, index in taken]
        self._let_go(found.at, {id(track) for track, _ in taken})
        used = {index for _, index in taken}
        births = [int(index) for index in strong if int(index) not in used]
        results += [self._begin(found, index, closes_shot=closes_shot) for index in births]
        for index in weak:
            if int(index) not in used:
                self.weak.setdefault(found.at, []).append(Weak(_observation(found, int(index)), found.looks[index]))
        self.looked.append(found.at)
        return results

    def follow(self, at: Fraction, boxes: Floats, found: npt.NDArray[np.bool_]) -> None:
        """Move the living tracks to `boxes` ``[n, 4]`` where `found` ``[n]``, as seen by optical flow at `at`.

        Followed boxes become part of a track once it is detected again.
        """
        for track, box, is_found in zip(self.alive, boxes, found, strict=True):
            if not is_found:
                continue
            if len(track.seen) == 1 and not track.pending:
                track.velocity = _velocity(track.box, box, at - track.moved_at)
            track.box = box.astype(np.float32)
            track.moved_at = at
            track.pending.append(Observation(at=at, box=track.box.copy(), source="flow", score=track.seen[-1].score))

    def predicted(self, track: Tracklet, at: Fraction) -> Floats:
        """Where a track should be at `at` by its speed, which dies away, since heads do not go on and on."""
        last = track.detected[-1]
        halving = self._limits.halving_s
        travelled = halving / np.log(2) * (1 - 0.5 ** (float(at - last.at) / halving))
        return np.asarray(last.box + track.velocity * travelled, dtype=np.float32)

    def _continue(
        self, found: Detections, chosen: npt.NDArray[np.int64], tracks: Sequence[Tracklet], gate: Gate
    ) -> list[tuple[Tracklet, int]]:
        """Match by the better of two guesses: where a face went by its speed, and where flow followed it to.

        Flow knows of sudden motion, and stays behind on the background when a face is hidden.
        """
        if not len(chosen) or not tracks:
            return []
        boxes = found.boxes[chosen]
        looks = look_distances(np.stack([track.look for track in tracks]), found.looks[chosen])
        guesses = (
            (np.stack([self.predicted(track, found.at) for track in tracks]), [track.last_at for track in tracks]),
            (np.stack([track.box for track in tracks]), [track.moved_at for track in tracks]),
        )
        costs = [
            pair_costs(guess, np.array([float(found.at - at) for at in since], np.float32), boxes, looks, gate)
            for guess, since in guesses
        ]
        rows, columns = assign(np.minimum(*costs))
        return [(tracks[row], int(chosen[column])) for row, column in zip(rows, columns, strict=True)]

    def _extend(self, track: Tracklet, found: Detections, index: int, *, closes_shot: bool) -> Observation:
        box = found.boxes[index]
        since = track.detected[-1]
        track.velocity = _velocity(since.box, box, found.at - since.at)
        track.box, track.moved_at = box, found.at
        track.seen += track.pending
        track.pending = []
        look = found.looks[index]
        if look.any():
            mixed = 0.7 * track.look + 0.3 * look if track.look.any() else look
            track.look = (mixed / max(1e-9, float(np.linalg.norm(mixed)))).astype(np.float32)
        seen = _observation(found, index)
        track.seen.append(seen)
        track.following = None
        track.closes_shot = closes_shot
        return seen

    def _begin(self, found: Detections, index: int, *, closes_shot: bool) -> tuple[Tracklet, int, Observation]:
        seen = _observation(found, index)
        track = Tracklet(
            number=self._born,
            shot=self._shot,
            seen=[seen],
            previous=self.looked[-1] if self.looked else None,
            opens_shot=not self.looked,
            box=found.boxes[index],
            moved_at=found.at,
            look=found.looks[index],
            closes_shot=closes_shot,
        )
        self._born += 1
        self.alive.append(track)
        return track, index, seen

    def _let_go(self, at: Fraction, held: set[int]) -> None:
        """Note who was not found at `at`, and end who has not been found for too long."""
        kept: list[Tracklet] = []
        for track in self.alive:
            if id(track) not in held and track.following is None:
                track.following = at
            missing = track.following is not None and float(at - track.following) > self._limits.gap_s
            (self.ended if missing else kept).append(track)
        self.alive = kept


def _observation(found: Detections, index: int) -> Observation:
    return Observation(at=found.at, box=found.boxes[index], source="detector", score=float(found.scores[index]))


def _velocity(before: Floats, after: Floats, elapsed: Fraction) -> Floats:
    """Pixels a second, the same for all corners: a change of size is mostly the detector breathing."""
    shift = (after[:2] + after[2:] - before[:2] - before[2:]) / (2 * max(1e-3, float(elapsed)))
    return np.concatenate([shift, shift]).astype(np.float32)
