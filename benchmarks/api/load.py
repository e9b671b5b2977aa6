"""A running server with 100,000 jobs, a thousand clients of live events, and lists asked for all the time.

``python -m benchmarks.api.load [--jobs 100000] [--clients 1000] [--rate 20] [--seconds 30]`` fills a home of its own,
starts `telecine serve` on it, and asks for lists first alone and then beside the clients. Some clients never read what
they are sent. Events are written to the database as a supervisor writes them, and how late they come is measured.
Clients, lists and server share this machine.
`/livez`, which looks at nothing, is asked as often: what it takes is the wait of this machine and of the process, not of lists.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import httpx2
import psutil

from telecine.bootstrap import Workspace, open_workspace
from telecine.engine.rows import JobRow, NewEvent, VideoRow
from telecine.engine.states import LIVE_JOBS, JobState

_START_S: Final = 120.0
_BATCH: Final = 5000
_SLOW_BUFFER: Final = 4096
_EVENTS_A_SECOND: Final = 5
_STATES: Final = (*([JobState.SUCCEEDED] * 16), *([JobState.FAILED] * 2), JobState.CANCELLED, JobState.QUEUED)


def fill(workspace: Workspace, number: int) -> float:
    """Jobs of half a year on a thousand videos. Seconds that it took."""
    begun, now, rng = time.perf_counter(), datetime.now(UTC), random.Random(1)
    with workspace.store.writing() as tx:
        for index in range(1000):
            tx.add_video(VideoRow(f"v{index}", f"{index:064x}", 10**9, f"film {index}.mp4", f"/films/{index}.mp4", now))
    settings = dict.fromkeys((f"TELECINE_SETTING_{n}" for n in range(60)), "a value of usual length")
    request = {"source_sha256": "0" * 64, "targets": ["faces.report"], "params": {}, "models": {}, "snapshots": {}}
    for first in range(0, number, _BATCH):
        with workspace.store.writing() as tx:
            for index in range(first, min(number, first + _BATCH)):
                at = now - timedelta(seconds=(number - index) * 155 + rng.random())
                state = rng.choice(_STATES)
                is_over = state not in LIVE_JOBS
                tx.add_job(
                    JobRow(
                        id=f"local-{index:026d}",
                        video_id=f"v{rng.randrange(1000)}",
                        app=rng.choice(("faces", "screentime")),
                        params={},
                        resolved={**request, "settings": settings},
                        fingerprint=f"{index:064x}",
                        state=state,
                        priority=0,
                        created_at=at,
                        requested_by=rng.choice(("ana", "bo", "watched folder")),
                        progress=float(is_over),
                        is_expanded=True,
                        error_code="bad_media" if state is JobState.FAILED else None,
                        finished_at=at + timedelta(minutes=5) if is_over else None,
                    )
                )
    return time.perf_counter() - begun


LISTS: Final = (
    "/jobs?limit=50",
    "/jobs?limit=50&state=failed",
    "/jobs?limit=50&status=in_progress",
    "/jobs?limit=50&sort=-finished_at",
    "/jobs?limit=50&app=screentime&requested_by=ana",
    "/jobs?limit=50&video=v7",
    "/jobs?limit=50&sort=created_at",
)


@dataclass
class Lists:
    """Answers to lists: how long each took, in seconds; and those of `/livez` meanwhile, which do nothing."""

    took: list[float] = field(default_factory=list)
    nothing: list[float] = field(default_factory=list)
    failed: int = 0

    async def ask(self, url: str, rate: float, seconds: float) -> None:
        """As many a second as `rate`, whether earlier ones were answered or not; every second one goes on a page."""
        cursors: dict[str, str] = {}
        # Shorter than the server keeps them: otherwise a request meets a connection that is just being closed.
        limits = httpx2.Limits(keepalive_expiry=2.0)
        async with httpx2.AsyncClient(base_url=url, timeout=30, limits=limits) as http, asyncio.TaskGroup() as group:
            begun = time.perf_counter()
            for number, path in zip(range(int(rate * seconds)), itertools.cycle(LISTS), strict=False):
                await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
                group.create_task(self._one(http, path, cursors))
                await asyncio.sleep(0.5 / rate)
                group.create_task(self._nothing(http))

    async def _nothing(self, http: httpx2.AsyncClient) -> None:
        begun = time.perf_counter()
        await http.get("/livez")
        self.nothing.append(time.perf_counter() - begun)

    async def _one(self, http: httpx2.AsyncClient, path: str, cursors: dict[str, str]) -> None:
        begun = time.perf_counter()
        cursor = cursors.pop(path, "")
        answer = await http.get(path + (f"&cursor={cursor}" if cursor else ""))
        self.took.append(time.perf_counter() - begun)
        if answer.status_code != 200:
            self.failed += 1
        elif not cursor and (following := answer.json()["next"]):
            cursors[path] = following


@dataclass
class Crowd:
    """Clients of the stream of all jobs."""

    port: int
    late: list[float] = field(default_factory=list)
    open: int = 0
    lost: int = 0
    heard: set[int] = field(default_factory=set)
    _opened: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def is_there(self, number: int) -> None:
        """Wait until so many streams are open."""
        async with self._opened:
            await self._opened.wait_for(lambda: self.open >= number)

    async def listen(self, number: int, *, is_slow: bool) -> None:
        """Read until cancelled; a slow one asks and reads no more."""
        link = socket.socket()
        link.setblocking(False)
        if is_slow:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SLOW_BUFFER)
        await asyncio.get_running_loop().sock_connect(link, ("127.0.0.1", self.port))
        reader, writer = await asyncio.open_connection(sock=link, limit=_SLOW_BUFFER if is_slow else 65536)
        writer.write(b"GET /jobs/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        async with self._opened:
            self.open += 1
            self._opened.notify_all()
        try:
            if is_slow:
                await asyncio.Event().wait()
            while line := await reader.readline():
                if line.startswith(b"data:") and b'"sent"' in line:
                    self.late.append(time.time() - json.loads(line[5:])["sent"])
                    self.heard.add(number)
            self.lost += 1
        finally:
            writer.close()


async def tell(workspace: Workspace, number: int, seconds: float) -> int:
    """Write events of jobs, as a supervisor does. How many."""

    def write(index: int) -> None:
        with workspace.store.writing() as tx:
            data = {"progress": 0.5, "eta_s": 60.0, "sent": time.time()}
            tx.add_events([NewEvent("job.progress", datetime.now(UTC), f"local-{index % number:026d}", None, data)])

    told, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        await asyncio.to_thread(write, told)
        told += 1
        await asyncio.sleep(1 / _EVENTS_A_SECOND)
    return told


def in_ms(took: Sequence[float]) -> str:
    """p50, p95 and p99."""
    if len(took) < 2:
        return "-"
    cuts = statistics.quantiles(took, n=100)
    return " / ".join(f"{cuts[at - 1] * 1000:.0f}" for at in (50, 95, 99))


class Usage:
    """CPU and memory of the server process between two instants."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self.mark()

    def mark(self) -> None:
        """Begin to count."""
        self._at, self._cpu = time.monotonic(), sum(self._process.cpu_times()[:2])

    def told(self) -> str:
        """Part of a core, and resident memory."""
        share = (sum(self._process.cpu_times()[:2]) - self._cpu) / (time.monotonic() - self._at)
        return f"{share:.0%} | {self._process.memory_info().rss / 2**20:.0f} MB"


def start(root: Path, port: int) -> tuple[subprocess.Popen[bytes], psutil.Process]:
    """The group of `telecine serve` and its process that answers."""
    command = [sys.executable, "-m", "telecine.cli", "serve", "--port", str(port), "--workers", "1"]
    group = subprocess.Popen(
        command, env=os.environ | {"TELECINE_HOME": str(root)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    end = time.monotonic() + _START_S
    while time.monotonic() < end and group.poll() is None:
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/livez", timeout=1).is_success:
                break
        except httpx2.HTTPError:
            time.sleep(0.2)
    for child in psutil.Process(group.pid).children():
        if "telecine.api" in " ".join(child.cmdline()):
            return group, child
    group.kill()
    raise SystemExit("the server did not start")


async def measure(workspace: Workspace, port: int, api: psutil.Process, given: argparse.Namespace) -> None:
    """Ask for lists alone, then beside the crowd."""
    url, usage = f"http://127.0.0.1:{port}", Usage(api)
    print("| lists | asked | not 200 | p50 / p95 / p99, ms | `/livez` meanwhile | CPU of the server | its memory |")
    print("|---|---|---|---|---|---|---|")
    await Lists().ask(url, given.rate, 3)
    usage.mark()
    alone = Lists()
    await alone.ask(url, given.rate, given.seconds)
    print(
        f"| alone | {len(alone.took)} | {alone.failed} | {in_ms(alone.took)} | {in_ms(alone.nothing)} | {usage.told()} |",
        flush=True,
    )
    crowd = Crowd(port)
    listening = [asyncio.create_task(crowd.listen(n, is_slow=n % 20 == 0)) for n in range(given.clients)]
    async with asyncio.timeout(_START_S):
        await crowd.is_there(given.clients)
    usage.mark()
    asking = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.api.load", "--ask", url, "--rate", str(given.rate),
        "--seconds", str(given.seconds), stdout=subprocess.PIPE,
    )  # fmt: skip
    told = await tell(workspace, given.jobs, given.seconds)
    said = json.loads((await asking.communicate())[0])
    beside = Lists(said["took"], said["nothing"], said["failed"])
    print(
        f"| beside {crowd.open} streams, {given.clients // 20} of which are not read | {len(beside.took)} |"
        f" {beside.failed} | {in_ms(beside.took)} | {in_ms(beside.nothing)} | {usage.told()} |"
    )
    readers = given.clients - -(-given.clients // 20)
    print(
        f"\n{told} events reached {len(crowd.heard)} of {readers} readers: {len(crowd.late)} of {told * readers};"
        f" late by {in_ms(crowd.late)} ms (p50 / p95 / p99); {crowd.lost} streams were cut"
    )
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=20.0, help="lists a second")
    parser.add_argument("--seconds", type=float, default=30.0, help="of each of the two parts")
    parser.add_argument("--ask", metavar="URL", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        lists = Lists()
        asyncio.run(lists.ask(given.ask, given.rate, given.seconds))
        print(json.dumps({"took": lists.took, "nothing": lists.nothing, "failed": lists.failed}))
        return
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory(prefix="load") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
        probe.close()
        with open_workspace(home=Path(folder)) as workspace:
            seconds = fill(workspace, given.jobs)
            print(f"{given.jobs} jobs written in {seconds:.0f} s; load of this machine {os.getloadavg()[0]:.1f}\n")
            group, api = start(Path(folder), port)
            try:
                asyncio.run(measure(workspace, port, api, given))
            finally:
                group.terminate()
                group.wait(60)


if __name__ == "__main__":
    main()
