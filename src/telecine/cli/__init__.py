"""The command line: a thin door over the services."""

from __future__ import annotations

import sys

_STOPPED = 130


def main() -> int:
    """The program. Loading it takes a moment, in which Ctrl-C is an answer too."""
    try:
        from telecine.cli.app import main as run

        return run()
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped before anything was begun.\n")
        return _STOPPED


__all__ = ["main"]
