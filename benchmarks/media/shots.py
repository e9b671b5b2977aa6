"""Where shots begin, ours and PySceneDetect's: ``python -m benchmarks.media.shots [--media DIR] [--list dev|test]``.

Judged in one run on the same files: the shared clips, and composed lists of everything that ends a shot or only looks as
if it did (see `lists`). A cut counts when its frame is exact; anything gradual when one boundary lies inside it, give or
take two frames; whatever else is reported is false. With `--peer made` PySceneDetect runs beside it as its documentation
has it, with its own decoding, in an environment that is made for it (see `peer_scenedetect`). Speeds are wall time with
decoding, and CPU seconds stand below; both use every core they like. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final, NamedTuple

import cv2

from benchmarks.media.composed import MEDIA, REAL, Material, load, write
from benchmarks.media.edits import Transition
from benchmarks.media.lists import LISTS, compose
from benchmarks.media.peer_scenedetect import ADAPTIVE, SETTINGS, Peer
from telecine.adapters.video import PyAvReader
from telecine.apps.media.logic.looks import look_at
from telecine.apps.media.logic.shots import ShotDetector

SEEDS: Final = {"dev": (1, 2, 3), "test": (11, 12, 13)}
"""Weights and limits were fitted on `dev`; `test` was only ever judged."""
SHARED: Final = "shared clips"
_OURS: Final = "Telecine"
_DECODE: Final = "decoding alone"
_THREADS: Final = 2


class Found(NamedTuple):
    """First frames of shots with wall and processor seconds."""

    frames: list[int]
    wall_s: float
    cpu_s: float


@dataclass(slots=True)
class Score:
    """Of one detector on one list."""

    hit: int = 0
    missed: int = 0
    false: int = 0
    length_s: float = 0.0
    wall_s: float = 0.0
    cpu_s: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.hit / max(self.hit + self.false, 1)

    @property
    def recall(self) -> float:
        return self.hit / max(self.hit + self.missed, 1)

    @property
    def f1(self) -> float:
        return 2 * self.hit / max(2 * self.hit + self.missed + self.false, 1)

    @property
    def speed(self) -> float:
        return self.length_s / max(self.wall_s, 1e-9)

    def add(self, other: Score) -> None:
        for name in ("hit", "missed", "false", "length_s", "wall_s", "cpu_s"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def ours(path: Path) -> Found:
    """Decoding and detection as `media.scan` does them."""
    wall, cpu = time.perf_counter(), time.process_time()
    reader = PyAvReader(path)
    detector = ShotDetector(float(reader.probe().video.frame_rate))
    found = []
    for frame in reader.frames(fast=True, threads=_THREADS):
        width, height = frame.size
        step = max(1, min(width // 256, height // 144))
        detector.push(frame.at, look_at(frame.luma(step), *frame.chroma(step)))
        found += detector.take()
    detector.finish()
    frames = [boundary.frame for boundary in found + detector.take()]
    return Found(frames, time.perf_counter() - wall, time.process_time() - cpu)


def decoding(path: Path) -> Found:
    """The same frames, not looked at."""
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in PyAvReader(path).frames(fast=True, threads=_THREADS):
        pass
    return Found([], time.perf_counter() - wall, time.process_time() - cpu)


def judge(truth: Sequence[Transition], found: Sequence[int]) -> tuple[set[int], list[Transition]]:
    """Which of the found frames are right, and what was missed."""
    used: set[int] = set()
    missed = []
    for transition in truth:
        kind, first, last = transition
        reach = 0 if kind == "cut" else 2
        near = [frame for frame in found if frame not in used and first - reach <= frame <= last + reach]
        if near:
            used.add(min(near, key=lambda frame: abs(2 * frame - first - last)))
        else:
            missed.append(transition)
    return used, missed


def score(path: Path, truth: Sequence[Transition], found: Found, length: Fraction) -> Score:
    right, missed = judge(truth, found.frames)
    false = [frame for frame in found.frames if frame not in right]
    wrong = [f"{path.stem}: {kind} {first}-{last} missed" for kind, first, last in missed]
    wrong += [f"{path.stem}: {frame} is none" for frame in false]
    return Score(len(right), len(missed), len(false), float(length), found.wall_s, found.cpu_s, wrong)


def films(media: Path, folder: Path, listed: str, names: Sequence[str]) -> Iterator[tuple[str, Path, list[Transition]]]:
    """The shared clips, then the composed ones, each with its list and its truth; films in `folder` are kept."""
    for name, cuts in REAL.items() if SHARED in names else ():
        yield SHARED, media / "video" / f"{name}.mp4", [Transition("cut", cut, cut) for cut in cuts]
    material: Material | None = None
    for name in (name for name in LISTS if name in names):
        for seed in SEEDS[listed]:
            path = folder / f"{name}-{seed}.mp4".replace(" ", "-").replace(",", "")
            told = path.with_suffix(".json")
            if not told.exists():
                material = material or load(media)
                made = compose(name, seed, material)
                write(path, made.film, made.rate, made.size)
                told.write_text(json.dumps(made.truth))
            yield name, path, [Transition(*each) for each in json.loads(told.read_text())]


def main() -> None:
    asked = _asked()
    cv2.setNumThreads(1)
    detectors: dict[str, Callable[[Path], Found]] = {_DECODE: decoding, _OURS: ours}
    tally: dict[str, dict[str, Score]] = {}
    clips: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as temporary, Peer(asked.peer) as peer:
        for setting in SETTINGS if peer.is_there else ():
            detectors[setting] = lambda path, setting=setting: Found(*peer.run(path, setting))  # type: ignore[misc]
        folder = asked.films or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name, path, truth in films(asked.media, folder, asked.list, asked.only or [SHARED, *LISTS]):
            length = PyAvReader(path).probe().duration
            clips[name] = clips.get(name, 0) + 1
            for detector, run in detectors.items():
                made = score(path, truth, run(path), length)
                kept = tally.setdefault(detector, {}).setdefault(name, Score())
                kept.add(made)
                if detector == _OURS and asked.wrong:
                    print(*made.wrong, sep="\n", end="\n" if made.wrong else "")
    _print(tally, clips, asked.list)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--media", type=Path, default=MEDIA)
    parser.add_argument("--list", choices=sorted(SEEDS), default="test")
    parser.add_argument("--only", nargs="+", choices=[SHARED, *LISTS], help="only these lists")
    parser.add_argument("--films", type=Path, help="keep the composed films here, and take those that are there")
    parser.add_argument("--peer", default="none", help="an environment with PySceneDetect, or made, for one to be made")
    parser.add_argument("--wrong", action="store_true", help="name every mistake of ours")
    return parser.parse_args()


def _print(tally: dict[str, dict[str, Score]], clips: dict[str, int], listed: str) -> None:
    for scores in tally.values():
        whole = Score()
        for name, each in scores.items():
            if name != SHARED:
                whole.add(each)
        scores["all composed"] = whole
    clips["all composed"] = sum(count for name, count in clips.items() if name != SHARED)
    peers = [name for name in tally if name not in {_OURS, _DECODE}]
    others = [name for name in peers if name != ADAPTIVE]
    best = max(others, key=lambda name: tally[name]["all composed"].f1, default=None)
    shown = [name for name in (_OURS, ADAPTIVE, best) if name is not None and name in tally]
    print(f"\ncomposed films: {listed} list; P/R/F1 and times real time with decoding for: {'; '.join(shown)}")
    print(f"{'list':<20}{'clips':>6}{'truth':>6}" + "".join(f" |{'P':>6}{'R':>7}{'F1':>7}{'x':>7}" for _ in shown))
    for name, count in clips.items():
        row = tally[_OURS][name]
        cells = (tally[detector][name] for detector in shown)
        print(
            f"{name:<20}{count:>6}{row.hit + row.missed:>6}"
            + "".join(f" |{c.precision:6.3f}{c.recall:7.3f}{c.f1:7.3f}{c.speed:7.1f}" for c in cells)
        )
    print(
        f"\n{'all composed':<34}{'hit':>6}{'missed':>8}{'false':>7}{'F1':>7}{'x wall':>8}{'CPU-ms/s':>10}{'to decoding':>13}"
    )
    decoded = tally[_DECODE]["all composed"].cpu_s
    for detector, scores in tally.items():
        row = scores["all composed"]
        print(
            f"{detector:<34}{row.hit:6}{row.missed:8}{row.false:7}{row.f1:7.3f}{row.speed:8.1f}"
            f"{row.cpu_s / row.length_s * 1000:10.1f}{row.cpu_s / decoded:13.2f}"
        )


if __name__ == "__main__":
    main()
