"""What the architecture tests look at: the files that are, or would be, in the repository."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "telecine"

_NOT_OURS = {"node_modules", "dist", "build", "telecine-out", "__pycache__"}


@cache
def repository_files() -> tuple[Path, ...]:
    """Tracked files and new ones that are not ignored; in an unpacked archive, what does not look made by a tool."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        return tuple(sorted(_walk(ROOT)))
    return tuple(sorted(path for name in listed if name and (path := ROOT / name).is_file()))


def python_files(*folders: str) -> Iterator[Path]:
    for path in repository_files():
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders:
            yield path


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in _NOT_OURS or (path.is_dir() and path.name.startswith(".") and path.name != ".ci"):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path
