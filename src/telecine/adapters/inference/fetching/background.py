"""Fetching for whoever does not wait for it: one model after another, and how far each is."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

import structlog

from telecine.adapters.inference.fetching.checking import FetchProgress, OnProgress, Step
from telecine.kernel.errors import TelecineError

log = structlog.get_logger(__name__)

_UNSAID: Final = "It could not be fetched, and the log of the server says why. Try again."


class Models(Protocol):
    """What fetches; see `ModelFolder`."""

    def has(self, name: str) -> bool:
        """Whether a model is there. Raises NotFound."""
        ...

    def fetch(self, names: Sequence[str], progress: OnProgress) -> dict[str, Path]:
        """Fetch, verify and convert what is not there."""
        ...


@dataclass(frozen=True, slots=True)
class Fetching:
    """How far one model is.

    Attributes:
        step: `waiting` for its turn or for another process, `downloading`, `converting`, or `failed`.
        done_bytes: downloaded.
        total_bytes: to download; 0 before it is known.
        error: code and message of what went wrong, after `failed`.
    """

    step: Step | Literal["failed"]
    done_bytes: int = 0
    total_bytes: int = 0
    error: tuple[str, str] | None = None


class BackgroundFetch:
    """Fetches models in a thread of this process, in the order in which they are asked for.

    What it knows ends with the process; the files that are whole by then stay.
    """

    def __init__(self, models: Models) -> None:
        self._models = models
        self._lock = threading.Lock()
        self._states: dict[str, Fetching] = {}
        self._asked: deque[str] = deque()
        self._is_running = False

    def begin(self, name: str) -> None:
        """Fetch a model that is not there and not on its way. Raises NotFound."""
        if self._models.has(name):
            return
        with self._lock:
            known = self._states.get(name)
            if known is not None and known.step != "failed":
                return
            self._states[name] = Fetching("waiting")
            self._asked.append(name)
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._work, name="fetching models", daemon=True).start()

    def state(self, name: str) -> Fetching | None:
        """How far a model is; None for one that nobody fetches."""
        with self._lock:
            return self._states.get(name)

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._asked:
                    self._is_running = False
                    return
                name = self._asked.popleft()
            ended = self._fetched(name)
            with self._lock:
                if ended is None:
                    self._states.pop(name, None)
                else:
                    self._states[name] = ended

    def _fetched(self, name: str) -> Fetching | None:
        """None when it is there now."""

        def tell(now: FetchProgress) -> None:
            with self._lock:
                self._states[name] = Fetching(now.step, now.done_bytes, now.total_bytes)

        try:
            self._models.fetch([name], tell)
        except TelecineError as error:
            return Fetching("failed", error=(error.code, str(error)))
        except Exception:
            log.exception("models.fetch_failed", model=name)
            return Fetching("failed", error=("defect", _UNSAID))
        return None
