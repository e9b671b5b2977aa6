"""`python -m telecine.worker.bench`: a worker of `telecine bench`, started by a supervisor, never by hand."""

from __future__ import annotations

from telecine.bench.place import metered_tools
from telecine.worker.process import start

if __name__ == "__main__":
    start(metered_tools)
