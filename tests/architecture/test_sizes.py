"""Sizes that a reader can hold in the head."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.architecture.tree import ROOT, name_of, parse, python_files

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_FOLDER_MODULES = 12

FOLDERS = ("src", "tests", "benchmarks", "docs")

# What exceeds today, with its size. Entries only shrink and go: a smaller thing needs a smaller number, and a larger
# one is split instead.
ALLOWED_MODULES: dict[str, int] = {}
ALLOWED_FUNCTIONS: dict[str, int] = {}
ALLOWED_FOLDERS: dict[str, int] = {}

# Revisions of the schema are a list that grows by nature.
_LISTS = ("versions",)


def _functions(tree: ast.AST, prefix: str) -> Iterator[tuple[str, int]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1
            yield from _functions(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{prefix}{node.name}.")
        else:
            yield from _functions(node, prefix)


def _module_sizes() -> dict[str, int]:
    return {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*FOLDERS)}


def _function_sizes() -> dict[str, int]:
    return {
        f"{name_of(path)}::{name}": lines
        for path in python_files(*FOLDERS)
        for name, lines in _functions(parse(path), "")
    }


def _folder_sizes() -> dict[str, int]:
    modules = (path for path in python_files(*FOLDERS) if path.name != "__init__.py")
    folders = Counter(path.parent.relative_to(ROOT) for path in modules)
    return {folder.as_posix(): count for folder, count in folders.items() if folder.name not in _LISTS}


@pytest.mark.parametrize(
    ("sizes", "limit", "allowed"),
    [
        pytest.param(_module_sizes, MAX_MODULE_LINES, ALLOWED_MODULES, id="module-lines"),
        pytest.param(_function_sizes, MAX_FUNCTION_LINES, ALLOWED_FUNCTIONS, id="function-lines"),
        pytest.param(_folder_sizes, MAX_FOLDER_MODULES, ALLOWED_FOLDERS, id="folder-modules"),
    ],
)
def test_what_exceeds_is_listed_and_the_list_only_shrinks(
    sizes: Callable[[], dict[str, int]], limit: int, allowed: dict[str, int]
) -> None:
    exceeding = {name: size for name, size in sizes().items() if size > limit}
    assert exceeding == allowed, f"the limit is {limit}; split what is new, and lower or remove what shrank"
