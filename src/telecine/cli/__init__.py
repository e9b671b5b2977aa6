"""The command line: a thin door over the services."""

from __future__ import annotations

from telecine.cli.app import main

__all__ = ["main"]
