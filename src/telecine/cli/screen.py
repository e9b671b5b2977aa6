"""Where a command prints: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Final, NoReturn

from rich.console import Console, RenderableType
from rich.table import Table

WIDE = 160
"""Columns of output that is not a terminal, so that tables in files and logs are not cut."""


READER_GONE: Final = 141
"""How a shell calls the end of a program that writes into a pipe nobody reads any more."""


class ReaderGone(Exception):
    """Nobody reads the output any more, as after `| head`: nothing is wrong, they have seen enough."""


class Screen:
    """Two consoles, and the choice between people and machines.

    With `is_json` nothing but one JSON document is printed on standard output, and nothing on standard error unless
    the command fails.
    """

    def __init__(self, *, is_json: bool = False) -> None:
        self.is_json = is_json
        self.has_shown = False
        self.out = _console(is_error=False)
        self.err = _console(is_error=True)

    @property
    def is_live(self) -> bool:
        """Whether somebody watches: progress is drawn only then."""
        return self.err.is_terminal and not self.is_json

    def show(self, document: Mapping[str, object], *drawn: RenderableType) -> None:
        """The result of a command: `document` for machines, `drawn` for people."""
        self.has_shown = True
        if self.is_json:
            self.write(json.dumps(document, indent=2) + "\n")
            return
        for part in drawn:
            _print(self.out, part)

    def write(self, text: str) -> None:
        """Text for machines, on standard output. Raises ReaderGone."""
        self.has_shown = True
        try:
            self.out.file.write(text)
            self.out.file.flush()
        except BrokenPipeError as error:
            raise ReaderGone from error

    def show_failure(self, *drawn: RenderableType) -> None:
        """Why there is no result, for people, on standard error."""
        self.has_shown = True
        for part in drawn:
            _print(self.err, part)

    def say(self, text: str, *, style: str = "") -> None:
        """A remark for people, on standard error."""
        if not self.is_json:
            self.err.print(text, style=style or None, soft_wrap=True)


def _print(console: Console, part: RenderableType) -> None:
    if isinstance(part, Table):
        console.print(part)
    else:
        # Paths and messages stay whole, so that they can be copied.
        console.print(part, soft_wrap=True)


class _Console(Console):
    def on_broken_pipe(self) -> NoReturn:
        raise ReaderGone


def leave_quietly() -> None:
    """What is still to be written goes nowhere, so that the interpreter does not complain at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def _console(*, is_error: bool) -> Console:
    console = _Console(stderr=is_error, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = max(WIDE, console.width)
    return console
