"""The worker door: a process that runs one task after another for a supervisor."""

from telecine.worker.process import work

__all__ = ["work"]
