"""`python -m tests.e2e.program`: the command as people type it, with the applications of the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telecine.bootstrap import Workspace, open_workspace
from telecine.cli.app import main
from telecine.cli.session import Door
from tests.fixtures.engine.app import engine_registry
from tests.fixtures.engine.home import ROOT, WORKER_MODULE, EngineHome

PATIENCE_S = 90.0
PROGRAM = (sys.executable, "-m", "tests.e2e.program")
API = (sys.executable, "-m", "tests.fixtures.serving.api")


def open_test_home(**settings: Any) -> AbstractContextManager[Workspace]:
    """The workspace with the applications of the tests."""
    return open_workspace(registry=engine_registry(), worker_module=WORKER_MODULE, **settings)


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


Telecine = Callable[..., Said]
"""The program that people install: arguments to what it said."""


def document_of(telecine: Telecine, *words: object) -> dict[str, Any]:
    """The JSON document of a command that has to succeed; real footage is given time."""
    ended = telecine(*words, "--json", patience_s=600)
    assert ended.code == 0, ended.err
    document: dict[str, Any] = json.loads(ended.out)
    return document


@dataclass
class Program:
    """Runs commands in processes of their own, in the home of a test."""

    home: EngineHome
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the developer's terminal; the test's own home."""
        kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "FORCE_COLOR", "TERM"}}
        return kept | self.home.environment | {"TELECINE_HOME": str(self.home.root / "home"), "PYTHONPATH": str(ROOT)}

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Begin a command and do not wait for it; it is the leader of a process group of its own."""
        return subprocess.Popen(
            [*PROGRAM, *arguments],
            cwd=self.folder,
            env=self.environment,
            text=True,
            stdin=subprocess.DEVNULL,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "process_group": 0} | options,
        )

    def finish(self, process: subprocess.Popen[str]) -> Said:
        """Wait for a command."""
        try:
            out, err = process.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        return Said(process.returncode, out, err)

    def run(self, *arguments: str) -> Said:
        """Run a command to its end."""
        return self.finish(self.start(*arguments))


if __name__ == "__main__":
    sys.exit(main(door=Door(open=open_test_home, command=PROGRAM, api=API)))
