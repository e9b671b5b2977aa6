"""What the scan costs beside pure decoding: ``python -m benchmarks.media.scan VIDEO``.

One thread each, in one run: decoding alone before and after (with and without the loop filter), and `media.scan` between
them. Prints processor milliseconds for a second of video, and the ratios.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np

from telecine.adapters.artifacts.local import LocalArtifacts
from telecine.adapters.video import PyAvReader
from telecine.apps.media.stages import PROBE, SCAN
from telecine.records import catalog
from tests.fixtures.stage_harness import Chain


def decode(path: Path, *, fast: bool) -> float:
    """Processor seconds of decoding alone."""
    start = time.process_time()
    for _ in PyAvReader(path).frames(fast=fast):
        pass
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("video", type=Path)
    path = parser.parse_args().video
    cv2.setNumThreads(1)
    whole, fast = [decode(path, fast=False)], [decode(path, fast=True)]
    with tempfile.TemporaryDirectory() as folder:
        chain = Chain(LocalArtifacts(Path(folder)), video=path)
        chain.run(PROBE)
        start = time.process_time()
        record = chain.run(SCAN).open(catalog.SCAN).record
        scan = time.process_time() - start
    fast.append(decode(path, fast=True))
    whole.append(decode(path, fast=False))
    length = float(record.duration)
    print(f"{path.name}: {length:.1f} s, {record.frames} frames, {len(record.shots)} shots")
    for name, seconds in (("decode", np.mean(whole)), ("decode without loop filter", np.mean(fast)), ("scan", scan)):
        print(f"{name:<28}{seconds / length * 1000:8.1f} ms per second of video")
    print(f"scan to decode {scan / np.mean(whole):.2f}, to decode without loop filter {scan / np.mean(fast):.2f}")


if __name__ == "__main__":
    main()
