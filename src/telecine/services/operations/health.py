"""Whether what the server stands on works: looked at for real, within a second, and not more often than needed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass
from typing import Final, Literal

from telecine.kernel.errors import TelecineError

Word = Literal["ok", "unconfigured", "error"]
Probe = Callable[[], None]

LONGEST_S: Final = 1.0
KEPT_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Looked:
    """What one probe found."""

    word: Word
    seconds: float
    why: str | None


@dataclass(frozen=True, slots=True)
class Health:
    """What all of them found."""

    parts: Mapping[str, Looked]

    @property
    def is_well(self) -> bool:
        """What is not configured is no illness."""
        return all(part.word != "error" for part in self.parts.values())


class HealthChecks:
    """Runs probes beside each other. One that hangs is not started again until it comes back."""

    def __init__(self, probes: Mapping[str, Probe | None], *, longest_s: float = LONGEST_S) -> None:
        """A probe raises when what it looks at is ill; None stands for what is not configured."""
        self._probes = dict(probes)
        self._longest_s = longest_s
        self._turn = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=max(1, len(self._probes)), thread_name_prefix="health")
        self._running: dict[str, Future[None]] = {}
        self._known: tuple[float, Health] | None = None

    def check(self) -> Health:
        """At most two seconds old; takes little more than one."""
        with self._turn:
            now = time.monotonic()
            if self._known is None or now - self._known[0] > KEPT_S:
                self._known = (time.monotonic(), self._look())
            return self._known[1]

    def close(self) -> None:
        """Wait for nothing."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _look(self) -> Health:
        begun = time.monotonic()
        for name, probe in self._probes.items():
            if probe is not None and (name not in self._running or self._running[name].done()):
                self._running[name] = self._pool.submit(probe)
        return Health({name: self._found(name, begun) for name in self._probes})

    def _found(self, name: str, begun: float) -> Looked:
        if self._probes[name] is None:
            return Looked("unconfigured", 0.0, None)
        why = None
        try:
            self._running[name].result(timeout=max(0.0, begun + self._longest_s - time.monotonic()))
        except LateError:
            why = f"did not answer within {self._longest_s:g} s"
        except TelecineError as error:
            why = error.message
        except Exception as error:  # noqa: BLE001 - whatever a probe meets is an illness, and is told
            why = type(error).__name__
        return Looked("ok" if why is None else "error", time.monotonic() - begun, why)
