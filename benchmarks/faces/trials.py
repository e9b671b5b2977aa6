"""Naming tried on every clip: the product's own logic, with one lever changed or with people taken out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks.faces.clips import (
    NAMED,
    STRANGERS,
    Clip,
    cast_of,
    learn,
    load_models,
    people_of,
    seen,
    similarity_of,
    track_all,
)
from benchmarks.faces.truth import Clusters, Score, match, score_identities, score_names
from telecine.apps.faces.logic.grouping.evidence import CueWeights
from telecine.apps.faces.logic.grouping.identities import Grouping, group_tracks
from telecine.apps.faces.logic.grouping.poorfaces import PoorFaceLimits
from telecine.apps.faces.logic.naming.people import People
from telecine.apps.faces.logic.naming.rounds import NamingLimits
from telecine.apps.faces.logic.naming.verdict import decide
from telecine.apps.faces.stages import IDENTITIES_STAGE, LIKENESS_STAGE, MATCHES_STAGE
from telecine.engine.capabilities import Similarity


@dataclass(frozen=True)
class Setting:
    """One way to name: the defaults, or the defaults with one lever changed."""

    name: str = "default"
    limits: NamingLimits = field(default_factory=NamingLimits)
    cues: CueWeights = field(default_factory=CueWeights)
    poor: PoorFaceLimits | None = field(default_factory=PoorFaceLimits)
    cluster: float | None = None
    exclusive: bool = True


@dataclass
class Bench:
    """Clips and people, and what has been grouped already."""

    clips: dict[str, Clip]
    people: dict[str, People]
    similarity: Similarity
    groupings: dict[tuple[str, CueWeights, PoorFaceLimits | None, float | None, bool], Grouping] = field(
        default_factory=dict
    )

    def grouping(self, clip: str, setting: Setting) -> Grouping:
        key = (clip, setting.cues, setting.poor, setting.cluster, setting.exclusive)
        if key not in self.groupings:
            tracks = self.clips[clip].tracks
            threshold = self.similarity.cluster if setting.cluster is None else setting.cluster * self.similarity.same
            found = group_tracks(
                tracks, similarity=self.similarity, threshold=threshold, cues=setting.cues, poor=setting.poor
            )
            if not setting.exclusive:
                found = replace(found, together=np.zeros((0, 2), np.int64))
            self.groupings[key] = found
        return self.groupings[key]

    def names(self, clip: str, people: People, setting: Setting) -> list[str | None]:
        """Name of each track."""
        tracks, grouping = self.clips[clip].tracks, self.grouping(clip, setting)
        groups = decide(
            tracks,
            grouping,
            people,
            similarity=self.similarity,
            limits=setting.limits,
            is_face=np.ones(len(grouping), np.bool_),
        )
        names: list[str | None] = [None] * len(tracks)
        for group in groups:
            for row in group.rows:
                names[row] = people.ids[group.person] if group.person >= 0 else None
        return names

    def score(self, clip: str, setting: Setting) -> Score:
        truth = self.clips[clip].truth
        assert truth is not None
        names = self.names(clip, self.people[clip], setting)
        tracks = self.clips[clip].tracks
        return score_names(truth, seen(tracks, [""] * len(tracks), names), self.people[clip].ids)

    def clusters(self, clip: str, setting: Setting, smallest: float) -> Clusters:
        truth = self.clips[clip].truth
        assert truth is not None
        tracks, grouping = self.clips[clip].tracks, self.grouping(clip, setting)
        identity = [str(group) for group in grouping.group]
        return score_identities(truth, seen(tracks, identity, [None] * len(tracks)), smallest=smallest)

    def true_names(self, clip: str) -> list[str]:
        """Whom each track shows most often; empty where no true box says so."""
        tracks, truth = self.clips[clip].tracks, self.clips[clip].truth
        if truth is None:
            return [""] * len(tracks)
        votes: list[list[str]] = [[] for _ in tracks.ids]
        row_of = {track: row for row, track in enumerate(tracks.ids)}
        shown = seen(tracks, [""] * len(tracks), [None] * len(tracks))
        for at in sorted({box.at for box in truth.boxes}):
            boxes = [box for box in truth.boxes if box.at == at]
            for index, found in match(boxes, shown, at).items():
                votes[row_of[found.track]].append(boxes[index].name)
        return [max(set(names), key=names.count) if names else "" for names in votes]


def open_set(bench: Bench, setting: Setting) -> tuple[int, list[str]]:
    """Naming with people taken out, so that known faces are strangers: how many trials, and every wrong name."""
    trials = 0
    wrong: list[str] = []
    for clip in bench.clips:
        true = bench.true_names(clip)
        for what, people in _casts(bench, clip):
            trials += 1
            for name, right in zip(bench.names(clip, people, setting), true, strict=True):
                if name is not None and name != right:
                    wrong.append(f"{clip}, {what}: {right or 'a stranger'} is called {name}")
    return trials, wrong


def _casts(bench: Bench, clip: str) -> Iterator[tuple[str, People]]:
    for bank in NAMED:
        everybody = bench.people[bank].ids
        if clip != bank:
            yield f"cast of {bank}", bench.people[bank]
        for count in (1, 2, 3) if clip == bank else ():
            for left_out in itertools.combinations(everybody, min(count, len(everybody) - 1)):
                yield f"without {'+'.join(left_out)}", _only(bench.people[bank], set(everybody) - set(left_out))
        for person in everybody:
            yield f"only {person}", _only(bench.people[bank], {person})


def _only(people: People, kept: set[str]) -> People:
    rows = [row for row, person in enumerate(people.ids) if person in kept]
    return People(
        ids=tuple(people.ids[row] for row in rows), centroids=people.centroids[rows], is_known=people.is_known[rows]
    )


def pooled(scores: Iterable[Score]) -> tuple[int, int, int, int, int]:
    """Clear named, of; small named, of; wrong."""
    all_scores = list(scores)
    return (
        sum(s.clear[0] for s in all_scores),
        sum(s.clear[1] for s in all_scores),
        sum(s.small[0] for s in all_scores),
        sum(s.small[1] for s in all_scores),
        sum(len(s.wrong) for s in all_scores),
    )


def strangers_named(bench: Bench, setting: Setting) -> tuple[int, int]:
    """Tracks of the strangers' clips that got a name, and of how many, over both casts."""
    named = of = 0
    for clip, bank in itertools.product(STRANGERS, NAMED):
        names = bench.names(clip, bench.people[bank], setting)
        named += sum(name is not None for name in names)
        of += len(names)
    return named, of


def pooled_f1(bench: Bench, setting: Setting, smallest: float) -> float:
    """B-cubed F1 over the boxes of all clips."""
    found = [bench.clusters(clip, setting, smallest) for clip in NAMED]
    boxes = sum(each.boxes for each in found)
    precision = sum(each.precision * each.boxes for each in found) / boxes
    recall = sum(each.recall * each.boxes for each in found) / boxes
    return 2 * precision * recall / max(precision + recall, 1e-9)


def prepare(root: Path, home: Path) -> Bench:
    """Track every clip, learn both casts, and run the rest of the stages over the clips with truth."""
    models = load_models()
    clips = track_all(root, home, models)
    people: dict[str, People] = {}
    for name in NAMED:
        chain = clips[name].chain
        learn(chain, cast_of(name, root))
        people[name] = people_of(chain)
        chain.run(LIKENESS_STAGE)
        chain.run(IDENTITIES_STAGE)
        chain.run(MATCHES_STAGE)
    return Bench(clips=clips, people=people, similarity=similarity_of(models))
