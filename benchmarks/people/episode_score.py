"""What a report says about an episode whose truth is exact: errors in seconds, wrong names, an interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from benchmarks.faces.truth import SeenTrack, iou
from benchmarks.people.episode_film import RATE, Film, Seen
from telecine.kernel.spans import ZERO, Span, total, union

NO_FACE: Final = ""
_SAME: Final = 0.3
"""IoU from which a track's box is that of a true face."""


@dataclass(frozen=True)
class Row:
    """One person of the facebank in one episode; who is not shown has no true seconds.

    Attributes:
        episode: its seed.
        person: who.
        true_s: seconds on screen.
        said_s: seconds that are reported.
        true_clear_s: the part with a face that is wide enough and in focus.
        said_clear_s: the part that is reported as clear.
    """

    episode: int
    person: str
    true_s: Fraction
    said_s: Fraction
    true_clear_s: Fraction
    said_clear_s: Fraction

    @property
    def error_s(self) -> float:
        return float(self.said_s - self.true_s)

    @property
    def clear_error_s(self) -> float:
        return float(self.said_clear_s - self.true_clear_s)

    @property
    def is_missed(self) -> bool:
        return self.true_s > 0 and self.said_s == 0


@dataclass(frozen=True)
class WrongName:
    """A track with a name that is not that of the face it shows.

    Attributes:
        episode: its seed.
        truth: who it shows; empty when it shows no face.
        said: the name.
        seconds: its length.
        is_known: whether whom it shows is in the facebank.
    """

    episode: int
    truth: str
    said: str
    seconds: float
    is_known: bool


@dataclass(frozen=True)
class Summary:
    """Errors over episodes.

    Attributes:
        people: of the facebank who are shown.
        mean_s: mean of the absolute errors.
        low_s: lower end of the 95 % interval of the mean.
        high_s: upper end.
        part: sum of the absolute errors over the sum of true seconds.
        worst: the row with the largest error.
        missed: people shown who got no seconds.
        absent: people of the facebank who are not shown.
        absent_s: seconds that those got.
    """

    people: int
    mean_s: float
    low_s: float
    high_s: float
    part: float
    worst: Row
    missed: int
    absent: int
    absent_s: float


def true_names(tracks: Sequence[SeenTrack], truth: Sequence[Sequence[Seen]]) -> list[str]:
    """Whom each track shows at most of its samples; `NO_FACE` where no true face lies under it.

    Args:
        tracks: with their samples.
        truth: the faces of each frame.
    """
    names: list[str] = []
    for track in tracks:
        votes: Counter[str] = Counter()
        for at, box in track.samples:
            faces = truth[min(max(int(at * float(RATE) + 0.5), 0), len(truth) - 1)]
            best = max(faces, key=lambda one: iou(one.box, box), default=None)
            votes[best.person if best is not None and iou(best.box, box) >= _SAME else NO_FACE] += 1
        names.append(votes.most_common(1)[0][0] if votes else NO_FACE)
    return names


def wrong_names(
    episode: int, tracks: Sequence[SeenTrack], names: Sequence[str | None], truth: Sequence[str], known: Iterable[str]
) -> list[WrongName]:
    """Every track whose name is not that of whom it shows; `truth` says whom, `names` what is said."""
    bank = set(known)
    return [
        WrongName(episode, right, said, track.end - track.start, right in bank)
        for track, said, right in zip(tracks, names, truth, strict=True)
        if said is not None and said != right
    ]


def score(
    episode: int,
    known: Iterable[str],
    true: tuple[Mapping[str, Sequence[Span]], Mapping[str, Sequence[Span]]],
    said: tuple[Mapping[str, Sequence[Span]], Mapping[str, Sequence[Span]]],
) -> list[Row]:
    """One row for each person of the facebank; `true` and `said` are visible and clear spans by person."""

    def seconds(spans: Mapping[str, Sequence[Span]], person: str) -> Fraction:
        return total(union(spans.get(person, ())))

    return [
        Row(
            episode,
            person,
            seconds(true[0], person),
            seconds(said[0], person),
            seconds(true[1], person),
            seconds(said[1], person),
        )
        for person in sorted(known)
    ]


def shares(
    film: Film, tracks: Sequence[SeenTrack], truth: Sequence[str], names: Sequence[str | None], known: Iterable[str]
) -> dict[str, Counter[str]]:
    """Frames of known people by kind of shot: `named`, `unnamed` where only an unnamed track shows them, `not found`."""
    bank = set(known)
    found: dict[str, Counter[str]] = {}
    for number, faces in enumerate(film.truth):
        at = number / float(RATE)
        alive = [row for row, track in enumerate(tracks) if track.start <= at < track.end]
        layer = max(film.frames[number], key=lambda one: one.strength, default=None)
        for one in faces:
            if layer is None or not one.counts or one.person not in bank:
                continue
            rows = [row for row in alive if truth[row] == one.person]
            state = "named" if any(names[row] == one.person for row in rows) else "unnamed" if rows else "not found"
            found.setdefault(film.shots[layer.shot].what, Counter())[state] += 1
    return found


def summarise(rows: Sequence[Row], *, is_clear: bool = False, resamples: int = 2000) -> Summary:
    """Over the people who are shown; the interval is a bootstrap over whole episodes, because their errors go together."""
    shown = [row for row in rows if row.true_s > ZERO]
    absent = [row for row in rows if row.true_s == ZERO]
    errors = np.array([abs(row.clear_error_s if is_clear else row.error_s) for row in shown])
    true = np.array([float(row.true_clear_s if is_clear else row.true_s) for row in shown])
    episodes, which = np.unique([row.episode for row in shown], return_inverse=True)
    sums = np.bincount(which, weights=errors, minlength=len(episodes))
    counts = np.bincount(which, minlength=len(episodes))
    drawn = np.random.default_rng(7).integers(len(episodes), size=(resamples, len(episodes)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Summary(
        people=len(shown),
        mean_s=float(errors.mean()),
        low_s=float(low),
        high_s=float(high),
        part=float(errors.sum() / true.sum()),
        worst=shown[int(errors.argmax())],
        missed=sum(row.is_missed for row in shown),
        absent=len(absent),
        absent_s=float(sum((row.said_s for row in absent), ZERO)),
    )
