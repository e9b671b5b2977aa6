"""What is settled when a shot is over: beginnings found late, tracks that broke, tracks that are no faces, and spans."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from telecine.apps.faces.logic.tracking.association import REFUSED, Gate, assign, look_distances, pair_costs
from telecine.apps.faces.logic.tracking.tracklets import Tracklet, Weak
from telecine.engine.capabilities import Similarity
from telecine.kernel.spans import Span

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RejoinLimits:
    """When two tracks of one shot are one face that was lost for a moment.

    Attributes:
        gap_s: longest time between them.
        distance: largest distance of their prototypes, as a part of the model's `same`.
        look: largest distance of their colours; where one has no prototype it must be half of that.
        reach: largest distance of the boxes in face sizes, and by how much it grows a second.
    """

    gap_s: float
    distance: float
    look: float
    reach: float


def extend_back(
    tracks: Sequence[Tracklet], weak: Mapping[Fraction, list[Weak]], looked: Sequence[Fraction], gate: Gate
) -> int:
    """Give tracks the weak detections just before they began, one look at a time. Returns how many were used.

    A face that turns to the camera is first found with too low a score to begin a track.
    """
    taken = 0
    for index in range(len(looked) - 2, -1, -1):
        at = looked[index]
        begun = [track for track in tracks if track.previous == at]
        found = weak.get(at, [])
        if not begun or not found:
            continue
        elapsed = np.array([float(track.seen[0].at - at) for track in begun], np.float32)
        looks = look_distances(np.stack([track.look for track in begun]), np.stack([one.look for one in found]))
        first, boxes = np.stack([track.seen[0].box for track in begun]), np.stack([one.seen.box for one in found])
        for row, column in zip(*assign(pair_costs(first, elapsed, boxes, looks, gate)), strict=True):
            begun[row].seen.insert(0, found[column].seen)
            begun[row].previous = looked[index - 1] if index else None
            begun[row].opens_shot = index == 0
            taken += 1
    return taken


def rejoin(
    tracks: Sequence[Tracklet],
    prototypes: Mapping[int, Floats],
    similarity: Similarity,
    limits: RejoinLimits,
) -> list[tuple[Tracklet, Tracklet]]:
    """Pairs (earlier, later) of tracks of one shot that continue each other, each track at most once on each side.

    Args:
        tracks: of one shot.
        prototypes: vector by number of the track; tracks without one are compared by colour and place alone.
        similarity: how prototypes are compared.
        limits: see `RejoinLimits`.
    """
    if len(tracks) < 2:
        return []
    costs = np.full((len(tracks), len(tracks)), REFUSED, np.float32)
    for row, first in enumerate(tracks):
        for column, second in enumerate(tracks):
            if first.last_at < second.seen[0].at:
                costs[row, column] = _rejoin_cost(first, second, prototypes, similarity, limits)
    rows, columns = assign(costs)
    return [(tracks[row], tracks[column]) for row, column in zip(rows, columns, strict=True)]


def join(first: Tracklet, second: Tracklet) -> None:
    """Make `second` a part of `first`, which lies before it."""
    first.seen += second.seen
    first.following = second.following
    first.closes_shot = second.closes_shot


def describe_followed(track: Tracklet) -> None:
    """Give followed boxes the score of their neighbours that were detected; they are clear where both of these are."""
    detected = [index for index, one in enumerate(track.seen) if one.source == "detector"]
    for before, after in itertools.pairwise(detected):
        first, last = track.seen[before], track.seen[after]
        for one in track.seen[before + 1 : after]:
            one.score = (first.score + last.score) / 2
            one.is_clear = first.is_clear and last.is_clear


def span_of(track: Tracklet, shot: Span, step: Fraction) -> Span:
    """The half-open span of a track.

    A track that is there in the first (last) frame of its shot begins (ends) at the cut. Otherwise the face came
    (went) somewhere between the look that has it and the look that has it not, and the middle is the estimate without
    bias; `step` is the time one frame is shown, for a track that nothing follows.
    """
    start, end = track.seen[0].at, track.seen[-1].at + step
    if track.opens_shot:
        start = shot.start
    elif track.previous is not None:
        start = (track.previous + track.seen[0].at) / 2
    if track.closes_shot:
        end = shot.end
    elif track.following is not None:
        end = (track.seen[-1].at + track.following) / 2
    return Span(max(shot.start, start), min(shot.end, max(end, track.seen[-1].at)))


@dataclass(frozen=True, slots=True)
class FaceLimits:
    """What a track must have to be taken for a face.

    Attributes:
        mean_score: mean of its detector scores.
        single_score: score of a track that was detected once only.
        plausible: part of its detections whose landmarks lie as in a face.
        tiny_px: median width below which `tiny_score` is asked for instead of `mean_score`: detectors see faces in
            letters and knobs.
        tiny_score: see there.
    """

    mean_score: float
    single_score: float
    plausible: float
    tiny_px: float
    tiny_score: float

    def score_for(self, width: float) -> float:
        """The mean score that a track of this median width must have."""
        return self.tiny_score if width < self.tiny_px else self.mean_score


Against = Literal["seen_once", "low_score", "landmarks"]


def mean_score(track: Tracklet) -> float:
    """Mean of its detector scores."""
    return float(np.mean([one.score for one in track.detected]))


def median_width(track: Tracklet) -> float:
    """Median width of its detected boxes in pixels."""
    return float(np.median([one.box[2] - one.box[0] for one in track.detected]))


def reason_against(track: Tracklet, plausible: float, limits: FaceLimits) -> Against | None:
    """Why a track is not a face; None when it may be one."""
    mean, width = mean_score(track), median_width(track)
    if len(track.detected) == 1 and mean < limits.single_score:
        return "seen_once"
    if mean < limits.score_for(width):
        return "low_score"
    if plausible < limits.plausible:
        return "landmarks"
    return None


def _rejoin_cost(
    first: Tracklet, second: Tracklet, prototypes: Mapping[int, Floats], similarity: Similarity, limits: RejoinLimits
) -> float:
    gap = float(second.seen[0].at - first.last_at)
    if gap > limits.gap_s:
        return REFUSED
    before, after = first.seen[-1].box, second.seen[0].box
    sides = np.maximum([before[2:] - before[:2], after[2:] - after[:2]], 1.0)
    shift = (before[:2] + before[2:] - after[:2] - after[2:]) / 2
    distance = float(np.linalg.norm(shift) / np.prod(sides) ** 0.25)
    look = float(look_distances(first.look[None], second.look[None])[0, 0])
    if distance > limits.reach * (1 + gap):
        return REFUSED
    one, two = prototypes.get(first.number), prototypes.get(second.number)
    if one is None or two is None:
        is_near = look < limits.look / 2 and distance < limits.reach / 2
        return look + distance if is_near else REFUSED
    apart = float(similarity.distances(one[None], two[None])[0, 0]) / similarity.same
    if apart > limits.distance or look > limits.look:
        return REFUSED
    return apart + 0.5 * look + 0.2 * distance
