"""Being asked to stop: politely by SIGTERM, at once by Ctrl-C."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Final, Self

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Signals:
    """Takes SIGINT and SIGTERM within its block. A second one of either is urgent, too."""

    def __init__(self) -> None:
        self.is_asked = False
        self.is_urgent = False
        self._woken = threading.Event()
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            self._before[number] = signal.signal(number, self._take)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def wait(self, seconds: float) -> None:
        """Until a signal comes, at most so long."""
        self._woken.wait(seconds)

    def _take(self, number: int, _frame: FrameType | None) -> None:
        self.is_urgent = self.is_asked or number == signal.SIGINT
        self.is_asked = True
        self._woken.set()
