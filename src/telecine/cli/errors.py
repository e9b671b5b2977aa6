"""How a command ends when it fails: the message, the exit code, and where to read more. The only such place."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Final

import structlog
import typer

from telecine.cli.screen import Screen
from telecine.kernel.errors import (
    BadMedia,
    Cancelled,
    DefectError,
    TelecineError,
    TransientError,
    UserError,
    find_error_type,
)

USAGE: Final = 2

NARROWED: Final[dict[str, type[TelecineError]]] = {
    "bad_photos": UserError,
    "bad_timecode": UserError,
    "file_missing": BadMedia,
    "input_lost": TransientError,
    "model_changed": UserError,
    "os_error": TransientError,
    "out_of_memory": TransientError,
    "outside_film": UserError,
    "time_limit_hard": TransientError,
    "unknown_person": UserError,
}
"""Codes that stages and their runner give to single errors, and the class that says what they mean."""


def kind_of(code: str | None) -> type[TelecineError]:
    """The class of a stored error code; a defect when nobody knows it."""
    if code is None:
        return DefectError
    return NARROWED.get(code) or find_error_type(code)


def render(error: Exception, screen: Screen, *, log_path: Path | None, is_debug: bool) -> int:
    """Say what happened. Returns the exit code."""
    if is_debug:
        screen.err.print("".join(traceback.format_exception(error)), style="dim")
    if isinstance(error, typer.TyperException):
        return _usage(error, screen)
    if not isinstance(error, TelecineError):
        return _unexpected(error, screen, log_path)
    if isinstance(error, DefectError):
        _log(error, log_path)
        text = f"{error.message}\n{_bug(log_path)}"
    else:
        text = error.message
    _say(screen, error.code, text, error.exit_code, dict(error.details), is_soft=isinstance(error, Cancelled))
    return error.exit_code


def _usage(error: typer.TyperException, screen: Screen) -> int:
    context = getattr(error, "ctx", None)
    text = error.format_message()
    code = error.exit_code
    if not text:
        # A group without a command has printed its help already.
        return code
    hint = f"\n`{context.command_path} --help` shows how it is used." if context is not None else ""
    _say(screen, "usage", text + hint, code, {})
    return code


def _unexpected(error: Exception, screen: Screen, log_path: Path | None) -> int:
    _log(error, log_path)
    text = f"{type(error).__name__}: {error}\n{_bug(log_path)}"
    _say(screen, DefectError.code, text, DefectError.exit_code, {})
    return DefectError.exit_code


def _bug(log_path: Path | None) -> str:
    where = f" {log_path} says more." if log_path is not None else ""
    return f"This is a bug in Telecine; finished work is kept.{where}"


def _log(error: Exception, log_path: Path | None) -> None:
    if log_path is not None:
        structlog.get_logger(__name__).error("cli.failed", exc_info=error)


def _say(
    screen: Screen, code: str, text: str, exit_code: int, details: dict[str, object], *, is_soft: bool = False
) -> None:
    if screen.is_json:
        document = {"error": {"code": code, "message": text, "details": details}, "exit_code": exit_code}
        screen.show(document)
    head = "" if is_soft else "telecine: "
    screen.err.print(f"{head}{text}", style=None if is_soft else "red", soft_wrap=True)
