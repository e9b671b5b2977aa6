"""Sending a large video to a running server and getting it back: throughput, CPU, and memory of the server process.

``python -m benchmarks.api.upload [--gb 5]`` starts `telecine serve` on a home of its own. The video is made while it is
sent and differs between the ways. The last line is what the machine needs without a server: hashing the same bytes
and writing them to the same disk in blocks of 1 MiB, with one fsync.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import httpx2
import numpy as np
import psutil

from telecine.adapters.video.writer import PyAvWriter

MB: Final = 1 << 20
_TUS: Final = {"Tus-Resumable": "1.0.0"}
_START_S: Final = 120.0
_PIECE_MB: Final = 256


@dataclass
class Film:
    """A short video, and a box of bytes behind it that players leave out."""

    head: bytes
    size: int
    seed: int

    def blocks(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` to `end`, in blocks of 1 MiB."""
        end = self.size if end is None else end
        block = np.random.default_rng(self.seed).bytes(MB)
        first = self.head + (1).to_bytes(4, "big") + b"free" + (self.size - len(self.head)).to_bytes(8, "big")
        at = start
        while at < end:
            if at < len(first):
                part = first[at : min(len(first), end)]
            else:
                place = (at - len(first)) % MB
                part = block[place : place + min(MB - place, end - at)]
            yield part
            at += len(part)


@dataclass
class Watched:
    """What a process spent while something was done."""

    process: psutil.Process
    before_mb: float = 0.0
    peak_mb: float = 0.0
    cpu_s: float = 0.0
    wall_s: float = 0.0

    @contextmanager
    def measured(self) -> Iterator[Callable[[], None]]:
        """Gives what is to be called now and then, to see the peak."""
        self.before_mb = self.peak_mb = self.process.memory_info().rss / MB
        cpu, begun = _cpu(self.process), time.perf_counter()

        def look() -> None:
            self.peak_mb = max(self.peak_mb, self.process.memory_info().rss / MB)

        yield look
        look()
        self.wall_s = time.perf_counter() - begun
        self.cpu_s = _cpu(self.process) - cpu


def _cpu(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return float(spent.user + spent.system)


def _short_video(folder: Path) -> bytes:
    path = folder / "short.mp4"
    with PyAvWriter(path, size=(64, 48), frame_rate=Fraction(25), audio_rate=None) as writer:
        for number in range(50):
            writer.write(np.full((48, 64, 3), number, np.uint8), Fraction(number, 25))
    return path.read_bytes()


@contextmanager
def _serving(home: Path) -> Iterator[tuple[httpx2.Client, psutil.Process]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "telecine.cli", "serve", "--no-workers", "--port", str(port), "--home", str(home)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=600) as http:
            end = time.monotonic() + _START_S
            while not _answers(http):
                if time.monotonic() > end or server.poll() is not None:
                    raise SystemExit("the server did not start")
                time.sleep(0.1)
            (api,) = [
                child
                for child in psutil.Process(server.pid).children(recursive=True)
                if "telecine.api" in " ".join(child.cmdline())
            ]
            yield http, api
    finally:
        server.terminate()
        server.wait()


def _answers(http: httpx2.Client) -> bool:
    try:
        return http.get("/livez").is_success
    except httpx2.HTTPError:
        return False


def _looked(blocks: Iterator[bytes], look: Callable[[], None]) -> Iterator[bytes]:
    for number, block in enumerate(blocks):
        if number % 32 == 0:
            look()
        yield block


def _by_tus(http: httpx2.Client, film: Film, look: Callable[[], None]) -> None:
    """In pieces of 256 MB, and until it is accepted."""
    begun = http.post("/uploads", headers={**_TUS, "Upload-Length": str(film.size)})
    begun.raise_for_status()
    place = begun.headers["location"]
    for start in range(0, film.size, _PIECE_MB * MB):
        end = min(film.size, start + _PIECE_MB * MB)
        headers = {
            **_TUS,
            "Upload-Offset": str(start),
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(end - start),
        }
        http.patch(place, content=_looked(film.blocks(start, end), look), headers=headers).raise_for_status()
    while (found := http.get(place).json())["state"] == "checking":
        look()
        time.sleep(0.05)
    if found["state"] != "accepted":
        raise SystemExit(f"the upload was not accepted: {found}")


def _by_form(http: httpx2.Client, film: Film, look: Callable[[], None]) -> dict[str, Any]:
    def body() -> Iterator[bytes]:
        yield b'--edge\r\nContent-Disposition: form-data; name="file"; filename="film.mp4"\r\n\r\n'
        yield from _looked(film.blocks(), look)
        yield b"\r\n--edge--\r\n"

    kind = {"Content-Type": "multipart/form-data; boundary=edge"}
    answer = http.post("/videos", content=body(), headers=kind)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def _back(http: httpx2.Client, video: dict[str, Any], look: Callable[[], None]) -> None:
    digest = hashlib.sha256()
    with http.stream("GET", f"/videos/{video['id']}/media", follow_redirects=True) as answer:
        for number, block in enumerate(answer.iter_raw(MB)):
            digest.update(block)
            if number % 32 == 0:
                look()
    if digest.hexdigest() != video["sha256"]:
        raise SystemExit("other bytes came back")


def _without_server(folder: Path, film: Film) -> tuple[float, float]:
    """Wall and CPU seconds."""
    here = psutil.Process()
    cpu, begun = _cpu(here), time.perf_counter()
    digest = hashlib.sha256()
    path = folder / "plain"
    with path.open("wb") as file:
        for block in film.blocks():
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    spent = _cpu(here) - cpu, time.perf_counter() - begun
    path.unlink()
    return spent[1], spent[0]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gb", type=float, default=1.0, help="size of the video; 1 without it")
    parser.add_argument("--folder", type=Path, help="where the home lies for a while; three times the size is needed")
    given = parser.parse_args()
    size = int(given.gb * 10**9)
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        head = _short_video(folder)
        print(f"{given.gb:g} GB each way; the server process alone is measured")
        print(f"{'way':<44}{'MB/s':>8}{'CPU-s/GB':>10}{'RSS before':>12}{'RSS peak':>10}")
        with _serving(folder / "home") as (http, api):
            watched = Watched(api)
            with watched.measured() as look:
                _by_tus(http, Film(head, size, 1), look)
            _show(f"tus, pieces of {_PIECE_MB} MB, until accepted", size, watched)
            with watched.measured() as look:
                video = _by_form(http, Film(head, size, 2), look)
            _show("form, until accepted", size, watched)
            with watched.measured() as look:
                _back(http, video, look)
            _show("download, hashed by the client", size, watched)
        wall, cpu = _without_server(folder, Film(head, size, 3))
        print(f"{'no server: hashed and written':<44}{size / wall / 1e6:>8.0f}{cpu / size * 1e9:>10.2f}")


def _show(way: str, size: int, watched: Watched) -> None:
    speed, cpu = size / watched.wall_s / 1e6, watched.cpu_s / size * 1e9
    print(f"{way:<44}{speed:>8.0f}{cpu:>10.2f}{watched.before_mb:>9.0f} MB{watched.peak_mb:>7.0f} MB", flush=True)


if __name__ == "__main__":
    main()
