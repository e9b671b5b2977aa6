"""Screen time of composed episodes: ``python -m benchmarks.people.episodes --media DIR [--home DIR] [--count 30]``.

Each episode is a film composed from photographs, drawn from its seed, with a facebank of its own: no photograph that
teaches a person is in a film. The application analyses all films in one home; then names are given again with one lever
changed at a time, by the product's own logic on the same tracks. Printed are errors in seconds of everybody who is in the
facebank and on screen, and every name that somebody or something else got. Nothing is asserted but that the default
settings give what the application itself reports.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.faces.clips import learn, load_models, seen, similarity_of
from benchmarks.faces.truth import SeenTrack
from benchmarks.people.episode_film import RATE, read_photographs
from benchmarks.people.episode_limits import RULES, Rule
from benchmarks.people.episode_score import Row, WrongName, score, shares, summarise, true_names, wrong_names
from benchmarks.people.episode_script import Episode, plan_episode
from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.inference.models import ModelSet
from telecine.apps.faces.likeness import load_tracks
from telecine.apps.faces.logic.grouping.evidence import CueWeights
from telecine.apps.faces.logic.grouping.identities import group_tracks
from telecine.apps.faces.logic.grouping.nonfaces import looks_like_a_face
from telecine.apps.faces.logic.grouping.poorfaces import PoorFaceLimits
from telecine.apps.faces.logic.naming.people import People, learn_people
from telecine.apps.faces.logic.naming.rounds import NamingLimits
from telecine.apps.faces.logic.naming.verdict import decide
from telecine.apps.faces.logic.trackset import TrackSet
from telecine.apps.faces.params import TrackParams
from telecine.apps.faces.stages import IDENTITIES_STAGE, LIKENESS_STAGE, MATCHES_STAGE, TRACKS
from telecine.apps.media import stages as media
from telecine.apps.screentime.logic.presence import Presence, Sighting, find_presence
from telecine.apps.screentime.report import read_sightings
from telecine.apps.screentime.stages import REPORT
from telecine.cli.app import main as telecine
from telecine.cli.session import Door
from telecine.engine.capabilities import Similarity
from telecine.kernel.hashing import digest
from telecine.kernel.spans import ZERO, Span, total
from telecine.records.catalog import FACE_TRACKS, FACEBANK, SCAN, SCREENTIME
from tests.fixtures.stage_harness import Chain

PHOTOGRAPHS: Final = Path(__file__).with_name("episodes.csv")
_PLAIN: Final = NamingLimits(rounds=1, margin=0, smallest=0, samples=1, agreement=0, veto=9, far=9)

FOLLOWING: Final[Mapping[str, TrackParams]] = {
    "default": TrackParams(),
    "no flow": TrackParams(motion_pan=1000, motion_change=0.999, motion_face=1000),
    "all tracks": TrackParams(mean_score=0, single_score=0, narrow_score=0, plausible=0),
}
"""Ways to make tracks."""


@dataclass(frozen=True)
class Lever:
    """One way to name: the defaults, or the defaults with one thing changed."""

    name: str
    limits: NamingLimits = field(default_factory=NamingLimits)
    cues: CueWeights = field(default_factory=CueWeights)
    poor: PoorFaceLimits | None = field(default_factory=PoorFaceLimits)
    exclusive: bool = True
    nonfaces: bool = True
    following: str = "default"
    perfect: bool = False
    rule: Rule | None = None
    """Gives the limits from the episode itself."""


LEVERS: Final = (
    Lever("default"),
    Lever("without the episode's own faces", limits=NamingLimits(rounds=1)),
    Lever("without exclusivity", exclusive=False),
    Lever("without clothes", cues=CueWeights(clothes=0), poor=None),
    Lever("poor faces join nobody by clothes", poor=None),
    Lever("without the gate for size, samples, agreement", limits=NamingLimits(smallest=0, samples=1, agreement=0)),
    Lever("without margin and veto", limits=NamingLimits(margin=0, veto=9, far=9)),
    Lever("what is no face may have a name", nonfaces=False),
    Lever("no track is rejected as no face", following="all tracks", nonfaces=False),
    Lever("no flow: faces are not followed between looks", following="no flow"),
    Lever("plain threshold 0.5", limits=replace(_PLAIN, photos=0.5 / 0.6)),
    Lever("plain threshold 0.6", limits=replace(_PLAIN, photos=1.0)),
    Lever("perfect names for the same tracks", perfect=True),
    *(Lever(f"limit {name}", rule=rule) for name, rule in RULES.items()),
)


@dataclass(frozen=True)
class Tracked:
    """The tracks of one film, and whom each truly shows."""

    tracks: TrackSet
    sightings: Mapping[str, Sighting]
    cuts: Sequence[Fraction]
    whole: Span
    shown: Sequence[SeenTrack]
    truly: Sequence[str]


class Studio:
    """One home with the films of all episodes, analysed by the application."""

    def __init__(self, home: Path, root: Path, count: int) -> None:
        """Compose what is not there yet; `root` is the folder of faces."""
        self._home, self._root = home, root
        self._models: ModelSet = load_models()
        self.similarity: Similarity = similarity_of(self._models)
        photographs = read_photographs(PHOTOGRAPHS)
        self.episodes = [plan_episode(seed, photographs, root) for seed in range(count)]
        self._chains: dict[int, Chain] = {}
        self._tracked: dict[tuple[int, str], Tracked] = {}
        self.people: dict[int, People] = {}

    def analyse(self, episode: Episode) -> None:
        """Compose the film, let the application analyse it, and learn its cast."""
        film = episode.film
        path = self._home / "films" / f"{episode.seed}-{digest({'film': repr((film.shots, film.joins))})[:12]}.mp4"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            film.write(path, episode.seed)
        self._type("run", "faces", path, "--workers", 2, "--out", self._home / "out")
        chain = Chain(LocalArtifacts(self._home / "store"), path, self._models)
        ran = [chain.run(media.PROBE), chain.run(media.SCAN), chain.run(media.SEGMENTS), *chain.run_each(TRACKS)]
        if not all(one.is_adopted for one in ran):
            raise RuntimeError(f"the application made no tracks of {path.name}")
        learn(chain, {who: [self._root / one for one in paths] for who, paths in episode.cast.seeds.items()})
        self._chains[episode.seed] = chain
        self.people[episode.seed] = _people(chain)

    def tracked(self, episode: Episode, following: str) -> Tracked:
        key = (episode.seed, following)
        if key not in self._tracked:
            chain = self._chains[episode.seed]
            parts = [ran.open(FACE_TRACKS) for ran in chain.run_each(TRACKS, FOLLOWING[following])]
            tracks = load_tracks(parts)
            sightings: dict[str, Sighting] = {}
            for part in parts:
                sightings |= read_sightings(part.table("tracks"), part.table("samples"))
            shown = seen(tracks, [""] * len(tracks), [None] * len(tracks))
            scan = chain.one(SCAN).open(SCAN).record
            cuts = [shot.start for shot in scan.shots]
            truly = true_names(shown, episode.film.truth)
            self._tracked[key] = Tracked(tracks, sightings, cuts, Span(ZERO, scan.duration), shown, truly)
        return self._tracked[key]

    def report(self, episode: Episode) -> dict[str, Fraction]:
        """Seconds of each named person as the application's own stages count them."""
        chain = self._chains[episode.seed]
        chain.run_each(TRACKS)
        chain.run(LIKENESS_STAGE)
        chain.run(IDENTITIES_STAGE)
        chain.run(MATCHES_STAGE)
        people = chain.run(REPORT).open(SCREENTIME).record.people
        return {person.person: person.visible_s for person in people if person.person is not None}

    def names(self, episode: Episode, lever: Lever, without: frozenset[str] = frozenset()) -> list[str | None]:
        """Name of each track, with some people taken out of the facebank."""
        made = self.tracked(episode, lever.following)
        people = _without(self.people[episode.seed], without)
        if lever.perfect:
            return [name if name in people.ids else None for name in made.truly]
        grouping = group_tracks(
            made.tracks, similarity=self.similarity, threshold=self.similarity.cluster, cues=lever.cues, poor=lever.poor
        )
        is_face = looks_like_a_face(made.tracks, grouping) if lever.nonfaces else np.ones(len(grouping), np.bool_)
        if not lever.exclusive:
            grouping = replace(grouping, together=np.zeros((0, 2), np.int64))
        limits = lever.limits if lever.rule is None else lever.rule(made.tracks, people, self.similarity)
        groups = decide(made.tracks, grouping, people, similarity=self.similarity, limits=limits, is_face=is_face)
        names: list[str | None] = [None] * len(made.tracks)
        for group in groups:
            for row in group.rows if group.person >= 0 else ():
                names[row] = people.ids[group.person]
        return names

    def presence(self, episode: Episode, lever: Lever, names: Sequence[str | None]) -> dict[str, Presence]:
        """When each named person is said to be on screen."""
        made = self.tracked(episode, lever.following)
        found: dict[str, list[Sighting]] = {}
        for track, name in zip(made.tracks.ids, names, strict=True):
            if name is not None:
                found.setdefault(name, []).append(made.sightings[track])
        return {
            name: find_presence(each, made.cuts, bridge=Fraction(1, 2), whole=made.whole)
            for name, each in found.items()
        }

    def _type(self, *words: object) -> None:
        said = io.StringIO()
        with redirect_stdout(said):
            code = telecine(
                [*map(str, words), "--home", str(self._home), "--json"], Door(configure_logs=lambda *_given: None)
            )
        if code:
            raise RuntimeError(f"{words}: {said.getvalue()}")


@dataclass
class Result:
    """One lever over all episodes."""

    rows: list[Row] = field(default_factory=list)
    wrong: list[WrongName] = field(default_factory=list)
    trials: int = 0
    trial_wrong: list[WrongName] = field(default_factory=list)


def measure(studio: Studio, lever: Lever, *, is_open: bool = True) -> Result:
    """Every episode; with `is_open` also with each person taken out, and with each person alone."""
    result = Result()
    for episode in studio.episodes:
        made = studio.tracked(episode, lever.following)
        names = studio.names(episode, lever)
        bank = studio.people[episode.seed].ids
        found = studio.presence(episode, lever, names)
        true = (episode.film.spans(), episode.film.spans(only_clear=True))
        said = ({who: one.visible for who, one in found.items()}, {who: one.clear for who, one in found.items()})
        result.rows += score(episode.seed, bank, true, said)
        result.wrong += wrong_names(episode.seed, made.shown, names, made.truly, bank)
        for left in [{name} for name in bank] + [set(bank) - {name} for name in bank] if is_open else ():
            result.trials += 1
            kept = set(bank) - left
            again = studio.names(episode, lever, frozenset(left))
            result.trial_wrong += wrong_names(episode.seed, made.shown, again, made.truly, kept)
    return result


def check(studio: Studio) -> None:
    """Raises RuntimeError where the defaults do not give what the application reports."""
    for episode in studio.episodes:
        found = studio.presence(episode, LEVERS[0], studio.names(episode, LEVERS[0]))
        mine = {name: total(one.visible) for name, one in found.items()}
        if mine != studio.report(episode):
            raise RuntimeError(f"episode {episode.seed}: {mine} here, {studio.report(episode)} in the report")


def print_levers(studio: Studio, levers: Sequence[Lever]) -> Result:
    """A row for each as it is measured; returns the first."""
    print("| lever | mean error s (95 %) | of true | worst | missed | wrong names: strangers, known, no face (s) "
          "| absent people's s | taken out: wrong of trials |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|")
    results: list[Result] = []
    for lever in levers:
        results.append(result := measure(studio, lever, is_open=not lever.perfect))
        one = summarise(result.rows)
        no_face = [w for w in result.wrong if not w.truth]
        known = [w for w in result.wrong if w.truth and w.is_known]
        strangers = [w for w in result.wrong if w.truth and not w.is_known]
        seconds = sum(w.seconds for w in result.wrong)
        print(
            f"| {lever.name} | {one.mean_s:.2f} ({one.low_s:.2f} to {one.high_s:.2f}) | {one.part:.1%} |"
            f" {one.worst.error_s:+.1f} s of {float(one.worst.true_s):.1f}, {one.worst.person} in {one.worst.episode} |"
            f" {one.missed} of {one.people} | {len(strangers)}, {len(known)}, {len(no_face)} ({seconds:.1f} s) |"
            f" {one.absent_s:.1f} of {one.absent} people | {len(result.trial_wrong)} of {result.trials} |",
            flush=True,
        )
    return results[0]


def print_shots(studio: Studio) -> None:
    """Where the seconds of known people go, by kind of shot."""
    pooled: dict[str, Counter[str]] = {}
    for episode in studio.episodes:
        made, names = studio.tracked(episode, "default"), studio.names(episode, LEVERS[0])
        known = studio.people[episode.seed].ids
        for what, states in shares(episode.film, made.shown, made.truly, names, known).items():
            pooled.setdefault(what, Counter()).update(states)
    print("\n| kind of shot | true s | named | found, not named | not found |\n|---|---|---|---|---|")
    for what, states in sorted(pooled.items()):
        cells = " | ".join(f"{states[state] / float(RATE):.1f}" for state in ("named", "unnamed", "not found"))
        print(f"| {what} | {states.total() / float(RATE):.1f} | {cells} |")


def print_clear(default: Result) -> None:
    gate = summarise(default.rows, is_clear=True)
    off = summarise([replace(row, said_clear_s=row.said_s) for row in default.rows], is_clear=True)
    print("\n| clear seconds | mean error s (95 %) | worst |\n|---|---|---|")
    for name, one in (("with the gate", gate), ("without: all visible seconds", off)):
        worst = f"{one.worst.clear_error_s if one is gate else float(one.worst.said_s - one.worst.true_clear_s):+.1f} s"
        print(f"| {name} | {one.mean_s:.2f} ({one.low_s:.2f} to {one.high_s:.2f}) | {worst}, {one.worst.person} "
              f"in {one.worst.episode} |")  # fmt: skip


def print_episodes(studio: Studio, result: Result) -> None:
    print("\n| episode | s | known, of them shown | others shown | mean error s | worst |\n|---|---|---|---|---|---|")
    for episode in studio.episodes:
        rows = [row for row in result.rows if row.episode == episode.seed]
        shown = [row for row in rows if row.true_s > 0]
        others = sum(name not in studio.people[episode.seed].ids for name in episode.film.spans())
        worst = max(shown, key=lambda row: abs(row.error_s), default=None)
        mean = np.mean([abs(row.error_s) for row in shown]) if shown else 0
        text = f"{worst.person} {worst.error_s:+.2f} of {float(worst.true_s):.1f}" if worst else "-"
        print(f"| {episode.seed} | {float(episode.film.duration):.1f} | {len(rows)}, {len(shown)} | {others} |"
              f" {mean:.2f} | {text} |")  # fmt: skip


def _people(chain: Chain) -> People:
    """As `faces.matches` learns them: pictures unlike a person's others do not count."""
    facebank = chain.one(FACEBANK).open(FACEBANK)
    table = facebank.table("vectors")
    outlier = np.zeros(len(table), np.bool_)
    for one in facebank.record.seeds:
        outlier[one.vector] = one.is_outlier
    vectors = np.array(table.column("vector").to_pylist(), dtype=np.float32)
    return learn_people(vectors, table.column("person").to_pylist(), outlier)


def _without(people: People, names: frozenset[str]) -> People:
    rows = [row for row, person in enumerate(people.ids) if person not in names]
    return People(tuple(people.ids[row] for row in rows), people.centroids[rows], people.is_known[rows])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--media", type=Path, required=True, help="folder of the shared clips and photographs")
    parser.add_argument("--home", type=Path, help="keep films and tracks here, so that the next run is fast")
    parser.add_argument("--count", type=int, default=30, help="episodes")
    parser.add_argument("--quick", action="store_true", help="only what needs no other tracks")
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        home = options.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        studio = Studio(home, options.media / "faces", options.count)
        for episode in studio.episodes:
            studio.analyse(episode)
        check(studio)
        levers = [one for one in LEVERS if one.following == "default" or not options.quick]
        default = print_levers(studio, sorted(levers, key=lambda lever: lever.following != "default"))
        print_clear(default)
        print_shots(studio)
        print_episodes(studio, default)
        for one in default.wrong + default.trial_wrong:
            print(
                f"wrong: episode {one.episode}, {one.truth or 'no face'} is called {one.said} for {one.seconds:.1f} s"
            )


if __name__ == "__main__":
    main()
