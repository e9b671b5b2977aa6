"""Bars for what is read, fetched or composed, drawn only while somebody watches and only once there is something to draw."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from telecine.cli.screen import Screen
from telecine.cli.words import bytes_size

if TYPE_CHECKING:
    from telecine.adapters.inference.fetching.checking import FetchProgress

_WORDS: Final = {"waiting": "waiting for", "downloading": "fetching", "converting": "converting", "done": "fetched"}


class _Amount(ProgressColumn):
    """`1.2 of 7.3 MB`, or `120 of 300 frames`."""

    def render(self, task: Task) -> Text:
        unit = task.fields.get("unit", "bytes")
        if unit != "bytes":
            return Text(f"{task.completed:.0f} of {task.total or 0:.0f} {unit}")
        whole = f" of {bytes_size(int(task.total))}" if task.total else ""
        return Text(f"{bytes_size(int(task.completed))}{whole}")


class Bars:
    """One bar a thing."""

    def __init__(self, screen: Screen) -> None:
        self._is_live = screen.is_live
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            _Amount(),
            TimeRemainingColumn(),
            console=screen.err,
            transient=True,
        )
        self._bars: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._bars:
            self._progress.stop()

    def move(self, name: str, text: str, done: int, total: int, *, unit: str = "bytes") -> None:
        """Thing `name` is this far."""
        if not self._is_live:
            return
        if not self._bars:
            self._progress.start()
        if name not in self._bars:
            self._bars[name] = self._progress.add_task(text, total=total or None, unit=unit)
        self._progress.update(self._bars[name], description=text, completed=done, total=total or None)

    def tell(self, now: FetchProgress) -> None:
        """Progress of `ModelFolder.fetch`."""
        self.move(now.name, f"{_WORDS[now.step]} {now.name}", now.done_bytes, now.total_bytes)
