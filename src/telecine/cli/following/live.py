"""The picture of a job at work: one line a stage, and the whole with the time that is left."""

from __future__ import annotations

from types import TracebackType
from typing import Final, Literal, Self

from rich.console import Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from telecine.cli.following.board import Board, StageLine
from telecine.cli.screen import Screen
from telecine.cli.words import clock_time, rough_time

_STYLES: Final = {"done": "green", "cached": "cyan", "running": "bold", "failed": "red", "retrying": "yellow"}
_JUSTIFY: Final[tuple[Literal["left", "right"], ...]] = ("left", "right", "left", "right", "left")
_BAR_WIDTH: Final = 28


class LiveView:
    """Draws a board while somebody watches; does nothing otherwise."""

    def __init__(self, screen: Screen, title: str) -> None:
        self._title = title
        self._note = ""
        self._board = Board()
        self._elapsed_s = 0.0
        self._live: Live | None = None
        if screen.is_live:
            self._live = Live(console=screen.err, auto_refresh=False, get_renderable=self._picture)

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def draw(self, board: Board, elapsed_s: float, note: str) -> None:
        """Show the board as it is now, with a remark under it."""
        self._board, self._elapsed_s, self._note = board, elapsed_s, note
        if self._live is not None:
            self._live.refresh()

    def _picture(self) -> RenderableType:
        return picture(self._board, self._title, self._elapsed_s, self._note)


def picture(board: Board, title: str, elapsed_s: float, note: str) -> RenderableType:
    """The board as lines of text."""
    lines = board.lines()
    table = Table.grid(padding=(0, 2))
    for justify in _JUSTIFY:
        table.add_column(justify=justify, no_wrap=True)
    for line in lines:
        table.add_row(*_cells(line))
    whole = Table.grid(padding=(0, 1))
    is_over = bool(lines) and all(line.word in {"done", "cached"} for line in lines)
    fraction = 1.0 if is_over else board.fraction
    left = "" if is_over or board.remaining_s is None else f"about {rough_time(board.remaining_s)} left"
    whole.add_row(
        ProgressBar(total=1.0, completed=fraction, width=_BAR_WIDTH),
        Text(f"{fraction:4.0%}"),
        Text(clock_time(elapsed_s)),
        Text(left),
    )
    parts: list[RenderableType] = [Text(title, style="bold"), table, whole]
    if note:
        parts.append(Text(note, style="yellow"))
    return Group(*parts)


def _cells(line: StageLine) -> tuple[RenderableType, ...]:
    total = "?" if line.total is None else str(line.total)
    state = Text(line.word, style=_STYLES.get(line.word, "dim"))
    if line.word == "running" and line.total is not None:
        state.append(f" {line.fraction:.0%}")
    extra = [f"{line.cached} cached"] if line.cached and line.word != "cached" else []
    extra += [f"{line.retrying} to be tried again"] if line.retrying else []
    extra += [f"{line.failed} failed"] if line.failed else []
    return (
        Text(f"  {line.stage}"),
        Text(f"{line.done + line.cached}/{total}"),
        state,
        Text(f"{line.seconds:.1f} s" if line.seconds else ""),
        Text(", ".join(extra), style="dim"),
    )
