"""A group of processes that are kept alive together: one that ends is started again, and all end with their keeper."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

log = structlog.get_logger(__name__)

_FIRST_PAUSE_S: Final = 0.2
_LONGEST_PAUSE_S: Final = 10.0
_SETTLED_S: Final = 30.0
_LOOK_S: Final = 0.1
_LAST_S: Final = 5.0
HOPELESS: Final = 3
"""Exit status that says that starting again cannot help: a setting or the machine has to change first."""


@dataclass(frozen=True)
class Member:
    """One process of a group: its command line, and descriptors that it inherits."""

    name: str
    command: Sequence[str]
    descriptors: tuple[int, ...] = ()


@dataclass
class _Kept:
    """A member as it is now."""

    member: Member
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    pause_s: float = _FIRST_PAUSE_S


class Group:
    """Starts members, starts those again that end, and stops all.

    A member reads its standard input until it ends, which tells it that its keeper is gone (`end_with_keeper`).
    """

    def __init__(self, members: Sequence[Member], environment: Mapping[str, str]) -> None:
        self._kept = [_Kept(member) for member in members]
        self._environment = dict(environment)

    @property
    def pids(self) -> dict[str, int]:
        """Process ids by name of those that live."""
        return {k.member.name: k.process.pid for k in self._kept if k.process is not None and k.process.poll() is None}

    def run(self, *, until: Callable[[], bool]) -> int:
        """Keep the members alive until `until` says so. 0, or the status of a member that cannot be helped."""
        while not until():
            now = time.monotonic()
            for kept in self._kept:
                status = self._look(kept, now)
                if status == HOPELESS:
                    return status
            time.sleep(_LOOK_S)
        return 0

    def stop(self, number: signal.Signals, *, patience_s: float, is_urgent: Callable[[], bool]) -> None:
        """Ask the members, in order, to end; each has `patience_s`, and none longer than until `is_urgent`."""
        for kept in self._kept:
            process = kept.process
            if process is None or process.poll() is not None:
                continue
            process.send_signal(number)
            end = time.monotonic() + patience_s
            while process.poll() is None and time.monotonic() < end and not is_urgent():
                time.sleep(_LOOK_S / 2)
        for kept in self._kept:
            _end(kept)

    def _look(self, kept: _Kept, now: float) -> int | None:
        """Start what has to be started. The status of a member that has just ended."""
        if kept.process is None:
            if now >= kept.due:
                self._start(kept, now)
            return None
        status = kept.process.poll()
        if status is None:
            return None
        _close(kept.process)
        kept.process = None
        if now - kept.started > _SETTLED_S:
            kept.pause_s = _FIRST_PAUSE_S
        kept.due = now + kept.pause_s
        kept.pause_s = min(_LONGEST_PAUSE_S, kept.pause_s * 2)
        log.warning("group.member_ended", name=kept.member.name, status=status)
        return status

    def _start(self, kept: _Kept, now: float) -> None:
        kept.process = subprocess.Popen(
            list(kept.member.command),
            stdin=subprocess.PIPE,
            env=self._environment,
            pass_fds=kept.member.descriptors,
            start_new_session=True,
        )
        kept.started = now
        log.info("group.member_started", name=kept.member.name, pid=kept.process.pid)


def end_with_keeper() -> None:
    """Interrupt this process (SIGINT) when its standard input ends; some seconds later it is ended outright."""

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            continue
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(_LAST_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="keeper").start()


def _end(kept: _Kept) -> None:
    process = kept.process
    if process is None:
        return
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_LAST_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    _close(process)


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
