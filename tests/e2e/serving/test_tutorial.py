"""The tutorial over HTTP, typed to the letter against a real server with real models and the sample episode."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from tests.architecture.tree import ROOT

PATIENCE_S = 900.0
DOCUMENT = ROOT / "docs" / "tutorial" / "over-http.md"


def blocks() -> list[str]:
    """What a reader types, in order."""
    return re.findall(r"^```sh\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.slow
@pytest.mark.models
@pytest.mark.timeout(1800)
def test_every_command_of_the_tutorial_works(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = os.environ | {"TELECINE_HOME": str(home)}
    command = [sys.executable, "-m", "telecine.cli"]
    subprocess.run(
        [*command, "demo"], env=environment, cwd=tmp_path, check=True, capture_output=True, timeout=PATIENCE_S
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port)],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + PATIENCE_S
        while not _answers(port):
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.2)
        script = "set -euo pipefail\n" + "\n".join(blocks())
        script = script.replace("http://127.0.0.1:8000", f"http://127.0.0.1:{port}")
        script = script.replace("~/.local/share/telecine/sample", str(home / "sample"))
        said = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=PATIENCE_S
        )
        assert said.returncode == 0, said.stdout[-2000:] + said.stderr[-2000:]
        for told in ("the-sample-s01e01", "Barack Obama", "job.succeeded", "Eileen Collins", "undo", "WEBVTT"):
            assert told in said.stdout
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def _answers(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/livez", timeout=5).is_success
    except httpx2.HTTPError:
        return False
