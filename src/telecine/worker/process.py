"""The loop of a worker process: JSON lines in, JSON lines out.

The process ends when its standard input ends, so that no worker outlives its supervisor. Whatever libraries print
goes to standard error, which is the worker's log.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from typing import IO, Any, Final, Protocol

from telecine.kernel.errors import DefectError, TelecineError
from telecine.records.items import item_to_json
from telecine.services.execute import Tools, failure_of, run_task
from telecine.services.tasks import Result
from telecine.services.taskspec import TaskSpec, spec_from_json

_PR_SET_PDEATHSIG: Final = 1
_LEAST_BETWEEN_PROGRESS_S: Final = 0.1
_COLLECT_AFTER: Final = (100_000, 20, 20)


class Channel:
    """The line to the supervisor; safe from several threads."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, message: Mapping[str, object]) -> None:
        line = json.dumps(message, separators=(",", ":"), default=str).encode() + b"\n"
        with self._lock:
            try:
                self._stream.write(line)
                self._stream.flush()
            except OSError:
                os._exit(0)


class Listener:
    """Reads orders in a thread, so that a cancellation arrives while a stage runs."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.tasks: queue.Queue[TaskSpec] = queue.Queue()
        self._stream = stream
        self._cancelled: set[int] = set()
        threading.Thread(target=self._listen, daemon=True, name="listener").start()

    def is_cancelled(self, task_id: int) -> bool:
        return task_id in self._cancelled

    def _listen(self) -> None:
        for line in self._stream:
            message: dict[str, Any] = json.loads(line)
            if "run" in message:
                spec = spec_from_json(message["run"])
                self._cancelled.discard(spec.task_id)
                self.tasks.put(spec)
            elif "cancel" in message:
                self._cancelled.add(int(message["cancel"]))
        os._exit(0)


class _Progress:
    """Sends progress at most ten times a second; the supervisor coalesces further."""

    def __init__(self, channel: Channel, spec: TaskSpec) -> None:
        self._channel = channel
        self._head = {"type": "progress", "task_id": spec.task_id, "fence": spec.fence}
        self._last = 0.0

    def __call__(self, done: float, total: float) -> None:
        now = time.monotonic()
        if now - self._last >= _LEAST_BETWEEN_PROGRESS_S:
            self._last = now
            self._channel.send({**self._head, "done": float(done), "total": float(total)})


class MakeTools(Protocol):
    """Makes what a worker runs tasks with."""

    def __call__(self, *, cores: int, threads: int) -> Tools: ...


def start(make_tools: MakeTools) -> None:
    """Read the options a supervisor gives, then tasks until standard input ends."""
    parser = argparse.ArgumentParser(prog="telecine.worker", description="Runs tasks for a supervisor.")
    parser.add_argument("--cores", type=int, default=1, help="cores of the machine")
    parser.add_argument("--threads", type=int, default=1, help="threads of one task")
    given = parser.parse_args()
    work(make_tools(cores=given.cores, threads=given.threads))


def work(tools: Tools) -> None:
    """Run tasks until standard input ends."""
    _end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Results are made of small objects by the hundred thousand, and none of them is garbage while a task runs: looking
    # for cycles among them as often as Python does costs a fifth of the time of a report.
    gc.set_threshold(*_COLLECT_AFTER)
    channel = Channel(_take_stdout())
    listener = Listener(sys.stdin.buffer)
    channel.send({"ready": os.getpid()})
    while True:
        spec = listener.tasks.get()
        channel.send(_outcome(tools, channel, listener, spec))


def _outcome(tools: Tools, channel: Channel, listener: Listener, spec: TaskSpec) -> dict[str, object]:
    head: dict[str, object] = {"task_id": spec.task_id, "fence": spec.fence}
    try:
        result = run_task(
            tools,
            spec,
            progress=_Progress(channel, spec),
            is_cancelled=lambda: listener.is_cancelled(spec.task_id),
        )
    except TelecineError as error:
        if isinstance(error, DefectError):
            traceback.print_exc()
        return head | _error(error, spec)
    except Exception as error:  # noqa: BLE001 - whatever happens, the supervisor gets an answer
        traceback.print_exc()
        return head | _error(DefectError(f"{type(error).__name__}: {error}"), spec)
    return head | _success(result)


def _success(result: Result) -> dict[str, object]:
    return {
        "type": "result",
        "published_fence": result.fence,
        "size_bytes": result.size_bytes,
        "manifest_sha256": result.manifest_sha256,
        "items": None if result.items is None else [item_to_json(item) for item in result.items],
        "cost": dict(result.cost),
        "is_adopted": result.is_adopted,
    }


def _error(error: TelecineError, spec: TaskSpec) -> dict[str, object]:
    failure = failure_of(error, spec)
    return {
        "type": "error",
        "code": failure.code,
        "message": failure.message,
        "retryable": failure.is_retryable,
        "lost_key": failure.lost_key,
    }


def _take_stdout() -> IO[bytes]:
    """The pipe to the supervisor; file descriptor 1 becomes the log, whatever a library writes there."""
    pipe = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return pipe


def _end_with_parent() -> None:
    """Linux: be killed when the supervisor dies, even while a library holds the interpreter."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:
        os._exit(0)
