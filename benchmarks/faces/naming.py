"""Who is who on the shared clips: ``python -m benchmarks.faces.naming [--media DIR] [--home DIR] [--out FILE]``.

Runs the product's own stages with their default settings, one setting for all clips, and prints counts (n of m: the
clips are short and their truth has a grain of one second), the error of screen time, identities without a facebank,
strangers, what each lever brings, and how far each limit is from changing a result. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.faces.clips import MEDIA, NAMED, STRANGERS, Clip
from benchmarks.faces.poor import try_poor_faces
from benchmarks.faces.trials import Bench, Setting, open_set, pooled, pooled_f1, prepare, strangers_named
from benchmarks.faces.truth import NOBODY
from telecine.apps.faces.logic.grouping.evidence import CueWeights
from telecine.apps.faces.logic.grouping.poorfaces import PoorFaceLimits
from telecine.apps.faces.logic.naming.given import nothing_given
from telecine.apps.faces.logic.naming.rounds import NamingLimits, name_tracks
from telecine.apps.screentime.stages import REPORT
from telecine.records.catalog import FACEBANK, IDENTITIES, MATCHES, SCREENTIME

ABLATIONS = (
    Setting(),
    Setting("photographs alone (no faces of the episode)", limits=NamingLimits(rounds=1)),
    Setting("poor faces join nobody by clothes", poor=None),
    Setting("no clothes", cues=CueWeights(clothes=0), poor=None),
    Setting("no clothes, blur counts for nothing", cues=CueWeights(clothes=0, blur=0), poor=None),
    Setting("no exclusivity", exclusive=False),
    Setting("no gate for size, samples, agreement", limits=NamingLimits(smallest=0, samples=1, agreement=0)),
    Setting("no veto by the photographs", limits=NamingLimits(veto=9, far=9)),
    Setting("plain threshold 0.5", limits=NamingLimits(photos=0.5 / 0.6, rounds=1, margin=0, smallest=0, samples=1, agreement=0, veto=9, far=9)),
    Setting("plain threshold 0.6", limits=NamingLimits(photos=1.0, rounds=1, margin=0, smallest=0, samples=1, agreement=0, veto=9, far=9)),
)  # fmt: skip


def print_ablation(bench: Bench) -> None:
    print("\n## What each lever brings (one changed at a time)\n")
    print("| setting | clear | small | wrong | strangers named | open set: wrong of trials | B-cubed >= 28 px / all |")
    print("|---|---|---|---|---|---|---|")
    for setting in ABLATIONS:
        clear, clear_of, small, small_of, wrong = pooled(bench.score(clip, setting) for clip in NAMED)
        named, of = strangers_named(bench, setting)
        trials, mistakes = open_set(bench, setting)
        f1 = " / ".join(f"{pooled_f1(bench, setting, smallest):.3f}" for smallest in (28, 0))
        print(
            f"| {setting.name} | {clear}/{clear_of} | {small}/{small_of} | {wrong} | {named}/{of} |"
            f" {len(mistakes)} in {trials} | {f1} |"
        )


@dataclass(frozen=True)
class Knob:
    """One limit and the values it is tried at."""

    name: str
    default: float
    values: Sequence[float]

    def setting(self, value: float) -> Setting:
        if self.name in {"blur", "clothes", "scene"}:
            return Setting(cues=replace(CueWeights(), **{self.name: value}))
        if self.name in {"poor", "alike", "lead"}:
            return Setting(poor=replace(PoorFaceLimits(), **{self.name: value}))
        if self.name == "cluster":
            return Setting(cluster=value)
        changed: dict[str, Any] = {self.name: value}
        return Setting(limits=replace(NamingLimits(), **changed))


def print_room(bench: Bench) -> None:
    print("\n## Room: the range of each limit in which no figure gets worse, the others at their defaults\n")
    print(
        "| limit (parts of the distance `same`, or as named) | default | same or better from | to | what fails below | above |"
    )
    print("|---|---|---|---|---|---|")
    limits, cues, poor = NamingLimits(), CueWeights(), PoorFaceLimits()
    knobs = (
        Knob("photos", limits.photos, np.arange(0.65, 0.90, 0.01).round(2).tolist()),
        Knob("episode", limits.episode, np.arange(0.58, 0.84, 0.01).round(2).tolist()),
        Knob("margin", limits.margin, np.arange(0, 0.26, 0.01).round(2).tolist()),
        Knob("veto", limits.veto, np.arange(0, 0.4, 0.02).round(2).tolist()),
        Knob("agreement", limits.agreement, np.arange(0, 1.01, 0.1).round(1).tolist()),
        Knob("smallest", limits.smallest, list(range(8, 60, 4))),
        Knob("blur", cues.blur, np.arange(0, 0.6, 0.05).round(2).tolist()),
        Knob("clothes", cues.clothes, np.arange(0, 1.0, 0.05).round(2).tolist()),
        Knob("scene", cues.scene, [5, 10, 20, 40, 60, 120, 600]),
        Knob("poor", poor.poor, np.arange(0, 1.01, 0.05).round(2).tolist()),
        Knob("alike", poor.alike, np.arange(0.5, 1.0, 0.02).round(2).tolist()),
        Knob("lead", poor.lead, np.arange(-0.1, 0.31, 0.01).round(2).tolist()),
        Knob("cluster", bench.similarity.cluster / bench.similarity.same, np.arange(0.5, 0.95, 0.02).round(2).tolist()),
    )
    for knob in knobs:
        print_knob(bench, knob)


def figures(bench: Bench, setting: Setting) -> dict[str, float]:
    """What must not get worse; larger is better."""
    clear, _, small, _, wrong = pooled(bench.score(clip, setting) for clip in NAMED)
    merges = sum(len(bench.clusters(clip, setting, 0).false_merges) for clip in NAMED)
    return {
        "clear": clear,
        "small": small,
        "wrong names": -wrong,
        "strangers": -strangers_named(bench, setting)[0],
        "open set": -len(open_set(bench, setting)[1]),
        "false merges": -merges,
        "B-cubed": round(pooled_f1(bench, setting, 28), 3),
        "B-cubed of all": round(pooled_f1(bench, setting, 0), 3),
    }


def print_knob(bench: Bench, knob: Knob) -> None:
    base = figures(bench, Setting())
    worse = {
        value: [name for name, figure in figures(bench, knob.setting(value)).items() if figure < base[name]]
        for value in knob.values
    }
    below = [value for value in knob.values if value < knob.default and worse[value]]
    above = [value for value in knob.values if value > knob.default and worse[value]]
    fine = [v for v in knob.values if (not below or v > max(below)) and (not above or v < min(above))]
    print(
        f"| {knob.name} | {knob.default:g} | {min(fine):g}{'' if below else ' or less'} | {max(fine):g}"
        f"{'' if above else ' or more'} | {', '.join(worse[max(below)]) if below else '-'} |"
        f" {', '.join(worse[min(above)]) if above else '-'} |"
    )


def print_poor_faces(bench: Bench) -> None:
    print("\n## Every track in turn made a face that tells nothing: whom its clothes take it to\n")
    print("Right, wrong and apart where other tracks show its person; then wrong ones of all when none does.\n")
    sets = {name: [name] for name in NAMED} | {"strangers": list(STRANGERS)}
    print(f"| clothes alike from | {' | '.join(f'{name} | its person gone' for name in sets)} |")
    print("|---|" + "---|---|" * len(sets))
    default = PoorFaceLimits()
    for alike in sorted({0.7, 0.76, 0.8, 0.84, 0.88, 0.92, default.alike}):
        found = [try_poor_faces(bench, clips, replace(default, alike=alike)) for clips in sets.values()]
        cells = [
            f"{one.there['right']}, {one.there['wrong']}, {one.there['apart']} | {one.gone['wrong']} of {one.gone.total()}"
            for one in found
        ]
        print(f"| {alike:g}{' (default)' if alike == default.alike else ''} | {' | '.join(cells)} |")


def print_nearest(bench: Bench) -> None:
    print("\n## Nearest to a wrong name (distance in parts of the limit; 1 would be named if every gate let it)\n")
    rows: list[tuple[float, str]] = []
    for clip, bank in itertools.product(bench.clips, NAMED):
        if clip in NAMED and clip != bank:
            continue
        people, tracks, setting = bench.people[bank], bench.clips[clip].tracks, Setting()
        grouping = bench.grouping(clip, setting)
        names = name_tracks(
            tracks,
            people,
            grouping.pairs,
            grouping.together,
            similarity=bench.similarity,
            limits=setting.limits,
            allowed=np.ones(len(tracks), np.bool_),
            given=nothing_given(len(tracks)).person,
        )
        true = bench.true_names(clip)
        for row in range(len(tracks)):
            part = float(names.distance[row]) / (setting.limits.photos * bench.similarity.same)
            state = people.ids[names.person[row]] if names.person[row] >= 0 else "nobody"
            who = true[row] if true[row] not in {"", NOBODY} else "stranger"
            rows.append((part, f"{clip} with {bank}: {who}, {tracks.width[row]:.0f} px, named {state}"))
    for part, what in sorted(rows)[:26]:
        print(f"{part:.3f}  {what}")


def print_screen_time(clip: Clip) -> tuple[list[float], list[float], list[str]]:
    """Seconds per person as the report counts them, beside the truth. Returns clear and visible errors, and outliers."""
    assert clip.truth is not None
    report = clip.chain.run(REPORT).open(SCREENTIME).record
    found = {person.person: person for person in report.people if person.person is not None}
    clear_errors: list[float] = []
    visible_errors: list[float] = []
    outside: list[str] = []
    known = {seed.person for seed in clip.chain.one(FACEBANK).open(FACEBANK).record.seeds}
    print(
        "| person | clear s | true clear | visible s | true clear or small | true on screen |\n|---|---|---|---|---|---|"
    )
    for person in sorted(known & set(clip.truth.any_s)):
        clear = float(found[person].clear_s) if person in found else 0.0
        visible = float(found[person].visible_s) if person in found else 0.0
        true = clip.truth.clear_s[person], clip.truth.visible_s[person], clip.truth.any_s[person]
        print(f"| {person} | {clear:.1f} | {true[0]:.0f} | {visible:.1f} | {true[1]:.0f} | {true[2]:.0f} |")
        clear_errors.append(abs(clear - true[0]))
        visible_errors.append(abs(visible - true[1]))
        if not true[0] - 0.5 <= visible <= true[2] + 0.5:
            outside.append(f"{person} {visible:.1f} s, truth {true[0]:.0f} to {true[2]:.0f} s")
    return clear_errors, visible_errors, outside


def print_default(bench: Bench) -> None:
    print("## Default settings, the product's own stages\n")
    clear_errors: list[float] = []
    visible_errors: list[float] = []
    outside: list[str] = []
    for name in NAMED:
        clip, score = bench.clips[name], bench.score(name, Setting())
        matches = clip.chain.one(MATCHES).open(MATCHES).record
        product = {track: a.person for a in matches.assignments for track in a.track_ids}
        assert [product[track] for track in clip.tracks.ids] == bench.names(name, bench.people[name], Setting())
        print(f"### {name}\n")
        print(f"clear named {score.clear[0]} of {score.clear[1]}, small or hard {score.small[0]} of {score.small[1]}")
        print(f"by box: {'; '.join(f'{kind}: {dict(counts)}' for kind, counts in sorted(score.boxes.items()))}")
        print(f"wrong names: {score.wrong or 0}; clear faces without a name: {score.missed or 0}")
        for smallest in (28, 0):
            c = bench.clusters(name, Setting(), smallest)
            print(
                f"identities without a facebank, faces >= {smallest} px: B-cubed F1 {c.f1:.3f} (precision {c.precision:.3f},"
                f" recall {c.recall:.3f}) over {c.boxes} boxes, {c.identities} identities for {c.people} people,"
                f" false merges {list(c.false_merges) or 0}"
            )
        identities = clip.chain.one(IDENTITIES).open(IDENTITIES).record.identities
        print(f"identities in all: {len(identities)}, of them not faces: {sum(not i.is_face for i in identities)}\n")
        one, two, three = print_screen_time(clip)
        clear_errors, visible_errors, outside = clear_errors + one, visible_errors + two, outside + three
        print(f"warnings: {list(matches.warnings)}\n")
    clear, clear_of, small, small_of, wrong = pooled(bench.score(name, Setting()) for name in NAMED)
    named, of = strangers_named(bench, Setting())
    trials, mistakes = open_set(bench, Setting())
    print("### Pooled\n")
    print(f"clear {clear} of {clear_of} = {clear / clear_of:.3f}; small {small} of {small_of} = {small / small_of:.3f}")
    print(f"wrong names {wrong}; strangers named {named} of {of} tracks (4 clips, both casts)")
    print(f"open set: {len(mistakes)} wrong names in {trials} trials with people taken out {sorted(set(mistakes))[:5]}")
    print(f"B-cubed F1: {pooled_f1(bench, Setting(), 28):.3f} from 28 px, {pooled_f1(bench, Setting(), 0):.3f} for all")
    print(
        f"screen time, mean error per person: clear {np.mean(clear_errors):.2f} s, visible {np.mean(visible_errors):.2f} s"
    )
    print(f"visible seconds outside clear to on-screen by more than half a second: {outside or 'none'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--media", type=Path, default=MEDIA)
    parser.add_argument("--home", type=Path, help="keep tracked clips here, so that the next run is fast")
    parser.add_argument("--quick", action="store_true", help="only the default settings")
    options = parser.parse_args()
    with ExitStack() as stack:
        home = options.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bench = prepare(options.media, home)
        print_default(bench)
        if not options.quick:
            print_ablation(bench)
            print_room(bench)
            print_poor_faces(bench)
            print_nearest(bench)


if __name__ == "__main__":
    main()
