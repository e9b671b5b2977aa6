"""How well faces are found and followed, and what it costs: ``python -m benchmarks.faces.tracking [--media DIR]``.

For each shared clip with truth, and each detector size, prints recall by face height and precision at the frames that
were looked at by a person, and beside it CPU milliseconds per second of video by part. One run, one process, one thread;
the column `decode alone` is the same clip decoded by the same reader and thrown away.

The boxes of the truth were proposed by CenterFace and then corrected by a person, so a face that detector never sees may
be missing there: recall compares settings and guards against regressions, it is not the recall of the detector. Limits of
tracking were set on these same clips.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.faces.truth import SeenTrack, Truth, match, read_truth
from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.inference.manifest import Manifest
from telecine.adapters.inference.models import ModelSet
from telecine.adapters.video.reader import PyAvReader
from telecine.apps.faces.params import TrackParams
from telecine.apps.faces.stages import TRACKS
from telecine.apps.media import stages as media
from telecine.bench.metering import Meter, MeteredModels, MeteredReader
from telecine.engine.capabilities import FACE_DETECTOR, FACE_EMBEDDER
from telecine.records.catalog import FACE_TRACKS, SCAN
from telecine.records.faces import FaceTracks
from tests.fixtures.stage_harness import Chain, Ran

CLIPS = ("hamilton_10s", "bbt_annotated_28s")
HEIGHTS = ((0, 24), (24, 40), (40, 80), (80, 100_000))
COARSE, FINE, FINEST = (448, 256), (640, 384), (960, 544)
SETTINGS: dict[str, dict[str, Any]] = {
    "default": {},
    "448 only": {"fine": COARSE, "finest": COARSE},
    "640 only": {"coarse": FINE, "finest": FINE},
    "960 only": {"coarse": FINEST, "fine": FINEST},
}


def models() -> ModelSet:
    """The default models, fetched before by `telecine models fetch`, and loaded, which is not what is measured."""
    manifest = Manifest.load()
    loaded = ModelSet({name: manifest.resolve(name) for name in TRACKS.resources.models})
    loaded.get(FACE_DETECTOR).detect(np.zeros((256, 448, 3), np.uint8))
    loaded.get(FACE_EMBEDDER)
    return loaded


def prepare(video: Path, folder: Path, meter: Meter, found: ModelSet) -> Chain:
    """Everything that comes before the tracks."""
    chain = Chain(
        LocalArtifacts(folder),
        video,
        MeteredModels(found, meter),
        open_video=lambda path: MeteredReader(PyAvReader(Path(path)), meter),
    )
    chain.run(media.PROBE)
    with meter.part("scan"):
        chain.run(media.SCAN)
    chain.run(media.SEGMENTS)
    return chain


def seen_tracks(results: Sequence[Ran]) -> list[SeenTrack]:
    """The tracks of all segments, as the truth is compared with."""
    tracks: list[SeenTrack] = []
    for result in results:
        loaded = result.open(FACE_TRACKS)
        samples: dict[str, list[tuple[float, tuple[float, float, float, float]]]] = {}
        for row in loaded.table("samples").to_pylist():
            box = (row["x1"], row["y1"], row["x2"], row["y2"])
            samples.setdefault(row["track_id"], []).append((row["at_num"] / row["at_den"], box))
        tracks += [
            SeenTrack(
                track=row["track_id"],
                start=row["start_num"] / row["start_den"],
                end=row["end_num"] / row["end_den"],
                samples=samples[row["track_id"]],
                identity="",
                person=None,
                is_face=True,
                is_clear=row["is_clear"],
            )
            for row in loaded.table("tracks").to_pylist()
        ]
    return tracks


@dataclass
class Found:
    """Counts of true boxes by height, and of boxes shown."""

    by_height: dict[tuple[int, int], list[int]] = field(default_factory=lambda: {bin_: [0, 0] for bin_ in HEIGHTS})
    shown: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, truth: Truth, tracks: Sequence[SeenTrack]) -> None:
        for at in sorted({box.at for box in truth.boxes}):
            boxes = [box for box in truth.boxes if box.at == at]
            owner = match(boxes, tracks, at)
            for index, box in enumerate(boxes):
                if box.is_sure:
                    height = box.box[3] - box.box[1]
                    counts = next(self.by_height[bin_] for bin_ in HEIGHTS if bin_[0] <= height < bin_[1])
                    counts[0] += index in owner
                    counts[1] += 1
                    if index not in owner:
                        self.missed.append(f"{box.name} ({box.kind}, {height:.0f} px) at {at} s")
            live = [track for track in tracks if track.start <= at < track.end]
            self.shown += len(live)
            matched = {track.track for track in owner.values()}
            self.wrong += [
                f"{[round(side) for side in track.box_at(at)]} at {at} s"
                for track in live
                if track.track not in matched
            ]

    def line(self) -> str:
        recall = "  ".join(f"{low:>3}+ px {a:>2}/{b:<2}" for (low, _), (a, b) in self.by_height.items() if b)
        from_40 = [counts for (low, _), counts in self.by_height.items() if low >= 40]
        right, of = sum(c[0] for c in from_40), sum(c[1] for c in from_40)
        shown = max(1, self.shown)
        return (
            f"recall {recall}  from 40 px {right}/{of} = {right / max(1, of):.3f}"
            f"  precision {self.shown - len(self.wrong)}/{self.shown} = {1 - len(self.wrong) / shown:.3f}"
        )


def decode_alone(video: Path) -> float:
    begin = time.process_time()
    for _ in PyAvReader(video).frames():
        pass
    return time.process_time() - begin


def measure(video: Path, params: TrackParams, found: ModelSet) -> tuple[list[SeenTrack], str]:
    """Tracks of one video, and a line on what they cost."""
    meter = Meter()
    with tempfile.TemporaryDirectory() as folder:
        chain = prepare(video, Path(folder), meter, found)
        scan = meter.spent.pop("scan")
        meter.spent.clear()
        begin = time.process_time()
        results = chain.run_each(TRACKS, params)
        whole = time.process_time() - begin
        seconds = float(chain.one(SCAN).open(SCAN).record.duration)
        records: list[FaceTracks] = [result.open(FACE_TRACKS).record for result in results]
        tracks = seen_tracks(results)
    parts = {"scan": scan, **{name: meter.spent.get(name, 0.0) for name in ("decode", "detect", "embed")}}
    parts["rest"] = whole - sum(parts[name] for name in ("decode", "detect", "embed"))
    costs = "  ".join(f"{name} {1000 * spent / seconds:.0f}" for name, spent in parts.items())
    looks = sum(record.frames_detected for record in records) / seconds
    alone = decode_alone(video)
    line = (
        f"CPU-ms per second: {costs}  tracks in all {1000 * whole / seconds:.0f}, decode alone {1000 * alone / seconds:.0f}"
        f" | {looks:.1f} looks a second, {len(tracks)} tracks in {seconds:.1f} s, two workers without the rest of the job"
        f" {2 * seconds / (whole + scan):.1f} x"
    )
    return tracks, line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    root = Path(__file__).resolve().parents[2]
    parser.add_argument("--media", type=Path, default=root.parent / "shared" / "media" / "video")
    parser.add_argument("--video", type=Path, action="append", default=[], help="also time this video, without truth")
    parser.add_argument("--set", action="append", default=[], metavar="NAME", choices=list(SETTINGS), dest="names")
    options = parser.parse_args()
    found = models()
    measure(next((options.media / CLIPS[0]).glob("*.mp4")), TrackParams(), found)  # what is loaded once is not measured
    for name in options.names or list(SETTINGS):
        print(f"\n{name}")
        pooled = Found()
        for clip in CLIPS:
            video = next((options.media / clip).glob("*.mp4"))
            truth = read_truth(options.media / clip)
            tracks, cost = measure(video, TrackParams(**SETTINGS[name]), found)
            score = Found()
            for one in (score, pooled):
                one.add(truth, tracks)
            print(f"  {clip}: {score.line()}\n    {cost}")
            for kind, cases in (("missed", score.missed), ("no face in the truth", score.wrong)):
                print(*(f"    {kind}: {case}\n" for case in cases), sep="", end="")
        print(f"  pooled: {pooled.line()}\n  (truth proposed by the same detector, limits set on these clips)")
        for video in options.video:
            print(f"  {video.name}: {measure(video, TrackParams(**SETTINGS[name]), found)[1]}")


if __name__ == "__main__":
    main()
