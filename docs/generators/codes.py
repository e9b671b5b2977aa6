"""Every code that a failure can carry, found in the source: those of the classes, and those that single errors get."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import telecine
from telecine.cli.errors import NARROWED
from telecine.kernel.errors import TelecineError

_NOT_IMPORTED: Final = ("migrations", "__main__")
_FAILURE: Final = "Failure"
"""What becomes of a task without an error being raised; its first argument is a code."""


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """One code.

    Attributes:
        name: the word.
        kind: name of the class whose policy it has.
        is_own: whether it is the code of the class itself.
    """

    name: str
    kind: str
    is_own: bool


@cache
def tree() -> dict[str, type[TelecineError]]:
    """Every class of the error tree by name, parents first."""
    for module in pkgutil.walk_packages(telecine.__path__, "telecine."):
        if not any(part in _NOT_IMPORTED for part in module.name.split(".")):
            importlib.import_module(module.name)
    found: dict[str, type[TelecineError]] = {}
    pending: list[type[TelecineError]] = [TelecineError]
    while pending:
        kind = pending.pop(0)
        if kind.__module__.startswith("telecine."):
            found[kind.__name__] = kind
        pending = [*sorted(kind.__subclasses__(), key=lambda child: child.__name__), *pending]
    return found


@cache
def codes() -> list[Code]:
    """Every code with its class; by name."""
    kinds = tree()
    found = {Code(kind.code, name, is_own=True) for name, kind in kinds.items()}
    own = {code.name for code in found}
    found |= {Code(name, kind.__name__, is_own=False) for name, kind in NARROWED.items()}
    for name, maker in _written():
        if name in own:
            continue
        if maker in kinds:
            found.add(Code(name, maker, is_own=False))
        elif maker == _FAILURE and name not in NARROWED:
            raise KeyError(f"code {name!r} of a failed task has no class: telecine/cli/errors.py, NARROWED")
    return sorted(found)


def _written() -> Iterator[tuple[str, str]]:
    """Codes in the source, each with the name of what is called with it."""
    for path in sorted(Path(telecine.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                maker = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
                given += node.args[:1] if maker == _FAILURE else []
                yield from ((str(value.value), maker) for value in given if isinstance(value, ast.Constant))
