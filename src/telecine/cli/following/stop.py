"""Ctrl-C: once asks the job to stop, twice leaves it to others."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType
from typing import Any, Final, Self

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_MOST: Final = 3


class Stop:
    """Counts SIGINT and SIGTERM within its block.

    The third one interrupts whatever is being done, for when even leaving hangs.
    """

    def __init__(self) -> None:
        self.count = 0
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

    @property
    def is_asked(self) -> bool:
        """Whether the job is to be cancelled."""
        return self.count >= 1

    @property
    def is_leaving(self) -> bool:
        """Whether this process is to go at once, whatever becomes of the job."""
        return self.count >= 2

    def _take(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1
        if self.count >= _MOST:
            raise KeyboardInterrupt
