"""`python -m telecine.worker`: started by a supervisor, never by hand."""

from __future__ import annotations

import argparse

from telecine.bootstrap import worker_tools
from telecine.worker.process import work


def main() -> None:
    """Read tasks from standard input until it ends."""
    parser = argparse.ArgumentParser(prog="telecine.worker", description="Runs tasks for a supervisor.")
    parser.add_argument("--cores", type=int, default=1, help="cores of the machine")
    parser.add_argument("--threads", type=int, default=1, help="threads of one task")
    given = parser.parse_args()
    work(worker_tools(cores=given.cores, threads=given.threads))


if __name__ == "__main__":
    main()
