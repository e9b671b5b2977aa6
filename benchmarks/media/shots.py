"""Where shots begin, ours and PySceneDetect's: ``python -m benchmarks.media.shots [--media DIR] [--list dev|test]``.

Judged in the same run on the same decoded frames: the shared clips, and composed films of six kinds of difficulty (see
`composed`). A cut counts when its frame is exact; a dissolve or fade when one boundary lies inside it, give or take two
frames. PySceneDetect sees pictures 160 pixels wide, as our detector sees small ones, and is left out where it is not
installed. Prints hits, misses, false ones and microseconds a frame without decoding. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from benchmarks.media.composed import KINDS, MEDIA, REAL, Transition, compose, load, write
from telecine.adapters.video import PyAvReader
from telecine.apps.media.logic.looks import look_at
from telecine.apps.media.logic.shots import ShotDetector

SEEDS: Final = {"dev": (1, 2), "test": (11, 12)}
"""Weights were fitted on `dev`; `test` was only ever judged."""

Detector = Callable[[Path], tuple[list[int], float, int]]


def ours(path: Path) -> tuple[list[int], float, int]:
    """First frames of shots, processor seconds, and frames."""
    reader = PyAvReader(path)
    detector = ShotDetector(float(reader.probe().video.frame_rate))
    found, seconds, frames = [], 0.0, 0
    for frame in reader.frames(fast=True):
        width, height = frame.size
        step = max(1, min(width // 256, height // 144))
        start = time.process_time()
        detector.push(frame.at, look_at(frame.luma(step), *frame.chroma(step)))
        found += detector.take()
        seconds += time.process_time() - start
        frames += 1
    detector.finish()
    return [boundary.frame for boundary in found + detector.take()], seconds, frames


def peers() -> dict[str, Detector]:
    """PySceneDetect's detectors with their defaults, and without their least length of a scene."""
    if find_spec("scenedetect") is None:
        return {}
    library: Any = import_module("scenedetect")
    return {
        f"{kind}{', scenes from 3 frames' if limits else ''}": _peer(library, getattr(library, kind), limits)
        for kind in ("AdaptiveDetector", "ContentDetector")
        for limits in ({}, {"min_scene_len": 3})
    }


def _peer(library: Any, kind: Callable[..., Any], limits: dict[str, int]) -> Detector:
    def run(path: Path) -> tuple[list[int], float, int]:
        detector, found, seconds, number = kind(**limits), [], 0.0, 0
        for number, frame in enumerate(PyAvReader(path).frames(fast=True), 1):
            width, height = frame.size
            picture = cv2.cvtColor(frame.rgb((160, max(2, 160 * height // width))), cv2.COLOR_RGB2BGR)
            start = time.process_time()
            found += detector.process_frame(library.FrameTimecode(number - 1, 25.0), picture)
            seconds += time.process_time() - start
        found += detector.post_process(library.FrameTimecode(number - 1, 25.0))
        return [cut.frame_num for cut in found], seconds, number

    return run


def judge(truth: Sequence[Transition], found: Sequence[int]) -> tuple[int, int, int]:
    """Hits, misses and false ones."""
    used: set[int] = set()
    for kind, first, last in truth:
        reach = 0 if kind == "cut" else 2
        near = [frame for frame in found if frame not in used and first - reach <= frame <= last + reach]
        if near:
            used.add(min(near, key=lambda frame: abs(2 * frame - first - last)))
    return len(used), len(truth) - len(used), len(found) - len(used)


def films(media: Path, folder: Path, listed: str) -> Iterator[tuple[str, Path, list[Transition]]]:
    """The shared clips, then the composed ones, each with what it is, and its truth."""
    for name, cuts in REAL.items():
        yield "shared clips", media / "video" / f"{name}.mp4", [Transition("cut", cut, cut) for cut in cuts]
    material = load(media)
    for kind in KINDS:
        for seed in SEEDS[listed]:
            film, truth = compose(kind, seed, material)
            path = folder / f"{kind}-{seed}.mp4".replace(" ", "-")
            write(path, film)
            yield kind, path, truth


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--media", type=Path, default=MEDIA)
    parser.add_argument("--list", choices=sorted(SEEDS), default="test")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    detectors: dict[str, Detector] = {"ours": ours, **peers()}
    tally: dict[tuple[str, str], Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind, path, truth in films(asked.media, Path(folder), asked.list):
            for name, run in detectors.items():
                found, seconds, frames = run(path)
                row = tally.setdefault((name, kind), np.zeros(5))
                row += [*judge(truth, found), seconds, frames]
    print(f"composed films: {asked.list} list")
    print(f"{'detector':<40}{'films':<14}{'hit':>5}{'missed':>8}{'false':>7}{'F1':>7}{'us/frame':>10}")
    for name in detectors:
        rows = {kind: row for (other, kind), row in tally.items() if other == name}
        rows["all composed"] = sum(row for kind, row in rows.items() if kind != "shared clips")
        for kind, (hit, missed, false, seconds, frames) in rows.items():
            score = 2 * hit / (2 * hit + missed + false)
            print(f"{name:<40}{kind:<14}{hit:5.0f}{missed:8.0f}{false:7.0f}{score:7.3f}{seconds / frames * 1e6:10.0f}")


if __name__ == "__main__":
    main()
