"""Every way to fail has its message and its exit code."""

from __future__ import annotations

import ast
import json
import platform
from pathlib import Path

import pytest

import telecine
from telecine.cli.app import NO_WINDOWS
from telecine.cli.errors import kind_of, render
from telecine.cli.screen import Screen
from telecine.kernel import errors
from tests.unit.cli.conftest import Tell

PACKAGE = Path(telecine.__file__).parent
# What runs within a task, and so may end as the code of a task.
IN_TASKS = ("apps", "adapters/artifacts", "adapters/execution", "adapters/inference", "adapters/video")
IN_TASKS_FILES = ("services/execute.py", "services/stage_context.py", "services/tasks.py")


def _narrowed() -> list[tuple[str, str, str]]:
    """Class, code and place of every error raised within tasks under a code of its own."""
    files = [path for folder in IN_TASKS for path in (PACKAGE / folder).rglob("*.py")]
    return [
        (node.func.id, str(keyword.value.value), path.name)
        for path in [*files, *(PACKAGE / name for name in IN_TASKS_FILES)]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        for keyword in node.keywords
        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
    ]


def test_a_stored_code_leads_to_the_exit_code_of_the_error_that_had_it() -> None:
    wrong = []
    for name, code, place in _narrowed():
        kind = getattr(errors, name, None)
        # A home that cannot be used and a fetch that fails end before there is a task.
        if kind is None or place in {"home.py", "pip_download.py", "https_download.py", "folder.py"}:
            continue
        if kind_of(code).exit_code != kind.exit_code:
            wrong.append((code, name, place))
    assert not wrong, "add these to NARROWED in cli/errors.py"


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [
        ("bad_media", 3),
        ("file_missing", 3),
        ("worker_lost", 4),
        ("time_limit_hard", 4),
        ("defect", 1),
        ("never heard of", 1),
        (None, 1),
        ("cancelled", 130),
    ],
)
def test_codes_are_known(code: str | None, exit_code: int) -> None:
    assert kind_of(code).exit_code == exit_code


def test_a_defect_names_the_log_and_shows_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    code = render(errors.DefectError("the wheel came off"), Screen(), log_path=None, is_debug=False)
    said = capsys.readouterr()
    assert code == 1
    assert said.err.startswith("telecine: the wheel came off\nThis is a bug in Telecine")
    assert "Traceback" not in said.err


def test_an_unexpected_error_is_a_defect_and_shows_a_traceback_only_when_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ValueError, match="no number") as caught:
        int("no number")
    assert render(caught.value, Screen(is_json=True), log_path=None, is_debug=False) == 1
    quiet = capsys.readouterr()
    render(caught.value, Screen(), log_path=None, is_debug=True)
    loud = capsys.readouterr()
    assert json.loads(quiet.out)["error"]["code"] == "defect"
    assert "Traceback" not in quiet.err
    assert "Traceback" in loud.err


def test_windows_is_refused_with_what_to_use(tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Windows")
    refused = tell("jobs", "list")
    assert (refused.code, NO_WINDOWS in refused.err) == (3, True)
    assert "WSL2" in NO_WINDOWS


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rnu"], "Did you mean 'run'"),
        (["run", "faces"], "VIDEO"),
        (["run", "faces", "x.mp4", "--set", "threshold"], "STAGE.PARAM=VALUE"),
        (["run", "faces", "x.mp4", "--set", "a.b=[1,"], "is not JSON"),
        (["run", "faces", "x.mp4", "--tier", "fast"], "neither default, best"),
        (["run", "faces", "x.mp4", "--workers", "0"], "--workers"),
        (["clean", "--older-than", "yesterday"], "write 30d"),
        (["jobs"], ""),
    ],
)
def test_a_command_that_cannot_be_understood_ends_with_2(tell: Tell, arguments: list[str], said: str) -> None:
    ended = tell(*arguments)
    assert ended.code == 2
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_usage_errors_are_json_too(tell: Tell) -> None:
    ended = tell("run", "faces", "--json")
    assert ended.code == 2
    assert json.loads(ended.out)["error"]["code"] == "usage"


def test_an_unusable_home_is_named(tell: Tell, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = tell("jobs", "list", "--home", tmp_path / "file")
    assert ended.code == 3
    assert "Choose another with --home" in ended.err
