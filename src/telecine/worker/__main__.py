"""`python -m telecine.worker`: started by a supervisor, never by hand."""

from __future__ import annotations

from telecine.bootstrap import worker_tools
from telecine.worker.process import start

if __name__ == "__main__":
    start(worker_tools)
