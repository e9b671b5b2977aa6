"""The contracts on imports hold, and so do the doors that a linter of imports cannot see."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE, ROOT, name_of, parse, python_files

# Dotted name -> the parts of the package that may use it. Imports of whole modules are the contracts' business.
DOORS: dict[str, tuple[str, ...]] = {
    "os.environ": (
        "settings/",
        "bootstrap/",
        "adapters/execution/",
        "adapters/video/apart.py",
        "worker/",
        "__init__.py",
    ),
    "os.getenv": ("settings/", "bootstrap/"),
    "time.time": ("adapters/", "bootstrap/"),
    "time.time_ns": ("adapters/", "bootstrap/"),
    "datetime.now": ("adapters/", "bootstrap/"),
    "datetime.utcnow": (),
    "datetime.today": (),
    "cv2.VideoCapture": (),
    "cv2.VideoWriter": (),
    "cv2.imread": (),
    "cv2.imwrite": (),
    "cv2.dnn": (),
}


def _lint(tree: Path) -> subprocess.CompletedProcess[str]:
    command = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    return subprocess.run(
        [sys.executable, "-c", command],
        cwd=tree,
        env={"PYTHONPATH": str(tree / "src"), "PYTHONSAFEPATH": "1", "COLUMNS": "200"},
        capture_output=True,
        check=False,
        text=True,
    )


def _dotted(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (owner := _dotted(node.value)) is not None:
        return f"{owner}.{node.attr}"
    return None


def _names_used(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.Attribute) and (name := _dotted(node)) is not None:
            yield name, node.lineno


def test_the_import_contracts_hold() -> None:
    result = _lint(ROOT)
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-2000:]


def test_clock_environment_and_picture_files_are_used_at_their_doors_only() -> None:
    strangers = []
    for path in python_files("src"):
        place = path.relative_to(PACKAGE).as_posix()
        for name, line in _names_used(parse(path)):
            door = next((door for door in DOORS if name == door or name.endswith(f".{door}")), None)
            if door is not None and not place.startswith(DOORS[door] or ("-",)):
                strangers.append(f"{name_of(path)}:{line} {door}")
    assert not strangers


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("kernel/broken.py", "import telecine.engine", "Dependencies point down"),
        ("kernel/broken.py", "import scipy", "Kernel stands on"),
        ("kernel/broken.py", "import os", "Kernel and logic do no I/O"),
        ("records/broken.py", "import cv2", "Engine and records do no I/O"),
        ("engine/broken.py", "import threading", "Engine and records do no I/O"),
        ("services/broken.py", "import sqlalchemy", "Only the store speaks SQL"),
        ("services/broken.py", "import subprocess", "Services reach the world through ports"),
        ("apps/media/logic/broken.py", "import av", "Kernel and logic do no I/O"),
        ("apps/media/broken.py", "import telecine.apps.faces", "Applications do not know each other"),
        ("apps/media/broken.py", "import sqlite3", "Only the store speaks SQL"),
        ("adapters/video/broken.py", "import telecine.adapters.store", "Adapters do not know each other"),
        ("adapters/store/broken.py", "import av", "Only the video adapter speaks to FFmpeg"),
        ("adapters/video/broken.py", "import onnxruntime", "Only the inference adapter runs models"),
        ("apps/faces/broken.py", "import reportlab", "Only the exports of screen time"),
        ("worker/broken.py", "import rich", "Only the command line draws on a terminal"),
        ("worker/broken.py", "import telecine.cli", "Dependencies point down"),
        ("misplaced.py", "", "Dependencies point down"),
    ],
)
def test_a_contract_bites_when_it_is_broken(tmp_path: Path, module: str, line: str, contract: str) -> None:
    shutil.copytree(PACKAGE, tmp_path / "src" / "telecine", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    target = tmp_path / "src" / "telecine" / module
    target.write_text(f"{line}\n", encoding="utf-8")

    result = _lint(tmp_path)

    assert result.returncode == 1, result.stdout[-4000:] + result.stderr[-2000:]
    broken = [row for row in result.stdout.splitlines() if " BROKEN" in row]
    assert any(row.startswith(contract) for row in broken), broken
