"""Configures structured logging; everybody else only logs events."""

from __future__ import annotations

import logging
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Literal, TextIO, cast

import structlog

from telecine.kernel.redaction import hide_all_secrets

Level = Literal["debug", "info", "warning", "error"]


def configure(
    level: Level, *, path: Path | None = None, is_console: bool = False, secrets: Collection[str] = ()
) -> None:
    """JSON lines to `path` (appended), or readable lines to standard error.

    Nothing that looks like a secret is written, nor any of `secrets`.
    """
    stream: TextIO = path.open("a", encoding="utf-8") if path is not None else sys.stderr
    structlog.configure(
        processors=processors(is_console=is_console, secrets=secrets),
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )


def processors(*, is_console: bool = False, secrets: Collection[str] = ()) -> list[structlog.typing.Processor]:
    """What an event goes through before it is written."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _Redaction(secrets),
        structlog.dev.ConsoleRenderer(colors=False) if is_console else structlog.processors.JSONRenderer(),
    ]


class _Redaction:
    """Takes secrets out of an event; comes last, so that tracebacks are covered."""

    def __init__(self, secrets: Collection[str]) -> None:
        self._secrets = tuple(sorted(secrets, key=len, reverse=True))

    def __call__(self, _logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return cast("structlog.typing.EventDict", hide_all_secrets(event, self._secrets))
