"""The Tab key: what `telecine --install-completion` sets up completes commands in a real shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.engine.home import ROOT


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """The environment of a person who has `telecine` on the path and an empty home."""
    program = tmp_path / "bin" / "telecine"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m telecine.cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return {
        "HOME": str(tmp_path),
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
    }


def _bash(script: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "--norc", "-c", script], env=environment, capture_output=True, check=False, text=True, timeout=60
    )


def test_installing_completion_makes_the_tab_key_complete_commands(shell: dict[str, str], tmp_path: Path) -> None:
    installed = _bash("telecine --install-completion; echo ended with $?", shell)
    assert "bash completion installed in" in installed.stdout
    assert "ended with 0" in installed.stdout
    script = tmp_path / ".bash_completions" / "telecine.sh"
    assert str(script) in (tmp_path / ".bashrc").read_text(encoding="utf-8")

    pressed = _bash(
        'source "$HOME/.bash_completions/telecine.sh"; COMP_WORDS=(telecine jobs ""); COMP_CWORD=2; '
        'complete -p telecine; _telecine_completion telecine; printf "%s\\n" "${COMPREPLY[@]}"',
        shell,
    )
    assert pressed.stdout.splitlines()[1:] == ["list", "show", "cancel", "retry", "follow"], pressed.stderr


def test_the_completion_can_be_printed_instead(shell: dict[str, str]) -> None:
    shown = _bash("telecine --show-completion; true", shell)
    assert "complete -o default -F _telecine_completion telecine" in shown.stdout
