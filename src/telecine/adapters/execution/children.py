"""Worker processes as the supervisor holds them: a pipe each way, one JSON line a message."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from telecine.services.taskspec import TaskSpec, spec_to_json

TERM_AFTER_S = 1.0
KILL_AFTER_S = 1.8
_TAIL_BYTES = 2000


@dataclass(slots=True)
class Running:
    """What a child is doing."""

    spec: TaskSpec
    since: float
    jobs: tuple[str, ...] = ()
    is_published: bool = False
    stop_asked_at: float | None = None
    stop_reason: str = ""
    progress: tuple[float, float] | None = None
    has_new_progress: bool = False


@dataclass(slots=True)
class Child:
    """One worker process."""

    process: subprocess.Popen[bytes]
    log_path: Path
    is_ready: bool = False
    running: Running | None = None
    ran: set[str] = field(default_factory=set)
    """Stages it has run or runs; it keeps what they loaded."""
    _buffer: bytearray = field(default_factory=bytearray)

    @property
    def pid(self) -> int:
        return self.process.pid

    def fileno(self) -> int:
        """Descriptor to wait on for messages."""
        assert self.process.stdout is not None  # noqa: S101 - it was opened with a pipe
        return self.process.stdout.fileno()

    def send(self, message: Mapping[str, object]) -> None:
        """Write one line; a child that died is noticed by the end of its pipe."""
        assert self.process.stdin is not None  # noqa: S101 - it was opened with a pipe
        try:
            self.process.stdin.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError, OSError):
            return

    def start(self, spec: TaskSpec, now: float) -> None:
        """Give it a task."""
        self.running = Running(spec, now)
        self.send({"run": spec_to_json(spec)})

    def receive(self) -> tuple[list[dict[str, Any]], bool]:
        """Messages that arrived, and whether the pipe has ended."""
        try:
            chunk = os.read(self.fileno(), 1 << 16)
        except BlockingIOError:
            return [], False
        except OSError:
            chunk = b""
        self._buffer += chunk
        *lines, rest = bytes(self._buffer).split(b"\n")
        self._buffer = bytearray(rest)
        return [json.loads(line) for line in lines if line.strip()], not chunk

    def ask_to_stop(self, reason: str, now: float) -> None:
        """First step of a stop; `press` does the next ones."""
        if self.running is not None and self.running.stop_asked_at is None:
            self.running.stop_asked_at = now
            self.running.stop_reason = reason
            self.send({"cancel": self.running.spec.task_id})

    def press(self, now: float) -> None:
        """Make a child that was asked to stop end: SIGTERM after 1 s, SIGKILL after 1.8 s."""
        if self.running is None or self.running.stop_asked_at is None:
            return
        waited = now - self.running.stop_asked_at
        if waited >= KILL_AFTER_S:
            self.kill(signal.SIGKILL)
        elif waited >= TERM_AFTER_S:
            self.kill(signal.SIGTERM)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to the process if it lives."""
        if self.process.poll() is None:
            self.process.send_signal(number)

    def close(self) -> int | None:
        """Close the pipes, reap the process. Its exit status (negative: the signal that ended it)."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        try:
            return self.process.wait(timeout=KILL_AFTER_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def last_words(self) -> str:
        """The end of what it wrote to its log."""
        try:
            with self.log_path.open("rb") as file:
                file.seek(0, os.SEEK_END)
                file.seek(max(0, file.tell() - _TAIL_BYTES))
                return file.read().decode(errors="replace").strip()
        except OSError:
            return ""


Spawn = Callable[[int], Child]
"""Starts the worker process of a slot."""


def spawner(command: Sequence[str], logs: Path, environment: Mapping[str, str]) -> Spawn:
    """A `Spawn` for a command line; standard error goes to `logs/worker-{slot}.log`."""

    def spawn(slot: int) -> Child:
        log_path = logs / f"worker-{slot}.log"
        with log_path.open("ab") as log:
            process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=dict(environment),
                start_new_session=True,
            )
        child = Child(process, log_path)
        os.set_blocking(child.fileno(), False)
        return child

    return spawn


def describe_death(status: int | None) -> str:
    """What people are told about a worker that ended."""
    if status is not None and status < 0:
        name = signal.Signals(-status).name
        hint = " The machine may be out of memory." if -status == signal.SIGKILL else ""
        return f"the worker process was ended by {name}.{hint}"
    return f"the worker process ended with status {status} without an answer."
