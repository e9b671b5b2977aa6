"""CPU-ms per second of video, by part, beside pure decode; times real time with 1 and 2 workers; peak memory.

    python -m benchmarks.faces.speed --media ../shared/media [--minutes 10] [--workers 1 2] [--keep FOLDER]

The film is made of the shared clips, scaled to 1280x720 at 25 frames a second, repeated until it is long enough. Results
are made anew in a fresh home for each row.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from telecine.adapters.video.reader import PyAvReader
from telecine.adapters.video.writer import PyAvWriter
from telecine.bootstrap import Workspace, open_workspace
from telecine.engine.rows import TaskRow
from telecine.engine.states import LIVE_JOBS, JobState
from telecine.services.facebank.cast import read_cast
from telecine.services.jobs import Submission

CLIPS = (
    "bbt_annotated_28s/bbt_annotated_28s.mp4",
    "hamilton_10s/short_hamilton_clip.mp4",
    "bikes.mp4",
    "bigbuckbunny.mp4",
    "street_1080p_4s/street_1080p_4s.mp4",
    "one-by-one-person-detection.mp4",
)
SIZE = (1280, 720)
RATE = Fraction(25)
MOST_OF_A_CLIP = Fraction(30)


def pictures(path: Path) -> Iterator[npt.NDArray[np.uint8]]:
    """Frames of a clip at 25 a second, fitted into 1280x720."""
    for frame in PyAvReader(path).frames(every=1 / RATE):
        if frame.at >= MOST_OF_A_CLIP:
            return
        width, height = frame.size
        scale = min(SIZE[0] / width, SIZE[1] / height)
        small = frame.rgb((round(width * scale) // 2 * 2, round(height * scale) // 2 * 2))
        top, left = (SIZE[1] - small.shape[0]) // 2, (SIZE[0] - small.shape[1]) // 2
        whole = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
        whole[top : top + small.shape[0], left : left + small.shape[1]] = small
        yield whole


def make_cycle(media: Path, path: Path) -> Path:
    """One pass over the clips, encoded once."""
    if not path.exists():
        number = 0
        with PyAvWriter(path, size=SIZE, frame_rate=RATE, preset="veryfast", threads=2) as writer:
            for clip in CLIPS:
                for picture in pictures(media / "video" / clip):
                    writer.write(picture, number / RATE)
                    number += 1
    return path


def repeat(cycle: Path, path: Path, seconds: float) -> Path:
    """The cycle again and again without encoding, until it is long enough."""
    if path.exists():
        return path
    with av.open(str(path), "w") as out, av.open(str(cycle)) as first:
        stream = out.add_stream_from_template(first.streams.video[0])
        tick = first.streams.video[0].time_base or Fraction(1)
        length = round(first.streams.video[0].frames / RATE / tick)
        offset = 0
        while float(offset * tick) < seconds:
            with av.open(str(cycle)) as source:
                for packet in source.demux(source.streams.video[0]):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.pts, packet.dts, packet.stream = packet.pts + offset, packet.dts + offset, stream
                    out.mux(packet)
            offset += length
    return path


def decode_cpu(path: Path, length_s: float) -> float:
    """CPU-ms per second of video for decoding every frame with one thread, nothing else."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    with av.open(str(path)) as source:
        source.streams.video[0].thread_type = "NONE"
        source.streams.video[0].thread_count = 1
        for _ in source.decode(source.streams.video[0]):
            pass
    after = resource.getrusage(resource.RUSAGE_SELF)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent * 1000 / length_s


def run(workspace: Workspace, video: Path, cast: Path | None, workers: int) -> tuple[float, list[TaskRow], float]:
    """Wall seconds, tasks and length of one fresh run of `faces`."""
    row = workspace.videos.register(video)
    snapshot = workspace.people.snapshot(read_cast(cast) if cast else ())
    begun = time.monotonic()
    job = workspace.jobs.submit(Submission(row.id, "faces", snapshots={"faces.photos": snapshot}))
    lock = workspace.lock()
    assert lock.acquire()

    def is_over() -> bool:
        with workspace.store.reading() as reading:
            found = reading.job(job.id)
        return found is not None and found.state not in LIVE_JOBS

    workspace.supervisor(workers=workers, job_ids={job.id}).run(until=is_over)
    wall = time.monotonic() - begun
    lock.release()
    with workspace.store.reading() as reading:
        ended = reading.job(job.id)
        assert ended is not None
        assert ended.state is JobState.SUCCEEDED, ended.error_detail
        length = row.probe["duration_s"] if row.probe else 0.0
        return wall, reading.tasks_of_job(job.id), float(str(length))


def report(wall: float, tasks: list[TaskRow], length_s: float, workers: int, decode: float) -> None:
    """Print the rows of one run."""
    spent: dict[str, float] = defaultdict(float)
    peak = 0.0
    for task in tasks:
        spent[task.stage] += task.cost.get("cpu_s", 0.0) * 1000 / length_s
        peak = max(peak, task.cost.get("peak_mb", 0.0))
    whole = sum(spent.values())
    print(f"\n{length_s / 60:.1f} minutes of 1280x720 at 25/s, {workers} worker(s), {os.cpu_count()} cores")
    for stage, ms in sorted(spent.items(), key=lambda entry: -entry[1]):
        print(f"  {stage:<22}{ms:>8.1f} CPU-ms per video second{ms / decode:>8.2f} x pure decode")
    print(f"  {'all stages':<22}{whole:>8.1f} CPU-ms per video second{whole / decode:>8.2f} x pure decode")
    print(f"  {'pure decode':<22}{decode:>8.1f} CPU-ms per video second")
    print(f"  {length_s / wall:.2f} x real time ({wall:.1f} s), peak memory of a worker {peak:.0f} MB", flush=True)


def main() -> None:
    """Make the film, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--media", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 1])
    parser.add_argument("--keep", type=Path, default=None)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder:
        keep = given.keep or Path(folder)
        keep.mkdir(parents=True, exist_ok=True)
        film = repeat(make_cycle(given.media, keep / "cycle.mp4"), keep / f"{given.minutes:g}.mp4", given.minutes * 60)
        probe = PyAvReader(film).probe()
        decode = decode_cpu(film, float(probe.duration))
        for workers in given.workers:
            with open_workspace(home=Path(folder) / f"home-{workers}") as workspace:
                cast = given.media / "faces" / "hamilton-cast"
                wall, tasks, length = run(workspace, film, cast if cast.is_dir() else None, workers)
            report(wall, tasks, length, workers, decode)


if __name__ == "__main__":
    main()
