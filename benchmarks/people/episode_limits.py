"""Limits that fit themselves to an episode, tried here and not part of the product; `episodes.md` says what came of it.

A rule sees the tracks, the people and what is seen together, never the truth, and gives the limits for this one video.
`python -m benchmarks.people.episode_limits --media DIR` tries each on the clips with names, `benchmarks.people.episodes`
on composed episodes.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.faces.clips import NAMED
from benchmarks.faces.trials import Bench, Setting, open_set, pooled, prepare, strangers_named
from telecine.apps.faces.logic.grouping.evidence import trust
from telecine.apps.faces.logic.grouping.together import seen_together
from telecine.apps.faces.logic.naming.people import People
from telecine.apps.faces.logic.naming.rounds import NamingLimits
from telecine.apps.faces.logic.trackset import TrackSet
from telecine.engine.capabilities import Similarity

Floats = npt.NDArray[np.float64]
Rule = Callable[[TrackSet, People, Similarity], NamingLimits]

SURE: Final = 0.65
"""Distance, in parts of the limit for one person, at which a sharp face is somebody beyond doubt."""
LEAST, MOST = 0.68, 0.86
"""What a rule may make of the default of 0.77."""


def below_strangers(tracks: TrackSet, people: People, similarity: Similarity) -> NamingLimits:
    """A little below the nearest that faces come to people they surely are not.

    Those are all people but the one that a sure face is, and the one who is seen at the same instant.
    """
    apart, sure = _distances(tracks, people, similarity)
    if not len(people):
        return NamingLimits()
    own = apart.argmin(axis=1)
    others = [np.delete(apart[row], own[row]) for row in np.flatnonzero(sure)]
    pairs = seen_together(tracks)
    for one, other in (*pairs.tolist(), *pairs[:, ::-1].tolist()):
        if sure[one] and not sure[other] and np.isfinite(apart[other, own[one]]):
            others.append(apart[other, own[one] : own[one] + 1])
    known = np.concatenate(others) if others else np.zeros(0)
    return _limits(float(np.quantile(known, 0.02)) - 0.08 if len(known) >= 8 else None)


def above_own(tracks: TrackSet, people: People, similarity: Similarity) -> NamingLimits:
    """As far as the sure faces scatter around their own people: median and three spreads."""
    apart, sure = _distances(tracks, people, similarity)
    own = apart.min(axis=1, initial=np.inf)[sure]
    if len(own) < 4:
        return NamingLimits()
    middle = float(np.median(own))
    return _limits(middle + 3 * 1.48 * float(np.median(np.abs(own - middle))))


def widest_gap(tracks: TrackSet, people: People, similarity: Similarity) -> NamingLimits:
    """In the middle of the widest gap between distances to the nearest person."""
    apart, _ = _distances(tracks, people, similarity)
    nearest = np.sort(apart.min(axis=1, initial=np.inf))
    inside = np.concatenate([[LEAST], nearest[(nearest > LEAST) & (nearest < MOST)], [MOST]])
    widest = int(np.diff(inside).argmax())
    return _limits(float(inside[widest] + inside[widest + 1]) / 2)


RULES: Final[Mapping[str, Rule]] = {
    "below the episode's strangers": below_strangers,
    "above the episode's own distances": above_own,
    "in the widest gap": widest_gap,
}


def _distances(tracks: TrackSet, people: People, similarity: Similarity) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Of wide, sharp tracks to each person, in parts of the limit for one person, and which of them are sure."""
    good = tracks.has_face & (tracks.width >= 40) & (trust(tracks) >= 0.5)
    apart = np.full((len(tracks), len(people)), np.inf)
    if len(people) and good.any():
        apart[good] = people.distances(tracks.prototype[good], similarity) / similarity.same
    return apart, np.asarray(apart.min(axis=1, initial=np.inf) <= SURE, np.bool_)


def _limits(photos: float | None) -> NamingLimits:
    default = NamingLimits()
    if photos is None:
        return default
    kept = float(np.clip(photos, LEAST, MOST))
    return replace(default, photos=kept, episode=default.episode * kept / default.photos)


@dataclass
class FittedBench(Bench):
    """A bench on which a rule gives the limits for each clip and cast."""

    rule: Rule = below_strangers

    def names(self, clip: str, people: People, setting: Setting) -> list[str | None]:
        limits = self.rule(self.clips[clip].tracks, people, self.similarity)
        return super().names(clip, people, replace(setting, limits=limits))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--media", type=Path, required=True, help="folder of the shared clips")
    parser.add_argument("--home", type=Path, help="keep tracked clips here, so that the next run is fast")
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        home = options.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bench = prepare(options.media, home)
    print("| limits | clear | small | wrong | strangers named | open set: wrong of trials | limits of bbt, hamilton |")
    print("|---|---|---|---|---|---|---|")
    fitted = {
        name: FittedBench(bench.clips, bench.people, bench.similarity, bench.groupings, rule)
        for name, rule in RULES.items()
    }
    for name, each in {"default": bench, **fitted}.items():
        clear, clear_of, small, small_of, wrong = pooled(each.score(clip, Setting()) for clip in NAMED)
        named, of = strangers_named(each, Setting())
        trials, mistakes = open_set(each, Setting())
        used = ", ".join(
            f"{each.rule(bench.clips[clip].tracks, bench.people[clip], bench.similarity).photos:.2f}" for clip in NAMED
        ) if isinstance(each, FittedBench) else "0.77"  # fmt: skip
        print(f"| {name} | {clear}/{clear_of} | {small}/{small_of} | {wrong} | {named}/{of} | {len(mistakes)} in {trials} "
              f"| {used} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
